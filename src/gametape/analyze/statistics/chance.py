"""How much a label is worth: the same label on decisions at random times of the same games.

A pattern that a random moment fits as often is no habit (analysis-methods.md 3.0.2). The number of
random twins a decision has does not matter, only their scores together.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

LOW = 0.3
"""Scores below this are taken to be chance when its share is estimated."""

PSEUDO = 2.0
"""Decisions drawn from chance that are added, so that few decisions prove little."""

EARLY_BELOW = 30
"""Decisions below which every confidence is an early estimate."""

Floats = npt.NDArray[np.float64]


class Baseline(msgspec.Struct, frozen=True):
    """Scores of decisions and of their random twins, ready to be asked.

    `pi0` is the share of decisions that look like chance, `early` that there are few.
    """

    scores: tuple[float, ...]
    twins: tuple[float, ...]
    pi0: float
    early: bool
    steps: tuple[float, ...]
    confidences: tuple[float, ...]

    def chance(self, score: float) -> float:
        """Share of random twins that score at least this."""
        return _tail(np.asarray(self.twins), score)

    def rate(self, score: float) -> float:
        """Share of decisions that score at least this."""
        return _tail(np.asarray(self.scores), score)

    def ratio(self, score: float) -> float | None:
        """How many times more often than chance; None when chance never does."""
        chance = self.chance(score)
        return self.rate(score) / chance if chance else None

    def confidence(self, score: float) -> float:
        """Estimated share of decisions with at least this score that are no chance, 0 to 1."""
        at = int(np.searchsorted(self.steps, score, side="right")) - 1
        return self.confidences[at] if at >= 0 else 0.0


def baseline(scores: Sequence[float], twins: Sequence[float]) -> Baseline | None:
    """Learn from decisions and their twins; None without any of either.

    `confidence(u) = 1 - pi0 * F0(u) / F(u)`, cut to 0 and 1 and made to rise with u, where F and
    F0 are the shares of decisions and of twins that score at least u. `pi0` compares how often
    both score below `LOW`. `PSEUDO` decisions drawn from F0 are added to F, and to what `pi0`
    counts: else a single decision that scores high would be certain to mean something.
    """
    own, drawn = np.sort(np.asarray(scores, float)), np.sort(np.asarray(twins, float))
    if not len(own) or not len(drawn):
        return None
    low = float((drawn < LOW).mean())
    n = len(own)
    pi0 = min(1.0, (float((own < LOW).sum()) + PSEUDO * low) / (n + PSEUDO) / low) if low else 1.0
    steps = np.unique(own)
    reached = np.array([_tail(drawn, step) for step in steps])
    mine = (np.array([_tail(own, step) for step in steps]) * n + PSEUDO * reached) / (n + PSEUDO)
    raw = np.clip(1 - pi0 * reached / mine, 0, 1)
    weights = np.array([(own == step).sum() for step in steps], dtype=float)
    risen = np.clip(isotonic_regression(raw, weights=weights).x, 0, 1)
    return Baseline(
        tuple(own.tolist()),
        tuple(drawn.tolist()),
        pi0,
        n < EARLY_BELOW,
        tuple(steps.tolist()),
        tuple(risen.tolist()),
    )


def words(confidence: float) -> str:
    """What may be said of one decision; "" is not shown. Never more than "very likely"."""
    if confidence < 0.3:
        return ""
    if confidence < 0.6:
        return "looks like"
    return "probably" if confidence < 0.85 else "very likely"


def _tail(values: Floats, score: float) -> float:
    return float((values >= score).mean())
