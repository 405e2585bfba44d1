"""How far a trade went for and against one, at prices somebody stood ready to pay.

These are hindsight: a position held through noise alone reaches both. So each stands beside the
same number for random exits of the same trade (analysis-methods.md 2.4): the median over all
moments at which it could have been left, every second counting alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gametape.analyze.material.course import Int32s, Int64s
from gametape.analyze.metrics.inside import INSIDE, Sigma, inside_of
from gametape.analyze.metrics.measured import Found, Measured, withheld
from gametape.analyze.metrics.trades import Held, Trade
from gametape.analyze.pricing.doubts import FINE, ONE_SIDED, OPEN, OUTSIDE
from gametape.analyze.pricing.lines import Traded
from gametape.ledger.trades import Leg
from gametape.model.times import SECOND

AFTER_S = 300
"""How long after the exit the best and the worst are looked for."""

AFTER = ("after_best", "after_worst")


def excursions(trades: Sequence[Trade], sigma: Sigma | None = None) -> list[Found]:
    """Of the trades of one line whose book was recorded; see `INSIDE` and `AFTER`."""
    traded = trades[0].traded
    if traded is None:
        raise ValueError("the book of these trades was not recorded.")
    paths = [_inside(trade, traded) for trade in trades]
    ends = [(path.from_us[0], path.to_us[-1]) if path.sizes else (0, 0) for path in paths]
    begin, end = np.array(ends, np.int64).T
    codes = traded.doubts.of(begin, end).tolist()
    known = zip(trades, paths, codes, strict=True)
    found = [_withheld(trade, path, traded, code) for trade, path, code in known]
    left = [number for number, one in enumerate(found) if one is None]
    some, ways = [trades[number] for number in left], [paths[number] for number in left]
    inside = dict(zip(left, inside_of(some, ways, traded, sigma), strict=True))
    after = _after(trades, traded)
    return [
        (inside[number] if one is None else one) | after[number] for number, one in enumerate(found)
    ]


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


def _withheld(trade: Trade, path: Held, traded: Traded, code: int) -> Found | None:
    """Why nothing is known of how a trade went; None if it is."""
    if trade.episode.closed_us is None or not path.sizes:
        return dict.fromkeys(INSIDE, withheld(OPEN))
    if code != FINE:
        return dict.fromkeys(INSIDE, Measured(None, traded.doubts.reason(code)))
    return None


def _after(trades: Sequence[Trade], traded: Traded) -> list[Found]:
    """Best and worst touch of the five minutes after the last exit: the best possible, no more.

    The touch is what a first share would have brought; hindsight needs no walk.
    """
    left = [(number, trade) for number, trade in enumerate(trades) if _left(trade)]
    found: list[Found] = [dict.fromkeys(AFTER, withheld(OPEN))] * len(trades)
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
    signs = np.array([trade.episode.direction for _, trade in left], np.int64)
    low, high = np.empty_like(signs), np.empty_like(signs)
    for sign, best in ((1, course.bid), (-1, course.ask)):
        mine = np.flatnonzero(signs == sign)
        if len(mine):
            low[mine], high[mine] = _ranges(best, first[mine], behind[mine])
    rows = zip(left, codes, low.tolist(), high.tolist(), strict=True)
    for (number, trade), code, lowest, highest in rows:
        if code != FINE or lowest > highest:
            why = traded.doubts.reason(code if code != FINE else ONE_SIDED)
            found[number] = {name: Measured(None, why) for name in AFTER}
            continue
        exit_cents = float(trade.episode.exit or 0) * 100.0
        ahead = [
            trade.episode.direction * (cell / 100.0 - exit_cents) for cell in (lowest, highest)
        ]
        found[number] = {
            "after_best": Measured(max(ahead)), "after_worst": Measured(min(ahead))
        }  # fmt: skip
    return found


def _ranges(best: Int32s, first: Int64s, behind: Int64s) -> tuple[Int64s, Int64s]:
    """Lowest and highest cell of many stretches of rows; moments without one do not count."""
    start, end = int(first.min()), int(max(behind.max(), first.max() + 1))
    padded = np.append(best[start:end], -1)
    bounds = np.stack([first, np.maximum(behind, first + 1)], axis=1).ravel() - start
    lowest = np.where(padded < 0, 1 << 20, padded)
    low = np.minimum.reduceat(lowest, bounds)[::2]
    high = np.maximum.reduceat(padded, bounds)[::2]
    return low.astype(np.int64), high.astype(np.int64)


def _left(trade: Trade) -> bool:
    """Whether it was closed by trading."""
    return trade.episode.ended == "trade" and bool(trade.legs)


def _last(trade: Trade) -> Leg:
    return max(trade.legs, key=lambda leg: leg.closed_us)
