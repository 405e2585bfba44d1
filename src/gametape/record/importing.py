"""Import: other people's recordings become sessions, every message kept as it was."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from gametape.errors import UsageError
from gametape.model.foreign import ForeignFile, Layout, RecordedClock
from gametape.model.frames import Frame
from gametape.model.times import HOUR
from gametape.record.foreign_files import open_foreign
from gametape.record.layouts import layout_of, layouts
from gametape.replay.opening import opening_books
from gametape.replay.session import SessionFold
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder, list_sessions, slugify
from gametape.tape.writer import TapeWriter

FLUSH_LINES = 2_000

SEGMENT_US = 24 * HOUR
"""Imported segments turn by size: a recording of days at a slow pace would make hundreds."""

Progress = Callable[[int], None]
"""Hears how many frames have been imported."""


class ImportReport(msgspec.Struct, frozen=True):
    """What `gametape import --json` prints."""

    session: str
    frames: int
    events: int
    warnings: list[str]


class _Source(msgspec.Struct, frozen=True):
    file: ForeignFile
    layout: Layout
    number: int


def import_files(
    home: Path,
    paths: Sequence[Path],
    *,
    name: str = "",
    place: Callable[[int], int] | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Make one session of these files, merged by time where they share a clock.

    `place` maps a game clock (microseconds) to wall time for files that have no other.
    Raises UsageError when no file is of a known layout; files that are not are named in the
    warnings.
    """
    warnings: list[str] = []
    sources = _recognised(paths, warnings)
    taken = [folder.slug for folder in list_sessions(home)]
    title = name or _title(paths)
    folder = SessionFolder.create(home, slugify(title, taken))
    fold = SessionFold()
    used: Counter[str] = Counter()
    events = frames = 0
    opening = lambda: opening_books(fold.state)  # noqa: E731
    with TapeWriter(folder, opening=opening, segment_us=SEGMENT_US) as tape:
        for source, frame in _merged(sources, warnings, place):
            connection = f"{frame.source}#{source.number}"
            seq = tape.append(frame.kind, connection, frame.raw, frame.recv_us, frame.part)
            line = Line(
                t=frame.recv_us, q=seq, k=frame.kind, c=connection, m=msgspec.Raw(frame.raw)
            )
            events += len(fold.feed(line).fresh)
            used[frame.source] += 1
            frames += 1
            if frames % FLUSH_LINES == 0:
                tape.flush()
                if tape.behind:
                    tape.wait_written(seq)
                if progress is not None:
                    progress(frames)
    _manifest(folder, title, sources, fold, used, paths, warnings)
    return ImportReport(folder.slug, frames, events, warnings)


def _recognised(paths: Sequence[Path], warnings: list[str]) -> list[_Source]:
    known = layouts()
    sources: list[_Source] = []
    unknown: list[str] = []
    for file in open_foreign(paths):
        layout = layout_of(file, known)
        if layout is None:
            unknown.append(file.name)
        else:
            sources.append(_Source(file, layout, len(sources) + 1))
    if not sources:
        what = ", ".join(unknown[:5]) or "nothing"
        raise UsageError(
            f"No file of a known layout: {what}.",
            f"Known are: {', '.join(layout.name for layout in known)}.",
        )
    if unknown:
        some = ", ".join(unknown[:5]) + (", ..." if len(unknown) > 5 else "")
        warnings.append(f"{len(unknown)} files of no known layout were left out: {some}.")
    return sources


def _merged(
    sources: Sequence[_Source], warnings: list[str], place: Callable[[int], int] | None
) -> Iterator[tuple[_Source, Frame]]:
    """Frames of all files by time; within a file always in file order, even if its times jump."""

    def stream(source: _Source) -> Iterator[tuple[int, int, int, _Source, Frame]]:
        reached = 0
        for rank, frame in enumerate(source.layout.frames(source.file, warnings)):
            placed = frame
            if place is not None and source.layout.clock == "game":
                placed = msgspec.structs.replace(frame, recv_us=place(frame.recv_us))
            reached = max(reached, placed.recv_us)
            yield reached, source.number, rank, source, placed

    for _, _, _, source, frame in heapq.merge(*(stream(source) for source in sources)):
        yield source, frame


def _title(paths: Sequence[Path]) -> str:
    path = paths[0]
    return path.resolve().name.split(".json")[0].removesuffix(".bz2").removesuffix(".gz")


def _manifest(
    folder: SessionFolder,
    title: str,
    sources: Sequence[_Source],
    fold: SessionFold,
    used: Counter[str],
    paths: Sequence[Path],
    warnings: list[str],
) -> None:
    clocks: list[RecordedClock] = [source.layout.clock for source in sources]
    order: tuple[RecordedClock, ...] = ("receiver", "venue", "game", "none")
    names = sorted(used)
    market = [name for name in names if not name.startswith(("nba", "tennis", "soccer"))] or names
    Manifest(
        session=folder.slug,
        venue=market[0].partition(".")[0] if market else "",
        title=title,
        created_us=fold.state.recv_us,
        clock=min(clocks, key=order.index),
        markets=list(fold.state.rules.values()),
        sources=names,
        imported_from=[path.name for path in paths],
        warnings=warnings,
    ).save(folder.manifest_path)
