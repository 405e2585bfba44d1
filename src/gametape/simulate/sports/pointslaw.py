"""Exact odds of a basketball game played as a fixed number of possessions a side.

Each possession is worth 0 to 3 points by the law of the side that has the ball, independent of
all others. What is still to come is then a sum of independent points whose distribution is a
plain convolution, and every probability below is a finite sum: no approximation, so the odds
are a martingale in the order of possessions. A tie goes to overtimes until it is broken.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from itertools import accumulate
from operator import mul

Points = tuple[float, float, float, float]
"""Probabilities of 0, 1, 2 and 3 points in a possession."""

REGULATION = 100
"""Possessions a side in the four quarters."""

OVERTIME = 10
"""Possessions a side in an overtime."""


def _sums(law: Points, count: int) -> list[list[float]]:
    """Distribution of the points of 0, 1, ... `count` possessions."""
    found = [[1.0]]
    for _ in range(count):
        last = found[-1]
        after = [0.0] * (len(last) + 3)
        for points, chance in enumerate(law):
            for total, weight in enumerate(last):
                after[total + points] += weight * chance
        found.append(after)
    return found


def _dot(one: list[float], other: list[float]) -> float:
    """Sum of products, over the shorter of the two."""
    total: float = sum(map(mul, one, other))
    return total


class PointsLaw:
    """The odds of a game between two sides; scores and possessions left are the arguments."""

    def __init__(self, home: Points, away: Points) -> None:
        self.home = home
        self.away = away
        self._home = _sums(home, REGULATION)
        self._away = _sums(away, REGULATION)
        self._away_at_most = [[*accumulate(chances[:-1]), 1.0] for chances in self._away]
        # That away scores more, falling scores: home's rising ones then pair up with it.
        self._away_more = [
            [1.0 - chance for chance in reversed(at_most)] for at_most in self._away_at_most
        ]
        self._ties = lru_cache(maxsize=4)(self._ties_uncached)  # all lines ask at one state
        self._overtime_covers = cache(self._overtime_covers_uncached)
        self._overtime_over = cache(self._overtime_over_uncached)

    def covers(self, score: tuple[int, int], left: tuple[int, int], line: float = 0.0) -> float:
        """That home's final margin exceeds `line`.

        `score` and `left` (possessions still to come) are home's and away's; `line` is 0 for
        the win or a half point that cannot tie.
        """
        lead = score[0] - score[1]
        home, away = self._home[left[0]], self._away_at_most[left[1]]
        # With x more points home covers if away gets at most x + within.
        within = lead - 1 - math.floor(line)
        first = max(0, -within)
        sure = max(0, min(len(home), len(away) - within))
        odds = _dot(home[first:sure], away[first + within :]) + sum(home[max(sure, first) :])
        level = sum(chance for _, chance in self._ties(lead, left))
        odds += level * (self._overtime_covers(line) - (1.0 if line < 0 else 0.0))
        return min(max(odds, 0.0), 1.0)

    def over(self, score: tuple[int, int], left: tuple[int, int], line: float) -> float:
        """That both sides together score more than `line` (a half point), overtime included."""
        missing = math.floor(line) - sum(score)
        home, away = self._home[left[0]], self._away_more[left[1]]
        # With x more points of home, away must get more than missing - x.
        first = max(0, missing - len(away) + 1)
        sure = max(0, min(len(home), missing + 1))
        odds = (
            _dot(home[first:sure], away[len(away) - 1 - missing + first :]) if missing >= 0 else 0.0
        )
        odds += sum(home[max(sure, first) :])
        for points, chance in self._ties(score[0] - score[1], left):
            still = missing - points
            odds += chance * (self._overtime_over(still) - (1.0 if still < 0 else 0.0))
        return min(max(odds, 0.0), 1.0)

    def _ties_uncached(self, lead: int, left: tuple[int, int]) -> list[tuple[int, float]]:
        """Ways to be level when no possession is left: (points still scored, probability)."""
        home, away = self._home[left[0]], self._away[left[1]]
        return [
            (2 * x + lead, home[x] * away[x + lead])
            for x in range(max(0, -lead), min(len(home), len(away) - lead))
        ]

    def _overtime_covers_uncached(self, line: float) -> float:
        """That the margin of the overtime that breaks the tie exceeds `line`."""
        home, away = self._home[OVERTIME], self._away[OVERTIME]
        covering = broken = 0.0
        for x, chance in enumerate(home):
            for y, other in enumerate(away):
                if x != y:
                    broken += chance * other
                    covering += chance * other if x - y > line else 0.0
        return covering / broken

    def _overtime_over_uncached(self, missing: int) -> float:
        """That all overtimes together bring more than `missing` points."""
        if missing < 0:
            return 1.0
        home, away = self._home[OVERTIME], self._away[OVERTIME]
        odds = 0.0
        for x, chance in enumerate(home):
            for y, other in enumerate(away):
                if x != y:
                    odds += chance * other if x + y > missing else 0.0
                elif x:
                    odds += chance * other * self._overtime_over(missing - 2 * x)
        return odds / (1.0 - home[0] * away[0])
