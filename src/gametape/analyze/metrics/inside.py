"""How far trades went while they were open, of all trades of a line at once (methods 2.4).

Prices after every message of all trades stand one after another in one array; what is asked of
each trade is asked of its stretch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import Int64s
from gametape.analyze.metrics.measured import Found, Measured, withheld
from gametape.analyze.metrics.trades import Held, Trade, pieces
from gametape.analyze.pricing.doubts import NARROW, THIN
from gametape.analyze.pricing.lines import Floats, Traded
from gametape.analyze.pricing.series import series
from gametape.model.times import SECOND

PARTLY_THIN = "moments at which the book did not hold enough are left out"

Sigma = Callable[[int], float | None]
"""Volatility of half a minute at a moment, cents; None where it is not known."""

_Number = TypeVar("_Number", np.int64, np.float64)

EFFICIENCIES = (
    "entry_efficiency", "exit_efficiency", "entry_efficiency_random", "exit_efficiency_random",
)  # fmt: skip
INSIDE = (
    "mfe", "mae", "mfe_usd", "mae_usd", "mfe_sigmas", "mae_sigmas", "mfe_s", "mae_s",
    "mfe_random", "mae_random", *EFFICIENCIES,
)  # fmt: skip


class _Steps(NamedTuple):
    """Prices of closing, average price paid (cents), shares, times, and how long each lasted.

    Trade after trade, `starts` is where each begins; `signs` are their directions.
    """

    cents: Floats
    average: Floats
    sizes: Floats
    times: Int64s
    lasted: Int64s
    starts: Int64s
    signs: Int64s

    def spread(self, each: NDArray[_Number]) -> NDArray[_Number]:
        """One value a trade, for each of its prices."""
        return np.repeat(each, np.diff(self.starts, append=len(self.cents)))


def inside_of(
    trades: Sequence[Trade], paths: Sequence[Held], traded: Traded, sigma: Sigma | None
) -> list[Found]:
    """See `INSIDE`; of trades of one line that are closed and whose book can be believed."""
    if not trades:
        return []
    steps, priced = _steps(trades, paths, traded)
    known = np.flatnonzero(priced > 0)
    found: list[Found] = [dict.fromkeys(INSIDE, withheld(THIN))] * len(trades)
    if not len(known):
        return found
    some = [trades[number] for number in known.tolist()]
    partly = (priced < 1)[known].tolist()
    rows = zip(known.tolist(), some, _extremes(steps), _efficiencies(some, traded, steps), partly,
               strict=True)  # fmt: skip
    for number, trade, extremes, efficiency, thin in rows:
        one = _told(trade, extremes, sigma) | efficiency
        found[number] = (
            {name: value if value.value is None else value._replace(note=PARTLY_THIN)
             for name, value in one.items()}
            if thin
            else one
        )  # fmt: skip
    return found


def _steps(trades: Sequence[Trade], paths: Sequence[Held], traded: Traded) -> tuple[_Steps, Floats]:
    """All prices there are, of the trades that have any; and the share of prices of each trade."""
    prices = series(traded.ladder, pieces(list(zip(trades, paths, strict=True))))
    many = np.array([len(path.sizes) for path in paths], np.int64)
    first = np.cumsum(many) - many
    lengths = np.diff(prices.starts, append=len(prices.times))
    starts = prices.starts[first]
    ends = np.append(starts[1:], len(prices.times)) - 1
    later = np.append(prices.times[1:], 0)
    later[ends] = [path.to_us[-1] for path in paths]
    fine = ~np.isnan(prices.cents)
    kept = np.add.reduceat(fine.astype(np.int64), starts)
    average = np.repeat(np.array([one for path in paths for one in path.average]), lengths)
    sizes = np.array([one for path in paths for one in path.sizes], np.float64) / 1e6
    signs = np.array([trade.episode.direction for trade in trades], np.int64)
    there = kept > 0
    counts = kept[there]
    steps = _Steps(
        prices.cents[fine],
        average[fine],
        np.repeat(sizes, lengths)[fine],
        prices.times[fine],
        (later - prices.times)[fine],
        np.cumsum(counts) - counts,
        signs[there],
    )
    return steps, kept / (ends - starts + 1)


class _Extreme(NamedTuple):
    """The best and the worst of a trade (cents, dollars, when), and of random exits."""

    best: float
    worst: float
    best_usd: float
    worst_usd: float
    best_us: int
    worst_us: int
    best_random: float
    worst_random: float


def _extremes(steps: _Steps) -> Iterator[_Extreme]:
    ahead = steps.spread(steps.signs) * (steps.cents - steps.average)
    starts = steps.starts
    best, worst = np.maximum.reduceat(ahead, starts), np.minimum.reduceat(ahead, starts)
    at_best, at_worst = (_first(steps, ahead == steps.spread(one)) for one in (best, worst))
    # Of a running maximum half the time lies below the value that it has in the middle of the
    # time; of a running minimum, seen from the end.
    reached = 2 * np.cumsum(steps.lasted)
    before = reached[starts] - 2 * steps.lasted[starts]
    middle = (before + np.append(before[1:], reached[-1])) // 2
    up = reached.searchsorted(middle, "left")
    down = (reached - 2 * steps.lasted).searchsorted(middle, "right") - 1
    columns = (
        best, worst, ahead[at_best] * steps.sizes[at_best], ahead[at_worst] * steps.sizes[at_worst],
        steps.times[at_best], steps.times[at_worst],
        _reduced(np.maximum, ahead, starts, up), _reduced(np.minimum, ahead, starts, down),
    )  # fmt: skip
    return map(_Extreme._make, zip(*(column.tolist() for column in columns), strict=True))


def _first(steps: _Steps, marks: NDArray[np.bool_]) -> Int64s:
    """The first marked price of each trade; each has one."""
    at = np.flatnonzero(marks)
    return at[at.searchsorted(steps.starts)]


def _reduced(how: np.ufunc, values: Floats, first: Int64s, last: Int64s) -> Floats:
    """A ufunc's reduction of stretches, ends included."""
    bounds = np.stack([first, last + 1], axis=1).ravel()
    reduced: Floats = how.reduceat(np.append(values, 0.0), bounds)[::2]
    return reduced


def _told(trade: Trade, one: _Extreme, sigma: Sigma | None) -> Found:
    opened_us = trade.episode.opened_us
    found: Found = {
        "mfe": Measured(one.best),
        "mae": Measured(one.worst),
        "mfe_usd": Measured(round(one.best_usd * 10_000)),
        "mae_usd": Measured(round(one.worst_usd * 10_000)),
        "mfe_s": Measured((one.best_us - opened_us) / SECOND),
        "mae_s": Measured((one.worst_us - opened_us) / SECOND),
        "mfe_random": Measured(one.best_random),
        "mae_random": Measured(one.worst_random),
    }
    unit = None if sigma is None else sigma(opened_us)
    if unit:
        found["mfe_sigmas"] = Measured(one.best / unit)
        found["mae_sigmas"] = Measured(one.worst / unit)
    return found


def _efficiencies(trades: Sequence[Trade], traded: Traded, steps: _Steps) -> Iterator[Found]:
    """Where between the best and the worst price each was entered and left, 0 to 1."""
    episodes = [trade.episode for trade in trades]
    exits = [one.entry if one.exit is None else one.exit for one in episodes]
    entry = steps.signs * np.array([float(one.entry) for one in episodes]) * 100.0
    left = steps.signs * np.array(list(map(float, exits))) * 100.0
    x = steps.spread(steps.signs) * steps.cents
    low, high = np.minimum.reduceat(x, steps.starts), np.maximum.reduceat(x, steps.starts)
    ticks = np.array([traded.course.tick(one.opened_us) for one in episodes]) / 100.0
    least = 2 * ticks - 1e-9
    narrow = high - low < least
    ranges = np.where(narrow, 1.0, high - low)
    lows, highs = np.empty_like(x), np.empty_like(x)
    for begin, end in zip(steps.starts.tolist(), [*steps.starts[1:].tolist(), len(x)], strict=True):
        np.minimum.accumulate(x[begin:end], out=lows[begin:end])
        np.maximum.accumulate(x[begin:end], out=highs[begin:end])
    wide = highs - lows >= steps.spread(least)
    entering = np.where(wide, (highs - steps.spread(entry)) / np.where(wide, highs - lows, 1.0), 0)
    leaving = (x - steps.spread(low)) / steps.spread(ranges)
    columns = (
        (high - entry) / ranges, (left - low) / ranges,
        _medians(entering, np.where(wide, steps.lasted, 0), steps),
        _medians(leaving, steps.lasted, steps),
    )  # fmt: skip
    nothing = dict.fromkeys(EFFICIENCIES, withheld(NARROW))
    for none, *values in zip(
        narrow.tolist(), *(column.tolist() for column in columns), strict=True
    ):
        told = map(Measured, values)
        yield dict(nothing) if none else dict(zip(EFFICIENCIES, told, strict=True))


def _medians(values: Floats, weights: Int64s, steps: _Steps) -> Floats:
    """The median of each trade's values that lasted so long; those of no weight do not count."""
    trade = steps.spread(np.arange(len(steps.starts)))
    order = np.lexsort((values, trade))
    reached = 2 * np.cumsum(weights[order])
    begin = np.append(0, reached)[steps.starts]
    middle = (begin + np.append(begin[1:], reached[-1])) // 2
    at = reached.searchsorted(np.maximum(middle, begin + 1), "left")
    # A trade without any weight may meet the next one's first value: it is narrow, and not told.
    medians: Floats = values[order][np.minimum(at, len(values) - 1)]
    return medians
