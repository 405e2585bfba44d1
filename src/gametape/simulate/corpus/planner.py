"""Laying trips over a world: each where its definition holds, none over another.

The author knows the whole game; the trader who is told these trips does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gametape.simulate.corpus.scoring import STEP_S
from gametape.simulate.corpus.shocks import Shocks, shocks_of
from gametape.simulate.corpus.trips import Add, Habits, Label, Trip
from gametape.simulate.corpus.world import World

_EDGE_S = 700.0
_MARGIN_S = 30.0
_PRICES = (7.0, 93.0)
_SHARES, _SHARES_SD = 60.0, 0.3
_CHASED, _REVENGED = 1.4, (1.4, 2.5)
_LOSS_C, _LEAST_LOSS = 0.5, 1.0
_FEE_RATE = 0.05
_FRESH_S = 45.0
_CALM_S, _CALM = 120.0, 0.6
_LAST_S = 180.0
_CHEAP_C = 15.0
_TRIES = 60


class Planner:
    """Places trips in a world; what finds no place after some tries is left out."""

    def __init__(self, world: World, habits: Habits, rng: np.random.Generator) -> None:
        self._world = world
        self._habits = habits
        self._rng = rng
        self._cents = world.quoted
        self._placed: list[Trip] = []

    def trips(self) -> tuple[Trip, ...]:
        """All trips in order of time: the most particular are placed first."""
        wishes: tuple[tuple[Label, Callable[[], list[Trip]]], ...] = (
            ("lottery_late", self._lottery_late),
            ("panic", self._panic),
            ("plan_stop", self._plan_stop),
            ("late_exit", self._late_exit),
            ("fomo", self._fomo),
            ("avg_down", self._avg_down),
            ("burst", self._burst),
            ("plan_exit", self._plan_exit),
            ("patient", self._patient),
            ("background", self._background),
            ("revenge", self._revenge),
        )
        for label, propose in wishes:
            for _ in range(int(self._rng.poisson(getattr(self._habits, label)))):
                self._place(propose)
        return tuple(sorted(self._placed, key=lambda trip: trip.enter_s))

    def _place(self, propose: Callable[[], list[Trip]]) -> None:
        for _ in range(_TRIES):
            trips = propose()
            if trips and all(self._fits(trip) for trip in trips):
                self._placed += trips
                return

    def _fits(self, trip: Trip) -> bool:
        late = trip.label == "lottery_late"
        first, last = _MARGIN_S, self._world.scoring.length_s - (5.0 if late else _MARGIN_S)
        if trip.enter_s < first or trip.leave_s > last:
            return False
        if not late and not _PRICES[0] <= self._cent(trip.enter_s) <= _PRICES[1]:
            return False
        # Who wants revenge comes back sooner than the margin between other trades.
        margin = 0.0 if trip.label == "revenge" else _MARGIN_S
        return all(
            trip.enter_s >= other.leave_s + margin or trip.leave_s + _MARGIN_S <= other.enter_s
            for other in self._placed
        )

    @cached_property
    def _shocks(self) -> Shocks:
        return shocks_of(self._cents)

    @cached_property
    def _begun(self) -> tuple[tuple[float, int], ...]:
        """Beginnings of shocks (second, direction) by 3.0, those that flicker on again too."""
        return self._of_steps(self._shocks.begins)

    @cached_property
    def _fresh(self) -> tuple[tuple[float, int], ...]:
        """Those that come out of at least 45 s without a shock."""
        on = np.flatnonzero(self._shocks.on)
        if not len(on):
            return ()
        return self._of_steps(on[np.append(True, np.diff(on) > round(_FRESH_S / STEP_S))])

    def _of_steps(self, steps: NDArray[np.int64]) -> tuple[tuple[float, int], ...]:
        last = self._world.scoring.length_s - _EDGE_S
        return tuple(
            (step * STEP_S, int(np.sign(self._shocks.change[step])))
            for step in steps.tolist()
            if _EDGE_S <= step * STEP_S <= last
        )

    def _cent(self, second: float) -> float:
        return float(self._cents[self._world.step(second)])

    def _uniform(self, low: float, high: float) -> float:
        return float(self._rng.uniform(low, high))

    def _way(self) -> int:
        return 1 if self._rng.random() < 0.5 else -1

    def _shares(self, factor: float = 1.0) -> int:
        drawn = _SHARES * factor * np.exp(self._rng.normal(0.0, _SHARES_SD))
        return max(5, round(float(drawn)))

    def _hold(self, low: float, high: float) -> float:
        """Log-uniform between two lengths."""
        return low * float((high / low) ** self._rng.random())

    def _anytime(self) -> float:
        return self._uniform(_EDGE_S, self._world.scoring.length_s - _EDGE_S)

    def _one_of(self, shocks: tuple[tuple[float, int], ...]) -> tuple[float, int] | None:
        return shocks[int(self._rng.integers(len(shocks)))] if shocks else None

    def _panic(self) -> list[Trip]:
        """In 60 to 300 s before a shock against it, out 2 to 20 s after it began."""
        return self._out_after_shock("panic", 2, 20)

    def _late_exit(self) -> list[Trip]:
        """The near-miss: the same trip, out 60 to 120 s after the shock began."""
        return self._out_after_shock("late_exit", 60, 120)

    def _plan_stop(self) -> list[Trip]:
        """Out in a shock like a panic, at a stop that was marked a minute or more before."""
        return self._out_after_shock("plan_stop", 2, 20)

    def _out_after_shock(self, label: Label, low: float, high: float) -> list[Trip]:
        shock = self._one_of(self._begun if label == "panic" else self._fresh)
        if shock is None:
            return []
        at_s, way = shock
        # A plan counts once it is a minute old.
        enter_s = at_s - self._uniform(90 if label == "plan_stop" else 60, 300)
        stop_s = enter_s + 5 if label == "plan_stop" else None
        leave_s = at_s + self._uniform(low, high)
        return [Trip(label, -way, enter_s, leave_s, self._shares(), told_stop_s=stop_s)]

    def _fomo(self) -> list[Trip]:
        """In with the move 2 to 20 s after it began, larger than usual."""
        shock = self._one_of(self._begun)
        if shock is None:
            return []
        at_s, way = shock
        enter_s = at_s + self._uniform(2, 20)
        leave_s = enter_s + self._uniform(60, 300)
        return [Trip("fomo", way, enter_s, leave_s, self._shares(_CHASED))]

    def _revenge(self) -> list[Trip]:
        """Back 5 to 60 s after a loss that hurt, on a random side, 1.4 to 2.5 times as large."""
        losers = [
            trip
            for trip in self._placed
            if trip.label == "background" and self._gain(trip) < -_LOSS_C and self._hurts(trip)
        ]
        if not losers:
            return []
        lost = losers[int(self._rng.integers(len(losers)))]
        enter_s = lost.leave_s + self._uniform(5, 60)
        leave_s = enter_s + self._uniform(60, 300)
        shares = round(_SHARES * self._uniform(*_REVENGED))
        return [Trip("revenge", self._way(), enter_s, leave_s, shares)]

    def _gain(self, trip: Trip) -> float:
        """What the price did for a trip, cents a share, before spread and fees."""
        return trip.direction * (self._cent(trip.leave_s) - self._cent(trip.enter_s))

    def _hurts(self, lost: Trip) -> bool:
        """Whether a loss is one by 3.1: a dollar, and half of what is usual up to then."""
        until = [trip for trip in self._placed if trip.leave_s <= lost.leave_s]
        usual = float(np.median([abs(self._net(trip)) for trip in until]))
        return -self._net(lost) >= max(_LEAST_LOSS, usual / 2)

    def _net(self, trip: Trip) -> float:
        """Dollars of a trip at the touch, less the world's fees."""
        into, out = self._world.step(trip.enter_s), self._world.step(trip.leave_s)
        sides = (self._world.ask, self._world.bid)
        paid, got = sides[:: trip.direction]
        prices = float(paid[into]) / 100, float(got[out]) / 100
        fees = sum(_FEE_RATE * price * (1 - price) for price in prices)
        return trip.shares * (trip.direction * (prices[1] - prices[0]) - fees)

    def _background(self) -> list[Trip]:
        """A trade for no particular reason."""
        enter_s = self._anytime()
        leave_s = enter_s + self._hold(45, 600)
        return [Trip("background", self._way(), enter_s, leave_s, self._shares())]

    def _avg_down(self) -> list[Trip]:
        """More of what fell: one or two adds while 3 cents or more under water."""
        enter_s, way = self._anytime(), self._way()
        begin, end = self._world.step(enter_s + 20), self._world.step(enter_s + 400)
        bought = self._cent(enter_s)
        under = np.flatnonzero(way * (self._cents[begin:end] - bought) <= -3.5)
        if not len(under):
            return []
        first_s = (begin + int(under[0])) / 4 + self._uniform(1, 6)
        shares = self._shares()
        adds = [Add(first_s, round(shares * self._uniform(0.8, 1.5)))]
        second_s = first_s + self._uniform(15, 60)
        if self._rng.random() < 0.5 and way * (self._cent(second_s) - bought) <= -3.5:
            adds.append(Add(second_s, round(adds[0].shares * self._uniform(1.3, 1.6))))
        leave_s = adds[-1].at_s + self._uniform(60, 300)
        return [Trip("avg_down", way, enter_s, leave_s, shares, tuple(adds))]

    def _burst(self) -> list[Trip]:
        """Five trades in less than five minutes, hardly a breath between them."""
        at_s = self._anytime()
        trips = []
        for _ in range(5):
            hold = self._uniform(8, 20)
            trips.append(Trip("burst", self._way(), at_s, at_s + hold, self._shares()))
            at_s += hold + self._uniform(12, 28)
        return trips

    def _lottery_late(self) -> list[Trip]:
        """A cheap ticket near the end of the game, larger than usual, nearly held to the end."""
        length = self._world.scoring.length_s
        enter_s = length - self._uniform(40, _LAST_S)
        step = self._world.step(enter_s)
        prices = {1: float(self._world.ask[step]), -1: 100 - float(self._world.bid[step])}
        way = min(prices, key=lambda one: prices[one])
        if not 2 <= prices[way] <= _CHEAP_C:
            return []
        return [Trip("lottery_late", way, enter_s, length - 6, self._shares(1.5))]

    def _patient(self) -> list[Trip]:
        """A limit order in quiet times, long after any shock, held for a while."""
        enter_s = self._anytime()
        step, calm = self._world.step(enter_s), round(_CALM_S * 4)
        if self._shocks.on[max(0, step - calm) : step + 1].any():
            return []
        moved = np.diff(self._cents[step - calm : step + 1 : 20])
        if moved.std() > _CALM * self._shocks.sigma[step] / np.sqrt(6):
            return []
        leave_s = enter_s + self._hold(120, 600)
        return [Trip("patient", self._way(), enter_s, leave_s, self._shares(), rests=True)]

    def _plan_exit(self) -> list[Trip]:
        """Out by a limit order that rested for minutes, perhaps in the middle of a shock."""
        enter_s = self._anytime()
        ticks = int(self._rng.integers(3, 8))
        shares = self._shares()
        leave_s = enter_s + self._uniform(200, 600)
        return [Trip("plan_exit", self._way(), enter_s, leave_s, shares, limit_ticks=ticks)]
