"""What an evening is judged from, each piece with when it was told, so that it can be cut."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec

from gametape.analyze.material.course import Course
from gametape.ledger.account import Settlement
from gametape.ledger.steps import Line
from gametape.model.book import Side
from gametape.model.events import PositionChange
from gametape.model.market import MarketRules
from gametape.model.trading import Fill
from gametape.replay.timeline import GameEntry


class ToldFill(NamedTuple):
    """A report of an own fill and when it was received, microseconds."""

    told_us: int
    fill: Fill


class ToldOrder(NamedTuple):
    """An own order as it was told at `told_us`; cell of its own asset, sizes in micro-shares."""

    told_us: int
    order_id: str
    asset: str
    market: str
    side: Side
    cell: int | None
    size: int
    matched: int
    resting: bool
    action: str


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Everything told about an evening, in order of when it was told; microseconds.

    `rules` are the last known by market, for the ledger; `settled` when each market was decided.
    `game` holds the trader's tags too. `bankroll` is micro-dollars at the start, if known.
    """

    slug: str
    title: str
    sport: str
    from_us: int
    to_us: int
    courses: Mapping[Line, Course]
    orders: Sequence[ToldOrder]
    fills: Sequence[ToldFill]
    game: Sequence[GameEntry]
    rules: Mapping[str, MarketRules]
    settled: Mapping[str, Settlement] = field(default_factory=dict)
    changes: Sequence[PositionChange] = ()
    bankroll: int | None = None
    tape: str = ""

    def until(self, at_us: int) -> Material:
        """What a recording that ended at `at_us` would have held."""
        return replace(
            self,
            to_us=min(self.to_us, at_us),
            courses={line: course.until(at_us) for line, course in self.courses.items()},
            orders=self.orders[: bisect_right(self.orders, at_us, key=lambda one: one.told_us)],
            fills=self.fills[: bisect_right(self.fills, at_us, key=lambda one: one.told_us)],
            game=self.game[: bisect_right(self.game, at_us, key=lambda one: one.at_us)],
            rules={
                market: rules
                for market, rules in self.rules.items()
                if market not in self.settled or self.settled[market].at_us <= at_us
            }
            | self._undecided(at_us),
            settled={key: one for key, one in self.settled.items() if one.at_us <= at_us},
            changes=[change for change in self.changes if change.at_us <= at_us],
        )

    def _undecided(self, at_us: int) -> dict[str, MarketRules]:
        """Rules without payouts of markets that were decided later."""
        return {
            market: _open(rules)
            for market, rules in self.rules.items()
            if market in self.settled and self.settled[market].at_us > at_us
        }


def _open(rules: MarketRules) -> MarketRules:
    return msgspec.structs.replace(rules, payouts=None, closed=None, resolution="")
