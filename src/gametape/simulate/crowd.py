"""The crowd of one market: makers who quote around a price, and takers who print.

Every change of a level is an action of its own, as on the venue. A step of a crowd has three
parts: takers and makers clear prices that are no longer right, makers fill up to the right ones,
and in between sizes change and small takers print, at rates that rise with the excitement.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from decimal import Decimal

from gametape.model.book import Level, Side
from gametape.model.grid import NONE, UNIFORM
from gametape.model.market import MarketRules
from gametape.simulate.draws import lognormals, poisson
from gametape.simulate.ladder import CENT, TOP, Ladder, cells_of, spread_cells
from gametape.simulate.pricing import Pricing
from gametape.simulate.script import Action, ChangeTick, PrintTrade, SetLevels
from gametape.simulate.standing import StandingBook

CHANGES_A_PRINT = 50
"""Level changes for each print: 90 to 2 of a hundred frames (polymarket-api.md section 14)."""

FINE_TICK = Decimal("0.001")
"""The tick of a market whose price has been above 0.96 or below 0.04."""

_Level = tuple[Side, int, int]
_Print = tuple[Side, int]
_BUY, _SELL = Side.BUY, Side.SELL
_PRINT_SHARES = lognormals(0.9)
_PRINT_MEDIAN = math.exp(3.7)
_FINE_FROM = (0.04, 0.96)
_HURRY = 8
"""Most levels a side pulls or fills in one step when the price runs away from it."""

_DRIFT, _WIDTH_STEP = 1.1, CENT // 5
"""Makers move when the price has drifted by so many ticks (or half spreads), or when the spread
should change by so many cells."""

_PICKED_OFF = 0.35
"""How often the best of the stale prices is taken before it is pulled."""


class Crowd:
    """Everybody else in one market, moved forward in steps.

    `rate` scales how much happens (1.0: about 7 changes a second in quiet times); the book and
    the trader's own orders in it are `standing`.
    """

    def __init__(
        self, rules: MarketRules, pricing: Pricing, rng: random.Random, rate: float
    ) -> None:
        assert rules.tick is not None
        self.rules = rules
        self.pricing = pricing
        self.standing = StandingBook(UNIFORM.cells)
        self.tick = cells_of(rules.tick)
        self._rng = rng
        self._rate = rate
        self._ladder = Ladder(rng, rng.randint(32, 62), rng.uniform(250, 550))
        self._mood = 1.0
        self._shaken = False
        self._aim = (0, TOP)
        self._width = 0
        self._away_s = 0.0
        self._unquiet = True  # the best prices are not where they should be

    def open(self) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
        """The thin book before the game (bids, asks), which the crowd then stands with."""
        self._set_aim()
        for side, best, way in ((_BUY, self._aim[0], -1), (_SELL, self._aim[1], 1)):
            for rank in range(self._rng.randint(8, 15)):
                cell = best + way * rank * self.tick
                if self.tick <= cell <= TOP - self.tick and (rank < 2 or self._rng.random() < 0.7):
                    self.standing.set_level(side, cell, self._ladder.size(cell, rank, 0.3))
        others = self.standing.others
        return tuple(others.bids()), tuple(others.asks())

    def wipe(self) -> None:
        """The venue cancels everything that rests; makers take some seconds to come back."""
        self._away_s = self._rng.uniform(3, 15)
        self._unquiet = True
        self.standing.others.replace((), ())
        for order in list(self.standing.own):
            self.standing.drop(order)

    def step(self, span_us: tuple[int, int], dt_s: float, pace: float) -> list[Action]:
        """What the crowd does strictly after the first and before the second of two times.

        `pricing` has been moved to the end of the step; `dt_s` is its length in seconds of the
        performance, `pace` scales the rates (little happens before and after the game).
        """
        if self._away_s > 0:
            self._away_s -= dt_s
            return []
        refine = self._refined()
        done: list[_Level | _Print] = []
        if self._set_aim() or self._unquiet or self.standing.taken:
            self.standing.taken = False
            for side in (_SELL, _BUY):
                self._follow(side, done)
            for side in (_BUY, _SELL):
                self._fill_up(side, done)
            self._unquiet = not self._in_place()
        self._stir(dt_s * self._rate * pace, done)
        return self._timed(refine, done, span_us)

    def _in_place(self) -> bool:
        """Whether the best prices are where makers want them (none at the ends of the grid)."""
        others, (bid, ask) = self.standing.others, self._aim
        bid, ask = bid or NONE, ask if ask < TOP else NONE
        return (others.best_bid, others.best_ask) == (bid, ask)

    def _refined(self) -> bool:
        mid = self.pricing.mid
        if self.tick < CENT or _FINE_FROM[0] <= mid <= _FINE_FROM[1]:
            return False
        self.tick = cells_of(FINE_TICK)
        return True

    def _set_aim(self) -> bool:
        """Where makers want the best bid and ask, if that moved; small drifts do not count."""
        pricing, tick = self.pricing, self.tick
        shaken = pricing.excitement > 0.4
        if shaken and not self._shaken:
            self._mood = self._rng.uniform(0.5, 1.5)
        self._shaken = shaken
        width = spread_cells(tick, pricing.mid, pricing.excitement, self._mood)
        ideal = pricing.mid * TOP - width / 2
        wider = abs(width - self._width) >= _WIDTH_STEP
        if wider or abs(ideal - self._aim[0]) > _DRIFT * max(tick, self._width // 2):
            bid = round(ideal / tick) * tick
            self._aim = (min(max(bid, 0), TOP - tick), max(min(bid + width, TOP), tick))
            self._width = width
            return True
        return False

    def _follow(self, side: Side, done: list[_Level | _Print]) -> None:
        """Clear what a side still offers better than makers now want; some of it is taken."""
        standing, aim = self.standing, self._aim[0 if side == "BUY" else 1]
        through = self._aim[1 if side == "BUY" else 0]
        way = 1 if side == "BUY" else -1
        for order in list(standing.own):
            if order.open and order.side == side and (order.cell - through) * way >= 0:
                size = standing.available(side.opposite, order.cell)
                standing.take(side.opposite, size)
                done.append((side.opposite, size))
        stale: list[int] = []
        for cell, _ in standing.others.levels(side):
            if (cell - aim) * way <= 0:
                break
            stale.append(cell)
        # The best price is pulled last: it is there to be taken by somebody quicker.
        for cell in reversed(stale[-_HURRY:]):
            if standing.best(side) == cell and self._rng.random() < _PICKED_OFF:
                size = standing.available(side.opposite, cell)
                standing.take(side.opposite, size)
                done.append((side.opposite, size))
            else:
                standing.set_level(side, cell, 0)
                done.append((side, cell, 0))

    def _fill_up(self, side: Side, done: list[_Level | _Print]) -> None:
        """Put new levels at and behind the price that makers want to be the best of a side."""
        standing, tick = self.standing, self.tick
        aim = self._aim[0 if side == "BUY" else 1]
        way = 1 if side == "BUY" else -1
        best = standing.others.best_bid if side == "BUY" else standing.others.best_ask
        against = standing.best(side.opposite)
        far = 1 if best == NONE else (aim - best) * way // tick
        for rank in range(min(far, _HURRY)):
            cell = aim - way * rank * tick
            if not tick <= cell <= TOP - tick or (against != NONE and (against - cell) * way <= 0):
                continue
            size = self._ladder.size(cell, rank, self._calm())
            standing.set_level(side, cell, size)
            done.append((side, cell, size))

    def _calm(self) -> float:
        return math.exp(-min(self.pricing.excitement, 1.5))

    def _stir(self, weight_s: float, done: list[_Level | _Print]) -> None:
        """Changes of size and small prints of `weight_s` seconds at the present excitement."""
        expected = (0.15 + 1.2 * self.pricing.excitement) * weight_s
        changes = poisson(self._rng, expected * CHANGES_A_PRINT)
        for prints_left in range(poisson(self._rng, expected), 0, -1):
            # So many changes fall before the first of so many prints at random places.
            before = int(changes * (1.0 - self._rng.random() ** (1 / prints_left)))
            self._change_levels(before, done)
            self._print(done)
            changes -= before
        self._change_levels(changes, done)

    def _print(self, done: list[_Level | _Print]) -> None:
        """A small taker; nothing happens against an empty side."""
        taker = _BUY if self._rng.random() < 0.5 else _SELL
        best = self.standing.best(taker.opposite)
        if best != NONE:
            reach = best + (2 if taker == "BUY" else -2) * self.tick
            shares = _PRINT_MEDIAN * _PRINT_SHARES[int(self._rng.random() * 1024)]
            size = min(int(shares * 100) * 10_000, self.standing.available(taker, reach))
            self.standing.take(taker, size)
            done.append((taker, size))

    def _change_levels(self, count: int, done: list[_Level | _Print]) -> None:
        """`count` makers add, change or remove a level somewhere in the ladder."""
        if not count:
            return
        standing, tick, chance = self.standing, self.tick, self._rng.random
        size_at, new_size = standing.others.size_at, self._ladder.size
        depth, calm, (bid, ask) = self._ladder.depth, self._calm(), self._aim
        top_bid, top_ask = standing.best(_BUY), standing.best(_SELL)
        for _ in range(count):
            near = chance() < 0.55
            rank = int(-2.5 * math.log(1.0 - chance())) if near else int(1.3 * depth * chance())
            if chance() < 0.5:
                side, cell = _BUY, bid - rank * tick
                crossing = top_ask != NONE and cell >= top_ask
            else:
                side, cell = _SELL, ask + rank * tick
                crossing = cell <= top_bid
            if crossing or not tick <= cell <= TOP - tick:
                continue
            present = size_at(side, cell)
            if rank >= depth or (present and rank and chance() < 0.27):
                size = 0
            else:
                size = new_size(cell, rank, calm)
            if size != present:
                standing.set_level(side, cell, size)
                done.append((side, cell, size))

    def _timed(
        self, refine: bool, done: Sequence[_Level | _Print], span_us: tuple[int, int]
    ) -> list[Action]:
        """The step's doings as actions, spread over its time in their order."""
        if not done and not refine:
            return []
        market, chance = self.rules.market, self._rng.random
        begin, length = span_us[0] + 1, span_us[1] - span_us[0] - 1
        share = length / (len(done) or 1)
        actions: list[Action] = []
        if refine:
            actions.append(ChangeTick(at_us=begin, market=market, new=FINE_TICK))
        for index, what in enumerate(done):
            at_us = begin + int((index + chance()) * share)
            if len(what) == 3:
                actions.append(SetLevels(at_us=at_us, market=market, levels=(what,)))
            else:
                actions.append(PrintTrade(at_us=at_us, market=market, side=what[0], size=what[1]))
        return actions
