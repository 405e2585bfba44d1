"""Making bytes survive a power cut: files, their folders, and files replaced whole."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

BINARY = getattr(os, "O_BINARY", 0)
"""Windows translates line ends unless a file is opened with this."""


def sync_file(fd: int) -> None:
    """Return once the file's bytes are on the disk; raises OSError if they may not be."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # fsync there stops at the drive's own cache
    elif sys.platform == "linux":
        os.fdatasync(fd)
    else:
        os.fsync(fd)


def sync_folder(path: Path) -> None:
    """Return once the folder's entries (new, renamed files) are on the disk."""
    if sys.platform != "win32":  # folders cannot be opened there; NTFS journals its entries
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte; one system call unless the disk takes less at once."""
    done = os.write(fd, data)
    while done < len(data):
        done += os.write(fd, memoryview(data)[done:])


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to be written that takes the place of `path` when the block ends well.

    At any moment, after a power cut too, either the old or the new is there. Of two who do so at
    once the later wins. Raises OSError, and then the old is there.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    fd = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, 0o644)
    try:
        with os.fdopen(fd, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the file's place; see `replacing`."""
    with replacing(path) as file:
        file.write(data)
