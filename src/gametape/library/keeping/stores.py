"""Where a backup lies: a folder, or a bucket of any S3-compatible service."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

from gametape.errors import TapeError, UsageError
from gametape.tape.durable import sync_folder

PIECE = 1 << 20


class Store(Protocol):
    """Files by name, each there whole or not at all; methods raise OSError."""

    def size(self, name: str) -> int | None:
        """Bytes of a file; None if there is none."""

    def put(self, name: str, source: BinaryIO, size: int) -> str:
        """Keep the next `size` bytes of a source; gives the SHA-256 of what was taken."""

    def open(self, name: str) -> Any:
        """A file to read from, which is also a context; raises FileNotFoundError."""


def pieces(source: Any, size: int) -> Iterator[bytes]:
    """The next `size` bytes of a source, or fewer where it ends."""
    while size > 0:
        piece = source.read(min(PIECE, size))
        if not piece:
            return
        size -= len(piece)
        yield piece


class FolderStore:
    """A folder on a disk, a stick or a share."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def size(self, name: str) -> int | None:
        """See `Store`."""
        try:
            return (self._root / name).stat().st_size
        except FileNotFoundError:
            return None

    def put(self, name: str, source: BinaryIO, size: int) -> str:
        """See `Store`; on the disk before this returns."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        digest = hashlib.sha256()
        try:
            with draft.open("wb") as file:
                for piece in pieces(source, size):
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)
        return digest.hexdigest()

    def open(self, name: str) -> Any:
        """See `Store`."""
        return (self._root / name).open("rb")


class S3Store:
    """A prefix in a bucket; an upload that breaks off leaves nothing under its name."""

    def __init__(self, filesystem: Any, prefix: str) -> None:
        self._files = filesystem
        self._prefix = prefix.strip("/")

    def size(self, name: str) -> int | None:
        """See `Store`."""
        info = self._files.get_file_info(f"{self._prefix}/{name}")
        found: int | None = info.size if info.is_file else None
        return found

    def put(self, name: str, source: BinaryIO, size: int) -> str:
        """See `Store`."""
        digest = hashlib.sha256()
        with self._files.open_output_stream(f"{self._prefix}/{name}") as stream:
            for piece in pieces(source, size):
                digest.update(piece)
                stream.write(piece)
        return digest.hexdigest()

    def open(self, name: str) -> Any:
        """See `Store`."""
        return self._files.open_input_stream(f"{self._prefix}/{name}")


def store_at(where: str, environ: Mapping[str, str]) -> Store:
    """The store that a person names: a folder, or `s3://bucket/prefix`.

    The service is `AWS_ENDPOINT_URL` (Amazon's without one), credentials are those that every S3
    tool reads: `AWS_ACCESS_KEY_ID` and its kin, or `~/.aws`. Raises UsageError for an impossible
    address and for a missing part.
    """
    if not where.startswith("s3://"):
        if "://" in where or not where.strip():
            raise UsageError(
                f"{where!r} is no place for a backup.", "Name a folder or s3://bucket."
            )
        return FolderStore(Path(where).expanduser())
    try:
        place = urlsplit(where)
    except ValueError:  # a bracket that would begin an address of numbers
        place = urlsplit("")
    if not place.netloc:
        raise UsageError(f"{where} names no bucket.", "Write s3://bucket/prefix.")
    try:
        from pyarrow import fs
    except ImportError:
        raise UsageError(
            "A bucket needs a part that is not installed.", "pip install 'gametape[columns]'"
        ) from None
    endpoint = environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL", "")
    scheme, _, host = endpoint.rpartition("://")
    options: dict[str, Any] = {"region": environ.get("AWS_REGION", "us-east-1")}
    if endpoint:
        options |= {"endpoint_override": host.rstrip("/"), "scheme": scheme or "https"}
    return S3Store(fs.S3FileSystem(**options), f"{place.netloc}{place.path}")


@contextlib.contextmanager
def disk_words(what: str) -> Iterator[None]:
    """Say an OSError of a store as an error of ours."""
    try:
        yield
    except OSError as error:
        words = error.strerror or str(error).splitlines()[0]
        where = "" if error.filename is None else f" at {os.fsdecode(error.filename)}"
        raise TapeError(
            f"{what}{where}: {words}.", "Run it again: it goes on where it stopped."
        ) from error
