"""Taker orders sent at other moments: what the recorded book would have given for them.

An order sent at a trigger arrives after the local latency and waits for the market's delay; then it
walks the book within its limit, two ticks past the touch that was seen at the trigger (methods
4.1). The recorded book holds the effect of the real trade; no liquidity is added back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gametape.analyze.material.course import CELLS_PER_CENT, Int64s
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import FINE
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.whatif.contract import Flag, Status
from gametape.model.times import SECOND

NEAR_CENTS = 3
"""How far from the touch depth counts when a trader's own impact is judged."""


class Sent(NamedTuple):
    """Orders of one line: when each was triggered, +1 to buy, micro-shares."""

    trigger_us: Int64s
    directions: Int64s
    sizes: Int64s


class Taken(NamedTuple):
    """What one order got: micro-shares, cells times micro-shares, fee in micro-dollars.

    Nothing is filled where `status` is neither `ok` nor `thin`; `why` says more.
    """

    at_us: int
    filled: int
    paid: int
    fee: int
    status: Status
    flags: tuple[Flag, ...]
    why: str = ""

    @property
    def cents(self) -> float | None:
        """Average price; None for nothing."""
        return self.paid / self.filled / CELLS_PER_CENT if self.filled else None


def sent(rows: Sequence[tuple[int, int, int]]) -> Sent:
    """Orders from (trigger, direction, size)."""
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Sent(table[:, 0], table[:, 1], table[:, 2])


def take(traded: Traded, orders: Sent, parameters: Parameters) -> list[Taken]:
    """Price orders of one line, all at once."""
    course, ladder = traded.course, traded.ladder
    arrival = arrivals(traded, orders.trigger_us, parameters)
    rows = course.rows(orders.trigger_us)
    touch = np.where(orders.directions > 0, course.ask[rows], course.bid[rows]).astype(np.int64)
    touch = np.where(rows >= 0, touch, -1)
    slip = parameters.slip_ticks * _ticks(traded, orders.trigger_us)
    limits = touch + orders.directions * slip
    wanted = np.where(touch >= 0, orders.sizes, 0)
    walks = ladder.walks(arrival, orders.directions, wanted, limits)
    now = course.rows(arrival)
    best = np.where(orders.directions > 0, course.ask[now], course.bid[now]).astype(np.int64)
    near = best + orders.directions * NEAR_CENTS * CELLS_PER_CENT
    # A fill within the cap needs a depth of 1 / cap times its size; no more has to be counted.
    many = np.ceil(orders.sizes / parameters.depth_cap_share).astype(np.int64)
    depth = ladder.walks(arrival, orders.directions, np.where(wanted > 0, many, 0), near)
    heavy = (depth.filled < many).tolist()
    statuses = _statuses(traded, orders, arrival, touch, walks.filled)
    taken = []
    for row, (status, why) in enumerate(statuses):
        filled, paid = int(walks.filled[row]), int(walks.paid[row])
        at_us = int(arrival[row])
        if status not in ("ok", "thin"):
            taken.append(Taken(at_us, 0, 0, 0, status, (), why))
            continue
        flags: list[Flag] = ["impact_uncertain"] if heavy[row] else []
        flags += ["fee_assumed"] if traded.fees(at_us)[1] else []
        fee = traded.fee(at_us, filled, paid)
        taken.append(Taken(at_us, filled, paid, fee, status, tuple(flags), why))
    return taken


def arrivals(traded: Traded, trigger_us: Int64s, parameters: Parameters) -> Int64s:
    """When orders sent at these moments are matched."""
    latency_us = int(parameters.latency_s * SECOND)
    delays = np.array([traded.delay_us(int(at)) for at in trigger_us], np.int64)
    return trigger_us + latency_us + delays


def _ticks(traded: Traded, at_us: Int64s) -> Int64s:
    return np.array([traded.course.tick(int(at)) for at in at_us], np.int64)


def _statuses(
    traded: Traded, orders: Sent, arrival: Int64s, touch: Int64s, filled: Int64s
) -> list[tuple[Status, str]]:
    codes = traded.doubts.of(orders.trigger_us, arrival).tolist()
    last_us, settled_us = traded.course.last_us, traded.settled_us
    found: list[tuple[Status, str]] = []
    for row, code in enumerate(codes):
        size, at_us = int(orders.sizes[row]), int(arrival[row])
        rules = traded.course.rules_at(at_us)
        smallest = (rules.min_size or 0) if rules is not None else 0
        if settled_us is not None and at_us >= settled_us:
            found.append(("resolved_before", "the market had been decided"))
        elif at_us > last_us:
            found.append(("gap", "not recorded"))
        elif code != FINE:
            found.append(bad(traded.doubts.reason(code)))
        elif size < smallest:
            found.append(("not_feasible", "below the market's smallest order"))
        elif touch[row] < 0:
            found.append(("not_feasible", "nobody stood on the other side"))
        elif not filled[row]:
            found.append(("not_feasible", "nothing within the limit"))
        else:
            found.append(("ok", "") if filled[row] >= size else ("thin", "filled in part"))
    return found


def bad(reason: str) -> tuple[Status, str]:
    """The status of a moment that cannot be believed."""
    return ("stale" if reason.startswith("stale") else "gap"), reason
