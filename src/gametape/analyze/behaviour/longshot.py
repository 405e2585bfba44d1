"""Favourites and longshots: whether what was bought paid as often as its price said."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import stats

from gametape.analyze.behaviour.finding import Finding
from gametape.analyze.behaviour.rows import Settled
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.statistics.gates import CALIBRATION, missing
from gametape.analyze.statistics.intervals import LEVEL, Interval

BUCKETS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def favourite_longshot(
    sessions: Sequence[tuple[str, Sequence[Settled]]], level: float = LEVEL
) -> Finding:
    """Slope of winning on the logit of the entry price (methods 3.9), as if held to the end.

    Below 1 longshots are overpaid. `sessions` are a game's name with its trades; those of one game
    are one cluster. Nothing is said below a hundred trades of forty games.
    """
    prices = [one.price for _, some in sessions for one in some]
    won = [one.won for _, some in sessions for one in some]
    games = [game for game, some in sessions for _ in some]
    many = len(set(games))
    lacking = missing(CALIBRATION, len(prices), many)
    interval = None if lacking else _slope(prices, won, games, level)
    return Finding(
        code="favourite_longshot",
        title="whether cheap outcomes are overpaid",
        n=len(prices),
        of="trades",
        sessions=many,
        gate="ok" if interval else "inconclusive",
        estimates={"slope": interval} if interval else {},
        p_values={"slope": _p_value(interval)} if interval else {},
        fields={} if lacking else _returns(prices, won),
        missing=lacking or ("" if interval else "the results do not tell prices apart"),
    )


def settled(evening: Evening) -> tuple[Settled, ...]:
    """Price of the outcome bought and what it paid, of trades in decided markets."""
    found = []
    for account, one in evening.episodes:
        told = evening.material.settled.get(account.market)
        if told is None or told.payouts is None or len(told.payouts) != 2:
            continue
        pays = float(told.payouts[0])
        price = float(one.entry)
        if pays not in (0.0, 1.0) or not 0 < price < 1:
            continue
        yes = one.direction > 0
        found.append(Settled(price if yes else 1 - price, pays if yes else 1 - pays))
    return tuple(found)


def _slope(
    prices: list[float], won: list[float], games: list[str], level: float
) -> Interval | None:

    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    p = np.clip(np.asarray(prices), 0.001, 0.999)
    groups = np.unique(np.asarray(games), return_inverse=True)[1]
    design = np.column_stack([np.ones(len(p)), np.log(p / (1 - p))])
    model = GLM(np.asarray(won), design, family=Binomial())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    except (Warning, ValueError, np.linalg.LinAlgError):
        return None
    middle, error = float(fitted.params[1]), float(fitted.bse[1])
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    if not np.isfinite(reach) or reach <= 0:
        return None
    return Interval(
        middle, middle - reach, middle + reach, level, int(groups.max()) + 1, "GLM logit, clustered"
    )


def _p_value(slope: Interval) -> float:
    """Two-sided, that prices are right (a slope of 1)."""
    error = (slope.high - slope.low) / (2 * float(stats.norm.ppf((1 + slope.level) / 2)))
    return float(2 * stats.norm.sf(abs(slope.estimate - 1) / error))


def _returns(prices: list[float], won: list[float]) -> dict[str, Field]:
    """Return to settlement by price of what was bought, where there were ten trades or more."""
    p, v = np.asarray(prices), np.asarray(won)
    found = {}
    for low, high in pairwise(BUCKETS):
        inside = (p >= low) & (p < high)
        if inside.sum() >= 10:
            paid = float(p[inside].sum())
            found[f"return_{low:.1f}_{high:.1f}"] = Field(float(v[inside].sum()) / paid - 1, "pct")
    return found
