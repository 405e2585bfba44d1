"""Laying a trader's episodes over a game: each where its definition holds, none over another."""

from __future__ import annotations

import random
from collections.abc import Callable

from gametape.model.amounts import MICRO
from gametape.model.times import MINUTE, SECOND
from gametape.simulate.draws import lognormals, poisson
from gametape.simulate.plans import Behaviour, Episode, Habits, Shock, shocks
from gametape.simulate.sports.game import Game

_MARGIN_US = 30 * SECOND
_PRICES = (0.07, 0.93)
_CALM_PRICES = (0.15, 0.85)
_LOSS = 0.005
_SHARES = 60
_PATIENT_SHARES = 180
_SIZES = lognormals(0.3)
_TRIES = 60


def plan(game: Game, rng: random.Random, habits: Habits) -> tuple[Episode, ...]:
    """Episodes of a whole game in order of time, 30 s apart except where revenge is quicker."""
    return _Planner(game, rng, habits).episodes()


class _Planner:
    """Places episodes where they fit; what finds no place after some tries is left out."""

    def __init__(self, game: Game, rng: random.Random, habits: Habits) -> None:
        self._game = game
        self._rng = rng
        self._habits = habits
        self._shocks = shocks(game, 0)
        self._first_us = game.start_us + 4 * MINUTE
        self._last_us = game.end_us - 2 * MINUTE
        self._placed: list[Episode] = []

    def episodes(self) -> tuple[Episode, ...]:
        """Place everything, the most particular first."""
        habits = self._habits
        if habits.exact:
            wishes = ("forgotten", "panic", "revenge", "fomo", "patient", "background")
        else:
            wishes = ("forgotten", "panic", "fomo", "patient", "background", "revenge")
        proposals: dict[str, Callable[[], Episode | None]] = {
            "forgotten": self._forgotten,
            "panic": self._panic,
            "fomo": self._fomo,
            "patient": self._patient,
            "background": self._background,
            "revenge": self._revenge,
        }
        for wish in wishes:
            expected: float = getattr(habits, wish)
            count = round(expected) if habits.exact else poisson(self._rng, expected)
            for _ in range(count):
                self._place(proposals[wish])
        return tuple(sorted(self._placed, key=lambda episode: episode.enter_us))

    def _place(self, propose: Callable[[], Episode | None]) -> None:
        for _ in range(_TRIES):
            episode = propose()
            if episode is not None and self._fits(episode):
                self._placed.append(episode)
                return

    def _fits(self, episode: Episode) -> bool:
        if episode.behaviour == "forgotten":
            return True
        if episode.enter_us < self._first_us or episode.leave_us > self._last_us:
            return False
        low, high = _CALM_PRICES if episode.behaviour == "patient" else _PRICES
        if not low <= self._game.odds_at(episode.line, episode.enter_us) <= high:
            return False
        # Revenge follows its loss more closely than the margin between other trades.
        margin = 0 if episode.behaviour == "revenge" else _MARGIN_US
        return all(
            episode.enter_us >= other.leave_us + margin
            or episode.leave_us + _MARGIN_US <= other.enter_us
            for other in self._placed
        )

    def _uniform_us(self, low_s: float, high_s: float) -> int:
        return int(self._rng.uniform(low_s, high_s) * SECOND)

    def _size(self, factor: float = 1.0, shares: int = _SHARES) -> int:
        return max(5, round(shares * factor * self._rng.choice(_SIZES))) * MICRO

    def _hold_us(self, low_s: float, high_s: float) -> int:
        """Log-uniform between two lengths."""
        return int(low_s * (high_s / low_s) ** self._rng.random() * SECOND)

    def _forgotten(self) -> Episode:
        """A limit order far below the price before the game; the wipe at the start takes it."""
        enter_us = int(self._game.start_us * self._rng.uniform(0.3, 0.7))
        return Episode(
            behaviour="forgotten",
            line=0,
            outcome=0,
            enter_us=enter_us,
            leave_us=self._game.start_us + 30 * SECOND,
            size=self._size(),
            entry="rest",
        )

    def _panic(self) -> Episode | None:
        """In position 60 to 300 s before a shock against it, out 4 to 20 s after its onset."""
        shock = self._some_shock()
        if shock is None:
            return None
        episode = Episode(
            behaviour="panic",
            line=0,
            outcome=0 if shock.move < 0 else 1,
            enter_us=shock.at_us - self._uniform_us(60, 300),
            leave_us=shock.at_us + self._uniform_us(4, 20),
            size=self._size(),
        )
        # A film needs its panic to hurt, for the revenge that follows; a corpus takes what comes.
        return None if self._habits.exact and self._gain(episode) > -_LOSS else episode

    def _fomo(self) -> Episode | None:
        """A chase: in 4 to 20 s after the onset of a shock, in its direction, larger than usual."""
        shock = self._some_shock()
        if shock is None:
            return None
        enter_us = shock.at_us + self._uniform_us(4, 20)
        return Episode(
            behaviour="fomo",
            line=0,
            outcome=0 if shock.move > 0 else 1,
            enter_us=enter_us,
            leave_us=enter_us + self._uniform_us(60, 300),
            size=self._size(1.4),
        )

    def _some_shock(self) -> Shock | None:
        return self._rng.choice(self._shocks) if self._shocks else None

    def _revenge(self) -> Episode | None:
        """Back in 5 to 60 s after a loss, on a random side, 1.4 to 2.5 times the usual size."""
        cause: Behaviour = "panic" if self._habits.exact else "background"
        losers = [e for e in self._placed if e.behaviour == cause and self._gain(e) < -_LOSS]
        if not losers:
            return None
        enter_us = self._rng.choice(losers).leave_us + self._uniform_us(5, 60)
        return Episode(
            behaviour="revenge",
            line=0,
            outcome=self._rng.randrange(2),
            enter_us=enter_us,
            leave_us=enter_us + self._uniform_us(60, 300),
            size=self._size(self._rng.uniform(1.4, 2.5)),
            after_loss=True,
        )

    def _gain(self, episode: Episode) -> float:
        """What the fair odds did for an episode, in dollars a share."""
        moved = self._game.odds_at(episode.line, episode.leave_us) - self._game.odds_at(
            episode.line, episode.enter_us
        )
        return moved if episode.outcome == 0 else -moved

    def _patient(self) -> Episode:
        """A limit order in quiet times, out in thirds at rising prices."""
        enter_us = self._rng.randrange(self._first_us, self._last_us)
        return Episode(
            behaviour="patient",
            line=0,
            outcome=self._rng.randrange(2),
            enter_us=enter_us,
            leave_us=enter_us + self._hold_us(400, 900),
            size=self._size(shares=_PATIENT_SHARES),
            entry="rest",
            exit="scale_out",
        )

    def _background(self) -> Episode:
        """A trade for no particular reason, now and then in another market of the event."""
        enter_us = self._rng.randrange(self._first_us, self._last_us)
        there = [
            index
            for index, line in enumerate(self._game.lines)
            if line.listed_us is None or line.listed_us + 2 * MINUTE < enter_us
        ]
        return Episode(
            behaviour="background",
            line=self._rng.choice(there) if self._rng.random() < 0.25 else 0,
            outcome=self._rng.randrange(2),
            enter_us=enter_us,
            leave_us=enter_us + self._hold_us(45, 600),
            size=self._size(),
            entry="rest" if self._rng.random() < 0.3 else "take",
        )
