"""Measures of every order of a line at once: what it cost, and how the price went afterwards.

All in cents a share and in the order's direction (analysis-methods.md 2.1 to 2.3). A measure of
prices at two moments needs those two to be believed; one over a stretch of time needs all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gametape.analyze.material.course import Int64s
from gametape.analyze.material.decision import Decision
from gametape.analyze.material.ladder import NO_LIMIT
from gametape.analyze.metrics.measured import Column
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import (
    ENDLESS,
    FINE,
    NO_START,
    NOT_MEANT,
    ONE_SIDED,
    OUTSIDE,
    OVER,
    STANDING,
    THIN,
    TOO_EARLY,
    UNDECIDED,
    UNFILLED,
    WAITED,
    first_of,
)
from gametape.analyze.pricing.lines import Floats, Traded
from gametape.model.times import SECOND

SPREAD_HORIZON_S = 60
"""After how long realized spread and impact are told apart (SEC rule 605 has five minutes)."""

SETTLED_LINE_S = (60, 120)
"""Seconds after a match over which the settled line is averaged (methods 2.3)."""

_SAMPLES = 20
_FEWEST_SAMPLES = 5


@dataclass(frozen=True)
class Orders:
    """Orders of one line as columns; cents, microseconds, micro-shares.

    `matched_us` is 0 and `cents` not a number where nothing was filled; `before` is the mid just
    before the match and `arrival` that of the decision, each with its doubts.
    """

    traded: Traded
    parameters: Parameters
    decisions: Sequence[Decision]
    directions: Int64s
    decided_us: Int64s
    matched_us: Int64s
    cents: Floats
    fee: Floats
    arrival: tuple[Floats, Int64s]
    before: tuple[Floats, Int64s]

    @property
    def matched(self) -> Int64s:
        """Doubts: UNFILLED where there was no match."""
        return np.where(np.isnan(self.cents), UNFILLED, FINE)


def orders_of(traded: Traded, decisions: Sequence[Decision], parameters: Parameters) -> Orders:
    """A line's orders as columns."""
    decided = np.array([one.decided_us for one in decisions], np.int64)
    matched = np.array([one.matched_us or 0 for one in decisions], np.int64)
    filled = [max(one.filled, 1) for one in decisions]
    fees = [one.fee * 100 / size for one, size in zip(decisions, filled, strict=True)]
    return Orders(
        traded=traded,
        parameters=parameters,
        decisions=decisions,
        directions=np.array([one.direction for one in decisions], np.int64),
        decided_us=decided,
        matched_us=matched,
        cents=np.array([one.cents for one in decisions], np.float64),
        fee=np.array(fees, np.float64),
        arrival=traded.mids(decided),
        before=traded.mids(matched - 1),
    )


def costs(orders: Orders) -> dict[str, Column]:
    """Implementation shortfall and its parts, spreads, and the cost to be expected beforehand."""
    sign, cents, matched = orders.directions, orders.cents, orders.matched
    arrival, at_decision = orders.arrival
    before, at_match = orders.before
    whole = orders.traded.doubts.of(orders.decided_us, np.maximum(orders.matched_us, 1))
    both = first_of(matched, at_decision, at_match, whole)
    later_us = orders.matched_us + SPREAD_HORIZON_S * SECOND
    later, at_later = _later(orders, later_us)[:2]
    impact = first_of(matched, at_match, at_later)
    return {
        "shortfall": Column(sign * (cents - arrival) + orders.fee, both),
        "delay": Column(sign * (before - arrival), both),
        "spread_impact": Column(sign * (cents - before), first_of(matched, at_match)),
        "fee": Column(orders.fee, matched),
        "effective_spread": Column(2 * sign * (cents - before), first_of(matched, at_match)),
        "realized_spread": Column(2 * sign * (cents - later), impact),
        "price_impact": Column(2 * sign * (later - before), impact),
        "opportunity": _opportunity(orders),
        **_expected(orders),
    }


def _opportunity(orders: Orders) -> Column:
    """What the price ran away by, for the shares that were not filled; micro-dollars."""
    left = np.array([(one.ordered - one.filled) / 1e6 for one in orders.decisions])
    ended = np.array([one.ended_us or 0 for one in orders.decisions], np.int64)
    mids, at_end = orders.traded.mids(ended)
    open_ = np.where(ended == 0, STANDING, FINE)
    arrival, at_decision = orders.arrival
    values = np.rint(orders.directions * (mids - arrival) * left * 10_000.0)
    codes = first_of(open_, at_decision, at_end)
    return Column(np.where(left == 0, 0.0, values), np.where(left == 0, FINE, codes))


def _expected(orders: Orders) -> dict[str, Column]:
    """Cost of the walk as the book stood when it was decided, and what is typical of it."""
    taking = np.array([one.taking for one in orders.decisions], np.bool_)
    sizes = np.array([one.ordered for one in orders.decisions], np.int64)
    limits = np.array(
        [NO_LIMIT if one.limit is None else one.limit for one in orders.decisions], np.int64
    )
    arrival, at_decision = orders.arrival
    walks = orders.traded.ladder.walks(orders.decided_us, orders.directions, sizes, limits)
    cents = np.where(walks.filled > 0, walks.paid / np.maximum(walks.filled, 1) / 100.0, np.nan)
    fee = orders.traded.fee_cents(orders.decided_us, cents)
    waits = np.where(taking, FINE, WAITED)
    thin = np.where(walks.filled > 0, FINE, THIN)
    cost = Column(orders.directions * (cents - arrival) + fee, first_of(waits, at_decision, thin))
    return {"expected_cost": cost, "typical_cost": _typical(orders, sizes, waits)}


def _typical(orders: Orders, sizes: Int64s, waits: Int64s) -> Column:
    """Median cost of an order of that size over the twenty minutes before, in the same phase.

    Sampled every minute; the order's own size stands for its bucket.
    """
    traded, window_us = orders.traded, int(orders.parameters.sigma_window_s * SECOND)
    many = len(sizes)
    steps = (np.arange(_SAMPLES, dtype=np.int64) + 1) * (window_us // _SAMPLES)
    at_us = (orders.decided_us[None, :] - steps[:, None]).ravel()  # in runs that rise
    mids, codes = traded.mids(at_us)
    begun = np.append(0, traded.phases)
    phase_us = begun[traded.phases.searchsorted(orders.decided_us, "right")]
    usable = (codes == FINE) & (at_us >= np.tile(phase_us, _SAMPLES))
    taken = np.tile(np.where(waits == FINE, sizes, 0), _SAMPLES) * usable
    directions = np.tile(orders.directions, _SAMPLES)
    cents = traded.ladder.walks(at_us, directions, taken).cents(taken)
    cost = directions * (cents - mids) + traded.fee_cents(at_us, cents)
    table = cost.reshape(_SAMPLES, many).T.copy()
    known = (~np.isnan(table)).sum(1)
    table.sort(axis=1)  # what is not known comes last
    rows = np.arange(many)
    middle = (table[rows, np.maximum(known - 1, 0) // 2] + table[rows, known // 2 % _SAMPLES]) / 2
    early = np.where(known >= _FEWEST_SAMPLES, FINE, TOO_EARLY)
    return Column(middle, first_of(waits, early))


def _later(orders: Orders, at_us: Int64s) -> tuple[Floats, Int64s, Floats]:
    """Mids at later moments: the last one of a game that has ended, the payout once decided.

    Values, doubts, and 1.0 where the moment lay behind the end.
    """
    traded = orders.traded
    around_us = int(orders.parameters.invalid_around_s * SECOND)
    values, codes = traded.mids(at_us, around_us)
    end_us, last, doubt = traded.ending
    over = (at_us > end_us) & (doubt != ENDLESS)
    values, codes = np.where(over, last, values), np.where(over, doubt, codes)
    censored = over.astype(float)
    if traded.settled_us is not None and traded.pays is not None:
        decided = at_us >= traded.settled_us
        values = np.where(decided, float(traded.pays) * 100.0, values)
        codes, censored = np.where(decided, FINE, codes), np.where(decided, 0.0, censored)
    return values, codes, censored


def markouts(orders: Orders) -> dict[str, Column]:
    """Drift of the mid after a match, gross from the mid before it, net from the price paid.

    `markout_*` and `net_*` are those of orders that enter, `after_*` the drift in the direction
    that was held, of those that leave.
    """
    enters = np.array([one.enters for one in orders.decisions], np.bool_)
    leaves = np.array([one.leaves for one in orders.decisions], np.bool_)
    sign, (before, at_match) = orders.directions, orders.before
    found: dict[str, Column] = {}
    for name, (later, codes, censored) in _horizons(orders).items():
        gross = first_of(orders.matched, at_match, codes)
        net = first_of(orders.matched, codes)
        entering, leaving = np.where(enters, FINE, NOT_MEANT), np.where(leaves, FINE, NOT_MEANT)
        drift = sign * (later - before)
        found[f"markout_{name}"] = Column(drift, first_of(entering, gross), censored)
        found[f"net_{name}"] = Column(
            sign * (later - orders.cents) - orders.fee, first_of(entering, net), censored
        )
        found[f"after_{name}"] = Column(-drift, first_of(leaving, gross), censored)
    return found


def _horizons(orders: Orders) -> dict[str, tuple[Floats, Int64s, Floats]]:
    """Prices at every horizon by its name."""
    horizons = orders.parameters.horizons_s
    moments = [orders.matched_us + seconds * SECOND for seconds in horizons]
    columns = [
        np.split(column, len(horizons)) for column in _later(orders, np.concatenate(moments))
    ]
    found = dict(zip(map(str, horizons), zip(*columns, strict=True), strict=True))
    traded, many = orders.traded, len(orders.decisions)
    end_us, last, doubt = traded.ending
    none = np.zeros(many)
    codes = np.where((orders.matched_us > end_us) & (doubt == FINE), OVER, doubt)
    found["eog"] = np.full(many, last), codes.astype(np.int64), none
    pays = float("nan") if traded.pays is None else float(traded.pays) * 100.0
    code = UNDECIDED if traded.pays is None else FINE
    found["settle"] = np.full(many, pays), np.full(many, code, np.int64), none
    return found


def line_values(orders: Orders) -> dict[str, Column]:
    """Against the line at the start of the game, and against the line a minute after the match."""
    sign, cents = orders.directions, orders.cents
    enters = np.where([one.enters for one in orders.decisions], FINE, NOT_MEANT)
    start = orders.traded.course.game_start_us
    many = len(orders.decisions)
    at_start, doubts = orders.traded.mids(np.full(many, start or 0, np.int64))
    early = np.where((orders.matched_us < start) if start else False, FINE, NO_START)
    settled, codes = _settled_line(orders)
    return {
        "clv": Column(
            sign * (at_start - cents),
            first_of(orders.matched, enters, np.broadcast_to(early, many), doubts),
        ),
        "iclv": Column(
            sign * (settled - cents) - orders.fee, first_of(orders.matched, enters, codes)
        ),
    }


def _settled_line(orders: Orders) -> tuple[Floats, Int64s]:
    """Time-weighted mid from one to two minutes after each match; doubts of all of it."""
    begin, end = (orders.matched_us + seconds * SECOND for seconds in SETTLED_LINE_S)
    traded = orders.traded
    values, empty_us = traded.average(begin, end)
    codes = traded.doubts.of(begin, end)
    beyond = np.where(end > traded.course.last_us, OUTSIDE, FINE)
    ended = (end > traded.ending[0]) & (traded.ending[2] == FINE)
    over = np.where(ended, OVER, FINE)
    return values, first_of(codes, over, beyond, np.where(empty_us > 0, ONE_SIDED, FINE))
