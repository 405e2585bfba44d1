"""Exact odds of a soccer match in which both sides score as independent Poisson processes."""

from __future__ import annotations

import math
from itertools import accumulate

_MOST = 40
"""More goals than this to come have no weight in a float."""


class GoalLaw:
    """Odds between two sides with a constant rate of goals per whole match each.

    `left` is the share of the playing time still to come, 1 to 0. In continuous time these odds
    are an exact martingale: they drift between goals and jump with them.
    """

    def __init__(self, home: float, away: float) -> None:
        self.home = home
        self.away = away

    def result(self, score: tuple[int, int], left: float) -> tuple[float, float, float]:
        """That home wins, that it is drawn, that away wins."""
        lead = score[0] - score[1]
        home, away = _goals(self.home * left), _goals(self.away * left)
        below = [0.0, *accumulate(away)]
        wins = draws = 0.0
        for goals, chance in enumerate(home):
            against = goals + lead
            if 0 <= against < len(away):
                draws += chance * away[against]
            wins += chance * below[min(max(against, 0), len(away))]
        if left <= 0:
            return float(lead > 0), float(lead == 0), float(lead < 0)
        return wins, draws, max(1.0 - wins - draws, 0.0)

    def over(self, score: tuple[int, int], left: float, line: float) -> float:
        """That both sides together score more than `line` (a half goal)."""
        missing = math.floor(line) - sum(score)
        if missing < 0 or left <= 0:
            return float(missing < 0)
        return max(1.0 - sum(_goals((self.home + self.away) * left)[: missing + 1]), 0.0)


def _goals(mean: float) -> list[float]:
    """Poisson probabilities of 0, 1, 2, ... goals."""
    chance = math.exp(-mean)
    found = [chance]
    for goals in range(1, _MOST):
        chance *= mean / goals
        found.append(chance)
    return found
