"""Opening what others recorded: folders, .gz, .bz2 and .tar are unpacked as they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import os
import re
import shutil
import sys
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from gametape.errors import UsageError
from gametape.model.foreign import ForeignFile

HEAD_BYTES = 65_536
CHUNK_BYTES = 1 << 20

UNREADABLE = (OSError, EOFError, zlib.error, tarfile.TarError)
"""What reading a broken file or archive raises."""

_FOLDERS_TOLD = 3
_GZIP, _BZIP2, _TAR, _TAR_AT = b"\x1f\x8b", b"BZh", b"ustar", 257
_TAR_ENDINGS = (".tar", ".tgz", ".tbz2")
_NOT_IN_A_NAME = re.compile(r'[\0<>:"\\|?*]' if sys.platform == "win32" else r"\0")


class FoundFile(msgspec.Struct, frozen=True):
    """A file on disk, unpacked or not.

    `label` is how a person knows it (its place below the path that was given); `folders` are the
    names of the folders above it, outermost first.
    """

    path: Path
    label: str
    folders: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name without the ending of its compression."""
        return self.path.stem if self.path.suffix in (".gz", ".bz2") else self.path.name

    def opened(self) -> IO[bytes]:
        """Its bytes, unpacked; raises OSError, and other errors of `UNREADABLE` when read."""
        return _unpacked(self.path)

    def read(self) -> ForeignFile:
        """It as layouts are given it; raises one of `UNREADABLE`."""
        with self.opened() as stream:
            head = stream.read(HEAD_BYTES)
        folder = self.folders[-1] if self.folders else ""
        path = None if _magic(self.path) else self.path
        return ForeignFile(self.name, folder, head, self._lines, self._whole, path, self.folders)

    def digest(self) -> bytes:
        """SHA-256 of its unpacked bytes."""
        seen = sha256()
        with self.opened() as stream:
            while chunk := stream.read(CHUNK_BYTES):
                seen.update(chunk)
        return seen.digest()

    def _lines(self) -> Iterator[bytes]:
        with self.opened() as stream:
            for line in stream:
                yield line.rstrip(b"\r\n")

    def _whole(self) -> bytes:
        with self.opened() as stream:
            return stream.read()


def find_files(paths: Iterable[Path], scratch: Path) -> Iterator[FoundFile]:
    """Every file under these paths, folders walked in order of name, archives opened.

    Archives are unpacked into `scratch`, which must stay until the files have been read. Raises
    UsageError for a path that is not there, holds no file, or cannot be read.
    """
    for number, path in enumerate(paths):
        place = scratch / ("archives" if number == 0 else f"archives-{number + 1}")
        try:
            folder, file = path.is_dir(), path.is_file()
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {reason(error)}.") from error
        if folder:
            yield from _in_folder(path, place)
        elif file:
            yield from _at(path, path.name, _names_above(path), place)
        else:
            raise UsageError(f"{path} {_what_is(path)}.")


def _in_folder(folder: Path, place: Path) -> Iterator[FoundFile]:
    def refused(error: OSError) -> None:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}.") from error

    found = 0
    for root, inner, names in os.walk(folder, onerror=refused):
        inner.sort()
        for name in sorted(names):
            path = Path(root, name)
            found += 1
            label = path.relative_to(folder).as_posix()
            # A link to nowhere is found too: reading it tells why.
            yield from _at(path, label, _names_above(path), place)
    if not found:
        raise UsageError(f"There is no file in {folder}.")


def _at(path: Path, label: str, folders: tuple[str, ...], place: Path) -> Iterator[FoundFile]:
    if _is_archive(path):
        yield from _in_archive(path, label, place)
    else:
        yield FoundFile(path, label, folders)


def _in_archive(path: Path, label: str, place: Path) -> Iterator[FoundFile]:
    stem = path.name.partition(".t")[0]
    below = place / stem
    for number in itertools.count(2):
        if not below.exists():
            break
        below = place / f"{stem}-{number}"
    found = 0
    try:
        with _unpacked(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                inside = archive.extractfile(member) if member.isfile() else None
                if inside is None:
                    continue
                # Whatever an archive says, nothing of it lands beside the scratch folder.
                parts = [p for p in PurePosixPath(member.name).parts if p not in ("/", "..", ".")]
                target = below.joinpath(*(_NOT_IN_A_NAME.sub("_", part) for part in parts))
                target.parent.mkdir(parents=True, exist_ok=True)
                with inside, target.open("wb") as out:
                    shutil.copyfileobj(inside, out, CHUNK_BYTES)
                found += 1
    except UNREADABLE as error:
        raise UsageError(f"{label} cannot be unpacked: {reason(error)}.") from error
    if not found:
        raise UsageError(f"There is no file in {label}.")
    for unpacked in _in_folder(below, place / "within"):
        inner = unpacked.label
        yield msgspec.structs.replace(unpacked, label=f"{label}/{inner}")


def _is_archive(path: Path) -> bool:
    if any(path.name.endswith((end, f"{end}.gz", f"{end}.bz2")) for end in _TAR_ENDINGS):
        return True
    try:
        with _unpacked(path) as stream:
            return stream.read(_TAR_AT + len(_TAR))[_TAR_AT:] == _TAR
    except UNREADABLE:
        return False


def _unpacked(path: Path) -> IO[bytes]:
    magic = _magic(path)
    if magic == _GZIP:
        return io.BufferedReader(gzip.GzipFile(path))
    if magic == _BZIP2:
        return io.BufferedReader(bz2.BZ2File(path))
    return path.open("rb")


def _magic(path: Path) -> bytes:
    """How a file is packed, by its content: names lie. Empty for a file that is not."""
    with path.open("rb") as stream:
        head = stream.read(3)
    return next((magic for magic in (_GZIP, _BZIP2) if head.startswith(magic)), b"")


def _names_above(path: Path) -> tuple[str, ...]:
    return tuple(path.absolute().parts[1:-1][-_FOLDERS_TOLD:])


def _what_is(path: Path) -> str:
    if path.is_symlink():
        return "is a link that leads nowhere"
    return "is no file and no folder" if path.exists() else "is not there"


def reason(error: BaseException) -> str:
    """Why something cannot be read, in a few words."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
