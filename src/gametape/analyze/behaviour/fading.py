"""The fixed rule beside market signals: go against each of them, and leave by rule (methods 7.2).

A signal says buy (`panic_sell`) or sell (`fomo_buy`) for fifty dollars, at once, up to two ticks
past the touch. The position is left at a target, at a stop or after two minutes, whichever the
price to leave at reaches first; all orders arrive late, walk the recorded book and pay fees. What
triggers looks back alone; what came of it is told in columns of its own, and feeds nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np

from gametape.analyze.context.prices import doubtful
from gametape.analyze.context.surroundings import Context
from gametape.analyze.material.course import CELLS_PER_CENT
from gametape.analyze.material.phases import Clock
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import FINE
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.whatif.taking import Taken, sent, take
from gametape.model.times import SECOND
from gametape.signals.signal import Kind

STAKE = 50_000_000
"""Micro-dollars put at risk by each trade."""

HOLD_US = 120 * SECOND
AGAIN_US = 60 * SECOND
"""After a trade was left, so long no other is begun in the market."""

QUIET_US = 10 * SECOND
"""Without a hole for so long before a trade."""

LATE_US = 180 * SECOND
"""No trade so near the scheduled end, where the game's clock tells it."""

WIDEST_CENTS = 3.0
LOW_CENTS, HIGH_CENTS = 10.0, 90.0
LEAST_TICKS = 2

How = Literal["target", "stop", "time", ""]


class Rule(NamedTuple):
    """+1 buys, -1 sells; target and stop are shares of the entry price."""

    direction: int
    target: float
    stop: float


RULES: dict[Kind, Rule] = {
    "panic_sell": Rule(1, 0.08, 0.03),
    "fomo_buy": Rule(-1, 0.09, 0.04),
}
"""`panic_fade` and `fomo_fade` at the defaults of methods 7.2; a vacuum has no rule."""


class Faded(NamedTuple):
    """One trade of the rule: micro-dollars after fees, None where `why` says it was none.

    `from_us` is when it was entered, `to_us` when it was left, `how` by what.
    """

    net: int | None
    why: str = ""
    from_us: int = 0
    to_us: int = 0
    how: How = ""


def fades(
    context: Context,
    traded: Traded,
    rule: Rule,
    at_us: Sequence[int],
    clocks: Sequence[Clock] = (),
) -> list[Faded]:
    """The rule at each of these moments by itself, in their order."""
    parameters = context.parameters
    told = [_refused(context, moment, clocks) for moment in at_us]
    begun = [number for number, why in enumerate(told) if not why]
    orders = [(at_us[one], rule.direction, _size(context, at_us[one], rule)) for one in begun]
    entries = take(traded, sent(orders), parameters)
    left = _left(traded, rule, entries, parameters)
    found = [Faded(None, why) for why in told]
    for number, one in zip(begun, left, strict=True):
        found[number] = one
    return found


def in_turn(at_us: Sequence[int], found: Sequence[Faded]) -> list[Faded]:
    """Of trades in order of time those that one position at a time leaves room for."""
    free_us = -1
    kept = []
    for moment, one in zip(at_us, found, strict=True):
        if one.net is not None and moment < free_us:
            one = Faded(None, "a trade of the rule was open, or just left")
        elif one.to_us:
            free_us = one.to_us + AGAIN_US
        kept.append(one)
    return kept


def _refused(context: Context, at_us: int, clocks: Sequence[Clock]) -> str:
    """Why the rule does not trade at a moment; from nothing later than it."""
    course = context.course
    bid, ask = course.quote(at_us)
    if bid < 0 or ask < 0:
        return "one side of the book was empty"
    if not LOW_CENTS <= (bid + ask) / (2 * CELLS_PER_CENT) <= HIGH_CENTS:
        return "the price was too near its end"
    if (ask - bid) / CELLS_PER_CENT > WIDEST_CENTS:
        return "the spread was too wide"
    if doubtful(course, np.array([at_us], np.int64), QUIET_US)[0]:
        return "the recording had just had a hole"
    told = bisect_right(clocks, at_us, key=lambda one: one.told_us)
    if told and clocks[told - 1].left_us <= LATE_US:
        return "the game was nearly over"
    return ""


def _size(context: Context, at_us: int, rule: Rule) -> int:
    """Micro-shares that the stake buys at the touch; selling is buying the other outcome."""
    bid, ask = context.course.quote(at_us)
    cell = ask if rule.direction > 0 else 100 * CELLS_PER_CENT - bid
    return STAKE * 100 * CELLS_PER_CENT // max(cell, 1)


def _left(
    traded: Traded, rule: Rule, entries: Sequence[Taken], parameters: Parameters
) -> list[Faded]:
    """What came of entries."""
    found: list[Faded] = []
    exits: list[tuple[int, int, int]] = []
    ways: list[tuple[int, How]] = []
    for number, entry in enumerate(entries):
        if not entry.filled:
            found.append(Faded(None, entry.why or "nothing was filled"))
            continue
        until_us, how = _trigger(traded, rule, entry)
        code = traded.doubts.one(entry.at_us, until_us)
        if until_us > traded.course.last_us or code != FINE:
            why = traded.doubts.reason(code) or "not recorded"
            found.append(Faded(None, why, entry.at_us, until_us))
            continue
        found.append(Faded(None, "", entry.at_us, until_us, how))
        exits.append((until_us, -rule.direction, entry.filled))
        ways.append((number, how))
    taken = take(traded, sent(exits), parameters)
    for (number, how), out in zip(ways, taken, strict=True):
        entry = entries[number]
        net = None
        if out.status == "ok":
            gross = Fraction(rule.direction * (out.paid - entry.paid), 10_000)
            net = round(gross) - entry.fee - out.fee
        found[number] = Faded(net, "" if net is not None else out.why, entry.at_us, out.at_us, how)
    return found


def _trigger(traded: Traded, rule: Rule, entry: Taken) -> tuple[int, How]:
    """When the rule leaves, by the price to leave at: its target, its stop, or two minutes."""
    course, way = traded.course, rule.direction
    least = LEAST_TICKS * course.tick(entry.at_us)
    price = entry.paid / entry.filled
    first, last = course.row(entry.at_us), course.row(entry.at_us + HOLD_US - 1)
    side = course.bid if way > 0 else course.ask
    later, times = side[first : last + 1].astype(np.int64), course.times[first : last + 1]
    known = later >= 0
    reached = known & (way * (later - price) >= max(rule.target * price, least))
    stopped = known & (way * (later - later[0]) <= -max(rule.stop * price, least))
    stopped &= known[0]
    hit = np.flatnonzero(reached | stopped)
    if not len(hit):
        return entry.at_us + HOLD_US, "time"
    at = int(hit[0])
    return max(int(times[at]), entry.at_us), "target" if reached[at] else "stop"
