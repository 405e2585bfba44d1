"""A played game: the moments at which its odds or its story moved, and what may be bet on it."""

from __future__ import annotations

import random
from bisect import bisect_right
from typing import NamedTuple

import msgspec

from gametape.model.times import SECOND
from gametape.simulate.script import GameUpdate

SETTLED = 1e-9
"""Odds this close to 0 or 1 are decided: what is left is rounding of the sums behind them."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Something to bet on in a game; the odds are those of `outcomes[0]`.

    `activity` is how busy its market is beside the main one (1.0); `listed_us` is when it appears
    in the evening, None for a market that is there from the start.
    """

    name: str
    market_type: str
    question: str
    outcomes: tuple[str, str]
    slug_end: str = ""
    line: str = ""
    activity: float = 1.0
    neg_risk: bool = False
    listed_us: int | None = None


class Moment(NamedTuple):
    """A point in time at which something moved.

    `at_us` counts from the evening's start; `odds` are those of all lines, in their order;
    `stir` is how much it excites the crowd (a goal is about 3, a basket 1); `feed` is what the
    sports feed will say about it, at its own later time, if anything.
    """

    at_us: int
    odds: tuple[float, ...]
    stir: float = 0.0
    feed: GameUpdate | None = None


class Game(msgspec.Struct, frozen=True, kw_only=True):
    """One game from before its start to after its end.

    `moments[0]` is at 0 with the odds before the game; the last one has only odds of 0 and 1.
    `lines[0]` is the main market. Times are microseconds since the evening's start.
    """

    sport: str
    league: str
    home: str
    away: str
    title: str
    slug_names: tuple[str, str]
    lines: tuple[Line, ...]
    moments: tuple[Moment, ...]
    start_us: int
    end_us: int

    def odds_at(self, line: int, at_us: int) -> float:
        """Probability that the first outcome of a line pays, as known at a time."""
        found = bisect_right(self.moments, at_us, key=lambda moment: moment.at_us)
        return self.moments[max(found - 1, 0)].odds[line]

    def settled_us(self, line: int) -> int:
        """Since when the result of a line has been certain."""
        final = self.moments[-1].odds[line]
        since = self.moments[-1].at_us
        for moment in reversed(self.moments):
            if abs(moment.odds[line] - final) > SETTLED:
                break
            since = moment.at_us
        return since

    def pays(self, line: int) -> bool:
        """Whether the first outcome of a line pays in the end."""
        return self.moments[-1].odds[line] > 0.5


def feed_us(at_us: int, rng: random.Random) -> int:
    """When the sports feed tells of what happened at `at_us`: two to seven seconds later."""
    return at_us + int(rng.uniform(2, 7) * SECOND)


def slug_line(line: float) -> str:
    """A line in the venue's slug spelling: `3pt5`."""
    return str(line).replace(".", "pt")
