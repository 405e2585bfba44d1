"""A line through rows whose sessions each have a level of their own (random intercepts, REML).

The model of statsmodels' MixedLM with one random intercept a group, in closed form: given the
ratio of variances, a group's covariance is inverted by Woodbury, so that two thousand sessions take
a moment. Found by one-dimensional search; a ratio of 0, sessions that do not differ, is allowed.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from gametape.analyze.statistics.intervals import LEVEL, Interval
from gametape.analyze.statistics.sessions import FEWEST

Floats = npt.NDArray[np.float64]

_LOGS = (-12.0, 8.0)
"""Where the ratio is looked for, in logs."""


class Mixed(msgspec.Struct, frozen=True):
    """Slopes in the order of the columns, with two-sided p-values against 0.

    `ratio` is the variance between sessions over that within.
    """

    slopes: tuple[Interval, ...]
    p_values: tuple[float, ...]
    ratio: float


def random_levels(
    values: Floats, table: Floats, sessions: npt.NDArray[np.int64], level: float = LEVEL
) -> Mixed | None:
    """Fit it; None below `FEWEST` sessions or where a column cannot be told from the others."""
    groups = np.unique(sessions, return_inverse=True)[1].reshape(-1)
    count = int(groups.max()) + 1 if len(groups) else 0
    x = np.column_stack([np.ones(len(values)), table])
    if count < FEWEST or np.linalg.matrix_rank(x) < x.shape[1] or len(values) <= x.shape[1]:
        return None
    y = values.astype(np.float64)
    sizes = np.bincount(groups).astype(np.float64)
    sums_x = np.column_stack([np.bincount(groups, column) for column in x.T])
    sums_y = np.bincount(groups, y)
    whole_xx, whole_xy, whole_yy = x.T @ x, x.T @ y, float(y @ y)
    spare = len(y) - x.shape[1]

    def parts(ratio: float) -> tuple[Floats, Floats, float]:
        """Normal matrix, slopes and the residual sum, all weighted."""
        weight = ratio / (1 + ratio * sizes)
        xx = whole_xx - (sums_x * weight[:, None]).T @ sums_x
        xy = whole_xy - (sums_x * weight[:, None]).T @ sums_y
        yy = whole_yy - float((weight * sums_y**2).sum())
        slopes = np.asarray(np.linalg.solve(xx, xy), np.float64)
        return xx, slopes, max(yy - float(slopes @ xy), 1e-300)

    def loss(logged: float) -> float:
        ratio = float(np.exp(logged))
        xx, _, left = parts(ratio)
        return float(
            spare * np.log(left) + np.log(1 + ratio * sizes).sum() + np.linalg.slogdet(xx)[1]
        )

    found = optimize.minimize_scalar(loss, bounds=_LOGS, method="bounded")
    ratio = float(np.exp(found.x))
    xx, slopes, left = parts(ratio)
    errors = np.sqrt(np.diag(np.linalg.inv(xx)) * left / spare)[1:]
    if not np.isfinite(errors).all() or not (errors > 0).all():
        return None
    reach = float(stats.norm.ppf((1 + level) / 2)) * errors
    told = tuple(
        Interval(float(one), float(one - wide), float(one + wide), level, count, "mixed model")
        for one, wide in zip(slopes[1:], reach, strict=True)
    )
    p_values = 2 * stats.norm.sf(np.abs(slopes[1:]) / errors)
    return Mixed(told, tuple(map(float, p_values)), ratio)
