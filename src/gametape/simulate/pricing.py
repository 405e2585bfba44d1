"""What the crowd believes a line is worth: the game's odds, late, perhaps exaggerated, with noise.

The reference world of analysis-methods.md section 8.1: the odds reach the market 2 s after the
play; an over-reacting crowd adds a kick of `kappa * min(run, 3) / 2` times the move, where `run`
counts moves in one direction, and forgets it with a decay of 45 s; on top lies an autoregressive
noise. `excitement` is what drives the rates of prints and the width of the spread.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Literal

from gametape.model.times import SECOND
from gametape.simulate.sports.game import Moment

Reaction = Literal["efficient", "overreacting"]
"""Whether the crowd's price is the fair one, or swings too far for a while after runs."""

KAPPA: dict[Reaction, float] = {"efficient": 0.0, "overreacting": 0.6}

_PRICE_DELAY_US = 2 * SECOND
_STIR_DELAY_US = SECOND
_KICK_DECAY_S = 45.0
_STIR_DECAY_S = 8.0
_NOISE_DECAY_S = 8.0
_NOISE_SD = 0.0012
_NOISE_STEP_S = 0.25
_RUN_LEAST = 0.002
_MOST = 0.9997


class Pricing:
    """The crowd's price of one line, moved forward in steps of natural time."""

    def __init__(
        self,
        moments: Sequence[Moment],
        line: int,
        rng: random.Random,
        kappa: float,
        from_us: int = 0,
    ) -> None:
        """Begin at `from_us` calmly, with the odds of that moment."""
        self._moments = moments
        self._line = line
        self._rng = rng
        self._kappa = kappa
        known = bisect_right(moments, from_us, key=attrgetter("at_us"))
        self._odds_next = self._stir_next = known
        self._odds = moments[max(known - 1, 0)].odds[line]
        self._kick = self._noise = 0.0
        self._run = 0
        self._decays = (0.0, 1.0, 1.0, 1.0, 0.0)
        self.excitement = 0.0
        self.mid = self._odds

    def step(self, now_us: int, dt_s: float) -> None:
        """Move on to `now_us`, `dt_s` seconds after the last step."""
        if dt_s != self._decays[0]:
            self._decays = _decays(dt_s)
        _, kick_kept, stir_kept, noise_kept, noise_sd = self._decays
        self._kick *= kick_kept
        self.excitement *= stir_kept
        moments = self._moments
        while self._stir_next < len(moments):
            moment = moments[self._stir_next]
            if moment.at_us > now_us - _STIR_DELAY_US:
                break
            self.excitement += moment.stir
            self._stir_next += 1
        while self._odds_next < len(moments):
            moment = moments[self._odds_next]
            if moment.at_us > now_us - _PRICE_DELAY_US:
                break
            self._learn(moment.odds[self._line])
            self._odds_next += 1
        # The noise fades towards 0 and 1, where nobody doubts any more.
        doubt = 2 * math.sqrt(self._odds * (1 - self._odds))
        self._noise = self._noise * noise_kept + self._rng.gauss(0.0, noise_sd * doubt)
        mid = self._odds + self._kick + self._noise
        self.mid = min(max(mid, 1 - _MOST), _MOST)

    def _learn(self, odds: float) -> None:
        move = odds - self._odds
        self._odds = odds
        if abs(move) >= _RUN_LEAST:
            way = 1 if move > 0 else -1
            self._run = self._run + way if self._run * way > 0 else way
            self._kick += self._kappa * min(abs(self._run), 3) / 2 * move


def _decays(dt_s: float) -> tuple[float, float, float, float, float]:
    """For a step of `dt_s` seconds: itself, what is kept of kick, stir, noise, and new noise."""
    return (
        dt_s,
        math.exp(-dt_s / _KICK_DECAY_S),
        math.exp(-dt_s / _STIR_DECAY_S),
        math.exp(-dt_s / _NOISE_DECAY_S),
        _NOISE_SD * math.sqrt(dt_s / _NOISE_STEP_S),
    )
