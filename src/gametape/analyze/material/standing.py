"""One's own position and what was realized, as the trader knew it at each moment.

A fill is known from its match on, but not before its own order was placed (a venue's match time
may be cut to the second). A fill that fails is taken back when that was told. Averages are at
average cost; the ledger is where profit is accounted for.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.material import Material
from gametape.analyze.material.moved import moves_of
from gametape.analyze.material.realized import Closing, Realized
from gametape.ledger.account import Settlement
from gametape.ledger.steps import Line, fee_of, line_of, order_of
from gametape.model.book import Side
from gametape.model.trading import FillStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """A line's exposure (micro-shares) from `at_us` on, its average price and fees so far.

    `opened_us` is when the episode began, `first` the order that began it and `first_size` its
    micro-shares, `adds` the sizes of the orders that added since, in order. `fees` are opening
    fees that the position still carries, micro-dollars.
    """

    at_us: int
    exposure: int = 0
    average: Fraction | None = None
    opened_us: int | None = None
    first: str = ""
    first_size: int = 0
    adds: tuple[tuple[str, int], ...] = ()
    fees: int = 0


FLAT = Standing(0)


class _Known(NamedTuple):
    """What moved a line's exposure and when it was known; `key` is the fill's, if it was one."""

    at_us: int
    key: tuple[str, str]
    line: Line
    by: str
    change: int
    price: Fraction
    fee: int


class Standings:
    """Every line's standings in order of time, and all closings, as known at any moment."""

    def __init__(self, material: Material, dust: int) -> None:
        fills = _known_fills(material)
        failed = _failures(material)
        self._from = [-1, *(at_us for at_us, _ in failed)]
        gone: set[tuple[str, str]] = set()
        self._walks = [_Walk(fills, material.settled, dust)]
        for _, key in failed:
            gone.add(key)
            left = [one for one in fills if one.key not in gone]
            self._walks.append(_Walk(left, material.settled, dust))

    def at(self, line: Line, at_us: int) -> Standing:
        """How a line stood before whatever happens at `at_us`."""
        return self._walk(at_us).at(line, at_us)

    def averages(self, line: Line, at_us: NDArray[np.int64]) -> NDArray[np.float64]:
        """A line's average entry in cents at many moments, in the end's light; NaN while flat."""
        told = self._walks[-1].steps(line)
        times = np.array([one.at_us for one in told], np.int64)
        cents = [math.nan if one.average is None else float(one.average) * 100.0 for one in told]
        return np.array(cents)[times.searchsorted(at_us, "right") - 1]

    def closed_by(self, at_us: int) -> list[Closing]:
        """What was realized before `at_us`, in order."""
        return self._walk(at_us).closed_by(at_us)

    def last_loss(self, at_us: int, since_us: int) -> tuple[int, int] | None:
        """The last loss worth noticing finished from `since_us` on: when, and how much.

        See `Realized.last_loss`; nothing is known that was realized at `at_us` or later.
        """
        return self._walk(at_us).last_loss(at_us, since_us)

    def _walk(self, at_us: int) -> _Walk:
        return self._walks[bisect_right(self._from, at_us) - 1]


class _Walk:
    """Standings and closings that some fills lead to."""

    def __init__(
        self, fills: Iterable[_Known], settled: Mapping[str, Settlement], dust: int
    ) -> None:
        self._dust = dust
        self._lines: dict[Line, list[Standing]] = defaultdict(lambda: [FLAT])
        closings: list[Closing] = []
        for one in fills:
            closings += self._move(one)
        for market, decided in settled.items():
            closings += self._settle(market, decided)
        self._closings = sorted(closings, key=lambda one: (one.at_us, one.order_id))
        self._times = {line: [one.at_us for one in told] for line, told in self._lines.items()}
        self._closed = [one.at_us for one in self._closings]

    def steps(self, line: Line) -> list[Standing]:
        return self._lines.get(line, [FLAT])

    def at(self, line: Line, at_us: int) -> Standing:
        times = self._times.get(line)
        if times is None:
            return FLAT
        return self._lines[line][max(0, bisect_right(times, at_us - 1) - 1)]

    def closed_by(self, at_us: int) -> list[Closing]:
        return self._closings[: bisect_right(self._closed, at_us - 1)]

    def last_loss(self, at_us: int, since_us: int) -> tuple[int, int] | None:
        return self._realized.last_loss(bisect_right(self._closed, at_us - 1), since_us)

    @cached_property
    def _realized(self) -> Realized:
        return Realized(self._closings)

    def _move(self, one: _Known) -> Iterator[Closing]:
        change, price, by = one.change, one.price, one.by
        before = self._lines[one.line][-1]
        closes = before.exposure and (before.exposure > 0) != (change > 0)
        if closes:
            size = min(abs(change), abs(before.exposure))
            way = 1 if before.exposure > 0 else -1
            carried = before.fees * size // abs(before.exposure)
            gross = round(way * (price - (before.average or 0)) * size)
            closing_fee = one.fee * size // abs(change)
            yield Closing(one.at_us, one.line, by, gross - carried - closing_fee, size)
        self._lines[one.line].append(_moved(before, one, self._dust))

    def _settle(self, market: str, settled: Settlement) -> Iterator[Closing]:
        for line, told in self._lines.items():
            last = told[-1]
            if line.market != market or not last.exposure or last.average is None:
                continue
            if last.at_us >= settled.at_us or not line.opposite:
                continue
            paid = Fraction(settled.payouts[0]) if settled.payouts else last.average
            gross = round((paid - last.average) * last.exposure)
            told.append(Standing(settled.at_us))
            size = abs(last.exposure)
            yield Closing(settled.at_us, line, "settlement", gross - last.fees, size)


def _moved(before: Standing, one: _Known, dust: int) -> Standing:
    change, price, by = one.change, one.price, one.by
    exposure = before.exposure + change
    if abs(exposure) < dust:
        return Standing(one.at_us)
    if before.average is None or abs(before.exposure) < dust:
        return Standing(one.at_us, exposure, price, one.at_us, by, abs(change), (), one.fee)
    if (before.exposure > 0) == (change > 0):
        average = (before.average * before.exposure + price * change) / exposure
        grown = replace(
            before, at_us=one.at_us, exposure=exposure, average=average, fees=before.fees + one.fee
        )
        return _added(grown, by, abs(change))
    if (exposure > 0) == (before.exposure > 0):
        left = before.fees * abs(exposure) // abs(before.exposure)
        return replace(before, at_us=one.at_us, exposure=exposure, fees=left)
    fee = one.fee * abs(exposure) // abs(change)
    return Standing(one.at_us, exposure, price, one.at_us, by, abs(exposure), (), fee)


def _added(standing: Standing, by: str, size: int) -> Standing:
    if by == standing.first:
        return replace(standing, first_size=standing.first_size + size)
    adds = standing.adds
    if adds and adds[-1][0] == by:
        return replace(standing, adds=(*adds[:-1], (by, adds[-1][1] + size)))
    return replace(standing, adds=(*adds, (by, size)))


def _known_fills(material: Material) -> list[_Known]:
    """Every fill by its first report, and what else moved, in the order in which it was known."""
    placed: dict[str, int] = {}
    for order in material.orders:
        placed.setdefault(order.order_id, order.told_us)
    found: dict[tuple[str, str], _Known] = {}
    for told in material.fills:
        fill = told.fill
        if fill.key in found or fill.status is FillStatus.FAILED:
            continue
        rules = material.rules.get(fill.market)
        line = line_of(fill.market, fill.asset, rules)
        fee, _ = fee_of(fill, rules.fees if rules else None, charges=True)
        at_us = max(fill.matched_us, placed.get(order_of(fill), 0) + 1)
        bought = fill.size if fill.side is Side.BUY else -fill.size
        price = Fraction(fill.price)
        change, price = (-bought, 1 - price) if fill.asset == line.opposite else (bought, price)
        found[fill.key] = _Known(at_us, fill.key, line, order_of(fill), change, price, fee)
    moves = [
        _Known(one.at_us, ("", one.by), line, one.by, one.change, one.price, 0)
        for line, one in moves_of(material)
    ]
    return sorted([*found.values(), *moves], key=lambda one: (one.at_us, one.key))


def _failures(material: Material) -> list[tuple[int, tuple[str, str]]]:
    """When fills were told to have failed, and which, in order."""
    return [
        (told.told_us, told.fill.key)
        for told in material.fills
        if told.fill.status is FillStatus.FAILED
    ]
