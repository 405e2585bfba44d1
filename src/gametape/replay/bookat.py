"""The book of a session at a moment, read from its tape."""

from __future__ import annotations

import msgspec

from gametape.errors import ParseError, TapeError, UsageError
from gametape.replay.bookview import BookView, view_book
from gametape.replay.choice import choose_asset
from gametape.replay.decoders import stands_alone
from gametape.replay.gathering import Hole
from gametape.replay.moments import moment_us
from gametape.replay.session import SessionFold
from gametape.tape import records
from gametape.tape.damage import Damage
from gametape.tape.kinds import lines_of_kind
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

AFTER_THE_END = "the recording had ended by then; this is the last book it knew"


def book_at(folder: SessionFolder, at: str, market: str | None, depth: int) -> BookView:
    """The book meant by `market` after everything received up to `at`.

    Starts at the last segment that begins before the moment where its books are all that is
    needed. Raises UsageError for a moment or market that means nothing here, TapeError for no tape.
    """
    begin = _first_line(folder, 0)
    if begin is None:
        raise UsageError(f"The tape of {folder.slug} is empty.")
    at_us = moment_us(at, begin.t)
    segment = _segment_of(folder, at_us)
    try:
        manifest = Manifest.load(folder.manifest_path)
        rules, alone = manifest.markets, stands_alone(manifest.sources)
    except TapeError:
        rules, alone = [], False
    fold, over = _fold_to(folder, at_us, segment if alone else 0)
    known = {one.market: one for one in rules} | fold.state.rules
    choice = choose_asset(market, known.values(), fold.state.books)
    held = fold.state.book(choice.asset)
    hole = _told_later(folder, at_us, choice.asset, segment)
    view = view_book(held, folder.slug, choice.market, choice.asset, at_us, depth, hole)
    if over and view.valid and not folder.is_recording():
        view = msgspec.structs.replace(view, valid=False, reason=AFTER_THE_END)
    question = known[view.market].question if view.market in known else ""
    outcome = choice.label if choice.label != choice.asset else ""
    return msgspec.structs.replace(view, question=question, outcome=outcome)


def _fold_to(folder: SessionFolder, at_us: int, segment: int) -> tuple[SessionFold, bool]:
    """Fold every line received up to and including `at_us`; whether the tape ends before it."""
    fold, last_us = SessionFold(), at_us

    def damaged(damage: Damage) -> None:
        before = damage.after_t is None or damage.after_t < at_us
        if damage.lost and before:
            fold.missed(f"tape: {damage.cause}")

    for line in read_tape(folder, start_segment=segment, on_damage=damaged):
        if line.t > at_us:
            return fold, False
        last_us = line.t
        fold.feed(line)
    return fold, last_us < at_us


def _told_later(folder: SessionFolder, at_us: int, asset: str, segment: int) -> Hole | None:
    """A hole over `at_us` that the tape tells of only afterwards, when the feed was back."""
    for line in lines_of_kind(folder, "gap", start_segment=segment):
        try:
            gap = records.decode_record(line.k, line.raw)
        except ParseError:
            continue
        if not isinstance(gap, records.Hole) or not gap.from_us < at_us < gap.to_us:
            continue
        if line.t > at_us and (not gap.scope or asset in gap.scope):
            return Hole(gap.from_us, gap.to_us, gap.cause, gap.scope)
    return None


def _segment_of(folder: SessionFolder, at_us: int) -> int:
    """The last segment that begins at `at_us` or before; the first if none does."""
    numbers = [number for number, _ in folder.segments()]
    low, high = 0, len(numbers)
    while high - low > 1:
        middle = (low + high) // 2
        line = _first_line(folder, numbers[middle])
        if line is not None and line.t <= at_us:
            low = middle
        else:
            high = middle
    return numbers[low]


def _first_line(folder: SessionFolder, segment: int) -> Line | None:
    return next(iter(read_tape(folder, start_segment=segment)), None)
