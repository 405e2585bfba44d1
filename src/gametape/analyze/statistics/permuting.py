"""Labels dealt again: whether what follows a loss differs from what follows a win."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import stats

DRAWS = 1_999

MANY = 200
"""Sessions above which the deals are not drawn: their sum is normal by then."""

_KEYS = 2_000_000

Floats = npt.NDArray[np.float64]


class LabelTest(msgspec.Struct, frozen=True):
    """Difference of means (labelled less others) and how often chance differs as much, two-sided.

    `n` values were labelled, `others` were not; `sessions` had both and so could tell.
    """

    difference: float
    p_value: float
    n: int
    others: int
    sessions: int


def within_sessions(
    values: Sequence[float],
    labelled: Sequence[bool],
    sessions: Sequence[str],
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> LabelTest | None:
    """Permute labels within each session, so that no session is compared with another.

    The statistic is the mean over sessions' own differences, weighted by how many labels each has.
    None when no session has both kinds.
    """
    sample, marks = np.asarray(values, dtype=float), np.asarray(labelled, dtype=bool)
    named = np.asarray(sessions)
    parts: list[tuple[Floats, npt.NDArray[np.bool_]]] = []
    for session in dict.fromkeys(sessions):
        inside = named == session
        if 0 < marks[inside].sum() < inside.sum():
            parts.append((sample[inside], marks[inside]))
    if not parts:
        return None
    n = sum(int(chosen.sum()) for _, chosen in parts)
    others = sum(len(drawn) for drawn, _ in parts) - n
    told = _Dealt(parts)
    observed = told.observed / n
    p_value = told.far() if len(parts) > MANY else told.dealt(rng, draws)
    return LabelTest(observed, p_value, n, others, len(parts))


class _Dealt:
    """Sessions side by side, padded to one length.

    A session's difference times its labels is the labelled sum times m / (m - k), less what does
    not depend on the labels: so that many deals are one multiplication.
    """

    def __init__(self, parts: Sequence[tuple[Floats, npt.NDArray[np.bool_]]]) -> None:
        self._parts = parts
        longest = max(len(drawn) for drawn, _ in parts)
        self._values = np.zeros((len(parts), longest))
        self._there = np.zeros((len(parts), longest), bool)
        for row, (drawn, _) in enumerate(parts):
            self._values[row, : len(drawn)] = drawn
            self._there[row, : len(drawn)] = True
        self._marked = np.array([int(chosen.sum()) for _, chosen in parts])
        self._sizes = np.array([len(drawn) for drawn, _ in parts])
        others = self._sizes - self._marked
        self._values *= (self._sizes / others)[:, None]
        self._constant = float(
            sum(chosen.sum() * drawn.sum() / (~chosen).sum() for drawn, chosen in parts)
        )
        self.observed = float(
            sum(
                chosen.sum() * (drawn[chosen].mean() - drawn[~chosen].mean())
                for drawn, chosen in parts
            )
        )

    def dealt(self, rng: np.random.Generator, draws: int) -> float:
        """Two-sided p-value from labels dealt again."""
        slack = 1e-9 * (1 + abs(self.observed))
        as_far, left = 0, draws
        rows, longest = self._values.shape
        most = max(1, _KEYS // (rows * longest))
        while left:
            some = min(left, most)
            keys = np.where(self._there, rng.random((some, rows, longest)), 2.0)
            ranks = keys.argsort(axis=2).argsort(axis=2)
            sums = np.where(ranks < self._marked[:, None], self._values, 0.0).sum(axis=(1, 2))
            as_far += int((np.abs(sums - self._constant) >= abs(self.observed) - slack).sum())
            left -= some
        return (1 + as_far) / (draws + 1)

    def far(self) -> float:
        """Two-sided p-value by the variance of the deals, which are about normal over so many."""
        variance = 0.0
        for (drawn, _), k, m in zip(self._parts, self._marked, self._sizes, strict=True):
            variance += float(k**2 * drawn.var(ddof=1) * m / (k * (m - k)))
        return float(2 * stats.norm.sf(abs(self.observed) / variance**0.5)) if variance else 1.0


def sign_flips(
    deltas: Sequence[float], rng: np.random.Generator, draws: int = 9_999
) -> float | None:
    """Two-sided p-value that session differences are centred on 0 (paired permutation).

    Exact for few sessions; None below two.
    """
    sample = np.asarray(deltas, dtype=float)
    if len(sample) < 2:
        return None

    def mean(values: Floats, axis: int) -> Floats:
        return np.asarray(values.mean(axis))

    found = stats.permutation_test(
        (sample,),
        mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=draws,
        rng=rng,
    )
    return float(found.pvalue)
