"""Trades as paths: what was held when, at which average price, and what each leg's sides cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import numpy as np

from gametape.analyze.evening.evening import Evening
from gametape.analyze.pricing.lines import Lines, Traded
from gametape.analyze.pricing.series import Pieces
from gametape.ledger.steps import Line
from gametape.ledger.trades import Episode, Leg, LineAccount


@dataclass(frozen=True, eq=False)
class Trade:
    """A trade with its legs; `traded` is None where its book was not recorded."""

    account: LineAccount
    episode: Episode
    legs: tuple[Leg, ...]
    traded: Traded | None

    @cached_property
    def path(self) -> Held:
        """What was held when, if it is closed; nothing while it is open."""
        return held(self.legs) if self.episode.closed_us is not None else held(())

    @property
    def key(self) -> tuple[str, str, int]:
        """Market, asset and number within the line."""
        return self.account.market, self.account.asset, self.episode.number


def trades_of(evening: Evening, lines: Lines) -> tuple[Trade, ...]:
    """Every trade in order of its beginning."""
    found = []
    for account, episode in evening.episodes:
        line = Line(account.market, account.asset, account.opposite)
        legs = tuple(account.legs[number] for number in episode.legs)
        found.append(Trade(account, episode, legs, lines.get(line)))
    return tuple(found)


@dataclass(frozen=True)
class Held:
    """What was held between a trade's moves: a row for each stretch [from, to) of one size.

    `average` is the average opening price in cents of what was open.
    """

    from_us: tuple[int, ...]
    to_us: tuple[int, ...]
    sizes: tuple[int, ...]
    average: tuple[float, ...]


def held(legs: Sequence[Leg]) -> Held:
    """The stretches of a closed trade, from its legs."""
    if len(legs) == 1 and legs[0].opened_us < legs[0].closed_us and legs[0].size:
        (leg,) = legs
        average = float(leg.open_price * leg.size / leg.size) * 100.0
        return Held((leg.opened_us,), (leg.closed_us,), (leg.size,), (average,))
    moments = sorted({leg.opened_us for leg in legs} | {leg.closed_us for leg in legs})
    rows = []
    for begin, end in pairwise(moments):
        open_ = [leg for leg in legs if leg.opened_us <= begin < leg.closed_us]
        size = sum(leg.size for leg in open_)
        if size:
            cost = sum((leg.open_price * leg.size for leg in open_), Decimal(0))
            rows.append((begin, end, size, float(cost / size) * 100.0))
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return Held(*columns)


def pieces(trades: Sequence[tuple[Trade, Held]]) -> Pieces:
    """Stretches of many trades of one line, to be priced on the side that would close them."""
    flat = [
        (begin, end, -trade.episode.direction, size)
        for trade, path in trades
        for begin, end, size in zip(path.from_us, path.to_us, path.sizes, strict=True)
    ]
    table = np.array(flat, np.int64).reshape(-1, 4)
    return Pieces(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
