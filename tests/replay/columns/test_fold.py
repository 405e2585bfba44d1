"""Rows of pure changes make the books the fold has, whatever happened to the feed."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from replay.two_outcomes import MARKET, NO, RULES, YES, Feed, Levels, mirrored, turned

from gametape.model.book import OrderBook, Side
from gametape.model.grid import NONE, UNIFORM
from gametape.replay.columns.fold import ColumnFold
from gametape.replay.columns.rows import LevelRows
from gametape.replay.session import SessionFold

CENTS = st.integers(1, 99)
SHARES = st.integers(0, 50)
SIDES = st.sampled_from(["BUY", "SELL"])
NUMBERS = st.sampled_from([1, 2])
LEVELS = st.dictionaries(st.integers(1, 9), st.integers(1, 50), max_size=5)
Deed = Callable[[Feed], None]
DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.builds(
        lambda asset, side, cents, size, number: lambda feed: feed.changes(
            [(asset, side, cents, size)], number
        ),
        st.sampled_from([YES, NO]), SIDES, st.integers(1, 9), SHARES, NUMBERS,
    ),
    st.builds(
        lambda asset, bids, asks, number: lambda feed: feed.book(asset, bids, asks, number),
        st.sampled_from([YES, NO]), LEVELS, LEVELS, NUMBERS,
    ),
    st.builds(
        lambda state, number: lambda feed: feed.link(state, number),
        st.sampled_from(["up", "stale", "down", "rotated"]), NUMBERS,
    ),
    st.builds(lambda scope: lambda feed: feed.gap(scope), st.sampled_from([(), (YES,), (NO,)])),
)  # fmt: skip


def replayed(rows: LevelRows, seq: int) -> OrderBook:
    """The book of one asset after the last row up to a seq."""
    book = OrderBook(UNIFORM.cells)
    for at in range(len(rows)):
        if rows.seq[at] <= seq:
            side = Side.SELL if rows.side[at] else Side.BUY
            book.set_level(side, rows.cell[at], rows.size[at])
    return book


def folded(feed: Feed, both: tuple[str, ...] = ()) -> tuple[ColumnFold, SessionFold]:
    fold, columns = SessionFold(), ColumnFold([RULES], both)
    for line in feed.lines:
        columns.observe(fold.feed(line), fold.state)
    return columns, fold


@settings(deadline=None, max_examples=150)
@given(st.lists(DEEDS, max_size=25), st.data())
def test_the_rows_up_to_any_line_make_the_trusted_book(
    deeds: list[Deed], data: st.DataObject
) -> None:
    feed = Feed()
    for deed in deeds:
        deed(feed)
    columns, _ = folded(feed, both=(MARKET,))
    seq = data.draw(st.integers(0, len(feed.lines)))
    fold = SessionFold()
    for line in feed.lines[: seq + 1]:
        fold.feed(line)
    for asset in fold.state.books:
        held = fold.state.book(asset)
        assert held is not None
        assert replayed(columns.levels[asset], seq) == held.book


@settings(deadline=None, max_examples=100)
@given(st.lists(DEEDS, max_size=25))
def test_every_change_is_accounted_for(deeds: list[Deed]) -> None:
    feed = Feed()
    for deed in deeds:
        deed(feed)
    columns, _ = folded(feed)
    counts = columns.counts
    assert counts.written + counts.mirrored + counts.elsewhere == (
        counts.price_changes + counts.repeats
    )
    assert sum(map(len, columns.levels.values())) <= counts.written + counts.expanded
    taken, _, _ = columns.take()
    assert sum(map(len, taken.values())) == counts.written + counts.expanded
    assert columns.take()[0] == {}


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(SIDES, CENTS, SHARES), max_size=30), LEVELS, LEVELS)
def test_a_mirror_is_found_to_be_one(
    changes: list[tuple[str, int, int]], bids: Levels, asks: Levels
) -> None:
    feed = Feed()
    feed.link("up")
    for side, cents, size in changes:
        feed.book(YES, bids, asks)
        feed.book(NO, turned(asks), turned(bids))
        feed.changes(mirrored(side, cents, size))
    columns, fold = folded(feed)
    (mirror,) = columns.mirrors
    mirror.finish(fold.state.recv_us)
    assert not mirror.broken
    assert NO not in columns.levels
    assert mirror.checked >= len(changes)


def not_a_mirror(feed: Feed) -> bool:
    columns, fold = folded(feed)
    (mirror,) = columns.mirrors
    mirror.finish(fold.state.recv_us)
    return mirror.broken


def opened(step_us: int = 10_000) -> Feed:
    feed = Feed(step_us)
    feed.book(YES, {40: 1}, {60: 1})
    feed.book(NO, {40: 1}, {60: 1})
    return feed


def test_a_level_that_differs_for_long_breaks_the_mirror() -> None:
    feed = opened(300_000)
    assert not not_a_mirror(feed)
    feed.changes([(YES, "BUY", 45, 7)])
    assert not not_a_mirror(feed)
    for _ in range(3):
        feed.changes(mirrored("BUY", 30, 5))
    assert not not_a_mirror(feed)
    feed.changes(mirrored("BUY", 30, 5))
    assert not_a_mirror(feed)


def test_the_second_told_a_moment_later_is_a_mirror_still() -> None:
    feed = opened()
    for size in range(200):
        for change in mirrored("BUY", 45, size):
            feed.changes([change])
    assert not not_a_mirror(feed)


def test_a_second_book_without_the_first_is_no_mirror() -> None:
    feed = Feed()
    feed.book(NO, {40: 1}, {60: 1})
    assert not_a_mirror(feed)


def test_a_hole_in_the_first_alone_breaks_the_mirror() -> None:
    feed = opened(400_000)
    feed.gap((YES,))
    for size in range(5):
        feed.changes(mirrored("BUY", 30, size))
    assert not_a_mirror(feed)


def test_a_market_of_one_told_outcome_is_no_question() -> None:
    feed = Feed()
    feed.book(YES, {40: 1}, {60: 1})
    columns, fold = folded(feed)
    columns.mirrors[0].finish(fold.state.recv_us)
    assert not columns.mirrors[0].broken
    assert not columns.mirrors[0].told


def test_a_snapshot_becomes_zeros_and_new_sizes() -> None:
    feed = Feed()
    feed.book(YES, {40: 1, 39: 2}, {60: 1})
    feed.book(YES, {40: 1, 38: 3}, {})
    rows = folded(feed)[0].levels[YES]
    second = [at for at in range(len(rows)) if rows.seq[at] == 1]
    assert [(rows.cell[at], rows.size[at]) for at in second] == [
        (3900, 0), (3800, 3_000_000), (6000, 0),
    ]  # fmt: skip
    assert [rows.part[at] for at in second] == [0, 1, 2]
    assert {rows.best_bid[at] for at in second} == {4000}
    assert {rows.best_ask[at] for at in second} == {NONE}
