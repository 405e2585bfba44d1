"""When do people let go? The chance of an exit in each five seconds, by what was just happening.

One row for each five seconds with an open position, 1 where the exit fell, and what was the case
when the row began (analysis-methods.md 3.7). It uses the times without action, which a list of
exits does not know. A ratio above 1 means sooner.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import stats

from gametape.analyze.statistics.gates import HAZARD
from gametape.analyze.statistics.intervals import LEVEL, Interval


class Hazards(msgspec.Struct, frozen=True):
    """Hazard ratios by covariate, of so many exits in so many sessions and rows."""

    ratios: dict[str, Interval]
    exits: int
    sessions: int
    rows: int


def hazard_ratios(
    exited: Sequence[bool] | npt.NDArray[np.bool_],
    covariates: Mapping[str, Sequence[float]] | Mapping[str, npt.NDArray[np.float64]],
    sessions: Sequence[str] | npt.NDArray[np.int64],
    level: float = LEVEL,
) -> Hazards | None:
    """Binomial GLM with complementary log-log link, errors by session.

    None below the gate (60 exits, 12 sessions), or where the data cannot tell (a covariate that
    never changes, or that foretells every exit).
    """
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.families.links import CLogLog
    from statsmodels.genmod.generalized_linear_model import GLM

    y = np.asarray(exited, dtype=float)
    groups = np.unique(np.asarray(sessions), return_inverse=True)[1]
    count = int(groups.max()) + 1 if len(groups) else 0
    if y.sum() < HAZARD.n or count < HAZARD.sessions:
        return None
    names = list(covariates)
    table = np.column_stack([np.asarray(covariates[name], dtype=float) for name in names])
    if not np.ptp(table, axis=0).all():
        return None
    design = np.column_stack([np.ones(len(y)), table])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    family = Binomial(link=CLogLog())
    model = GLM(y, design, family=family)
    try:
        with warnings.catch_warnings():  # what it warns of makes its numbers worthless
            warnings.simplefilter("error")
            fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    except (Warning, ValueError, np.linalg.LinAlgError):
        return None
    reach = stats.norm.ppf((1 + level) / 2) * fitted.bse[1:]
    middle = fitted.params[1:]
    if not np.isfinite(reach).all() or not (reach > 0).all():
        return None
    ratios = {
        name: Interval(
            float(np.exp(one)),
            float(np.exp(one - wide)),
            float(np.exp(one + wide)),
            level,
            count,
            "GLM cloglog, clustered",
        )
        for name, one, wide in zip(names, middle, reach, strict=True)
    }
    return Hazards(ratios, int(y.sum()), count, len(y))


class Disposition(msgspec.Struct, frozen=True):
    """Share of gains realized and of losses realized (Odean 1998), and z, which assumes too much.

    `z` takes every decision to be independent; show the session bootstrap beside it.
    """

    gains: float
    losses: float
    z: float


def disposition(
    realized_gains: int, paper_gains: int, realized_losses: int, paper_losses: int
) -> Disposition | None:
    """PGR = RG / (RG + PG), PLR = RL / (RL + PL); None where there was nothing to realize."""
    up, down = realized_gains + paper_gains, realized_losses + paper_losses
    if not up or not down:
        return None
    pgr, plr = realized_gains / up, realized_losses / down
    error = float(np.sqrt(pgr * (1 - pgr) / up + plr * (1 - plr) / down))
    return Disposition(pgr, plr, (pgr - plr) / error if error else 0.0)
