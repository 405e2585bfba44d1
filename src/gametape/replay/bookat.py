"""The book of a session at a moment, read from its tape."""

from __future__ import annotations

from gametape.errors import TapeError, UsageError
from gametape.replay.bookview import BookView, fold_to, holes_told_later, view_book
from gametape.replay.choice import choose_asset
from gametape.replay.moments import moment_us
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder


def book_at(folder: SessionFolder, at: str, market: str | None, depth: int) -> BookView:
    """The book meant by `market` after everything received up to `at`.

    Starts at the last segment that begins before the moment, since each opens with its books.
    Raises UsageError for a moment or market that means nothing here, TapeError for no tape.
    """
    start = _first_line(folder, 0)
    if start is None:
        raise UsageError(f"The tape of {folder.slug} is empty.")
    at_us = moment_us(at, start.t)
    fold, _, rest = fold_to(read_tape(folder, start_segment=_segment_of(folder, at_us)), at_us)
    try:
        rules = Manifest.load(folder.manifest_path).markets
    except TapeError:
        rules = []
    known = {one.market: one for one in rules} | fold.state.rules
    named = [outcome.asset for one in known.values() for outcome in one.outcomes]
    choice = choose_asset(market, known.values(), fold.state.books or named)
    held = fold.state.book(choice.asset)
    hole = holes_told_later(rest, at_us, choice.asset)
    return view_book(held, folder.slug, choice.market, choice.asset, at_us, depth, hole)


def _segment_of(folder: SessionFolder, at_us: int) -> int:
    chosen = 0
    for number, _ in folder.segments():
        line = _first_line(folder, number)
        if line is None or line.t > at_us:
            break
        chosen = number
    return chosen


def _first_line(folder: SessionFolder, segment: int) -> Line | None:
    return next(iter(read_tape(folder, start_segment=segment)), None)
