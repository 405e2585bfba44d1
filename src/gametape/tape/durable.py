"""Making bytes survive a power cut: files, their folders, and files replaced whole."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

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


def draft_beside(path: Path) -> Path:
    """A name beside `path` for what will take its place; no other thread or process has it."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the file's place so that at any moment either the old or the new is there.

    Of two who do so at once the later wins. Raises OSError, and then the old is there.
    """
    fresh = draft_beside(path)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, 0o644)
    try:
        try:
            write_all(fd, data)
            os.fsync(fd)
        finally:
            os.close(fd)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
