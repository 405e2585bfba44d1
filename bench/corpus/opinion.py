"""The formulas of 3.1 a second time, on the world itself: what labels are worth at their best.

The specification's figures are of perfect features: prices off the tick grid, true times. Doing
the same here tells what the recorded book costs from what the rules are. Nothing is shared with
the detectors.
"""

from __future__ import annotations

from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from bench.corpus.rates import Told
from gametape.simulate.corpus.planted import Planted
from gametape.simulate.corpus.scoring import STEP_S
from gametape.simulate.corpus.shocks import shocks_of
from gametape.simulate.corpus.trips import Trip
from gametape.simulate.corpus.world import chance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TWINS = 30
_ALIVE_S, _BEST_S, _RANK_S = 45.0, 60.0, 120.0
_LOSS, _SINCE_S = 1.0, 180.0
_RATE = 0.05
PRICES = (7.0, 93.0)
"""Cents between which trades are begun."""


class Opinion:
    """Scores of an evening's trips by a path of prices in cents, one every `STEP_S`."""

    def __init__(self, one: Planted, cents: Floats) -> None:
        self._one = one
        self._cents = cents
        shocks = shocks_of(cents)
        move = np.nan_to_num(shocks.change)
        self._threshold = shocks.threshold
        self._rise, self._fall = _highest(move, _ALIVE_S), _highest(-move, _ALIVE_S)
        self._high, self._low = _highest(cents, _BEST_S), -_highest(-cents, _BEST_S)
        self._since = {1: _since(move >= self._threshold), -1: _since(move <= -self._threshold)}
        self._rng = chance(0, one.material.slug, "twins")

    def told(self) -> dict[str, list[Told]]:
        """Every trip's exit as a panic, its entry as a chase and as revenge, with twins."""
        found: dict[str, list[Told]] = {"panic_sell": [], "fomo_buy": [], "revenge": []}
        lost: list[tuple[float, float]] = []
        sizes: list[int] = []
        nets: list[float] = []
        for trip in self._one.trips:
            times = self._entry_times()
            found["panic_sell"].append(self._panic(trip))
            found["fomo_buy"].append(
                self._told(self._fomo(trip.direction, self._steps(trip.enter_s))[0],
                           self._fomo(trip.direction, self._steps(times)), trip, "fomo")
            )  # fmt: skip
            usual = median(sizes[-20:]) if sizes else 0
            least = max(_LOSS, 0.5 * median(map(abs, nets))) if nets else _LOSS
            size = trip.shares / usual if usual else 0.0
            mine, *others = [
                _revenge(at_s, size, [end for end, net in lost if net <= -least])
                for at_s in (trip.enter_s, *times.tolist())
            ]
            found["revenge"].append(self._told(mine, np.array(others), trip, "revenge"))
            net = self._net(trip)
            lost.append((trip.leave_s, net))
            nets.append(net)
            sizes.append(trip.shares)
        return found

    def _told(self, score: float, twins: Floats, trip: Trip, label: str) -> Told:
        return Told(float(score), tuple(twins.tolist()), trip.label == label)

    def _steps(self, seconds: float | Floats) -> Ints:
        at = (np.atleast_1d(np.asarray(seconds)) / STEP_S).astype(np.int64)
        return np.clip(at, 0, len(self._cents) - 1)

    def _entry_times(self) -> Floats:
        """Random instants of the game at which the price is one that is traded."""
        last = self._one.world.scoring.length_s - 60
        drawn = self._rng.uniform(300, last, TWINS * 4)
        price = self._cents[self._steps(drawn)]
        return np.asarray(drawn[(price >= PRICES[0]) & (price <= PRICES[1])][:TWINS])

    def _panic(self, trip: Trip) -> Told:
        last = self._one.world.scoring.length_s - 60
        times = trip.enter_s + self._rng.uniform(5, 900, TWINS * 4)
        times = times[times < last][:TWINS]
        paid = self._bought(trip)
        scores = [self._panics(trip, self._steps(at), paid) for at in (trip.leave_s, times)]
        return self._told(scores[0][0], scores[1], trip, "panic")

    def _panics(self, trip: Trip, at: Ints, paid: float) -> Floats:
        way, cents = trip.direction, self._cents[at]
        against = (self._fall if way > 0 else self._rise)[at] / self._threshold[at]
        drop = self._high[at] - cents if way > 0 else cents - self._low[at]
        won = way * (cents - paid)
        shocked = _shocked(against, self._since[-way][at])
        factors = (*shocked, _ramp(drop, 1, 3), 0.4 + 0.6 * _ramp(-won, -2, 2))
        return _mean(*factors)

    def _fomo(self, way: int, at: Ints) -> Floats:
        for_it = (self._rise if way > 0 else self._fall)[at] / self._threshold[at]
        rank = np.array([self._rank(way, step) for step in at.tolist()])
        return _mean(*_shocked(for_it, self._since[way][at]), _ramp(rank, 0.4, 0.8))

    def _rank(self, way: int, step: int) -> float:
        """Share of the last two minutes that were cheaper for who goes this way; ties half."""
        past = way * self._cents[max(0, step - round(_RANK_S / STEP_S)) : step + 1]
        return float((past < past[-1]).mean() + (past == past[-1]).mean() / 2)

    def _bought(self, trip: Trip) -> float:
        """What the entry cost, in terms of the path: half a spread beyond it."""
        world, at = self._one.world, self._one.world.step(trip.enter_s)
        return float(self._cents[at]) + trip.direction * float(world.ask[at] - world.bid[at]) / 2

    def _net(self, trip: Trip) -> float:
        """Dollars of a trip at the touch, fees paid."""
        world = self._one.world
        into, out = world.step(trip.enter_s), world.step(trip.leave_s)
        sides = (world.ask, world.bid) if trip.direction > 0 else (world.bid, world.ask)
        paid, got = float(sides[0][into]) / 100, float(sides[1][out]) / 100
        fees = _RATE * (paid * (1 - paid) + got * (1 - got))
        return trip.shares * (trip.direction * (got - paid) - fees)


def _shocked(ratio: Floats, since: Floats) -> tuple[Floats, Floats]:
    """How far the price moved, and how lately; half of the first where no shock is alive."""
    far = _ramp(ratio, 0.6, 1.2)
    return far, np.where(since >= _ALIVE_S, far / 2, _ramp(60 - since, 15, 40))


def _revenge(at_s: float, size: float, losses: list[float]) -> float:
    gaps = [at_s - end for end in losses if end < at_s]
    if not gaps or min(gaps) > _SINCE_S:
        return 0.0
    near = np.clip((_SINCE_S - min(gaps)) / 120, 0, 1)
    return float(np.sqrt(near * np.clip((size - 0.9) / 0.6, 0, 1)))


def _ramp(x: Floats, low: float, high: float) -> Floats:
    return np.clip((x - low) / (high - low), 0, 1)


def _mean(*factors: Floats) -> Floats:
    """Geometric."""
    product = np.prod(np.stack(np.broadcast_arrays(*factors)), axis=0)
    return np.asarray(product ** (1 / len(factors)))


def _highest(values: Floats, seconds: float) -> Floats:
    size = round(seconds / STEP_S) + 1
    return np.asarray(maximum_filter1d(values, size, mode="nearest", origin=(size - 1) // 2))


def _since(on: NDArray[np.bool_]) -> Floats:
    """Seconds since the last run of marks began; infinite before the first."""
    begins = on & ~np.append(False, on[:-1])
    steps = np.arange(len(on))
    last = np.maximum.accumulate(np.where(begins, steps, -1))
    return np.where(last >= 0, (steps - last) * STEP_S, np.inf)
