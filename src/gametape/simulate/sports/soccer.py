"""A soccer match: long drifts, rare jumps, and three Yes/No markets for home, draw and away."""

from __future__ import annotations

import random
from bisect import bisect_left

from gametape.model.times import MINUTE, SECOND
from gametape.simulate.script import GameUpdate
from gametape.simulate.sports.game import Game, Line, Moment, feed_us, slug_line
from gametape.simulate.sports.goallaw import GoalLaw
from gametape.simulate.sports.names import Side, teams

BEFORE_US = 10 * MINUTE
"""Time before the start that belongs to the evening."""

_HALF_TIME_US = 15 * MINUTE
_DRIFT_STEP_US = 15 * SECOND
_STIR_GOAL, _STIR_CHANCE, _STIR_WHISTLE = 3.0, 0.7, 1.0
_CHANCES = 26.0
"""Expected moments that excite and change nothing: shots, corners, saves."""


def play(rng: random.Random, law: GoalLaw | None = None) -> Game:
    """Play a whole match; without a `law` the sides' goal rates are drawn too."""
    home, away = teams(rng)
    rates = rng.uniform(1.2, 1.9), rng.uniform(0.8, 1.5)
    return _Play(rng, law or GoalLaw(*rates), home, away).whole()


class _Play:
    """A match while it is being played: score, share of time left, moments so far."""

    def __init__(self, rng: random.Random, law: GoalLaw, home: Side, away: Side) -> None:
        self._rng = rng
        self._law = law
        self._home, self._away = home, away
        self._score = (0, 0)
        # Time added is known in advance here; that keeps the odds exact.
        self._halves_us = (45 * MINUTE + rng.randrange(4) * MINUTE, 48 * MINUTE)
        self._played_us = 0
        self._now_us = 0
        self._moments: list[Moment] = []
        self._later_line = 2.5
        self._listed_us = 0

    def whole(self) -> Game:
        """Play to the end."""
        self._mark(0.0)
        self._now_us = BEFORE_US
        self._mark(_STIR_WHISTLE, "1H")
        self._half("1H", self._halves_us[0], 0)
        self._mark(0.0, "HT")
        self._list_later_total()
        self._now_us += _HALF_TIME_US
        self._mark(_STIR_WHISTLE, "2H")
        self._half("2H", self._halves_us[1], 45)
        self._mark(_STIR_WHISTLE, "FT", ended=True)
        return self._game()

    def _half(self, name: str, length_us: int, minutes_before: int) -> None:
        """Goals and chances at random times, and the drift of the odds between them."""
        happenings = sorted(
            (at_us, kind)
            for kind, expected in enumerate((self._law.home, self._law.away, _CHANCES))
            for at_us in self._times(expected * length_us / sum(self._halves_us), length_us)
        )
        drifts = [(at_us, -1) for at_us in range(_DRIFT_STEP_US, length_us, _DRIFT_STEP_US)]
        for happening in happenings:
            drifts.insert(bisect_left(drifts, happening), happening)
        began_us, played_us = self._now_us, self._played_us
        for at_us, kind in drifts:
            self._now_us, self._played_us = began_us + at_us, played_us + at_us
            if kind in (0, 1):
                home, away = self._score
                self._score = (home, away + 1) if kind else (home + 1, away)
                self._mark(_STIR_GOAL, name, str(minutes_before + at_us // MINUTE + 1))
            else:
                self._mark(_STIR_CHANCE if kind == 2 else 0.0)
        self._now_us, self._played_us = began_us + length_us, played_us + length_us

    def _times(self, expected: float, length_us: int) -> list[int]:
        """Times of a Poisson process that brings `expected` in a half."""
        times: list[int] = []
        at_us = self._rng.expovariate(expected) * length_us
        while at_us < length_us:
            times.append(int(at_us))
            at_us += self._rng.expovariate(expected) * length_us
        return times

    def _list_later_total(self) -> None:
        """At half-time a total one and a half goals above the score appears."""
        self._later_line = sum(self._score) + 1.5
        if self._later_line == 2.5:
            self._later_line = 3.5
        self._listed_us = self._now_us + _HALF_TIME_US // 2
        later = self._odds()[4]
        self._moments = [
            moment._replace(odds=(*moment.odds[:4], later)) for moment in self._moments
        ]

    def _odds(self) -> tuple[float, ...]:
        whole_us = sum(self._halves_us)
        left = (whole_us - self._played_us) / whole_us
        totals = (self._law.over(self._score, left, line) for line in (2.5, self._later_line))
        return (*self._law.result(self._score, left), *totals)

    def _mark(
        self, stir: float, period: str = "", minute: str = "", *, ended: bool = False
    ) -> None:
        odds = self._odds()
        feed = None
        if period:
            feed = GameUpdate(
                at_us=feed_us(self._now_us, self._rng),
                score=f"{self._score[0]}-{self._score[1]}",
                period=period,
                elapsed=minute,
                status="Final" if ended else "Break" if period == "HT" else "InProgress",
                live=not ended,
                ended=ended,
                win_probability=odds[0],
            )
        self._moments.append(Moment(self._now_us, odds, stir, feed))

    def _game(self) -> Game:
        home, away = self._home, self._away
        title = f"{home.name} vs. {away.name}"
        return Game(
            sport="soccer",
            league="soccer",
            home=home.name,
            away=away.name,
            title=title,
            slug_names=(home.letters, away.letters),
            lines=(
                _winner("home", f"Will {home.name} win?", home.letters, 1.0),
                _winner("draw", f"Will {title} end in a draw?", "draw", 0.5),
                _winner("away", f"Will {away.name} win?", away.letters, 0.7),
                _total("total", title, 2.5, 0.5, None),
                _total("later-total", title, self._later_line, 0.4, self._listed_us),
            ),
            moments=tuple(self._moments),
            start_us=BEFORE_US,
            end_us=self._now_us,
        )


def _winner(name: str, question: str, slug_end: str, activity: float) -> Line:
    return Line(
        name=name,
        market_type="moneyline",
        question=question,
        outcomes=("Yes", "No"),
        slug_end=slug_end,
        activity=activity,
        neg_risk=True,
    )


def _total(name: str, title: str, line: float, activity: float, listed_us: int | None) -> Line:
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
