"""Import: other people's recordings become sessions, every message kept as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from gametape.errors import TapeError, TapeFullError, UsageError
from gametape.model.frames import Frame
from gametape.model.times import HOUR
from gametape.record.foreign.describing import Account, describe, file_name
from gametape.record.foreign.game_times import game_places
from gametape.record.foreign.merging import merged
from gametape.record.foreign.sources import Source, find_sources, told
from gametape.replay.opening import opening_books
from gametape.replay.session import SessionFold
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

FLUSH_LINES = 2_000

SEGMENT_US = 24 * HOUR
"""Imported segments turn by size: a recording of days at a slow pace would make hundreds."""

UNFINISHED = "The import did not come to its end: import the files again."
"""The warning of a session whose importer died."""

Watch = Callable[[int], bool]
"""Hears now and then how many messages are imported; says whether to go on."""


class ImportReport(msgspec.Struct, frozen=True):
    """What `gametape import --json` prints."""

    session: str
    frames: int
    events: int
    warnings: list[str]


def import_files(
    home: Path,
    paths: Sequence[Path],
    *,
    name: str = "",
    anchors: Sequence[str] = (),
    watch: Watch | None = None,
) -> ImportReport:
    """Make one session of these files, merged by time; see `game_places` for `anchors`.

    Where `watch` says no, the session ends there and says so. After any error there is no session:
    the files can be imported again. Raises UsageError where there is nothing to import or nothing
    in it, TapeFullError and TapeError for a disk that refuses.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".unpacked-", dir=home) as scratch:
            warnings: list[str] = []
            sources = find_sources(paths, Path(scratch), warnings)
            rows = merged(sources, game_places(sources, anchors))
            return _import(home, paths, name, sources, rows, warnings, watch)
    except OSError as error:
        raise TapeError(f"{home} cannot be written: {error.strerror or error}.") from error


def _import(
    home: Path,
    paths: Sequence[Path],
    name: str,
    sources: Sequence[Source],
    rows: Iterator[tuple[Source, Frame]],
    warnings: list[str],
    watch: Watch | None,
) -> ImportReport:
    title = name or _stem(paths[0])
    folder = SessionFolder.create_about(home, title)
    fold, account = SessionFold(), Account()
    try:
        begun = Manifest(session=folder.slug, venue="", title=title, created_us=0)
        msgspec.structs.replace(begun, warnings=[UNFINISHED]).save(folder.manifest_path)
        whole = _write(folder, rows, fold, account, watch)
        _not_empty(account, sources)
        if not whole:
            warnings.insert(
                0,
                f"The import was stopped after {account.frames:,} messages: the rest of the files "
                "is not in this session.",
            )
        manifest = describe(folder.slug, account, fold.state, sources, paths)
        warnings += manifest.warnings
        msgspec.structs.replace(
            manifest, title=name or manifest.title or title, warnings=warnings
        ).save(folder.manifest_path)
    except TapeFullError as error:
        shutil.rmtree(folder.root, ignore_errors=True)
        what = f"{error.what} The import was given up, and nothing of it is left."
        raise TapeFullError(what, error.way_out) from error
    except BaseException:
        shutil.rmtree(folder.root, ignore_errors=True)
        raise
    return ImportReport(folder.slug, account.frames, account.events, warnings)


def _write(
    folder: SessionFolder,
    rows: Iterator[tuple[Source, Frame]],
    fold: SessionFold,
    account: Account,
    watch: Watch | None,
) -> bool:
    """Write the messages to the tape; False if told to stop before the last."""
    opening = lambda: opening_books(fold.state)  # noqa: E731
    with TapeWriter(folder, opening=opening, segment_us=SEGMENT_US) as tape:
        for source, frame in rows:
            connection = f"{frame.source}#{source.number}"
            seq = tape.append(frame.kind, connection, frame.raw, frame.recv_us, frame.part)
            raw = msgspec.Raw(frame.raw)
            line = Line(t=frame.recv_us, q=seq, k=frame.kind, c=connection, m=raw)
            account.see(source, frame, fold.feed(line))
            if account.frames % FLUSH_LINES == 0:
                tape.flush()
                if tape.behind:
                    tape.wait_written(seq)
                if watch is not None and not watch(account.frames):
                    return False
    return True


def _not_empty(account: Account, sources: Sequence[Source]) -> None:
    if not account.frames:
        why = " ".join(["There is no message to import.", *told(sources)])
        raise UsageError(why)


def _stem(path: Path) -> str:
    """The name that a session takes from its file."""
    name = file_name(path)
    for ending in (".gz", ".bz2", ".tar", ".jsonl", ".json"):
        name = name.removesuffix(ending)
    return name or file_name(path)
