"""What came after the moments like one: a distribution over all of them, beside chance; clips."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from gametape.analyze.moments.index import MomentIndex
from gametape.analyze.moments.searching import Found
from gametape.analyze.moments.table import Floats, Int64s
from gametape.analyze.moments.told import Clip, Distribution, Step
from gametape.analyze.moments.vocabulary import FEATURES, KINDS, SETTLED, steps
from gametape.analyze.statistics.intervals import LEVEL
from gametape.analyze.statistics.sessions import FEWEST

SHOWN = 12
_PRICE = next(one for one in FEATURES if one.name == "price")
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def steps_of(index: MomentIndex, found: Found, *, turned: bool) -> list[Step]:
    """The distributions at every step; `turned` where the asked outcome is the dearer one."""
    told = []
    buy, sell = ("sell", "buy") if turned else ("buy", "sell")
    for step in steps():
        mid = _came(index, found, f"mid_{step}") * (-1 if turned else 1)
        bought, sold = (_came(index, found, f"{side}_{step}") for side in (buy, sell))
        told.append(
            Step(
                seconds=int(step) if step.isdecimal() else None,
                mid=spread(index, mid, found.rows),
                buy=spread(index, bought, found.rows),
                sell=spread(index, sold, found.rows),
                base_mid=spread(index, mid, found.base),
                base_buy=spread(index, bought, found.base),
                base_sell=spread(index, sold, found.base),
                unknown=int(np.isnan(mid[found.rows]).sum()),
            )
        )
    return told


def _came(index: MomentIndex, found: Found, name: str) -> Floats:
    """A column of what came; of the asked moment's own session not how it was settled."""
    came = index.next[name]
    if not found.own or not name.endswith(SETTLED):
        return came
    return np.where(np.isin(index.session, found.own), np.float32(np.nan), came)


def spread(index: MomentIndex, values: Floats, rows: Int64s) -> Distribution | None:
    """The distribution of a column over rows; None where nothing is known of them."""
    chosen = values[rows]
    known = ~np.isnan(chosen)
    sample, sessions = chosen[known].astype(np.float64), index.session[rows][known]
    if not len(sample):
        return None
    held = mean_interval(sample, sessions)
    return Distribution(
        n=len(sample), sessions=len(np.unique(sessions)), mean=_short(float(sample.mean())),
        low=None if held is None else _short(held[0]),
        high=None if held is None else _short(held[1]),
        level=LEVEL, positive=_short(float((sample > 0).mean())),
        quantiles=[_short(float(one)) for one in np.quantile(sample, _QUANTILES)],
    )  # fmt: skip


def mean_interval(
    sample: NDArray[np.float64], sessions: NDArray[np.int32], level: float = LEVEL
) -> tuple[float, float] | None:
    """`clustered_mean` for tens of thousands of rows, in closed form; a test holds them equal.

    The cluster-robust error of a mean is the root of the sum of the squared sums of residuals by
    session, over n, times G / (G - 1); t has G - 1 degrees of freedom.
    """
    groups = np.unique(sessions, return_inverse=True)[1]
    n = int(groups.max()) + 1
    if n < FEWEST:
        return None
    mean = float(sample.mean())
    sums = np.bincount(groups, weights=sample - mean)
    error = math.sqrt(float((sums**2).sum()) * n / (n - 1)) / len(sample)
    reach = float(stats.t.ppf((1 + level) / 2, n - 1)) * error
    return mean - reach, mean + reach


def clips_of(
    index: MomentIndex, found: Found, *, turned: bool, lead_us: int, most: int = SHOWN
) -> list[Clip]:
    """The nearest moments, to be watched from `lead_us` before."""
    clips = []
    came = {step: _came(index, found, f"mid_{step}") for step in steps()}
    for row, distance in zip(found.rows[:most].tolist(), found.distances.tolist(), strict=False):
        evening = index.sessions[int(index.session[row])]
        line = int(index.line[row])
        other = bool(index.turned[row]) != turned
        market, asset, opposite = evening.lines[line]
        label, opposed = evening.labels[line]
        way = -1.0 if turned else 1.0
        price = float(index.scaled["price"][row]) * _PRICE.unit
        at_us = int(index.at_us[row])
        clips.append(
            Clip(
                session=evening.slug, title=evening.title, market=market,
                asset=opposite or asset if other else asset, label=opposed if other else label,
                at_us=at_us, watch_us=at_us - lead_us, distance=round(distance, 3),
                kind=KINDS[int(index.kind[row])], phase=index.phases[int(index.phase[row])],
                price=round(100.0 - price if turned else price, 2),
                moves={step: _told(float(mid[row]) * way) for step, mid in came.items()},
            )
        )  # fmt: skip
    return clips


def words_of(told: list[Step], n: int, sessions: int) -> str:
    """One honest sentence on the minute after."""
    if not n:
        return "No moment is this near. Allow more distance, or record more evenings."
    minute = next(one for one in told if one.seconds == 60)
    if minute.mid is None:
        return f"{n} moments are like it, and none has a whole minute after it."
    if minute.mid.low is None or minute.mid.high is None:
        return (
            f"{n} moments of {sessions} session{'s' if sessions > 1 else ''} are like it: too few"
            " sessions to say what to expect."
        )
    if minute.mid.low <= 0 <= minute.mid.high:
        return (
            f"In {minute.mid.n} moments like it the price went {_signed(minute.mid.mean)} cents in"
            " a minute on average, which chance explains."
        )
    return (
        f"In {minute.mid.n} moments like it, of {minute.mid.sessions} sessions, the price went"
        f" {_signed(minute.mid.mean)} cents in a minute on average ({_signed(minute.mid.low)} to"
        f" {_signed(minute.mid.high)})."
    )


def _signed(cents: float) -> str:
    return f"{cents:+.1f}"


def _short(value: float) -> float:
    return round(value, 4)


def _told(value: float) -> float | None:
    return None if value != value else round(value, 3)
