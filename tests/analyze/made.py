"""Small evenings made by hand: a book of a few moments, orders and fills in seconds and cents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from gametape.analyze.material.course import Course, Span, Trades
from gametape.analyze.material.material import Material, ToldFill, ToldOrder
from gametape.ledger.account import Settlement
from gametape.ledger.steps import Line
from gametape.model.book import Level, Side
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.times import SECOND
from gametape.model.trading import Fill, FillStatus, Role
from gametape.replay.timeline import GameEntry

LINE = Line("game", "yes", "no")
SHARE = 1_000_000

Ladder = tuple[Sequence[tuple[float, float]], Sequence[tuple[float, float]]]
"""Bids and asks, (cents, shares) best first."""


def us(seconds: float) -> int:
    """Seconds of the evening as microseconds."""
    return round(seconds * SECOND)


class HandBooks:
    """Books at the moments they were written for, and until the next."""

    def __init__(self, ladders: Mapping[float, Ladder]) -> None:
        self._times = [us(second) for second in ladders]
        self._books = [tuple(map(_levels, ladder)) for ladder in ladders.values()]

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """See `Books.levels`."""
        known = bisect_right(self._times, at_us)
        if not known:
            return [], []
        bids, asks = self._books[known - 1]
        return list(bids), list(asks)


def _levels(side: Sequence[tuple[float, float]]) -> list[Level]:
    return [(round(cents * 100), round(shares * SHARE)) for cents, shares in side]


def ladder(mid: float, spread: float = 1.0, size: float = 1_000.0, deep: int = 5) -> Ladder:
    """Levels of one size a cent apart around a mid, in cents."""
    half = spread / 2
    return (
        [(mid - half - step, size) for step in range(deep) if mid - half - step > 0],
        [(mid + half + step, size) for step in range(deep) if mid + half + step < 100],
    )


def rules(rate: str = "0.05", delay_s: float = 0.0, tick: str = "0.01") -> MarketRules:
    """Rules of the one market."""
    return MarketRules(
        market="game",
        question="Owls v Foxes",
        outcomes=(Outcome("yes", "Owls"), Outcome("no", "Foxes")),
        tick=Decimal(tick),
        taker_delay_us=us(delay_s),
        fees=FeeSchedule(rate=Decimal(rate)),
    )


def course(
    ladders: Mapping[float, Ladder],
    trades: Sequence[tuple[float, float, float, int]] = (),
    bad: Sequence[tuple[float, float, str]] = (),
    end: float | None = None,
    of: MarketRules | None = None,
) -> Course:
    """A course of written books; trades are (second, cents, shares, side)."""
    books = HandBooks(ladders)
    times = [us(second) for second in ladders]
    best = [books.levels(at) for at in times]
    told = of or rules()
    return Course(
        line=LINE,
        first_us=times[0],
        last_us=times[-1] if end is None else us(end),
        times=np.array(times, np.int64),
        bid=np.array([bids[0][0] if bids else -1 for bids, _ in best], np.int32),
        ask=np.array([asks[0][0] if asks else -1 for _, asks in best], np.int32),
        trades=Trades(
            np.array([us(one[0]) for one in trades], np.int64),
            np.array([round(one[1] * 100) for one in trades], np.int32),
            np.array([round(one[2] * SHARE) for one in trades], np.int64),
            np.array([one[3] for one in trades], np.int8),
        ),
        bad=tuple(Span(us(a), us(b), us(b), why) for a, b, why in bad),
        ticks=((times[0], round(float(told.tick or 0) * 10_000)),),
        rules=((times[0], told),),
        game_start_us=None,
        books=books,
    )


def placed(
    order: str, second: float, side: Side, cents: float, shares: float, asset: str = "yes"
) -> ToldOrder:
    """An order as it was placed."""
    cell = round(cents * 100)
    size = round(shares * SHARE)
    return ToldOrder(us(second), order, asset, "game", side, cell, size, 0, True, "PLACEMENT")


def filled(
    order: str,
    second: float,
    side: Side,
    cents: str,
    shares: float,
    asset: str = "yes",
    role: Role = Role.TAKER,
    status: FillStatus = FillStatus.CONFIRMED,
) -> ToldFill:
    """A fill, told a tenth of a second after it was matched."""
    fill = Fill(
        trade_id=f"{order}@{second}",
        order_id=order,
        asset=asset,
        market="game",
        side=side,
        size=round(shares * SHARE),
        price=Decimal(cents) / 100,
        role=role,
        status=status,
        matched_us=us(second),
    )
    return ToldFill(us(second + 0.1), fill)


def material(
    one: Course,
    orders: Sequence[ToldOrder] = (),
    fills: Sequence[ToldFill] = (),
    game: Sequence[GameEntry] = (),
    settled: Mapping[str, Settlement] | None = None,
    bankroll: int | None = None,
) -> Material:
    """An evening of one market."""
    return Material(
        slug="made",
        title="Owls v Foxes",
        sport="basketball",
        from_us=one.first_us,
        to_us=one.last_us,
        courses={one.line: one},
        orders=sorted(orders, key=lambda told: told.told_us),
        fills=sorted(fills, key=lambda told: told.told_us),
        game=game,
        rules={"game": one.rules[0][1]},
        settled=settled or {},
        bankroll=bankroll,
    )
