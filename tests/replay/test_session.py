"""Lines to events and state: restarts, lost lines, games of others, unreadable messages."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.made import FEED, TWIN, Script, book, change, trade
from replay.onto import RULES

from gametape.model.events import BookSnapshot, GameEvent, LevelChange
from gametape.replay.session import SessionFold, fold_lines
from gametape.tape import records
from gametape.tape.lines import Line


def head(restart: bool, closed: bool = False) -> records.SegmentHead:
    return records.SegmentHead(
        format=1,
        session="made",
        segment=1,
        made_by="me",
        reader="0",
        restart=restart,
        previous=records.Previous(segment=0, q=9, t=9, closed=closed),
    )


def opening(valid: bool = True) -> records.OpeningBook:
    return records.OpeningBook(
        asset="yes", valid=valid, reason="" if valid else "stale", bids=(("0.4", "7"),), asks=()
    )


def put(fold: SessionFold, script: Script, record: records.Record, connection: str) -> None:
    line = script.own(50, record)
    line.c = connection
    fold.feed(line)


@pytest.mark.parametrize(("closed", "reason"), [(True, "stopped"), (False, "died")])
def test_another_run_of_the_recorder_knows_no_book(closed: bool, reason: str) -> None:
    script = Script()
    script.frame(1, book(1, {"0.5": "1"}, {}), "polymarket.market#7")
    fold = script.fold()
    put(fold, script, head(restart=True, closed=closed), "gametape.tape")
    put(fold, script, opening(), FEED)
    held = fold.state.book("yes")
    assert held is not None
    assert held.valid, "nothing shows yet that it is recording"
    fold.feed(script.link(60, "up"))
    held = fold.state.book("yes")
    assert held is not None
    assert (held.valid, held.reason) == (False, f"recorder {reason}")


def test_fills_added_afterwards_leave_the_books_alone() -> None:
    script = Script()
    script.frame(1, book(1, {"0.5": "1"}, {}))
    fold = script.fold()
    put(fold, script, head(restart=True, closed=True), "gametape.tape")
    fold.feed(script.frame(60, [], "polymarket.wallet#0", "user"))
    held = fold.state.book("yes")
    assert held is not None
    assert held.valid


def test_lost_lines_are_mended_by_the_books_of_the_next_segment() -> None:
    script = Script()
    script.frame(1, book(1, {"0.5": "1"}, {}))
    fold = script.fold()
    fold.missed("tape: damaged frame")
    fold.feed(script.frame(2, change(2, ("yes", "BUY", "0.6", "1"))))
    held = fold.state.book("yes")
    assert held is not None
    assert (held.valid, held.reason) == (False, "tape: damaged frame")
    put(fold, script, head(restart=False), "gametape.tape")
    put(fold, script, opening(), FEED)
    assert held.valid
    assert [size for _, size in held.book.bids()] == [7_000_000]
    fold.feed(script.frame(51, change(51, ("yes", "BUY", "0.6", "1"))))
    put(fold, script, opening(valid=False), FEED)
    assert held.valid, "books lines are for readers that begin there"


def test_a_message_that_cannot_be_read_moves_nothing() -> None:
    script = Script()
    script.frame(1, book(1, {"0.5": "1"}, {}))
    script.frame(2, {"event_type": "surprise"})
    script.frame(3, {}, "nobody.knows#1")
    steps = [(step.problem, len(step.events)) for step, _ in fold_lines(script.lines)]
    assert steps[0] == ("", 1)
    assert "surprise" in steps[1][0]
    assert "nobody.knows" in steps[2][0]
    assert [many for _, many in steps[1:]] == [0, 0]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["market", "user", "game", "link", "gap", "note", "clock", "segment", "books"]),
    st.sampled_from([FEED, "polymarket.user#1", "polymarket.sports#1", "kalshi.stream#1"]),
    st.one_of(
        st.binary(max_size=40),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["event_type", "asset", "from_us", "bids"]), inner
                )
            ),
            max_leaves=6,
        ).map(msgspec.json.encode),
    ),
)
def test_foreign_lines_never_break_the_fold(kind: str, connection: str, raw: bytes) -> None:
    fold = SessionFold()
    fold.feed(Line(t=1, q=0, k=kind, c=connection, m=msgspec.Raw(raw)))


def test_a_seek_is_a_fold_of_the_lines_until_then() -> None:
    script = Script()
    for at in range(1, 40):
        message = book(at, {"0.5": str(at)}, {}) if at % 7 == 1 else None
        script.frame(at, message or change(at, ("yes", "BUY", f"0.{at}", str(at))))
    for stop, (_, state) in enumerate(fold_lines(script.lines), 1):
        levels: dict[str, int] = {}
        for at in range(1, stop + 1):
            levels = {"0.5": at} if at % 7 == 1 else levels | {f"{float(f'0.{at}'):g}": at}
        held = state.book("yes")
        assert held is not None
        told = {held.grid.text(cell): size // 1_000_000 for cell, size in held.book.bids()}
        assert told == levels


def test_copies_of_a_second_connection_move_the_books_but_are_not_fresh() -> None:
    script = Script()
    for name in (FEED, TWIN):
        script.link(0, "up", name)
        script.frame(1, book(1, {"0.5": "1"}, {}), name)
    for name in (TWIN, FEED):
        script.frame(2, change(2, ("yes", "BUY", "0.6", "1")), name)
        script.frame(3, trade(3, "0.6", "1"), name)
    fold = SessionFold()
    steps = [fold.feed(line) for line in script.lines]
    assert [(len(step.events), len(step.fresh)) for step in steps[-4:]] == [
        (1, 1),
        (1, 1),
        (1, 0),
        (1, 0),
    ]
    assert {held.book.best_bid for held in fold.state.books["yes"].values()} == {6000}
    assert isinstance(steps[1].events[0], BookSnapshot)
    assert isinstance(steps[4].events[0], LevelChange)


def test_games_that_no_market_is_about_are_left_out() -> None:
    script = Script()
    fold = SessionFold()
    ours = {"slug": RULES.event_slug, "live": True, "score": "1-0"}
    other = {"slug": "another-evening", "live": True, "score": "3-3"}
    before = fold.feed(script.frame(1, other, "polymarket.sports#1", "game"))
    assert [type(event) for event in before.events] == [GameEvent], "no market is known yet"
    fold.state.rules[RULES.market] = RULES
    fold.feed(script.frame(2, ours, "polymarket.sports#1", "game"))
    after = fold.feed(script.frame(3, {**other, "score": "4-3"}, "polymarket.sports#1", "game"))
    assert after.events == []
    assert fold.state.game.score == "1-0"
