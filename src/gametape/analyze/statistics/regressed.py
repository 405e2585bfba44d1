"""Straight lines through trades whose sessions hold them together: differences and trends."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import stats

from gametape.analyze.statistics.intervals import LEVEL, Interval
from gametape.analyze.statistics.sessions import FEWEST

Floats = npt.NDArray[np.float64]


class Tested(msgspec.Struct, frozen=True):
    """An estimate with its interval, and the two-sided p-value against zero."""

    interval: Interval
    p_value: float

    @property
    def above(self) -> float:
        """The one-sided p-value against an effect that is not above zero."""
        half = self.p_value / 2
        return half if self.interval.estimate > 0 else 1 - half


def mean_of(
    values: Sequence[float], sessions: Sequence[str], level: float = LEVEL
) -> Tested | None:
    """Mean over trades, its error by session; None below `FEWEST` sessions."""
    groups = _groups(sessions)
    return _fitted(np.asarray(values, float), np.ones((len(values), 1)), groups, level, "mean")


def difference_of(
    values: Sequence[float],
    marked: Sequence[bool],
    sessions: Sequence[str],
    level: float = LEVEL,
) -> Tested | None:
    """Mean of the marked less mean of the others, its error by session.

    None where the marked or the others lie in fewer than `FEWEST` sessions: with few sessions on
    one side the error would be told far too small, whatever the other side has.
    """
    groups, flags = _groups(sessions), np.asarray(marked, bool)
    sides = [len(np.unique(groups[flags == side])) for side in (True, False)]
    if min(sides) < FEWEST:
        return None
    design = np.column_stack([flags.astype(float), np.ones(len(flags))])
    freedom = min(sides) - 1
    return _fitted(np.asarray(values, float), design, groups, level, "difference", freedom)


def trend_of(
    values: Sequence[float], order: Sequence[int], sessions: Sequence[str], level: float = LEVEL
) -> Tested | None:
    """Change of the mean per ten sessions; `order` numbers them in time. None below `FEWEST`."""
    groups, index = _groups(sessions), np.asarray(order, float)
    if not len(index) or not np.ptp(index):
        return None
    design = np.column_stack([(index - index.mean()) / 10, np.ones(len(index))])
    return _fitted(np.asarray(values, float), design, groups, level, "slope per 10 sessions")


def _groups(sessions: Sequence[str]) -> npt.NDArray[np.intp]:
    return np.unique(np.asarray(sessions, str), return_inverse=True)[1].reshape(-1)


def _fitted(
    y: Floats,
    x: Floats,
    groups: npt.NDArray[np.intp],
    level: float,
    what: str,
    freedom: int | None = None,
) -> Tested | None:
    """The first coefficient of y on x, cluster-robust (Liang and Zeger, with Stata's factor)."""
    count = int(groups.max()) + 1 if len(groups) else 0
    if count < FEWEST:
        return None
    bread = np.linalg.inv(x.T @ x)
    slopes = bread @ x.T @ y
    scores = x * (y - x @ slopes)[:, None]
    sums = np.zeros((count, x.shape[1]))
    np.add.at(sums, groups, scores)
    spare = len(y) - x.shape[1]
    factor = count / (count - 1) * (len(y) - 1) / spare if spare > 0 else 1.0
    error = float(np.sqrt(max(0.0, (bread @ (sums.T @ sums) @ bread)[0, 0] * factor)))
    df = count - 1 if freedom is None else freedom
    estimate = float(slopes[0])
    reach = float(stats.t.ppf((1 + level) / 2, df)) * error
    p_value = float(2 * stats.t.sf(abs(estimate) / error, df)) if error else 1.0
    interval = Interval(
        estimate, estimate - reach, estimate + reach, level, count, f"cluster-robust {what}"
    )
    return Tested(interval, p_value)
