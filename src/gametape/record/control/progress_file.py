"""How a recorder's process is doing, in a small file beside its tape, for other processes.

The page's server reads it; it never asks the recorder anything, so that a server that is
restarted, slow or gone is nothing to the recording. The file is replaced once a second. Beside it
lies a lock that the system drops when the process dies, so that a state that says "recording" can
be told from one that nobody stands behind any more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from gametape.errors import GametapeError, TapeError
from gametape.record.control.progress import Progress
from gametape.replay.certificate.certificate import Certificate
from gametape.tape.lock import SessionLock, holder, is_held
from gametape.tape.session import SessionFolder

Phase = Literal["starting", "waiting", "recording", "over", "failed"]
"""Where a recorder stands: it looks up the markets, waits for its time, records, is done."""

_FILE = "progress.json"
_LOCK = "progress.lock"
_BLOCK = 4096


class RecorderState(msgspec.Struct, frozen=True, kw_only=True):
    """What a recorder's process last said of itself, at `at_us` by the wall clock (microseconds).

    `events` are the slugs of what is recorded, `own` says whether the trader's own orders are too;
    `starts_us` is when a waiting one will begin. `error` is the kind of what it failed of,
    `problem` and `way_out` say it in words; `verdict`, `coverage` and `warnings` are those of
    the certificate that it ended with.
    """

    phase: Phase = "starting"
    at_us: int = 0
    began_us: int = 0
    title: str = ""
    events: tuple[str, ...] = ()
    league: str = ""
    sport: str = ""
    own: bool = False
    starts_us: int | None = None
    until: str = ""
    progress: Progress | None = None
    error: str = ""
    problem: str = ""
    way_out: str = ""
    verdict: str | None = None
    coverage: float | None = None
    warnings: tuple[str, ...] = ()


class ProgressFile:
    """The state of this process in its session's folder, kept by the recorder's process itself.

    A context: what ends it with an error is told as the reason of the failure. Raises TapeBusyError
    when another recorder has the session.
    """

    def __init__(self, folder: SessionFolder, wall_us: Callable[[], int]) -> None:
        self.folder = folder
        self._path = folder.root / _FILE
        self._wall_us = wall_us
        self._lock = SessionLock(folder.root / _LOCK, folder.slug)
        self._pool = ThreadPoolExecutor(1, "progress")
        self._writing: Future[None] | None = None
        self.state = RecorderState(began_us=wall_us())
        self._write(self.state)

    def tell(self, **changes: object) -> None:
        """Say what has changed (fields of `RecorderState`), at once."""
        self.state = msgspec.structs.replace(self.state, **changes)
        self._pool.submit(self._write, self.state).result()

    def update(self, progress: Progress) -> None:
        """Say how the recording goes; never waits for the disk, and skips one if that is slow."""
        self.state = msgspec.structs.replace(self.state, phase="recording", progress=progress)
        if self._writing is None or self._writing.done():
            self._writing = self._pool.submit(self._write, self.state)

    def over(self, certificate: Certificate) -> None:
        """The recording has ended, and this is what it is worth."""
        self.tell(
            phase="over",
            verdict=certificate.verdict,
            coverage=certificate.coverage,
            warnings=tuple(certificate.warnings),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            what, way_out = _words(error)
            self.tell(phase="failed", error=_kind(error), problem=what, way_out=way_out)
        self._pool.shutdown()
        self._lock.release()

    def _write(self, state: RecorderState) -> None:
        """Replace the file; what cannot be written is not worth stopping a recording for."""
        state = msgspec.structs.replace(state, at_us=self._wall_us())
        data = msgspec.json.encode(state)
        data += b" " * (-len(data) % _BLOCK)
        draft = self._path.with_suffix(".part")
        try:
            draft.write_bytes(data)
            draft.replace(self._path)
        except OSError:
            # A full disk: blocks that the file has already can still take the reason it stopped.
            with suppress(OSError), self._path.open("r+b") as file:
                file.write(data)


def _kind(error: BaseException) -> str:
    """The error's class among those that every part knows; empty for one not made on purpose."""
    kinds = (one.__name__ for one in type(error).__mro__ if one.__module__ == "gametape.errors")
    return next(kinds, "")


def _words(error: BaseException) -> tuple[str, str]:
    if isinstance(error, GametapeError):
        return error.what, error.way_out
    if isinstance(error, KeyboardInterrupt):
        return "It was given up before it began.", ""
    if isinstance(error, OSError):
        return f"{error.strerror or error}.", ""
    return f"gametape failed: {error!r}"[:400], "Its log lies in the session's folder."


def read_state(folder: SessionFolder) -> RecorderState | None:
    """What the recorder of this session last said; None if there is nothing readable."""
    try:
        data = (folder.root / _FILE).read_bytes()
        return msgspec.json.decode(data.rstrip(b" \0"), type=RecorderState)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def told_since(home: Path, since_us: int) -> list[SessionFolder]:
    """Sessions of a data folder whose state was written since then, or still has its process.

    Looks at every session there is, once a second while somebody watches: two questions to the
    file system for each, and no more.
    """
    try:
        entries = os.listdir(home / "sessions")  # noqa: PTH208
    except FileNotFoundError:
        return []
    except OSError as error:
        raise TapeError(f"{home} cannot be read: {error.strerror}.") from error
    found = []
    for name in entries:
        place = f"{home}/sessions/{name}"
        try:
            recent = os.stat(f"{place}/{_FILE}").st_mtime_ns // 1000 >= since_us  # noqa: PTH116
        except OSError:
            continue
        if recent or _is_attended(f"{place}/{_LOCK}"):
            found.append(SessionFolder(Path(place)))
    return found


def recorder_pid(folder: SessionFolder) -> int | None:
    """The process that stands behind the state now; None if nobody does."""
    lock = folder.root / _LOCK
    if not is_held(lock):
        return None
    who = holder(lock)
    return who.pid if who else None


def is_attended(folder: SessionFolder) -> bool:
    """Whether a live process stands behind the state: starting, waiting, recording or closing."""
    return _is_attended(folder.root / _LOCK)


def _is_attended(lock: str | Path) -> bool:
    try:
        if os.stat(lock).st_size == 0:  # noqa: PTH116  let go in order, as nearly all are
            return False
    except OSError:
        return False
    return is_held(Path(lock))


def is_beginning(folder: SessionFolder) -> bool:
    """Whether a live process is about to record this session: it starts, or waits for its time."""
    state = read_state(folder)
    return state is not None and state.phase in ("starting", "waiting") and is_attended(folder)


def forget_state(folder: SessionFolder) -> None:
    """Remove the state of a recorder that is gone."""
    (folder.root / _FILE).unlink(missing_ok=True)
