"""Exact odds of a tennis match: point to game, game to set, set to match.

A match is a Markov chain over the score when each player wins a point on serve with a fixed
probability. Best of three sets, a tie-break to seven at six games all in each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

Sets = tuple[tuple[int, int], ...]
"""Games of the completed sets, first player's first."""

Payoff = Callable[[Sets], float]
"""What a line pays once the match is over."""


class TennisLaw:
    """Odds between two players; `serve` are their chances of a point on their own serve."""

    def __init__(self, serve: tuple[float, float]) -> None:
        self.serve = serve
        self.game = cache(self._game)
        self.tie_break = cache(self._tie_break)
        self.set_winner = cache(self._set_winner)
        self.games_over = cache(self._games_over)
        self.match_winner = LineOdds(self, lambda sets: float(sets_won(sets)[0] == 2))

    def point(self, server: int) -> float:
        """That the first player wins a point that `server` (0 or 1) serves."""
        return self.serve[0] if server == 0 else 1.0 - self.serve[1]

    def _game(self, points: tuple[int, int], server: int) -> float:
        """That the first player wins the game from this score of points."""
        first, second = points
        won = self.point(server)
        if first >= 3 and second >= 3:
            deuce = won * won / (won * won + (1 - won) * (1 - won))
            if first == second:
                return deuce
            ahead = won + (1 - won) * deuce
            return _decided(first, second, 2, ahead if first > second else won * deuce)
        if first == 4 or second == 4:
            return float(first == 4)
        return won * self.game((first + 1, second), server) + (1 - won) * self.game(
            (first, second + 1), server
        )

    def _tie_break(self, points: tuple[int, int], began: int) -> float:
        """That the first player wins the tie-break in which `began` served the first point."""
        first, second = points
        won = self.point(tie_break_server(first + second, began))
        if first >= 6 and second >= 6:
            # From level on, each serves one point of every two: two in a row decide.
            both = self.point(0) * self.point(1)
            neither = (1 - self.point(0)) * (1 - self.point(1))
            level = both / (both + neither)
            if first == second:
                return level
            ahead = won + (1 - won) * level
            return _decided(first, second, 2, ahead if first > second else won * level)
        if first == 7 or second == 7:
            return float(first == 7)
        return won * self.tie_break((first + 1, second), began) + (1 - won) * self.tie_break(
            (first, second + 1), began
        )

    def _set_winner(self, number: int) -> LineOdds:
        """The line that the first player wins set `number` (1 or 2)."""
        return LineOdds(self, lambda sets: float(sets[number - 1][0] > sets[number - 1][1]))

    def _games_over(self, line: float) -> LineOdds:
        """The line that the match has more games than `line`."""
        return LineOdds(self, lambda sets: float(sum(map(sum, sets)) > line))


def _decided(first: int, second: int, lead: int, otherwise: float) -> float:
    """1 or 0 when somebody leads by enough."""
    return float(first > second) if abs(first - second) >= lead else otherwise


def tie_break_server(played: int, began: int) -> int:
    """Who serves the next point of a tie-break after `played` points: one, then two each."""
    return began if (played + 1) // 2 % 2 == 0 else 1 - began


def set_over(games: tuple[int, int]) -> bool:
    """Whether a set is over: six games and two ahead, or seven."""
    return max(games) == 7 or (max(games) == 6 and abs(games[0] - games[1]) >= 2)


def match_over(sets: Sets) -> bool:
    """Whether a best-of-three match is over."""
    return max(sets_won(sets)) == 2


def sets_won(sets: Sets) -> tuple[int, int]:
    """Sets won by each player."""
    first = sum(games[0] > games[1] for games in sets)
    return first, len(sets) - first


class LineOdds:
    """Odds of one line: its payoff carried back through all scores that can still come."""

    def __init__(self, law: TennisLaw, payoff: Payoff) -> None:
        self._law = law
        self._payoff = payoff
        self._between = cache(self._between_games)

    def now(
        self, sets: Sets, games: tuple[int, int], points: tuple[int, int], server: int
    ) -> float:
        """Expected payoff at a score; `server` serves this game, or began the tie-break."""
        if match_over(sets):
            return self._payoff(sets)
        if points == (0, 0):
            return self._between(sets, games, server)
        chance = self._law.tie_break if games == (6, 6) else self._law.game
        return self._mixed(chance(points, server), sets, games, server)

    def _between_games(self, sets: Sets, games: tuple[int, int], server: int) -> float:
        chance = self._law.tie_break if games == (6, 6) else self._law.game
        return self._mixed(chance((0, 0), server), sets, games, server)

    def _mixed(self, won: float, sets: Sets, games: tuple[int, int], server: int) -> float:
        if_won = self._after(sets, (games[0] + 1, games[1]), 1 - server)
        if_lost = self._after(sets, (games[0], games[1] + 1), 1 - server)
        return won * if_won + (1 - won) * if_lost

    def _after(self, sets: Sets, games: tuple[int, int], server: int) -> float:
        if not set_over(games):
            return self._between(sets, games, server)
        sets = (*sets, games)
        return self._payoff(sets) if match_over(sets) else self._between(sets, (0, 0), server)
