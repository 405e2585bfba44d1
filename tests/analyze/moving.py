"""Random evenings with a moving book, and the same evening told of the other outcome."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec
import numpy as np
from analyze.made import LINE, SHARE, Ladder, course, filled, material, placed, rules, us

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Course, Trades
from gametape.analyze.material.material import Material, ToldFill, ToldOrder
from gametape.ledger.account import Settlement
from gametape.ledger.steps import Line
from gametape.model.book import Level, Side
from gametape.model.market import MarketRules
from gametape.model.trading import Role

LATENCY = 0.3


def ladders(rng: np.random.Generator, seconds: int, deep: int = 4) -> dict[float, Ladder]:
    """A book that changes every second around a walking mid, with sizes of all kinds."""
    mid = 50
    made: dict[float, Ladder] = {}
    for second in range(seconds):
        mid = int(np.clip(mid + rng.choice([-1, 0, 0, 1]), 10, 90))
        wide = int(rng.integers(1, 3))

        def levels(first: int, step: int) -> list[tuple[float, float]]:
            cells = [first + step * number for number in range(deep)]
            return [(cell, int(rng.integers(10, 400))) for cell in cells]

        made[float(second)] = (levels(mid - wide, -1), levels(mid + wide, 1))
    return made


@lru_cache(maxsize=256)
def moving(
    seed: int,
    *,
    seconds: int = 400,
    orders: int = 8,
    rate: str = "0.05",
    settled: bool = True,
    factor: int = 1,
    bad: tuple[tuple[float, float, str], ...] = (),
) -> Evening:
    """Orders at random moments, takers of either outcome, filled as the book says; never change it.

    `factor` multiplies every size, of the book and of the orders.
    """
    rng = np.random.default_rng(seed)
    books = {
        at: tuple([(cents, size * factor) for cents, size in side] for side in ladder)
        for at, ladder in ladders(rng, seconds).items()
    }
    trades = [
        (float(at) + 0.5, float(books[float(at)][side][0][0]), int(rng.integers(1, 90)) * factor,
         1 if side else -1)
        for at, side in zip(range(5, seconds - 5), rng.integers(0, 2, seconds), strict=False)
    ]  # fmt: skip
    told = course(books, trades, bad, end=seconds + 60, of=rules(rate))  # type: ignore[arg-type]
    moments = np.sort(rng.choice(np.arange(20, seconds - 90), orders, replace=False))
    placements: list[ToldOrder] = []
    fills: list[ToldFill] = []
    for number, second in enumerate(moments.tolist()):
        bought = bool(rng.integers(0, 2))
        size = int(rng.integers(5, 120)) * factor
        walk = told.walk(us(second + LATENCY), 1 if bought else -1, size * SHARE)
        if walk.filled < size * SHARE:
            continue
        cents = str(Decimal(walk.paid) / Decimal(walk.filled) / 100)
        asset = "yes" if rng.integers(0, 2) else "no"
        side = Side.BUY if bought == (asset == "yes") else Side.SELL
        price = cents if asset == "yes" else str(100 - Decimal(cents))
        limit = 99 if side is Side.BUY else 1
        placements.append(placed(f"o{number}", second, side, limit, size, asset))
        fills.append(filled(f"o{number}", second + LATENCY, side, price, size, asset, Role.TAKER))
    ends = {"game": Settlement(us(seconds + 30), (Decimal(1), Decimal(0)))} if settled else {}
    return Evening(material(told, placements, fills, settled=ends))


def fee(cents: str, shares: int = 100) -> int:
    """Micro-dollars of taking so many shares at 5 %, floored to five places of a dollar."""
    price = Fraction(cents) / 100
    return 10 * int(shares * Fraction("0.05") * price * (1 - price) * 100_000)


def relabelled(evening: Evening) -> Evening:
    """The same evening with the second outcome told first: every dollar must stay what it was."""
    before = evening.material
    (told,) = before.courses.values()
    turned = replace(
        told,
        line=Line(LINE.market, LINE.opposite, LINE.asset),
        bid=np.where(told.ask >= 0, 10_000 - told.ask, -1).astype(np.int32),
        ask=np.where(told.bid >= 0, 10_000 - told.bid, -1).astype(np.int32),
        trades=Trades(
            told.trades.times,
            (10_000 - told.trades.cells).astype(np.int32),
            told.trades.sizes,
            (-told.trades.sides).astype(np.int8),
        ),
        rules=tuple((at, _swapped(of)) for at, of in told.rules),
        books=_Turned(told),
    )
    settled = {
        key: Settlement(one.at_us, one.payouts[::-1] if one.payouts else None)
        for key, one in before.settled.items()
    }
    after: Material = replace(
        before,
        courses={turned.line: turned},
        rules={key: _swapped(of) for key, of in before.rules.items()},
        settled=settled,
    )
    return Evening(after, evening.parameters)


def _swapped(of: MarketRules) -> MarketRules:
    return msgspec.structs.replace(of, outcomes=of.outcomes[::-1])


class _Turned:
    """Books of the other outcome."""

    def __init__(self, told: Course) -> None:
        self._books = told.books

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """See `Books.levels`."""
        bids, asks = self._books.levels(at_us)
        return [(10_000 - cell, size) for cell, size in asks], [
            (10_000 - cell, size) for cell, size in bids
        ]
