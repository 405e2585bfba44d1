"""The truth log answers for any moment, from memory and from its file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulate.venue.venue_script import ASKS, BIDS, BUY, MARKET, NO, SELL, YES, rules, shares

from gametape.errors import UsageError
from gametape.model.book import OrderBook, Side
from gametape.model.grid import UNIFORM
from gametape.simulate.venue.truth import log as module
from gametape.simulate.venue.truth.log import FaultInterval, TrueBook, TruthLog
from gametape.simulate.venue.truth.records import FaultTruth, LevelsTruth, ListedTruth

OPENING = [(BUY, cell, size) for cell, size in BIDS] + [(SELL, cell, size) for cell, size in ASKS]


def opened() -> TruthLog:
    log = TruthLog()
    log.add(ListedTruth(t=100, rules=rules(), levels=OPENING))
    return log


def levels(t: int, *changed: tuple[Side, int, int], wiped: bool = False) -> LevelsTruth:
    return LevelsTruth(t=t, market=MARKET, levels=list(changed), wiped=wiped)


def test_a_book_at_a_moment_for_both_tokens() -> None:
    log = opened()
    log.add(levels(200, (BUY, 4900, shares(7)), (SELL, 5100, 0)))
    assert log.book_at(YES, 99) == TrueBook([], [])
    assert log.book_at(YES, 199) == TrueBook(list(BIDS), list(ASKS))
    assert log.book_at(YES, 200).bids[0] == (4900, shares(7))
    assert log.book_at(NO, 200).asks[0] == (5100, shares(7))
    assert log.book_at(NO, 200).bids[0] == (4800, shares(200))
    log.add(levels(300, wiped=True))
    assert log.book_at(NO, 300) == TrueBook([], [])


def test_an_asset_nobody_listed_is_said_so() -> None:
    with pytest.raises(UsageError, match="never listed"):
        opened().book_at("77", 100)


changes = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(Side), st.integers(1, 9), st.integers(0, 3)),
    max_size=50,
)


@settings(deadline=None)
@given(changes, st.integers(0, 300))
def test_keyframes_change_no_answer(done: list[tuple[int, Side, int, int]], asked: int) -> None:
    """Against a book kept by hand, with a keyframe every three changes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_KEYFRAME_EVERY", 3)
        log, t = opened(), 100
        plain = {(side, cell): size for side, cell, size in OPENING} if asked >= 100 else {}
        for step, side, place, size in done:
            t += step
            log.add(levels(t, (side, place * 1000, size)))
            if t <= asked:
                plain[side, place * 1000] = size
        left = {where: size for where, size in plain.items() if size}
        assert log.book_at(YES, asked) == TrueBook(
            sorted([(c, s) for (side, c), s in left.items() if side is BUY], reverse=True),
            sorted([(c, s) for (side, c), s in left.items() if side is SELL]),
        )


def test_was_true_looks_at_every_state_of_a_span() -> None:
    log = opened()
    log.add(levels(200, (BUY, 5000, shares(1))))
    log.add(levels(200, (BUY, 5000, shares(2))))  # twice within a microsecond
    log.add(levels(300, (BUY, 5000, 0)))
    book = OrderBook(UNIFORM.cells)
    book.replace([*BIDS, (5000, shares(1))], ASKS)
    assert log.was_true(YES, book, 150, 250)
    assert not log.was_true(YES, book, 200, 400)
    assert not log.was_true(YES, book, 0, 199)


def test_the_file_gives_the_same_log_back(tmp_path: Path) -> None:
    sink = io.BytesIO()
    log = TruthLog(sink)
    log.add(ListedTruth(t=100, rules=rules(), levels=OPENING))
    log.add(levels(200, (BUY, 4900, shares(7))))
    log.add(FaultTruth(t=250, name="freeze", state="begins", target="market"))
    log.add(FaultTruth(t=350, name="freeze", state="ends", target="market"))
    path = tmp_path / "truth.jsonl"
    path.write_bytes(sink.getvalue() + b'{"k":"levels","t":400,"mar')
    loaded = TruthLog.load(path)
    assert loaded.records == log.records
    assert loaded.book_at(NO, 250) == log.book_at(NO, 250)
    assert loaded.fault_intervals() == [FaultInterval("freeze", "market", 250, 350)]


def test_without_keeping_only_the_file_grows() -> None:
    sink = io.BytesIO()
    log = TruthLog(sink, keep=False)
    log.add(ListedTruth(t=100, rules=rules(), levels=OPENING))
    assert log.records == []
    assert sink.getvalue().count(b"\n") == 1
