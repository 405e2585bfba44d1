"""Labels dealt again: whether what follows a loss differs from what follows a win."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import stats

DRAWS = 1_999

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

    def statistic(dealt: list[tuple[Floats, npt.NDArray[np.bool_]]]) -> float:
        whole = 0.0
        for drawn, chosen in dealt:
            whole += chosen.sum() * (drawn[chosen].mean() - drawn[~chosen].mean())
        return float(whole / n)

    observed = statistic(parts)
    slack = 1e-9 * (1 + abs(observed))
    as_far = 0
    for _ in range(draws):
        dealt = [(drawn, rng.permutation(chosen)) for drawn, chosen in parts]
        as_far += abs(statistic(dealt)) >= abs(observed) - slack
    others = sum(len(drawn) for drawn, _ in parts) - n
    return LabelTest(observed, (1 + as_far) / (draws + 1), n, others, len(parts))


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
