"""A market in a world whose law is known: prices, books and prints of one game, as arrays.

Every number is of the table in analysis-methods.md 8.1, for steps of a quarter of a second. Where
the table says nothing (how depth lies over the levels, which side prints) the plainest thing is
done, and docs/corpus.md names it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from gametape.simulate.corpus.scoring import STEP_S, Floats, Scoring, Sport, score

Ints = NDArray[np.int64]

EFFICIENT, MILD, OVERREACTING = 0.0, 0.3, 0.6
"""Kappa: how far the price swings beyond what a run of scores is worth."""

PRICE_DELAY_S, _STIR_DELAY_S = 2.0, 1.0
"""How late the market learns of a score, and how late it is stirred."""

_KICK_DECAY_S, _STIR_DECAY_S, _NOISE_DECAY_S = 45.0, 8.0, 8.0
_NOISE_SD = 0.0012
_LONGEST_RUN = 3
_MID_LEAST = 0.015
_BUSY, _WIDER, _WIDEST = 0.4, 1.2, 3
_DEPTH, _DEPTH_SD, _DEPTH_THINNEST = 1_500.0, 0.25, 1.5
_PRINTS, _PRINTS_BUSY = 0.15, 1.2
_VOLUME, _VOLUME_SD = 3.7, 0.9
_TICKS = 100


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """One game's market at every step.

    `mid` is what the crowd believes (dollars, off the grid), `activity` how excited it is; `bid`
    and `ask` are ticks of one cent, `depth` shares within three cents of each side's best (bids,
    asks). A print at a step took `volume` shares on `side` (+1 bought).
    """

    scoring: Scoring
    kappa: float
    mid: Floats
    activity: Floats
    bid: Ints
    ask: Ints
    depth: tuple[Floats, Floats]
    printed: Ints
    volume: Floats
    side: Ints

    @property
    def quoted(self) -> Floats:
        """Mid of the quotes in cents, at every step."""
        return (self.bid + self.ask) / 2.0

    def step(self, at_s: float) -> int:
        """The step that a moment lies in."""
        return min(max(int(at_s / STEP_S), 0), len(self.mid) - 1)


def make_world(
    seed: int, sport: Sport = "basketball", kappa: float = EFFICIENT, *, name: str = "world"
) -> World:
    """A world; equal arguments make equal ones."""
    return world_of(score(sport, chance(seed, name, "score")), kappa, chance(seed, name, "crowd"))


def chance(seed: int, *names: str) -> np.random.Generator:
    """An own stream of chance for a purpose, the same on every machine."""
    words = [byte for name in names for byte in (*name.encode(), 0)]
    return np.random.default_rng([seed, len(names), *words])


def world_of(scoring: Scoring, kappa: float, rng: np.random.Generator) -> World:
    """The market of a game that was played."""
    steps = len(scoring.fair)
    late = round(PRICE_DELAY_S / STEP_S)
    fair = np.concatenate([np.full(late, scoring.fair[0]), scoring.fair[:-late]])
    kicks = kappa * np.minimum(scoring.runs, _LONGEST_RUN) / 2.0 * scoring.moves
    kick = _decaying(scoring.times + PRICE_DELAY_S, kicks, steps, _KICK_DECAY_S)
    noise = lfilter([1.0], [1.0, -_kept(_NOISE_DECAY_S)], rng.normal(0.0, _NOISE_SD, steps))
    mid = np.clip(fair + kick + noise, _MID_LEAST, 1 - _MID_LEAST)
    activity = _decaying(scoring.times + _STIR_DELAY_S, scoring.stirs, steps, _STIR_DECAY_S)
    bid, ask = _quotes(mid, activity, rng)
    thin = _DEPTH * np.exp(-np.minimum(activity, _DEPTH_THINNEST))
    depth = [thin * np.exp(rng.normal(0.0, _DEPTH_SD, steps)) for _ in range(2)]
    count = rng.poisson((_PRINTS + _PRINTS_BUSY * activity) * STEP_S)
    printed = np.flatnonzero(count)
    return World(
        scoring=scoring,
        kappa=kappa,
        mid=mid,
        activity=activity,
        bid=bid,
        ask=ask,
        depth=(depth[0], depth[1]),
        printed=printed,
        volume=np.exp(rng.normal(_VOLUME, _VOLUME_SD, len(printed))),
        side=rng.choice(np.array([-1, 1]), len(printed)),
    )


def _kept(decay_s: float) -> float:
    return float(np.exp(-STEP_S / decay_s))


def _decaying(times: Floats, sizes: Floats, steps: int, decay_s: float) -> Floats:
    """Impulses that fade: each counts from the first step at or after its time."""
    at = np.ceil(times / STEP_S).astype(np.int64)
    there = at < steps
    since = at[there] * STEP_S - times[there]
    impulses = np.zeros(steps)
    np.add.at(impulses, at[there], sizes[there] * np.exp(-since / decay_s))
    faded: Floats = lfilter([1.0], [1.0, -_kept(decay_s)], impulses)
    return faded


def _quotes(mid: Floats, activity: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Best bid and ask in ticks: a spread around the mid, put on the grid."""
    wider = np.rint(_WIDER * activity * rng.uniform(0.5, 1.5, len(mid)))
    spread = 1 + np.where(activity > _BUSY, np.minimum(_WIDEST, wider), 0).astype(np.int64)
    bid = np.rint(mid * _TICKS - spread / 2.0).astype(np.int64)
    bid = np.clip(bid, 1, _TICKS - 1 - spread)
    return bid, bid + spread
