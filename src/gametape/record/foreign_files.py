"""Opening what others recorded: folders, .gz, .bz2 and .tar are unpacked as they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from gametape.errors import UsageError
from gametape.model.foreign import ForeignFile

HEAD_BYTES = 65_536
_PACKED = (".gz", ".bz2")
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2")


def open_foreign(paths: Iterable[Path]) -> Iterator[ForeignFile]:
    """Every file under these paths, folders walked in order of name, archives opened.

    Raises UsageError for a path that is not there or cannot be read.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is not there.")
        members = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for member in members:
            try:
                if member.name.endswith(_TARS):
                    yield from _from_tar(member)
                else:
                    yield _from_file(member)
            except (OSError, EOFError, tarfile.TarError) as error:
                raise UsageError(f"{member} cannot be read: {error}.") from error


def _from_file(path: Path) -> ForeignFile:
    packed = path.suffix in _PACKED
    name = path.stem if packed else path.name
    return _foreign(
        name,
        path.parent.name,
        lambda: _unpacked(path.open("rb"), path.name),
        None if packed else path,
    )


def _unpacked(stream: IO[bytes], name: str) -> IO[bytes]:
    if name.endswith(".gz"):
        return io.BufferedReader(gzip.GzipFile(fileobj=stream))
    if name.endswith(".bz2"):
        return io.BufferedReader(bz2.BZ2File(stream))
    return stream


def _from_tar(path: Path) -> Iterator[ForeignFile]:
    with tarfile.open(path) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
    for name in sorted(names):
        yield _foreign(Path(name).name, path.name, _tar_member(path, name), None)


def _tar_member(path: Path, name: str) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        inner = tarfile.open(path).extractfile(name)  # noqa: SIM115 - closed by the reader
        assert inner is not None
        return _unpacked(inner, name)

    return opened


def _foreign(
    name: str, folder: str, opened: Callable[[], IO[bytes]], path: Path | None
) -> ForeignFile:
    def lines() -> Iterator[bytes]:
        with opened() as stream:
            for line in stream:
                yield line.rstrip(b"\r\n")

    def whole() -> bytes:
        with opened() as stream:
            return stream.read()

    with opened() as stream:
        head = stream.read(HEAD_BYTES)
    return ForeignFile(name, folder, head, lines, whole, path)
