"""The fold against a plain model of it; what makes a book believed or not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.model.book import Side
from gametape.model.events import (
    BookSnapshot,
    Event,
    FillUpdate,
    Gap,
    LevelChange,
    LinkChange,
    OrderUpdate,
    PositionChange,
    TickChange,
)
from gametape.model.grid import UNIFORM
from gametape.model.trading import ChangeKind, Fill, FillStatus, Order, OrderAction, Role
from gametape.replay.state import SessionState

CONNECTIONS = ("feed#1", "feed#2")
ASSETS = ("yes", "no")
SECOND = 1_000_000

levels = st.dictionaries(st.integers(0, 12), st.integers(1, 9), max_size=5)
moves = st.one_of(
    st.tuples(st.just("book"), st.sampled_from(ASSETS), levels, levels),
    st.tuples(
        st.just("change"),
        st.sampled_from(ASSETS),
        st.sampled_from(Side),
        st.integers(0, 12),
        st.integers(0, 9),
    ),
    st.tuples(
        st.just("link"),
        st.sampled_from(["up", "subscribed", "stale", "down", "rotated"]),
        st.sampled_from([(), ("yes",), ("no",)]),
    ),
    st.tuples(
        st.just("gap"),
        st.sampled_from([0, 1, 3, 8]),
        st.sampled_from([0, 0, 0, 1, 4]),
        st.sampled_from([(), ("yes",), ("no",), CONNECTIONS[:1]]),
    ),
)
scripts = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(CONNECTIONS), moves), max_size=40)


class Model:
    """The rules of the fold said once more, as slowly and plainly as possible."""

    def __init__(self) -> None:
        self.sides: dict[tuple[str, str], dict[Side, dict[int, int]]] = {}
        self.valid: dict[tuple[str, str], bool] = {}
        self.proved_at: dict[tuple[str, str], int] = {}

    def move(self, now: int, connection: str, move: tuple[Any, ...]) -> None:
        getattr(self, f"on_{move[0]}")(now, connection, *move[1:])

    def _book(self, asset: str, connection: str) -> dict[Side, dict[int, int]]:
        self.valid.setdefault((asset, connection), False)
        return self.sides.setdefault((asset, connection), {Side.BUY: {}, Side.SELL: {}})

    def on_book(
        self, now: int, connection: str, asset: str, bids: dict[int, int], asks: dict[int, int]
    ) -> None:
        self._book(asset, connection)
        for key in [key for key in self.sides if key[0] == asset and key[1] != connection]:
            if not self.valid[key]:
                del self.sides[key], self.valid[key]
                self.proved_at.pop(key, None)
        self.sides[asset, connection] = {Side.BUY: dict(bids), Side.SELL: dict(asks)}
        self.valid[asset, connection] = True
        self.proved_at[asset, connection] = now

    def on_change(
        self, now: int, connection: str, asset: str, side: Side, cell: int, size: int
    ) -> None:
        resting = self._book(asset, connection)[side]
        resting.pop(cell, None)
        if size:
            resting[cell] = size

    def on_link(self, now: int, connection: str, state: str, assets: tuple[str, ...]) -> None:
        if state != "subscribed":
            for asset, name in self.valid:
                if name == connection and (not assets or asset in assets):
                    self.valid[asset, name] = False

    def on_gap(
        self, now: int, connection: str, long: int, late: int, scope: tuple[str, ...]
    ) -> None:
        start = now - late - long
        if late >= 1:
            return  # watched to its end
        for key in self.valid:
            if (not scope or key[0] in scope or key[1] in scope) and not (
                key in self.proved_at and self.proved_at[key] > start
            ):
                self.valid[key] = False


def event_of(now: int, seq: int, connection: str, move: tuple[Any, ...]) -> Event:
    recv_us = now * SECOND
    if move[0] == "book":
        _, asset, bids, asks = move
        sides = tuple(bids.items()), tuple(asks.items())
        return BookSnapshot(seq=seq, recv_us=recv_us, asset=asset, bids=sides[0], asks=sides[1])
    if move[0] == "change":
        _, asset, side, cell, size = move
        return LevelChange(seq=seq, recv_us=recv_us, asset=asset, side=side, cell=cell, size=size)
    if move[0] == "link":
        _, state, assets = move
        return LinkChange(
            seq=seq, recv_us=recv_us, connection=connection, state=state, assets=assets
        )
    _, long, late, scope = move
    to_us = (now - late) * SECOND
    from_us = to_us - long * SECOND
    return Gap(seq=seq, recv_us=recv_us, from_us=from_us, to_us=to_us, cause="x", scope=scope)


@settings(max_examples=150, deadline=None)
@given(scripts)
def test_every_prefix_equals_the_plain_model(
    script: list[tuple[int, str, tuple[Any, ...]]],
) -> None:
    state, model, now = SessionState(), Model(), 100
    for seq, (wait, connection, move) in enumerate(script):
        now += wait
        state.apply(connection, UNIFORM, seq, now * SECOND, [event_of(now, seq, connection, move)])
        model.move(now, connection, move)
        told = {
            (asset, name): (
                {Side.BUY: dict(held.book.bids()), Side.SELL: dict(held.book.asks())},
                held.valid,
            )
            for asset, books in state.books.items()
            for name, held in books.items()
        }
        assert told == {key: (model.sides[key], model.valid[key]) for key in model.sides}
        for asset in ASSETS:
            trusted = state.book(asset)
            names = [name for held_asset, name in model.sides if held_asset == asset]
            assert (trusted is None) == (not names)
            if trusted is not None:
                assert trusted.valid == any(model.valid[asset, name] for name in names)
                assert trusted.valid or trusted.reason


def fill(status: FillStatus, transaction: str = "") -> FillUpdate:
    return FillUpdate(
        seq=1,
        recv_us=1,
        fill=Fill(
            trade_id="t",
            order_id="o",
            asset="yes",
            market="m",
            side=Side.BUY,
            size=5_000_000,
            price=Decimal("0.5"),
            role=Role.TAKER,
            status=status,
            matched_us=1,
            transaction=transaction,
        ),
    )


ORDER_OF = [FillStatus.MATCHED, FillStatus.MINED, FillStatus.CONFIRMED]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(FillStatus), min_size=1, max_size=7))
def test_a_fill_never_goes_back(statuses: list[FillStatus]) -> None:
    state = SessionState()
    for status in statuses:
        state.apply("user", UNIFORM, 1, 1, [fill(status)])
    (known,) = state.fills.values()
    terminal = [s for s in statuses if s in (FillStatus.CONFIRMED, FillStatus.FAILED)]
    under_way = [s for s in statuses if s in (FillStatus.MINED, FillStatus.RETRYING)]
    assert known.status == (terminal or under_way or statuses)[-1]
    assert state.standing_fills() == ([] if known.status is FillStatus.FAILED else [known])


def order(matched: int, status: str, action: OrderAction) -> OrderUpdate:
    return OrderUpdate(
        seq=1,
        recv_us=1,
        action=action,
        order=Order("o", "yes", "m", Side.BUY, Decimal("0.5"), 20, matched, status),
    )


@pytest.mark.parametrize(
    ("updates", "matched", "status"),
    [
        ([(0, "LIVE", "PLACEMENT"), (5, "LIVE", "UPDATE")], 5, "LIVE"),
        # REST read before the match, heard after it.
        ([(5, "LIVE", "UPDATE"), (0, "LIVE", "UPDATE")], 5, "LIVE"),
        (
            [(5, "LIVE", "UPDATE"), (5, "CANCELED", "CANCELLATION"), (5, "LIVE", "UPDATE")],
            5,
            "CANCELED",
        ),
        # A match may be told after the cancel that it beat (polymarket-api.md 5.4).
        ([(0, "CANCELED", "CANCELLATION"), (5, "LIVE", "UPDATE")], 5, "CANCELED"),
    ],
)
def test_stale_answers_do_not_undo_an_order(
    updates: list[tuple[int, str, str]], matched: int, status: str
) -> None:
    state = SessionState()
    for many, word, action in updates:
        state.apply("user", UNIFORM, 1, 1, [order(many, word, OrderAction(action))])
    assert (state.orders["o"].matched, state.orders["o"].status) == (matched, status)


def test_a_new_tick_is_known_before_the_book() -> None:
    state = SessionState()
    tick = TickChange(seq=1, recv_us=1, asset="yes", old=None, new=Decimal("0.001"))
    state.apply("feed#1", UNIFORM, 1, 1, [tick])
    snapshot = BookSnapshot(seq=2, recv_us=2, asset="yes", bids=(), asks=())
    state.apply("feed#1", UNIFORM, 2, 2, [snapshot])
    held = state.book("yes")
    assert held is not None
    assert held.tick == Decimal("0.001")
    assert held.valid


def test_losing_everything_invalidates_every_book() -> None:
    state = SessionState()
    for name in CONNECTIONS:
        snapshot = BookSnapshot(seq=1, recv_us=1, asset="yes", bids=(), asks=())
        state.apply(name, UNIFORM, 1, 1, [snapshot])
    state.lose("the recorder died")
    held = state.book("yes")
    assert held is not None
    assert (held.valid, held.reason) == (False, "the recorder died")


def test_a_change_of_positions_is_kept_once() -> None:
    split = PositionChange(
        seq=1,
        recv_us=2,
        change_id="c",
        kind=ChangeKind.SPLIT,
        market="m",
        asset="",
        size=10,
        cash=10,
        at_us=1,
    )
    state = SessionState()
    again = msgspec.structs.replace(split, seq=5)
    state.apply("wallet", UNIFORM, 1, 2, [split])
    state.apply("wallet", UNIFORM, 5, 6, [again])
    assert state.position_changes == {"c": split}


def test_a_wallets_row_of_a_reported_fill_is_no_second_fill() -> None:
    state = SessionState()
    state.apply("user", UNIFORM, 1, 1, [fill(FillStatus.MATCHED)])
    state.apply("user", UNIFORM, 2, 2, [fill(FillStatus.CONFIRMED, "0xAB")])
    row = msgspec.structs.replace(
        fill(FillStatus.CONFIRMED).fill, trade_id="0xab:1", order_id="", transaction="0xab"
    )
    for number, other in enumerate(
        [
            row,
            msgspec.structs.replace(row, trade_id="0xab:2", asset="no"),
            msgspec.structs.replace(row, trade_id="0xcd:1", transaction="0xcd"),
            msgspec.structs.replace(row, trade_id="typed", transaction=""),
        ]
    ):
        told = FillUpdate(seq=3 + number, recv_us=3, fill=other)
        state.apply("wallet", UNIFORM, told.seq, 3, [told])
    assert [known.trade_id for known in state.standing_fills()] == [
        "t", "0xab:2", "0xcd:1", "typed"
    ]  # fmt: skip
