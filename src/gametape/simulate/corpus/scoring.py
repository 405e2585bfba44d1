"""What happens in a game and what it does to the fair probability, sampled on a grid of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from gametape.simulate.sports import soccer, tennis
from gametape.simulate.sports.game import Game

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP_S = 0.25
"""Seconds between two points of the grid."""

Sport = Literal["basketball", "tennis", "soccer"]

LENGTH_S = 7_200.0
_GAP_S = 24.0
_NONE_IN_LAST_S = 5.0
_POINTS = np.array([-3, -2, 2, 3])
_SHARES = np.array([0.15, 0.35, 0.35, 0.15])
_VARIANCE = (0.7 * 4 + 0.3 * 9) / _GAP_S
_LEAST_LEFT_S = 2.0
_FAIR_MOST = 0.99
_MOVE_LEAST = 0.002
_QUARTERS, _QUARTER_S = 4, 720


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """A game's happenings and its fair probability.

    `fair` is the probability that the first outcome pays, at every `STEP_S` from 0 to the end (not
    yet delayed, nobody's price). A happening at `times` (seconds) moved it by `moves`, was the
    `runs`-th in a row in its direction, and excites by `stirs` (a basket is about 1). `scores` and
    `clocks` are what the feed says of each, "" for nothing; `periods` are (second, name). `pays` is
    what a share of the first outcome pays, in dollars.
    """

    sport: Sport
    fair: Floats
    times: Floats
    moves: Floats
    runs: Ints
    stirs: Floats
    scores: tuple[str, ...]
    clocks: tuple[str, ...]
    periods: tuple[tuple[float, str], ...]
    pays: int

    @property
    def length_s(self) -> float:
        """How long the game lasts."""
        return (len(self.fair) - 1) * STEP_S


def basketball(rng: np.random.Generator) -> Scoring:
    """The reference world: baskets at exponential gaps, `p = Phi(lead / sqrt(v * time left))`.

    The fair price is a martingale while many baskets are left; its moves at a basket are those of
    the same formula just before and after it.
    """
    gaps = rng.exponential(_GAP_S, int(LENGTH_S / _GAP_S * 2) + 20)
    times = np.cumsum(gaps)
    times = times[times < LENGTH_S - _NONE_IN_LAST_S]
    points = rng.choice(_POINTS, len(times), p=_SHARES)
    lead = np.concatenate([[0], np.cumsum(points)])
    grid = _grid(LENGTH_S)
    fair = _winning(lead[np.searchsorted(times, grid, side="right")], grid)
    moves = _winning(lead[1:], times) - _winning(lead[:-1], times)
    home = np.cumsum(np.maximum(points, 0))
    away = np.cumsum(np.maximum(-points, 0))
    won = bool(rng.random() < 0.5) if lead[-1] == 0 else bool(lead[-1] > 0)
    return Scoring(
        sport="basketball",
        fair=fair,
        times=times,
        moves=moves,
        runs=_runs(points),
        stirs=np.abs(points) / 2.0,
        scores=tuple(f"{a}-{b}" for a, b in zip(home.tolist(), away.tolist(), strict=True)),
        clocks=tuple(_clock(at_s) for at_s in times.tolist()),
        periods=tuple(
            (LENGTH_S * quarter / _QUARTERS, f"Q{quarter + 1}") for quarter in range(_QUARTERS)
        ),
        pays=int(won),
    )


def _clock(at_s: float) -> str:
    """What the clock of a quarter of twelve minutes shows, counting down."""
    share = at_s / LENGTH_S * _QUARTERS % 1
    left_s = int((1 - share) * _QUARTER_S)
    return f"{left_s // 60}:{left_s % 60:02d}"


def _grid(length_s: float) -> Floats:
    return np.arange(int(length_s / STEP_S) + 1, dtype=np.float64) * STEP_S


def _winning(lead: NDArray[np.int64], at_s: Floats) -> Floats:
    left = np.maximum(LENGTH_S - at_s, _LEAST_LEFT_S)
    chance: Floats = ndtr(lead / np.sqrt(_VARIANCE * left))
    return np.clip(chance, 1 - _FAIR_MOST, _FAIR_MOST)


def _runs(ways: NDArray[np.int64] | Floats) -> Ints:
    """How many in a row went the same way, each included."""
    if not len(ways):
        return np.zeros(0, np.int64)
    turned = np.append(True, np.sign(ways[1:]) != np.sign(ways[:-1]))
    begins = np.maximum.accumulate(np.where(turned, np.arange(len(ways)), 0))
    return np.arange(len(ways), dtype=np.int64) - begins + 1


def _of_game(play: Callable[[Random], Game], sport: Sport, rng: np.random.Generator) -> Scoring:
    """The main market of a game as the venue's games are played, from its start to its end."""
    game = play(Random(int(rng.integers(1 << 62))))  # noqa: S311 - a simulation, not a secret
    known = [moment for moment in game.moments if moment.at_us >= game.start_us]
    times = np.array([(moment.at_us - game.start_us) / 1e6 for moment in known])
    odds = np.array([moment.odds[0] for moment in known])
    grid = _grid(float(times[-1]))
    fair = odds[np.maximum(np.searchsorted(times, grid, side="right") - 1, 0)]
    moves = np.diff(odds, prepend=odds[0])
    told = np.abs(moves) >= _MOVE_LEAST
    stirs = np.array([moment.stir for moment in known])
    runs = np.zeros(len(known), np.int64)
    runs[told] = _runs(moves[told])
    feeds = [moment.feed for moment in known]
    periods: list[tuple[float, str]] = []
    for at_s, feed in zip(times.tolist(), feeds, strict=True):
        if feed is not None and (not periods or periods[-1][1] != feed.period):
            periods.append((at_s, feed.period))
    return Scoring(
        sport=sport,
        fair=np.clip(fair, 1 - _FAIR_MOST, _FAIR_MOST),
        times=times,
        moves=moves,
        runs=runs,
        stirs=stirs,
        scores=tuple("" if feed is None else feed.score for feed in feeds),
        clocks=tuple("" if feed is None else feed.elapsed for feed in feeds),
        periods=tuple(periods),
        pays=int(game.pays(0)),
    )


def score(sport: Sport, rng: np.random.Generator) -> Scoring:
    """Play a game: the table's basketball, tennis by points and games, soccer with rare goals."""
    if sport == "basketball":
        return basketball(rng)
    return _of_game(tennis.play if sport == "tennis" else soccer.play, sport, rng)
