"""One writer a session: a lock that the system drops when its process dies, however it dies."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from types import TracebackType

import msgspec

from gametape.errors import TapeBusyError
from gametape.model.times import iso_text
from gametape.tape.durable import BINARY

_PATIENCE = 20
_PAUSE_S = 0.02  # a probe holds the lock for microseconds; do not take it for a writer


class Holder(msgspec.Struct, frozen=True):
    """Who holds a lock: process id, since when (us), on which machine."""

    pid: int
    since_us: int
    host: str


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # locked bytes cannot be read there; the holder's words must be

    def _take(fd: int) -> bool:
        os.lseek(fd, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class SessionLock:
    """The held lock of a session; `release` it, or let the process end."""

    def __init__(self, path: Path, session: str) -> None:
        """Take it; raises TapeBusyError, naming the holder, when another writer has it."""
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | BINARY, 0o644)
        for _ in range(_PATIENCE):
            if _take(self._fd):
                break
            time.sleep(_PAUSE_S)
        else:
            os.close(self._fd)
            raise TapeBusyError(
                f"Session {session} is being written by {_described(holder(path))}.",
                "Stop that recorder first, or record under another name.",
            )
        me = Holder(os.getpid(), time.time_ns() // 1000, socket.gethostname())
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, msgspec.json.encode(me))

    def release(self) -> None:
        """Let it go; harmless when done twice."""
        if self._fd >= 0:
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> SessionLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def holder(path: Path) -> Holder | None:
    """Who wrote into the lock file, if it can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Holder)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def is_held(path: Path) -> bool:
    """Whether a live process holds the lock, on this machine or over a share that knows locks."""
    try:
        fd = os.open(path, os.O_RDWR | BINARY)
    except FileNotFoundError:
        return False
    try:
        return not _take(fd)
    finally:
        os.close(fd)


def _described(who: Holder | None) -> str:
    if who is None:
        return "another process"
    return f"process {who.pid} on {who.host} since {iso_text(who.since_us)}"
