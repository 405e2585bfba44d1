"""The view of an evening that ends at a moment: what could be known then, and nothing else.

Whoever labels decisions reads this and nothing else. Asking for a later moment raises LookAhead.
Views are cheap: arrays are computed once for the evening, each value from nothing later than its
own time, and a view looks up what stands at its moment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from statistics import median
from typing import Protocol

from gametape.analyze.context.depth import DepthNow
from gametape.analyze.context.surroundings import Context, Surroundings
from gametape.analyze.material.course import Course
from gametape.analyze.material.decision import Decision
from gametape.analyze.material.lookahead import LookAhead
from gametape.analyze.material.material import Material
from gametape.analyze.material.owned import Own, Sides
from gametape.analyze.material.phases import Clock, Phase
from gametape.analyze.material.plans import Plan
from gametape.analyze.material.realized import Closing
from gametape.analyze.material.standing import Standing, Standings
from gametape.analyze.parameters import Parameters
from gametape.ledger.steps import Line
from gametape.ledger.trades import Leg, LineAccount
from gametape.replay.timeline import GameEntry
from gametape.signals.signal import Signal

_MEDIAN_OF = 20


class _Whole(Protocol):
    """The evening that views are of; see `evening.Evening` for what each is."""

    parameters: Parameters

    @property
    def material(self) -> Material: ...
    @property
    def courses(self) -> Mapping[Line, Course]: ...
    @property
    def decisions(self) -> tuple[Decision, ...]: ...
    @property
    def legs(self) -> tuple[tuple[LineAccount, Leg], ...]: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def asked(self) -> tuple[list[Decision], list[int]]: ...
    @property
    def phases(self) -> tuple[Phase, ...]: ...
    @property
    def clocks(self) -> tuple[Clock, ...]: ...
    @property
    def plans(self) -> tuple[Plan, ...]: ...
    @property
    def given_up(self) -> tuple[int, ...]: ...
    @property
    def intents(self) -> tuple[int, ...]: ...
    @property
    def passes(self) -> tuple[int, ...]: ...
    def own(self, line: Line) -> Own: ...
    def context(self, line: Line) -> Context | None: ...
    def signals(self, line: Line) -> tuple[Signal, ...]: ...
    def until(self, at_us: int) -> _Whole: ...


class View:
    """An evening that ends at `now_us`; whatever is asked for a later moment raises LookAhead."""

    def __init__(
        self, evening: _Whole, now_us: int, around: dict[Line, Surroundings] | None = None
    ) -> None:
        self._evening = evening
        self.now_us = now_us
        self._around = around or {}

    @property
    def parameters(self) -> Parameters:
        """The numbers that rules rest on."""
        return self._evening.parameters

    @property
    def sport(self) -> str:
        """What is played, in a word; empty where nobody said."""
        return self._evening.material.sport

    @property
    def lines(self) -> tuple[Line, ...]:
        """What was traded at the venue."""
        return tuple(self._evening.courses)

    @property
    def bankroll(self) -> int | None:
        """Micro-dollars at the session's start, if known."""
        return self._evening.material.bankroll

    def check(self, at_us: int) -> int:
        """A moment that may be asked for; raises LookAhead for a later one."""
        if at_us > self.now_us:
            raise LookAhead(at_us, self.now_us)
        return at_us

    def course(self, line: Line) -> Course | None:
        """How a line went until now; None if its book was not recorded."""
        whole = self._evening.courses.get(line)
        return None if whole is None else whole.until(self.now_us)

    def around(self, line: Line) -> Surroundings | None:
        """What is around a line's market now; None if its book was not recorded."""
        if line not in self._around:
            context = self._evening.context(line)
            if context is None:
                return None
            self._around[line] = context.at(self.now_us)
        return self._around[line]

    def depth(self, line: Line) -> DepthNow | None:
        """What rests near the best prices now, one's own left out."""
        context = self._evening.context(line)
        return None if context is None else context.depth.at(self.now_us)

    def supported(self, line: Line, direction: int, size: int) -> bool | None:
        """Whether a position has support now (methods 2.5); None where that is not known."""
        context = self._evening.context(line)
        return None if context is None else context.depth.supported(self.now_us, direction, size)

    def behind(self, line: Line, direction: int, size: int) -> tuple[float, float] | None:
        """Least shares behind a position in the last seconds, and how many are called support."""
        context = self._evening.context(line)
        depth = None if context is None else context.depth
        wanted = None if depth is None else depth.wanted(self.now_us, direction, size)
        if depth is None or wanted is None:
            return None
        return depth.least(self.now_us, direction), wanted

    def shocks(self, line: Line, direction: int, from_us: int) -> list[int]:
        """When shocks of a line in a direction began, from a moment until now."""
        context = self._evening.context(line)
        return [] if context is None else context.shocks(direction, from_us, self.now_us)

    def extent(self, line: Line, from_us: int) -> tuple[float, float]:
        """Lowest and highest mid of a line from a moment until now, cents."""
        context = self._evening.context(line)
        nothing = float("nan"), float("nan")
        return nothing if context is None else context.extent(from_us, self.now_us)

    def signals(self, line: Line) -> tuple[Signal, ...]:
        """Market signals of a line until now, in order."""
        told = self._evening.signals(line)
        return told[: bisect_right(told, self.now_us, key=lambda one: one.at_us)]

    def resting(self, line: Line) -> Sides:
        """One's own resting micro-shares by cell of the line's asset: bids, asks."""
        return self._evening.own(line).resting(self.now_us)

    def standing(self, line: Line) -> Standing:
        """One's own position in a line now."""
        return self._evening.standings.at(line, self.now_us)

    @cached_property
    def closings(self) -> list[Closing]:
        """What was realized until now, fill by fill."""
        return self._evening.standings.closed_by(self.now_us)

    @cached_property
    def orders(self) -> list[Decision]:
        """Own orders decided before now, each as it was when it was decided."""
        return list(self._orders_from(0))

    def orders_since(self, since_us: int) -> Iterator[Decision]:
        """Those of `orders` that were decided from a moment on."""
        return self._orders_from(bisect_left(self._evening.asked[1], since_us))

    def last_loss(self, since_us: int) -> tuple[int, int] | None:
        """When the last loss worth noticing since a moment was finished, and its micro-dollars."""
        return self._evening.standings.last_loss(self.now_us, since_us)

    @cached_property
    def usual_size(self) -> float:
        """Median of the last twenty entries' micro-shares before now; 0 before the first."""
        told, times = self._evening.asked
        sizes: list[int] = []
        for at in range(bisect_left(times, self.now_us) - 1, -1, -1):
            if told[at].enters and told[at].told_us <= self.now_us:
                sizes.append(told[at].ordered)
                if len(sizes) == _MEDIAN_OF:
                    break
        return float(median(sizes)) if sizes else 0.0

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Phases of the game told by now; empty where no feed told any."""
        return self._evening.phases[: self._told(self._evening.phases)]

    @property
    def phase(self) -> Phase | None:
        """What the game is in now, if anybody told."""
        told = self._told(self._evening.phases)
        return self._evening.phases[told - 1] if told else None

    @property
    def clock(self) -> Clock | None:
        """The game's clock as last told, if it has a scheduled end."""
        told = self._told(self._evening.clocks)
        return self._evening.clocks[told - 1] if told else None

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Plans written down by now."""
        return self._evening.plans[: self._told(self._evening.plans)]

    @property
    def given_up(self) -> tuple[int, ...]:
        """When the trader said until now that a thesis was broken."""
        return self._by_now(self._evening.given_up)

    @property
    def intents(self) -> tuple[int, ...]:
        """When the trader marked an intent to enter, until now."""
        return self._by_now(self._evening.intents)

    @property
    def passes(self) -> tuple[int, ...]:
        """When the trader said to let it pass, until now."""
        return self._by_now(self._evening.passes)

    @property
    def game(self) -> tuple[GameEntry, ...]:
        """What the game's feeds and the trader's tags told until now."""
        told = self._evening.material.game
        return tuple(told[: bisect_right(told, self.now_us, key=lambda one: one.at_us)])

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Orders decided before now with what was known of their fills now (slow)."""
        known = self._evening.until(self.now_us).decisions
        return tuple(one for one in known if one.decided_us < self.now_us)

    @cached_property
    def legs(self) -> tuple[tuple[LineAccount, Leg], ...]:
        """What the ledger had closed until now (slow)."""
        known = self._evening.until(self.now_us).legs
        return tuple(pair for pair in known if pair[1].closed_us <= self.now_us)

    def _orders_from(self, first: int) -> Iterator[Decision]:
        told, times = self._evening.asked
        for one in told[first : bisect_left(times, self.now_us)]:
            if one.told_us <= self.now_us:
                yield one

    def _by_now(self, times: tuple[int, ...]) -> tuple[int, ...]:
        return times[: bisect_right(times, self.now_us)]

    def _told(self, entries: tuple[Phase, ...] | tuple[Clock, ...] | tuple[Plan, ...]) -> int:
        return bisect_right(entries, self.now_us, key=lambda one: one[0])
