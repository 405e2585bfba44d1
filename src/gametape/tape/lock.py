"""One writer a session: a lock that the system drops when its process dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from pathlib import Path
from types import TracebackType

import msgspec

from gametape.errors import TapeBusyError, TapeError
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

    def take(fd: int, *, probe: bool = False) -> bool:  # noqa: ARG001  there is one kind of lock
        """Take the lock of an open file if nobody holds it; says whether it was free."""
        os.lseek(fd, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def take(fd: int, *, probe: bool = False) -> bool:
        """Take the lock of an open file if nobody holds it; says whether it was free."""
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if probe else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class SessionLock:
    """The held lock of a session; `release` it, or let the process end."""

    def __init__(self, path: Path, session: str) -> None:
        """Take it; raises TapeBusyError, naming the holder, when another writer has it.

        Raises TapeError if the folder cannot be written to.
        """
        self._fd = -1
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | BINARY, 0o644)
            self._taken(path, session)
            me = Holder(os.getpid(), time.time_ns() // 1000, socket.gethostname())
            os.ftruncate(self._fd, 0)
            os.lseek(self._fd, 0, os.SEEK_SET)
            os.write(self._fd, msgspec.json.encode(me))
        except OSError as error:
            self._close()
            raise TapeError(f"{path} cannot be locked: {error.strerror}.") from error

    def _taken(self, path: Path, session: str) -> None:
        for _ in range(_PATIENCE):
            if take(self._fd):
                return
            time.sleep(_PAUSE_S)
        self._close()
        raise TapeBusyError(
            f"Session {session} is being written by {_described(holder(path))}.",
            "Stop that recorder first, or record under another name.",
        )

    def _close(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def release(self) -> None:
        """Let it go; harmless when done twice."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, 0)
            self._close()

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
        fd = os.open(path, os.O_RDONLY | BINARY)
    except OSError:
        return False  # never written here, or not ours to look at
    try:
        return not take(fd, probe=True)
    except OSError:
        return False  # a share that knows no locks: nobody can record there
    finally:
        os.close(fd)


def _described(who: Holder | None) -> str:
    if who is None:
        return "another process"
    return f"process {who.pid} on {who.host} since {iso_text(who.since_us)}"
