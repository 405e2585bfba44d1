"""A made-up market with own orders in it, as an evening ready to be analysed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bench.film_rows import Market, track_of
from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Course
from gametape.analyze.material.filmed import TrackBooks, best_of, trades_of
from gametape.analyze.material.material import Material, ToldFill, ToldOrder
from gametape.analyze.pricing.lines import Lines
from gametape.ledger.steps import Line
from gametape.model.book import Side
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.trading import Fill, FillStatus, Role
from gametape.replay.film.track import Track

LINE = Line("m", "yes", "no")
LATENCY_US = 300_000
RULES = MarketRules(
    market="m",
    question="",
    outcomes=(Outcome("yes", "Owls"), Outcome("no", "Foxes")),
    tick=Decimal("0.01"),
    taker_delay_us=0,
    fees=FeeSchedule(rate=Decimal("0.05")),
)


@dataclass(frozen=True, eq=False)
class Session:
    """An evening with a track in memory; `matched` are the times of its orders' fills."""

    evening: Evening
    course: Course
    track: Track
    market: Market
    matched: npt.NDArray[np.int64]

    @cached_property
    def lines(self) -> Lines:
        """With its tables made: they are the film's, made once for whatever is asked of it."""
        lines = Lines(self.evening)
        assert all(traded.ladder for traded in lines)
        return lines


def session_of(made: Market, orders: int) -> Session:
    """Round trips one after another over the whole market: bought and sold as the book says."""
    track = Track.load(track_of(made))
    times, bid, ask = best_of(track)
    course = Course(
        line=LINE,
        first_us=int(times[0]),
        last_us=int(times[-1]),
        times=times,
        bid=bid,
        ask=ask,
        trades=trades_of(track),
        bad=(),
        ticks=((int(times[0]), made.tick),),
        rules=((int(times[0]), RULES),),
        game_start_us=None,
        books=TrackBooks(track, turned=False),
    )
    rng = np.random.default_rng(orders)
    first, last = int(times[0]) + 30_000_000, int(times[-1]) - 400_000_000
    moments = np.sort(rng.integers(first, last, orders)).tolist()
    told: list[ToldOrder] = []
    fills: list[ToldFill] = []
    for trip in range(0, orders - 1, 2):
        size = int(rng.integers(10, 200)) * 1_000_000
        long = bool(rng.integers(0, 2))
        for number, at_us in enumerate(moments[trip : trip + 2]):
            _order(course, at_us, long == (number == 0), size, told, fills)
    material = Material(
        slug="bench",
        title="",
        sport="basketball",
        from_us=course.first_us,
        to_us=course.last_us,
        courses={LINE: course},
        orders=told,
        fills=fills,
        game=(),
        rules={"m": RULES},
    )
    evening = Evening(material)
    # The account and the decisions are the ledger's work, and measured with it.
    if not evening.decisions or not evening.episodes:
        raise ValueError("no trades were made")
    matched = np.array([report.fill.matched_us for report in fills], np.int64)
    return Session(evening, course, track, made, matched)


def _order(
    course: Course,
    at_us: int,
    buys: bool,
    size: int,
    told: list[ToldOrder],
    fills: list[ToldFill],
) -> None:
    matched_us = at_us + LATENCY_US
    walk = course.walk(matched_us, 1 if buys else -1, size)
    if walk.filled < size:
        raise ValueError("the book is too thin for this order")
    side = Side.BUY if buys else Side.SELL
    name = f"o{len(fills)}"
    limit = 9_900 if buys else 100
    told.append(ToldOrder(at_us, name, "yes", "m", side, limit, size, 0, True, "PLACEMENT"))
    fill = Fill(
        trade_id=name,
        order_id=name,
        asset="yes",
        market="m",
        side=side,
        size=size,
        price=Decimal(walk.paid) / Decimal(walk.filled) / 10_000,
        role=Role.TAKER,
        status=FillStatus.CONFIRMED,
        matched_us=matched_us,
    )
    fills.append(ToldFill(matched_us, fill))
    done = told[-1]._replace(told_us=matched_us, matched=size, resting=False, action="UPDATE")
    told.append(done)
