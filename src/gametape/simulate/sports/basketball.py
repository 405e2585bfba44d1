"""A basketball game: two sides take turns in possession, and every possession moves the odds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from gametape.model.times import MINUTE, SECOND
from gametape.simulate.script import GameUpdate
from gametape.simulate.sports.game import Game, Line, Moment, feed_us, slug_line
from gametape.simulate.sports.names import Side, teams
from gametape.simulate.sports.pointslaw import OVERTIME, REGULATION, Points, PointsLaw

BEFORE_US = 10 * MINUTE
"""Time before the start that belongs to the evening."""

_BREAKS_US = {1: 150 * SECOND, 2: 15 * MINUTE, 3: 150 * SECOND}
_OVERTIME_BREAK_US = 120 * SECOND
_MISS_STIR = 0.2


def offence(edge: float) -> Points:
    """Points law of a side; `edge` (about -0.03 to 0.03) turns misses into two-pointers."""
    return (0.46 - edge, 0.06, 0.38 + edge, 0.10)


def play(rng: random.Random, law: PointsLaw | None = None) -> Game:
    """Play a whole game; without a `law` the sides' strengths are drawn too."""
    home, away = teams(rng)
    edges = rng.gauss(0.003, 0.012), rng.gauss(-0.003, 0.012)
    law = law or PointsLaw(offence(edges[0]), offence(edges[1]))
    return _Play(rng, law, home, away).whole()


class _Play:
    """A game while it is being played: score, possessions left, moments so far."""

    def __init__(self, rng: random.Random, law: PointsLaw, home: Side, away: Side) -> None:
        self._rng = rng
        self._law = law
        self._home, self._away = home, away
        self._score = (0, 0)
        self._left = (REGULATION, REGULATION)
        self._now_us = 0
        self._moments: list[Moment] = []
        margin = REGULATION * (_mean(law.home) - _mean(law.away))
        self._favourite_is_home = margin >= 0
        self._spread = round(abs(margin)) + 0.5
        self._total = round(REGULATION * (_mean(law.home) + _mean(law.away))) + 0.5
        self._later_total = self._total
        self._listed_us = 0

    def whole(self) -> Game:
        """Play to the end."""
        self._mark(0.0)
        self._now_us = BEFORE_US
        self._mark(1.0, "Q1", "12:00")
        for quarter in (1, 2, 3, 4):
            self._period(f"Q{quarter}", REGULATION // 4, 720, self._rng.uniform(1560, 1860))
            if quarter in _BREAKS_US:
                self._pause("HT" if quarter == 2 else f"End Q{quarter}", _BREAKS_US[quarter])
            if quarter == 2:
                self._list_later_total()
        overtime = 0
        while self._score[0] == self._score[1]:
            overtime += 1
            self._left = (OVERTIME, OVERTIME)
            self._pause("End Q4" if overtime == 1 else f"End OT{overtime - 1}", _OVERTIME_BREAK_US)
            self._period(f"OT{overtime}", OVERTIME, 300, self._rng.uniform(600, 780))
        self._mark(1.0, f"FT{' OT' if overtime else ''}", ended=True)
        return self._game()

    def _period(self, name: str, each: int, clock_s: int, wall_s: float) -> None:
        """Both sides have the ball `each` times; game clock and wall clock run unevenly."""
        clocks = _parts(self._rng, 2 * each, 4.0)
        walls = _parts(self._rng, 2 * each, 1.2)
        starts = self._rng.randrange(2)
        began_us = self._now_us
        for turn, (clock, wall) in enumerate(zip(clocks, walls, strict=True)):
            self._now_us = began_us + int(wall * wall_s * SECOND)
            points = self._possess((starts + turn) % 2)
            left_s = int(clock_s * (1 - clock))
            elapsed = f"{left_s // 60}:{left_s % 60:02d}"
            if points:
                self._mark(points / 2, name, elapsed)
            else:
                self._mark(_MISS_STIR)

    def _possess(self, side: int) -> int:
        law = self._law.away if side else self._law.home
        points = self._rng.choices((0, 1, 2, 3), law)[0]
        home, away = self._score
        self._score = (home, away + points) if side else (home + points, away)
        self._left = (self._left[0] - (1 - side), self._left[1] - side)
        return points

    def _pause(self, name: str, length_us: int) -> None:
        self._now_us += 5 * SECOND
        self._mark(0.0, name, "0:00")
        self._now_us += length_us

    def _list_later_total(self) -> None:
        """At half-time a second total appears, at what is expected by then."""
        to_come = _mean(self._law.home) * self._left[0] + _mean(self._law.away) * self._left[1]
        self._later_total = round(sum(self._score) + to_come) + 0.5
        if self._later_total == self._total:
            self._later_total += 3
        self._listed_us = self._now_us - _BREAKS_US[2] // 2
        self._moments = [
            moment._replace(odds=(*moment.odds[:3], self._odds()[3])) for moment in self._moments
        ]

    def _odds(self) -> tuple[float, float, float, float]:
        law, score, left = self._law, self._score, self._left
        if self._favourite_is_home:
            spread = law.covers(score, left, self._spread)
        else:
            spread = 1.0 - law.covers(score, left, -self._spread)
        return (
            1.0 - law.covers(score, left),
            spread,
            law.over(score, left, self._total),
            law.over(score, left, self._later_total),
        )

    def _mark(self, stir: float, period: str = "", clock: str = "", *, ended: bool = False) -> None:
        odds = self._odds()
        feed = None
        if period:
            feed = GameUpdate(
                at_us=feed_us(self._now_us, self._rng),
                score=f"{self._score[0]}-{self._score[1]}",
                period=period,
                elapsed=clock,
                status="Final" if ended else "Break" if clock == "0:00" else "InProgress",
                live=not ended,
                ended=ended,
                win_probability=1.0 - odds[0],
            )
        self._moments.append(Moment(self._now_us, odds, stir, feed))

    def _game(self) -> Game:
        return Game(
            sport="basketball",
            league="hoops",
            home=self._home.name,
            away=self._away.name,
            title=f"{self._away.short} vs. {self._home.short}",
            slug_names=(self._away.letters, self._home.letters),
            lines=tuple(self._lines()),
            moments=tuple(self._moments),
            start_us=BEFORE_US,
            end_us=self._now_us,
        )

    def _lines(self) -> Iterator[Line]:
        away, home = self._away.short, self._home.short
        title = f"{away} vs. {home}"
        yield Line(name="moneyline", market_type="moneyline", question=title, outcomes=(away, home))
        at_home = self._favourite_is_home
        sides = (home, away) if at_home else (away, home)
        yield Line(
            name="spread",
            market_type="spreads",
            question=f"Spread: {sides[0]} (-{self._spread})",
            outcomes=sides,
            slug_end=f"spread-{'home' if at_home else 'away'}-{slug_line(self._spread)}",
            line=f"-{self._spread}",
            activity=0.5,
        )
        yield self._total_line("total", self._total, title, 0.4, None)
        yield self._total_line("later-total", self._later_total, title, 0.3, self._listed_us)

    @staticmethod
    def _total_line(
        name: str, line: float, title: str, activity: float, listed_us: int | None
    ) -> Line:
        return Line(
            name=name,
            market_type="totals",
            question=f"{title}: O/U {line}",
            outcomes=("Over", "Under"),
            slug_end=f"total-{slug_line(line)}",
            line=str(line),
            activity=activity,
            listed_us=listed_us,
        )


def _mean(law: Points) -> float:
    return sum(points * chance for points, chance in enumerate(law))


def _parts(rng: random.Random, count: int, evenness: float) -> list[float]:
    """Increasing fractions of a whole, the last 1.0, that cut it into uneven parts."""
    reached = list(accumulate(rng.gammavariate(evenness, 1.0) for _ in range(count)))
    return [part / reached[-1] for part in reached]
