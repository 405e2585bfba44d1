"""How far a trade went for and against one, at prices somebody stood ready to pay.

These are hindsight: a position held through noise alone reaches both. So each stands beside the
same number for random exits of the same trade (analysis-methods.md 2.4): the median over all
moments at which it could have been left, every second counting alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from gametape.analyze.material.course import Int32s, Int64s
from gametape.analyze.metrics.measured import Found, Measured, withheld
from gametape.analyze.metrics.trades import Held, Trade, pieces
from gametape.analyze.pricing.doubts import FINE, NARROW, ONE_SIDED, OPEN, OUTSIDE, THIN
from gametape.analyze.pricing.lines import Floats, Traded
from gametape.analyze.pricing.series import Series, series
from gametape.ledger.trades import Leg
from gametape.model.times import SECOND

AFTER_S = 300
"""How long after the exit the best and the worst are looked for."""

PARTLY_THIN = "moments at which the book did not hold enough are left out"

Sigma = Callable[[int], float | None]
"""Volatility of half a minute at a moment, cents; None where it is not known."""

INSIDE = (
    "mfe", "mae", "mfe_usd", "mae_usd", "mfe_sigmas", "mae_sigmas", "mfe_s", "mae_s",
    "mfe_random", "mae_random", "entry_efficiency", "exit_efficiency",
    "entry_efficiency_random", "exit_efficiency_random",
)  # fmt: skip
AFTER = ("after_best", "after_worst")


def excursions(trades: Sequence[Trade], sigma: Sigma | None = None) -> list[Found]:
    """Of the trades of one line whose book was recorded; see `INSIDE` and `AFTER`."""
    traded = trades[0].traded
    if traded is None:
        raise ValueError("the book of these trades was not recorded.")
    paths = [(trade, _inside(trade, traded)) for trade in trades]
    prices = series(traded.ladder, pieces(paths))
    found, place = [], 0
    for trade, path in paths:
        many = len(path.sizes)
        rows = [prices.of(number) for number in range(place, place + many)]
        found.append(_of_trade(trade, traded, path, prices, rows, sigma))
        place += many
    for one, after in zip(found, _after(trades, traded), strict=True):
        one.update(after)
    return found


def _inside(trade: Trade, traded: Traded) -> Held:
    """A trade that lasts until the market is decided ends here when it stops being a question."""
    path = trade.path
    end_us, _, doubt = traded.ending
    if trade.episode.ended == "trade" or doubt != FINE:
        return path
    kept = [row for row, begin in enumerate(path.from_us) if begin < end_us]
    return Held(
        tuple(path.from_us[row] for row in kept),
        tuple(min(path.to_us[row], end_us) for row in kept),
        tuple(path.sizes[row] for row in kept),
        tuple(path.average[row] for row in kept),
    )


def _of_trade(
    trade: Trade,
    traded: Traded,
    path: Held,
    prices: Series,
    rows: Sequence[slice],
    sigma: Sigma | None,
) -> Found:
    if trade.episode.closed_us is None or not rows:
        return {name: withheld(OPEN) for name in INSIDE}
    code = traded.doubts.one(path.from_us[0], path.to_us[-1])
    if code != FINE:
        return {name: Measured(None, traded.doubts.reason(code)) for name in INSIDE}
    part = slice(rows[0].start, rows[-1].stop)
    cents, times = prices.cents[part], prices.times[part]
    lengths = [row.stop - row.start for row in rows]
    average = np.repeat(np.array(path.average), lengths)
    sizes = np.repeat(np.array(path.sizes, np.float64) / 1e6, lengths)
    lasted = np.diff(np.append(times, path.to_us[-1])).astype(np.float64)
    priced = ~np.isnan(cents)
    if not priced.any():
        return {name: withheld(THIN) for name in INSIDE}
    note = "" if priced.all() else PARTLY_THIN
    steps = _Steps(cents[priced], average[priced], sizes[priced], lasted[priced], times[priced])
    values = _extremes(trade, traded, steps, sigma)
    return {
        name: one._replace(note=note) if one.value is not None else one
        for name, one in values.items()
    }


class _Steps(NamedTuple):
    """Prices of closing, average price paid (cents), shares, and how long each lasted."""

    cents: Floats
    average: Floats
    sizes: Floats
    lasted: Floats
    times: Int64s


def _extremes(trade: Trade, traded: Traded, steps: _Steps, sigma: Sigma | None) -> Found:
    cents, average, sizes, lasted, times = steps
    sign = trade.episode.direction
    ahead = sign * (cents - average)
    best, worst = int(ahead.argmax()), int(ahead.argmin())
    opened_us = trade.episode.opened_us
    unit = None if sigma is None else sigma(opened_us)
    found: Found = {
        "mfe": Measured(float(ahead[best])),
        "mae": Measured(float(ahead[worst])),
        "mfe_usd": Measured(round(float(ahead[best] * sizes[best]) * 10_000)),
        "mae_usd": Measured(round(float(ahead[worst] * sizes[worst]) * 10_000)),
        "mfe_s": Measured((int(times[best]) - opened_us) / SECOND),
        "mae_s": Measured((int(times[worst]) - opened_us) / SECOND),
        "mfe_random": Measured(_middle(np.maximum.accumulate(ahead), lasted)),
        "mae_random": Measured(_middle(np.minimum.accumulate(ahead)[::-1], lasted[::-1])),
    }
    if unit:
        found["mfe_sigmas"] = Measured(float(ahead[best]) / unit)
        found["mae_sigmas"] = Measured(float(ahead[worst]) / unit)
    return found | _efficiency(trade, traded, cents, lasted)


def _efficiency(trade: Trade, traded: Traded, cents: Floats, lasted: Floats) -> Found:
    """Where between the best and the worst price it was entered and left, 0 to 1."""
    episode = trade.episode
    sign = episode.direction
    entry = sign * float(episode.entry) * 100.0
    left = sign * float(episode.exit if episode.exit is not None else episode.entry) * 100.0
    x = sign * cents
    low, high = float(x.min()), float(x.max())
    tick = traded.course.tick(episode.opened_us) / 100.0
    names = [name for name in INSIDE if "efficiency" in name]
    if high - low < 2 * tick - 1e-9:
        return {name: withheld(NARROW) for name in names}
    lows, highs = np.minimum.accumulate(x), np.maximum.accumulate(x)
    wide = highs - lows >= 2 * tick - 1e-9
    ranges = np.where(wide, highs - lows, 1.0)
    entering = np.where(wide, (highs - entry) / ranges, np.nan)
    return {
        "entry_efficiency": Measured((high - entry) / (high - low)),
        "exit_efficiency": Measured((left - low) / (high - low)),
        "entry_efficiency_random": Measured(_median(entering[wide], lasted[wide])),
        "exit_efficiency_random": Measured(_median((x - low) / (high - low), lasted)),
    }


def _median(values: Floats, weights: Floats) -> float:
    """The median of values that lasted so long."""
    order = values.argsort()
    return _middle(values[order], weights[order])


def _middle(values: Floats, weights: Floats) -> float:
    """The same of values that only rise."""
    reached = weights.cumsum()
    if not len(reached) or reached[-1] <= 0:
        return float(np.median(values)) if len(values) else float("nan")
    return float(values[int(reached.searchsorted(reached[-1] / 2.0))])


def _after(trades: Sequence[Trade], traded: Traded) -> list[Found]:
    """Best and worst touch of the five minutes after the last exit: the best possible, no more.

    The touch is what a first share would have brought; hindsight needs no walk.
    """
    left = [(number, trade) for number, trade in enumerate(trades) if _left(trade)]
    found: list[Found] = [{name: withheld(OPEN) for name in AFTER} for _ in trades]
    if not left:
        return found
    course = traded.course
    begin = np.array([_last(trade).closed_us for _, trade in left], np.int64)
    end = begin + AFTER_S * SECOND
    if traded.ending[2] == FINE:
        end = np.maximum(np.minimum(end, traded.ending[0]), begin)
    codes = traded.doubts.of(begin, end)
    codes = np.where((codes == FINE) & (end > course.last_us), OUTSIDE, codes).tolist()
    first = np.maximum(course.rows(begin), 0)
    behind = course.rows(end) + 1
    ranges = {
        sign: _ranges(course.bid if sign > 0 else course.ask, first, behind) for sign in (1, -1)
    }
    for place, (number, trade) in enumerate(left):
        low, high = (column[place] for column in ranges[trade.episode.direction])
        if codes[place] != FINE or low > high:
            why = traded.doubts.reason(codes[place] if codes[place] != FINE else ONE_SIDED)
            found[number] = {name: Measured(None, why) for name in AFTER}
            continue
        exit_cents = float(trade.episode.exit or 0) * 100.0
        ahead = [trade.episode.direction * (cell / 100.0 - exit_cents) for cell in (low, high)]
        found[number] = {
            "after_best": Measured(max(ahead)), "after_worst": Measured(min(ahead))
        }  # fmt: skip
    return found


def _ranges(best: Int32s, first: Int64s, behind: Int64s) -> tuple[list[int], list[int]]:
    """Lowest and highest cell of many stretches of rows; moments without one do not count."""
    padded = np.append(best, -1)
    bounds = np.stack([first, np.maximum(behind, first + 1)], axis=1).ravel()
    lowest = np.where(padded < 0, 1 << 20, padded)
    low = np.minimum.reduceat(lowest, bounds)[::2]
    high = np.maximum.reduceat(padded, bounds)[::2]
    return low.tolist(), high.tolist()


def _left(trade: Trade) -> bool:
    """Whether it was closed by trading."""
    return trade.episode.ended == "trade" and bool(trade.legs)


def _last(trade: Trade) -> Leg:
    return max(trade.legs, key=lambda leg: leg.closed_us)
