"""The lines of an evening with all that pricing needs; ladders are made when first asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Course, Int64s
from gametape.analyze.material.ladder import Ladder
from gametape.analyze.material.material import Material
from gametape.analyze.material.owned import own_changes
from gametape.analyze.pricing.doubts import ENDLESS, FINE, ONE_SIDED, OUTSIDE, Doubts
from gametape.ledger.account import Settlement
from gametape.ledger.fees import STEP, schedule_fee
from gametape.ledger.steps import ASSUMED, Line
from gametape.model.market import FeeSchedule, MarketRules

Floats = NDArray[np.float64]

LIVELY = (200, 9_800)
"""Cells between which a market is still a question (methods 2.2)."""


class Traded:
    """One line: its course, what closing it paid, and when the market stopped being a question."""

    def __init__(self, course: Course, material: Material) -> None:
        self.course = course
        self.line = course.line
        self.doubts = Doubts(course)
        self.rules = material.rules.get(course.line.market)
        self._material = material
        told = material.settled.get(course.line.market)
        self.settled_us = None if told is None else told.at_us
        self.pays = pays_of(course.line, told, self.rules)

    @cached_property
    def ladder(self) -> Ladder:
        """Every level through time, one's own orders left out."""
        return Ladder(self.course, own_changes(self.line, self._material.orders))

    def fees(self, at_us: int) -> tuple[FeeSchedule, bool]:
        """The schedule as it was known at a moment, and whether it had to be assumed."""
        times, schedules = self._schedules
        known = max(bisect_right(times, at_us) - 1, 0)
        schedule = schedules[known] if schedules else None
        return (schedule, False) if schedule is not None else (ASSUMED, True)

    @cached_property
    def _schedules(self) -> tuple[list[int], list[FeeSchedule | None]]:
        told = self.course.rules
        return [at_us for at_us, _ in told], [of.fees for _, of in told]

    def fee(self, at_us: int, filled: int, paid: int) -> int:
        """Fee of taking `filled` micro-shares for `paid` cells times micro-shares, micro-dollars.

        One fill at its average price, as the venue reports a taker's (docs/ledger.md).
        """
        if not filled:
            return 0
        schedule, _ = self.fees(at_us)
        if schedule.exponent != 1:
            return schedule_fee(schedule, filled, Fraction(paid, filled * 10_000)) or 0
        # The same in whole numbers: size * rate * p * (1 - p) with p = paid / (size * 10,000).
        over, under = schedule.rate.as_integer_ratio()
        exact = over * paid * (filled * 10_000 - paid)
        return STEP * (exact // (under * filled * 100_000_000 * STEP))

    def fee_cents(self, at_us: Int64s, cents: Floats) -> Floats:
        """Fees in cents a share at prices in cents, at many moments; not rounded."""
        told = [(at, of.fees or ASSUMED) for at, of in self.course.rules] or [(0, ASSUMED)]
        times = np.array([at for at, _ in told], np.int64)
        known = np.maximum(times.searchsorted(at_us, "right") - 1, 0)
        rate = np.array([float(fees.rate) for _, fees in told])[known]
        exponent = np.array([float(fees.exponent) for _, fees in told])[known]
        price = cents / 100.0
        risk = price * (1 - price)
        # To the power of 1 is what nearly all are, and slow to work out.
        fees: Floats = 100.0 * rate * (risk if (exponent == 1).all() else risk**exponent)
        return fees

    def delay_us(self, at_us: int) -> int:
        """How long the venue holds back a taker's order."""
        rules = self.course.rules_at(at_us)
        return (rules.taker_delay_us or 0) if rules is not None else 0

    def mids(self, at_us: Int64s, around_us: int = 0) -> tuple[Floats, Int64s]:
        """Mids in cents and doubts, which count for so long before and after each moment."""
        values = self.course.mids(at_us)
        codes = self.doubts.of(at_us - around_us, at_us + around_us)
        codes = np.where((codes == FINE) & (at_us > self.course.last_us), OUTSIDE, codes)
        empty = np.where(at_us >= self.course.times[0], ONE_SIDED, OUTSIDE)
        return values, np.where((codes == FINE) & np.isnan(values), empty, codes)

    def average(self, from_us: Int64s, to_us: Int64s) -> tuple[Floats, Int64s]:
        """Time-weighted mids of windows, cents, and how long of each had none, microseconds."""
        begin, end = self._integral(from_us), self._integral(to_us)
        empty = end[1] - begin[1]
        known = np.maximum(to_us - from_us - empty, 1)
        return (end[0] - begin[0]) / known, empty

    def _integral(self, at_us: Int64s) -> tuple[Floats, Int64s]:
        mids, money, empty = self._sums
        rows = self.course.rows(at_us)
        row = np.maximum(rows, 0)
        since = np.where(rows >= 0, at_us - self.course.times[row], 0)
        none = np.isnan(mids[row])
        moved = money[row] + np.where(none, 0.0, np.nan_to_num(mids[row]) * since)
        before = np.where(rows < 0, at_us - self.course.times[0], 0)
        return moved, empty[row] + np.where(none, since, 0) + before

    @cached_property
    def _sums(self) -> tuple[Floats, Floats, Int64s]:
        """Mid of every row, and by each row: the mids' integral over time, and time without."""
        mids = self.course.mids(self.course.times)
        lasted = np.diff(self.course.times)
        none = np.isnan(mids[:-1])
        money = np.concatenate([[0.0], np.cumsum(np.where(none, 0.0, mids[:-1]) * lasted)])
        empty = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.where(none, lasted, 0))])
        return mids, money, empty

    @cached_property
    def phases(self) -> Int64s:
        """When each phase of the game was first told."""
        begun, period = [], ""
        for entry in self._material.game:
            if entry.period and entry.period != period:
                begun.append(entry.at_us)
                period = entry.period
        return np.array(begun, np.int64)

    @cached_property
    def ending(self) -> tuple[int, float, int]:
        """When the market stops being a question, its last mid before (cents), and a doubt.

        The last believed two-sided mid inside `LIVELY` before the game ends or the market is
        decided. ENDLESS where the recording holds neither.
        """
        ends = [entry.at_us for entry in self._material.game if entry.ended]
        ends += [] if self.settled_us is None else [self.settled_us]
        if not ends or min(ends) > self.course.last_us:
            return self.course.last_us, float("nan"), ENDLESS
        course, end = self.course, min(ends)
        rows = course.row(end) + 1
        bid, ask = course.bid[:rows], course.ask[:rows]
        lively = np.flatnonzero((bid >= LIVELY[0]) & (ask >= 0) & (ask <= LIVELY[1]))
        held = self.doubts.of(course.times[lively], course.times[lively])
        lively = lively[held == FINE]
        if not len(lively):
            return end, float("nan"), ONE_SIDED
        last = int(lively[-1])
        until = int(course.times[last + 1]) if last + 1 < rows else end
        return until, (int(bid[last]) + int(ask[last])) / 200.0, FINE


class Lines:
    """The traded lines of an evening."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        self._made: dict[Line, Traded] = {}

    def get(self, line: Line) -> Traded | None:
        """A line; None if its book was not recorded, or nothing of it ever came."""
        if line not in self._made:
            course = self.evening.courses.get(line)
            if course is None or not len(course.times):
                return None
            self._made[line] = Traded(course, self.evening.material)
        return self._made[line]

    def __iter__(self) -> Iterator[Traded]:
        """Every line that was traded and recorded."""
        for line in {one.line: None for one in self.evening.decisions}:
            if (found := self.get(line)) is not None:
                yield found


def pays_of(line: Line, told: Settlement | None, rules: MarketRules | None) -> Fraction | None:
    """What a share of the line's asset paid, in dollars; None if that is not known."""
    if told is None or told.payouts is None or rules is None:
        return None
    assets = [outcome.asset for outcome in rules.outcomes]
    if line.asset not in assets or len(assets) != len(told.payouts):
        return None
    return Fraction(told.payouts[assets.index(line.asset)])
