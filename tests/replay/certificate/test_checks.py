"""Checkpoints against a plain history of the book; best prices; crossed books."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.model.book import OrderBook, Side
from gametape.model.events import BookCheckpoint, BookSnapshot, Event, LevelChange
from gametape.model.grid import NONE, UNIFORM
from gametape.model.times import SECOND
from gametape.replay.certificate.checks import (
    BestPriceCheck,
    CheckpointCheck,
    CrossedCheck,
    same_levels,
)
from gametape.replay.certificate.past import UNDO_US
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.tape.lines import Line

FEED, REST = "polymarket.market#1", "polymarket.books#0"
KEY = (FEED, "yes")

History = list[tuple[int, dict[int, int]]]
"""(venue time, bids) after each message."""


class Session:
    """A fold with a check beside it."""

    def __init__(self) -> None:
        self.state = SessionState()
        self.check = CheckpointCheck()
        self.refuted: list[tuple[str, str]] = []
        self._seq = 0

    def hear(self, *events: Event, connection: str = FEED) -> None:
        line = Line(t=events[0].recv_us, q=events[0].seq, k="market", c=connection)
        step = Step(line=line, events=events, fresh=events, grid=UNIFORM)
        self.check.before(step, self.state)
        self.state.apply(connection, UNIFORM, line.q, line.t, events)
        self.refuted += self.check.observe(step, self.state)

    def book(self, at: int, bids: dict[int, int]) -> None:
        self._seq += 1
        self.hear(
            BookSnapshot(
                seq=self._seq,
                recv_us=at,
                venue_us=at,
                asset="yes",
                bids=tuple(bids.items()),
                asks=(),
            )
        )

    def change(self, at: int, levels: dict[int, int]) -> None:
        """One message that changes some levels."""
        self._seq += 1
        self.hear(
            *(
                LevelChange(
                    seq=self._seq,
                    recv_us=at,
                    venue_us=at,
                    asset="yes",
                    side=Side.BUY,
                    cell=cell,
                    size=size,
                )
                for cell, size in levels.items()
            )
        )

    def checkpoint(self, at: int, bids: dict[int, int]) -> None:
        self._seq += 1
        self.hear(
            BookCheckpoint(
                seq=self._seq,
                recv_us=at,
                venue_us=at,
                asset="yes",
                bids=tuple(bids.items()),
                asks=(),
            ),
            connection=REST,
        )

    @property
    def tally(self) -> tuple[int, int]:
        return self.check.tally.checked, self.check.tally.matched


def after(bids: dict[int, int], levels: dict[int, int]) -> dict[int, int]:
    return {cell: size for cell, size in (bids | levels).items() if size}


levels = st.dictionaries(st.integers(0, 5), st.integers(0, 4), min_size=1, max_size=3)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans(), levels), min_size=1, max_size=12),
    st.integers(0, 25),
    st.integers(0, 12),
    st.booleans(),
    st.integers(0, 3),
)
def test_a_checkpoint_agrees_exactly_if_such_a_book_stood_at_its_time(
    messages: list[tuple[int, bool, dict[int, int]]],
    when: int,
    heard: int,
    true: bool,
    earlier: int,
) -> None:
    """Late or early, in whatever millisecond: judged against every state of its own time."""
    now, bids = 1, {0: 1}
    history: History = [(now, bids)]
    for wait, whole, changed in messages:
        now += wait
        bids = {c: s for c, s in changed.items() if s} if whole else after(bids, changed)
        history.append((now, bids))
    last = max(rank for rank, (at, _) in enumerate(history) if at <= max(when, 1))
    # Of several states of one millisecond the venue may have told any.
    exact = [state for at, state in history[: last + 1] if at == max(when, 1)]
    same = exact or [history[last][1]]
    told = same[-1 - min(earlier, len(same) - 1)] if true else {9: 9}
    session = Session()
    session.book(1, {0: 1})
    for rank, (_, whole, changed) in enumerate(messages):
        if rank == heard:
            session.checkpoint(max(when, 1), told)
        if whole:
            session.book(history[rank + 1][0], {c: s for c, s in changed.items() if s})
        else:
            session.change(history[rank + 1][0], changed)
    if heard >= len(messages):
        session.checkpoint(max(when, 1), told)
    if true:
        assert session.tally in ((1, 1), (0, 0))
        assert session.refuted == []
        assert (session.tally == (0, 0)) == bool(session.check.ahead)
    else:
        assert session.tally in ((1, 0), (0, 0))
        assert session.refuted == [KEY] * session.tally[0]
    if history[-1][0] > max(when, 1):
        assert session.tally[0] == 1, "the feed has passed the checkpoint: it must be judged"


def test_a_state_between_the_changes_of_one_message_is_no_state() -> None:
    session = Session()
    session.book(1, {1: 1})
    session.change(5, {1: 0, 2: 2})
    session.change(9, {3: 3})
    session.checkpoint(5, {2: 2})
    session.checkpoint(4, {1: 1, 2: 2})
    assert session.tally == (2, 1)


def test_what_lies_too_far_back_is_not_judged() -> None:
    session = Session()
    session.book(1 * SECOND, {1: 1})
    for at in range(2, 10):
        session.change(at * SECOND, {1: at})
    session.change(9 * SECOND + UNDO_US, {1: 5})
    session.change(9 * SECOND + 2 * UNDO_US, {1: 6})
    session.checkpoint(2 * SECOND, {7: 7})
    assert session.tally == (0, 0)


def test_a_book_nobody_believes_is_not_judged() -> None:
    session = Session()
    session.change(5, {1: 1})
    session.checkpoint(5, {2: 2})
    assert session.tally == (0, 0)


def test_levels_of_size_zero_are_none() -> None:
    held = OrderBook(10)
    told = BookCheckpoint(seq=1, recv_us=1, asset="yes", bids=((3, 0),), asks=())
    assert same_levels(told, held)
    held.set_level(Side.BUY, 3, 1)
    assert not same_levels(told, held)


def stated(bid: int | None, ask: int | None) -> LevelChange:
    return LevelChange(
        seq=1,
        recv_us=70,
        asset="yes",
        side=Side.BUY,
        cell=1,
        size=1,
        best_bid=bid,
        best_ask=ask,
    )


def test_best_prices_are_compared_where_both_are_stated() -> None:
    check = BestPriceCheck()
    assert check.compare(stated(5, NONE), 5, NONE) is True
    assert check.compare(stated(5, 7), 5, 8) is False
    assert check.compare(stated(5, None), 6, 8) is None
    assert check.compare(stated(None, None), 6, 8) is None
    assert (check.tally.checked, check.tally.matched, check.refuted_us) == (2, 1, [70])


def test_only_a_book_that_stays_crossed_counts_and_only_once() -> None:
    check = CrossedCheck()
    crossed = (60, 50)
    for at_s, (bid, ask) in [
        (0, crossed),
        (0.5, (40, 50)),  # a venue's reordering
        (1, crossed),
        (1.9, crossed),
        (2.1, crossed),
        (9, crossed),
        (10, (NONE, 50)),  # one side is empty: not crossed
        (11, (50, 50)),
        (13, (50, 50)),
    ]:
        check.look(KEY, bid, ask, round(at_s * SECOND))
        check.look((FEED, "no"), 40, 50, round(at_s * SECOND))
    assert check.count == 2


def test_the_past_of_a_connection_that_is_gone_is_forgotten() -> None:
    session = Session()
    session.book(1 * SECOND, {4000: 5})
    for at in range(2, 50):
        session.change(at * SECOND // 10, {4000 + at: at})
    session.check.forget("polymarket.market#2")
    assert session.check._past.keys() == {KEY}
    session.check.forget(FEED)
    assert not session.check._past


def test_any_state_of_its_millisecond_may_be_what_a_late_checkpoint_tells() -> None:
    for told in ({1: 1, 2: 2}, {1: 1, 2: 2, 3: 3}):
        session = Session()
        session.book(1, {1: 1})
        session.change(5, {2: 2})
        session.change(5, {3: 3})
        session.change(9, {4: 4})
        session.checkpoint(5, told)
        assert session.tally == (1, 1)
