"""Has a habit changed? An exact Bayes factor for one change at an unknown session."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from scipy.special import betaln, logsumexp

LEAST_SIDE = 3
"""Sessions on either side of a change."""

WORTH_SAYING = 10.0
"""Bayes factor below which no change is shown."""


class Change(msgspec.Struct, frozen=True):
    """Odds for one change against none, and the session it most likely began with (from 0).

    `posterior` is the chance of each session as the first after the change, given there is one.
    """

    bayes_factor: float
    at: int
    posterior: tuple[float, ...]
    worth_saying: bool


def change_point(counts: Sequence[int], opportunities: Sequence[int]) -> Change | None:
    """One change of a rate: Beta(1, 1) before and after, every session equally likely.

    None with fewer than twice `LEAST_SIDE` sessions. Exact: the marginal likelihoods of both
    sides are beta functions (analysis-methods.md 5.8).
    """
    k, n = np.asarray(counts), np.asarray(opportunities)
    sessions = len(k)
    if sessions < 2 * LEAST_SIDE:
        return None
    hits, misses = np.cumsum(k), np.cumsum(n - k)
    same = betaln(1 + hits[-1], 1 + misses[-1])
    starts = range(LEAST_SIDE, sessions - LEAST_SIDE + 1)
    logs = np.array(
        [
            betaln(1 + hits[at - 1], 1 + misses[at - 1])
            + betaln(1 + hits[-1] - hits[at - 1], 1 + misses[-1] - misses[at - 1])
            for at in starts
        ]
    )
    factor = float(np.exp(logsumexp(logs) - np.log(len(logs)) - same))
    posterior = np.zeros(sessions)
    posterior[LEAST_SIDE : LEAST_SIDE + len(logs)] = np.exp(logs - logsumexp(logs))
    at = int(posterior.argmax())
    return Change(factor, at, tuple(map(float, posterior)), factor >= WORTH_SAYING)
