"""A tennis match, best of three sets: every point moves the odds, every game is a score."""

from __future__ import annotations

import random

from gametape.model.times import MINUTE, SECOND
from gametape.simulate.script import GameUpdate
from gametape.simulate.sports.game import Game, Line, Moment, feed_us, slug_line
from gametape.simulate.sports.names import Side, players
from gametape.simulate.sports.tennislaw import (
    Sets,
    TennisLaw,
    match_over,
    set_over,
    tie_break_server,
)

BEFORE_US = 10 * MINUTE
"""Time before the start that belongs to the evening."""

_CHANGE_OF_ENDS_US, _SET_BREAK_US = 60 * SECOND, 120 * SECOND
_STIR_POINT, _STIR_ODDS, _STIR_MOST = 0.15, 12.0, 2.5
_GAMES_LINES = (18.5, 19.5, 20.5, 21.5, 22.5, 23.5, 24.5, 25.5)


def play(rng: random.Random, law: TennisLaw | None = None) -> Game:
    """Play a whole match; without a `law` the players' serves are drawn too."""
    first, second = players(rng)
    serve = (rng.gauss(0.635, 0.015), rng.gauss(0.635, 0.015))
    return _Play(rng, law or TennisLaw(serve), (first, second)).whole()


class _Play:
    """A match while it is being played: score, server, moments so far."""

    def __init__(self, rng: random.Random, law: TennisLaw, names: tuple[Side, Side]) -> None:
        self._rng = rng
        self._law = law
        self._names = names
        self._sets: Sets = ()
        self._games = (0, 0)
        self._points = (0, 0)
        self._server = rng.randrange(2)
        self._now_us = 0
        self._listed_us = 0
        self._moments: list[Moment] = []
        self._games_line = min(_GAMES_LINES, key=self._unevenness)
        self._lines = (
            law.match_winner,
            law.set_winner(1),
            law.games_over(self._games_line),
            law.set_winner(2),
        )

    def whole(self) -> Game:
        """Play to the end."""
        self._mark(still=True)
        self._now_us = BEFORE_US
        self._mark(spoken=True, still=True)
        while not match_over(self._sets):
            self._play_game()
            ended = set_over(self._games)
            if ended:
                self._sets, self._games = (*self._sets, self._games), (0, 0)
            self._server = 1 - self._server
            self._mark(spoken=True)
            if not match_over(self._sets):
                self._rest(after_set=ended)
        return self._game()

    def _rest(self, *, after_set: bool) -> None:
        """Changes of ends, and the break in which the second set's market appears."""
        if after_set and not self._listed_us:
            self._listed_us = self._now_us + _SET_BREAK_US // 2
        if after_set:
            self._now_us += _SET_BREAK_US
        elif sum(self._games) % 2:
            self._now_us += _CHANGE_OF_ENDS_US

    def _play_game(self) -> None:
        tie_break = self._games == (6, 6)
        target = 7 if tie_break else 4
        while True:
            self._now_us += int(self._rng.gammavariate(6.0, 6.0) * SECOND)
            server = (
                tie_break_server(sum(self._points), self._server) if tie_break else self._server
            )
            won = self._rng.random() < self._law.point(server)
            first, second = self._points
            self._points = (first + 1, second) if won else (first, second + 1)
            lead = self._points[0] - self._points[1]
            if max(self._points) >= target and abs(lead) >= 2:
                break
            self._mark()
        first, second = self._games
        self._games = (first + 1, second) if lead > 0 else (first, second + 1)
        self._points = (0, 0)

    def _unevenness(self, line: float) -> float:
        """How far a line of total games is from even before the match."""
        return abs(self._law.games_over(line).now((), (0, 0), (0, 0), self._server) - 0.5)

    def _mark(self, *, spoken: bool = False, still: bool = False) -> None:
        score = self._sets, self._games, self._points, self._server
        odds = tuple(line.now(*score) for line in self._lines)
        stir = 0.0
        if not still:
            moved = abs(odds[0] - self._moments[-1].odds[0])
            stir = min(_STIR_POINT + _STIR_ODDS * moved, _STIR_MOST)
        feed = self._said(odds[0]) if spoken else None
        self._moments.append(Moment(self._now_us, odds, stir, feed))

    def _said(self, odds: float) -> GameUpdate:
        over = match_over(self._sets)
        told = [*self._sets] if over else [*self._sets, self._games]
        return GameUpdate(
            at_us=feed_us(self._now_us, self._rng),
            score=", ".join(f"{first}-{second}" for first, second in told),
            period="FT" if over else f"S{len(told)}",
            status="finished" if over else "inprogress",
            live=not over,
            ended=over,
            win_probability=odds,
        )

    def _game(self) -> Game:
        first, second = self._names
        title = f"{first.name} vs {second.name}"
        short = f"{first.short} vs. {second.short}"
        return Game(
            sport="tennis",
            league="tennis",
            home=first.name,
            away=second.name,
            title=title,
            slug_names=(first.letters, second.letters),
            lines=(
                Line(
                    name="moneyline",
                    market_type="moneyline",
                    question=title,
                    outcomes=(first.name, second.name),
                ),
                self._set_line("first-set", 1, "tennis_first_set_winner", 0.4),
                Line(
                    name="games",
                    market_type="tennis_match_totals",
                    question=f"{short}: Match O/U {self._games_line}",
                    outcomes=("Over", "Under"),
                    slug_end=f"match-total-{slug_line(self._games_line)}",
                    line=str(self._games_line),
                    activity=0.3,
                ),
                self._set_line("second-set", 2, "tennis_set_winner", 0.4, self._listed_us),
            ),
            moments=tuple(self._moments),
            start_us=BEFORE_US,
            end_us=self._now_us,
        )

    def _set_line(
        self, name: str, number: int, kind: str, activity: float, listed_us: int | None = None
    ) -> Line:
        first, second = self._names
        return Line(
            name=name,
            market_type=kind,
            question=f"Set {number} Winner: {first.short} vs {second.short}",
            outcomes=(first.short, second.short),
            slug_end=f"{name}-winner",
            line="2" if number == 2 else "",
            activity=activity,
            listed_us=listed_us,
        )
