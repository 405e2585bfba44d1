"""What an answer is worth: expected value with costs first, what then happened beside it.

One two-minute move is luck. So an answer is judged by what could be expected of it when it was
given: what moments like it did on other evenings, shrunk towards nothing as far as they are few,
less what crossing the spread and the fees cost. What happened is told in a column of its own.
"""

from __future__ import annotations

import numpy as np

from gametape.analyze.drill.moment import DrillMoment
from gametape.analyze.drill.told import Action, Expected, Happened, Position, Score
from gametape.analyze.evening.evening import Evening
from gametape.analyze.metrics.judgement import accuracy, word
from gametape.analyze.moments.answer import spread
from gametape.analyze.moments.coming import Came
from gametape.analyze.moments.index import MomentIndex, seen_one
from gametape.analyze.moments.searching import Asked, nearest
from gametape.analyze.moments.taking import row_at
from gametape.analyze.moments.told import Filters
from gametape.analyze.pricing.lines import Lines, Traded
from gametape.errors import UsageError

ACTIONS: tuple[Action, ...] = ("buy", "sell", "pass")

HORIZON = "120"
"""An answer is judged over two minutes."""

PRIOR_CENTS = 0.5
"""How far the drift of one kind of moment is from none, usually: what evidence is shrunk with."""

_TOLERANCE = 1.5
_Z = 1.645  # a 90 per cent interval is so many standard errors to each side


def expected(
    evening: Evening, moment: DrillMoment, position: Position, index: MomentIndex
) -> Expected:
    """What could be expected at a moment; raises UsageError where its book is not known."""
    traded, known = Lines(evening).get(moment.line), row_at(evening, moment.line, moment.at_us)
    if traded is None or known is None:
        raise UsageError("The book of this moment is not known.")
    scaled, turned = seen_one(known)
    asked = Asked(scaled, moment.session, moment.at_us, without=moment.session)
    found = nearest(index, asked, Filters(tolerance=_TOLERANCE))
    like = spread(index, index.next[f"mid_{HORIZON}"] * (-1 if turned else 1), found.rows)
    drift = 0.0
    if like is not None and like.low is not None and like.high is not None:
        error = (like.high - like.low) / (2 * _Z)
        drift = like.mean * PRIOR_CENTS**2 / (PRIOR_CENTS**2 + error**2)
    cost = _round_trip(traded, moment.at_us)
    return Expected(
        buy=drift - (0.0 if position.size < 0 else cost),
        sell=-drift - (0.0 if position.size > 0 else cost),
        drift=drift, cost=cost,
        n=0 if like is None else like.n, sessions=0 if like is None else like.sessions,
    )  # fmt: skip


def happened(evening: Evening, moment: DrillMoment) -> Happened:
    """What came after a moment; raises UsageError where the line's book was not recorded."""
    traded = Lines(evening).get(moment.line)
    if traded is None:
        raise UsageError("The book of this moment is not known.")
    came = Came(traded, np.array([moment.at_us], np.int64), evening.parameters).next
    told: dict[str, dict[str, float | None]] = {"mid": {}, "buy": {}, "sell": {}}
    for name, values in came.items():
        what, _, step = name.partition("_")
        value = float(values[0])
        told[what][step] = None if value != value else round(value, 3)
    return Happened(**told)


def score(
    action: Action,
    size: int,
    confidence: int,
    position: Position,
    of: Expected,
    came: Happened,
) -> Score:
    """What an answer of `size` micro-shares was worth. Confidence is 1 to 5."""
    worth: dict[Action, float] = {"buy": of.buy, "sell": of.sell, "pass": 0.0}
    best = max(ACTIONS, key=lambda one: (worth[one], one == "pass"))
    loss = max(0.0, worth[best] - worth[action])
    points = accuracy(loss)
    brought = _brought(position, came)
    result = brought[action]
    others = [value for value in brought.values() if value is not None]
    right = None if result is None or len(others) < len(ACTIONS) else result >= max(others)
    return Score(
        loss=round(loss, 3), accuracy=round(points, 1), judged=word(loss, loss * size / 1e8),
        best=best, result=None if result is None else round(result, 3), right=right,
        rating=_rating(points, confidence),
    )  # fmt: skip


def _brought(position: Position, came: Happened) -> dict[Action, float | None]:
    """What each answer brought: who reduces pays the costs of leaving now in place of later."""
    mid = came.mid[HORIZON]
    buy = mid if position.size < 0 else came.buy[HORIZON]
    sell = (None if mid is None else -mid) if position.size > 0 else came.sell[HORIZON]
    return {"buy": buy, "sell": sell, "pass": 0.0}


def _rating(points: float, confidence: int) -> int:
    if points >= 92:
        return 4 if confidence >= 4 else 3
    return 2 if points >= 75 else 1


def _round_trip(traded: Traded, at_us: int) -> float:
    """Buying 100 shares from the asks and selling them to the bids at once, with fees, cents."""
    when = np.array([at_us, at_us], np.int64)
    ways = np.array([1, -1], np.int64)
    wanted = np.full(2, 100_000_000, np.int64)
    cents = traded.ladder.walks(when, ways, wanted).cents(wanted)
    fees = traded.fee_cents(when, cents)
    cost = float(cents[0] - cents[1] + fees.sum())
    if cost != cost:
        raise UsageError("The book of this moment does not hold enough to trade with.")
    return cost
