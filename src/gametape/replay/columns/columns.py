"""Columns: level changes and trades of a session as Parquet, derived from its sealed segments.

One pair of files a segment, `level_changes-00000.parquet` and `trades-00000.parquet`, that follow
one another: all rows of an asset from the first file on, applied in order of (seq, part), make
its book at any seq exactly as the fold has it. They can be deleted, and made again, at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from gametape import __version__
from gametape.errors import ParseError, TapeError
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.columns.fold import ColumnFold, Counts
from gametape.replay.columns.parquet import (
    LEVEL_CHANGES,
    TRADES,
    VERSION,
    Facts,
    MirroredMarket,
    level_table,
    read_facts,
    require_pyarrow,
    trade_table,
    write_columns,
)
from gametape.replay.session import SessionFold
from gametape.tape.damage import Damage
from gametape.tape.lines import Line, OwnKind
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.records import SegmentHead, decode_record
from gametape.tape.session import SessionFolder

Progress = Callable[[int], None]
"""Hears the number of each segment that is done."""


class ColumnsReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `gametape columns --json` prints; all of the session, whether made now or before.

    `made` are the segments written now. `bytes_per_change` is the size of the level-change files
    over their rows. `both` are markets whose two outcomes do not mirror each other.
    """

    session: str
    segments: int
    made: list[int]
    level_changes: int
    trades: int
    bytes: int
    bytes_per_change: float | None
    counts: Counts
    mirrored: int
    both: list[str]
    warnings: list[str]


class ColumnFile(msgspec.Struct, frozen=True):
    """The two files of one segment, whole and up to date."""

    segment: int
    level_changes: Path
    trades: Path
    facts: Facts
    rows: tuple[int, int]


def column_files(folder: SessionFolder) -> list[ColumnFile]:
    """Those that are there and were made from the tape as it is, by this version.

    Raises UsageError without pyarrow.
    """
    require_pyarrow()
    bases = _bases(folder)
    found = (_read_file(folder, number) for number in bases)
    return [file for file in found if file is not None and _is_current(file.facts, bases)]


def build_columns(
    folder: SessionFolder, *, again: bool = False, progress: Progress | None = None
) -> ColumnsReport:
    """Make the files of all sealed segments that have none, or (`again`) of all.

    Folds the tape from its beginning, since a book is what all changes before have made of it.
    Raises UsageError without pyarrow, TapeError if the tape or the disk fails.
    """
    require_pyarrow()
    kept = [] if again else [file for file in column_files(folder) if not file.facts.damaged]
    both = frozenset(market for file in kept for market in file.facts.both)
    if any(frozenset(file.facts.both) != both for file in kept):
        kept = []
    made: list[int] = []
    if len(kept) < len(_bases(folder)):
        _make_folder(folder)
        while True:
            done = [file.segment for file in kept]
            attempt = _Attempt(folder, both, done, progress)
            made = attempt.run()
            if not attempt.broken:
                break
            # Rare, and known only now: files made on the wrong belief are made again.
            both, kept = both | attempt.broken, []
    return _report(folder, made)


def disagreements(report: ColumnsReport, certificate: Certificate) -> list[str]:
    """Where the columns and the certificate of the same tape count differently."""
    pairs = (
        ("level changes", report.counts.price_changes, "price_change"),
        ("trades", report.counts.trades, "trade"),
    )
    return [
        f"The columns tell of {ours} {what}, the certificate of {certificate.events.get(word, 0)}."
        for what, ours, word in pairs
        if ours != certificate.events.get(word, 0)
    ]


class _Attempt:
    """One pass over the tape, with one belief about which markets have a mirror."""

    def __init__(
        self,
        folder: SessionFolder,
        both: frozenset[str],
        done: list[int],
        progress: Progress | None,
    ) -> None:
        self._folder = folder
        self._both = both
        self._done = done
        self._progress = progress
        self._bases = _bases(folder)
        self._damages: list[Damage] = []
        self.broken: frozenset[str] = frozenset()

    def run(self) -> list[int]:
        """Write what is missing and give the segments written; stops once a belief is `broken`."""
        wallet, markets = "", []
        try:
            manifest = Manifest.load(self._folder.manifest_path)
            wallet, markets = manifest.wallet, manifest.markets
        except TapeError:
            pass  # then all outcomes are written
        fold, columns = SessionFold(wallet), ColumnFold(markets, self._both)
        made: list[int] = []
        for number, lines in self._by_segment():
            for line in lines:
                columns.observe(fold.feed(line), fold.state)
            if any(one.broken for one in columns.mirrors):
                break
            if self._write(number, columns):
                made.append(number)
        for mirror in columns.mirrors:
            mirror.finish(fold.state.recv_us)
        self.broken = frozenset(one.market for one in columns.mirrors if one.broken)
        return made

    def _write(self, number: int, columns: ColumnFold) -> bool:
        levels, trades, counts = columns.take()
        if number in self._done:
            return False
        facts = Facts(
            version=VERSION,
            made_by=f"gametape {__version__}",
            session=self._folder.slug,
            segment=number,
            basis=self._bases[number],
            damaged=bool(self._damages),
            both=tuple(sorted(self._both)),
            mirrored=tuple(
                MirroredMarket(one.market, one.first, one.second, one.checked)
                for one in columns.mirrors
                if one.told
            ),
            grids=dict(columns.grids),
            counts=counts,
        )
        write_columns(_path(self._folder, TRADES, number), trade_table(trades), facts)
        write_columns(_path(self._folder, LEVEL_CHANGES, number), level_table(levels), facts)
        if self._progress is not None:
            self._progress(number)
        return True

    def _by_segment(self) -> Iterator[tuple[int, Iterator[Line]]]:
        """Lines of the sealed segments; of one whose head is lost they come with the one before."""
        reached = min(self._bases, default=0)

        def number_of(line: Line) -> int:
            nonlocal reached
            if line.k == OwnKind.SEGMENT:
                try:
                    head = decode_record(line.k, line.raw)
                except ParseError:
                    return reached
                if isinstance(head, SegmentHead):
                    reached = head.segment
            return reached

        lines = read_tape(self._folder, on_damage=self._damages.append)
        for number, some in groupby(lines, number_of):
            if number not in self._bases:
                return
            yield number, some


def _report(folder: SessionFolder, made: list[int]) -> ColumnsReport:
    files = [file for number in _bases(folder) if (file := _read_file(folder, number))]
    counts = Counts()
    for file in files:
        counts.add(file.facts.counts)
    rows = sum(file.rows[0] for file in files)
    level_bytes = sum(file.level_changes.stat().st_size for file in files)
    warnings = []
    if any(file.facts.damaged for file in files):
        warnings.append("The tape is damaged; the columns lack what could not be read.")
    if rows != counts.written + counts.expanded:
        warnings.append(f"{rows} rows were read back of {counts.written + counts.expanded}.")
    return ColumnsReport(
        session=folder.slug,
        segments=len(files),
        made=made,
        level_changes=rows,
        trades=sum(file.rows[1] for file in files),
        bytes=level_bytes + sum(file.trades.stat().st_size for file in files),
        bytes_per_change=round(level_bytes / rows, 2) if rows else None,
        counts=counts,
        mirrored=len(files[-1].facts.mirrored) if files else 0,
        both=list(files[-1].facts.both) if files else [],
        warnings=warnings,
    )


def _bases(folder: SessionFolder) -> dict[int, str]:
    """Sealed segments, each with the fingerprint of the tape up to it (names and sizes)."""
    segments = folder.segments()
    if folder.is_recording():
        segments = segments[:-1]
    digest = hashlib.sha256()
    found: dict[int, str] = {}
    for number, path in segments:
        try:
            size = path.stat().st_size
        except OSError as error:
            raise TapeError(f"{path} cannot be read: {error.strerror}.") from error
        digest.update(f"{path.name} {size}\n".encode())
        found[number] = digest.hexdigest()
    return found


def _is_current(facts: Facts, bases: dict[int, str]) -> bool:
    return (
        facts.version == VERSION
        and facts.made_by == f"gametape {__version__}"
        and facts.basis == bases[facts.segment]
    )


def _read_file(folder: SessionFolder, number: int) -> ColumnFile | None:
    paths = _path(folder, LEVEL_CHANGES, number), _path(folder, TRADES, number)
    levels, trades = read_facts(paths[0]), read_facts(paths[1])
    if levels is None or trades is None or levels[0] != trades[0]:
        return None
    return ColumnFile(number, *paths, levels[0], (levels[1], trades[1]))


def _path(folder: SessionFolder, table: str, number: int) -> Path:
    return folder.columns / f"{table}-{number:05d}.parquet"


def _make_folder(folder: SessionFolder) -> None:
    try:
        folder.columns.mkdir(exist_ok=True)
    except OSError as error:
        raise TapeError(f"{folder.columns} cannot be made: {error.strerror}.") from error
