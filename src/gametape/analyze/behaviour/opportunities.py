"""Opportunities that were not taken: rushes one stayed out of, panics one sat through, any minute.

Most round trips lose to their costs, so "most avoided chases would have lost" says nothing alone:
the same made-up entry at random moments of the same games, the placebo, stands beside it
(methods 3.4). Both signs are counted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

import msgspec
import numpy as np

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rates import acts_of
from gametape.analyze.behaviour.rows import Opportunity
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.material.course import Course, Walk
from gametape.analyze.statistics.clustered import clustered_mean
from gametape.analyze.statistics.intervals import Interval
from gametape.analyze.statistics.regressed import mean_of
from gametape.ledger.fees import schedule_fee
from gametape.ledger.steps import ASSUMED, Line
from gametape.model.grid import NONE
from gametape.model.times import SECOND
from gametape.signals.signal import Signal

ONE = 10_000
"""Cells of a dollar."""

DECIDED = 1_000
"""A side that is empty is the end's price where the other stands within so many cells of it."""

HOLD_US = 120 * SECOND
PLACEBOS = 20
EVERY_US = 60 * SECOND
"""One looks so often for what could have been done, whatever the market does."""

Kind = Literal["fomo_avoid", "panic_resist", "minute"]


def met(evening: Evening, rng: np.random.Generator) -> tuple[list[Opportunity], str]:
    """Signals that were met, taken or not, and why none can be told ("" if they can).

    Present is who had sent or cancelled an order or set a tag in the five minutes before. The
    moments of the placebo are drawn by `rng`.
    """
    acts = acts_of(evening)
    if not acts:
        return [], "nothing tells whether the trader was there"
    found = []
    for line, signal in _strict(evening):
        way = 1 if signal.kind == "fomo_buy" else -1
        present = _present(evening, acts, signal.at_us)
        draws = _moments(evening, line, rng)
        one = _could(evening, line, signal.at_us, way, present=present, draws=draws)
        kind: Kind = "panic_resist" if one.leaving else "fomo_avoid"
        found.append(msgspec.structs.replace(one, kind=kind))
    return found, ""


def minutes(evening: Evening) -> list[Opportunity]:
    """What could have been done every minute in the markets that were traded, whatever they did.

    Both sides of each that could be entered, or the one to leave. Only minutes at which somebody
    was there are told.
    """
    acts = acts_of(evening)
    traded: dict[Line, int] = {}
    for one in evening.decisions:
        traded[one.line] = min(one.told_us, traded.get(one.line, one.told_us))
    found = []
    for line, course in evening.courses.items():
        if line not in traded:
            continue
        for at_us in range(course.first_us, course.last_us + 1, EVERY_US):
            # Not before the first order there: that it would come could not be known.
            if at_us >= traded[line] and _present(evening, acts, at_us):
                found += [_could(evening, line, at_us, way, present=True) for way in (1, -1)]
    return found


def _present(evening: Evening, acts: Sequence[int], at_us: int) -> bool:
    last = bisect_right(acts, at_us) - 1
    return last >= 0 and at_us - acts[last] < round(evening.parameters.presence_s * 1e6)


def fomo_avoided(sessions: Sequence[Sequence[Opportunity]]) -> Finding:
    """What the chases that were not made would have brought, beside the placebo.

    Claimed is only what they differ from the placebo of their own session by.
    """
    mine = [
        (number, one)
        for number, some in enumerate(sessions)
        for one in some
        if one.kind == "fomo_avoid" and one.passed
    ]
    known = [(number, one.value, one) for number, one in mine if one.value is not None]
    names = [f"{number}" for number, _, _ in known]
    gate, missing = gated(len(known), len(set(names)))
    fields: dict[str, Field] = {"unpriced": Field(len(mine) - len(known), "count")}
    estimates: dict[str, Interval] = {}
    p_values: dict[str, float] = {}
    if gate != "inconclusive":
        values = np.array([value for _, value, _ in known], np.float64)
        placebo = np.array([value for _, _, one in known for value in one.placebo], np.float64)
        fields |= {
            "mean": Field(round(float(values.mean())), "usd"),
            "losing": Field(float((values < 0).mean()), "pct"),
        }
        if len(placebo):
            fields |= {
                "placebo_mean": Field(round(float(placebo.mean())), "usd"),
                "placebo_losing": Field(float((placebo < 0).mean()), "pct"),
            }
        interval = clustered_mean(values.tolist(), names) if gate == "ok" else None
        estimates = {"mean": interval} if interval else {}
        apart = [
            (name, value - sum(one.placebo) / len(one.placebo))
            for name, (_, value, one) in zip(names, known, strict=True)
            if one.placebo
        ]
        test = mean_of([gap for _, gap in apart], [name for name, _ in apart])
        if test is not None and gate == "ok":
            estimates["excess"] = test.interval
            p_values["excess"] = test.p_value
    return Finding(
        code="fomo_avoid",
        title="rushes that were not chased",
        n=len(known),
        of="opportunities",
        sessions=len(set(names)),
        gate=gate,
        estimates=estimates,
        p_values=p_values,
        fields=fields,
        missing=missing,
    )


def _strict(evening: Evening) -> Iterator[tuple[Line, Signal]]:
    for line in evening.courses:
        for signal in evening.signals(line):
            if signal.strict:
                yield line, signal


def _could(
    evening: Evening, line: Line, at_us: int, way: int, *, present: bool, draws: Sequence[int] = ()
) -> Opportunity:
    """What was there to be done at a moment in a direction, and whether it was.

    `draws` are moments at which the same is priced, for comparison.
    """
    view = evening.view(at_us)
    held = view.standing(line).exposure
    until_us = at_us + round(evening.parameters.avoid_window_s * 1e6)
    holding = abs(held) >= evening.dust
    leaving = holding and (held > 0) != (way > 0)
    size = abs(held) if leaving else round(view.usual_size)
    able = bool(size) and not (holding and not leaving)
    course = evening.courses[line]
    wait_us = round(evening.parameters.reaction_s * 1e6)
    values: list[int | None] = []
    move = None
    if able and present:
        values = [
            _value(course, at + wait_us, way, size, leaving=leaving) for at in (at_us, *draws)
        ]
        move = _move(course, at_us + wait_us, way, size)
    return Opportunity(
        kind="minute",
        at_us=at_us,
        market=line.market,
        asset=line.asset,
        direction=way,
        size=size,
        leaving=leaving,
        present=present,
        able=able,
        taken=_acted(evening, line, way, at_us, until_us),
        value=values[0] if values else None,
        move=move,
        placebo=tuple(value for value in values[1:] if value is not None),
    )


def _acted(evening: Evening, line: Line, way: int, from_us: int, to_us: int) -> bool:
    """Whether an order in that direction was decided, or an own one filled, in the window."""
    return any(
        one.line == line
        and (
            (one.direction == way and from_us <= one.decided_us <= to_us)
            or (one.matched_us is not None and from_us <= one.matched_us <= to_us)
        )
        for one in evening.decisions
    )


def _value(course: Course, at_us: int, way: int, size: int, *, leaving: bool) -> int | None:
    """Micro-dollars of a taker's trip from `at_us` on: in and out, or out instead of later."""
    at_us, later_us = _trip(course, at_us)
    if later_us > course.last_us or course.bad_in(at_us, later_us):
        return None
    first = course.walk(at_us, way, size)
    if first.filled < size:
        return None
    now = _cash(course, at_us, way, size, first)
    out = way if leaving else -way
    second = course.walk(later_us, out, size)
    if second.filled < size and (second.filled or _ends(course, later_us) is None):
        return None
    later = _cash(course, later_us, out, size, second)
    return now - later if leaving else now + later


def _trip(course: Course, at_us: int) -> tuple[int, int]:
    """When a taker's order sent at `at_us` meets the book, and when it is turned round."""
    rules = course.rules_at(at_us)
    at_us += (rules.taker_delay_us or 0) if rules is not None else 0
    return at_us, at_us + HOLD_US


def _move(course: Course, at_us: int, way: int, size: int) -> int | None:
    """Micro-dollars of the same trip at the mid and free of fees: what the market did for it."""
    quotes = []
    for at in _trip(course, at_us):
        quote = course.quote(at)
        ends = quote if min(quote) != NONE else _ends(course, at)
        if ends is None:
            return None
        quotes.append(sum(ends))
    return round(Fraction(way * size * (quotes[1] - quotes[0]), 20_000))


def _ends(course: Course, at_us: int) -> tuple[int, int] | None:
    """Bid and ask of what is all but decided, an empty side as the end's price; None if it is not.

    Nobody bids for what is lost and nobody offers what is won. A book that is thin, or whose quotes
    were taken away while the game moves, tells no such thing.
    """
    bid, ask = course.quote(at_us)
    if bid == NONE and 0 <= ask <= DECIDED:
        return 0, ask
    if ask == NONE and bid >= ONE - DECIDED:
        return bid, ONE
    return None


def _cash(course: Course, at_us: int, way: int, size: int, got: Walk) -> int:
    """Cash of taking `size` in a direction, fees paid.

    What a decided market does not hold is sold for nothing and bought back for a dollar: to leave
    it out would leave out what died.
    """
    rules = course.rules_at(at_us)
    schedule = rules.fees if rules is not None and rules.fees is not None else ASSUMED
    fee = 0
    if got.filled:
        price = Fraction(got.paid, got.filled * ONE)
        fee = schedule_fee(schedule, got.filled, price) or 0
    rest = (size - got.filled) * ONE if way > 0 else 0
    return -way * round(Fraction(got.paid + rest, ONE)) - fee


def _moments(evening: Evening, line: Line, rng: np.random.Generator) -> list[int]:
    context = evening.context(line)
    if context is None:
        return []
    prices = context.prices
    fine = prices.times[prices.in_play & ~np.isnan(prices.threshold) & ~np.isnan(prices.mid)]
    if not len(fine):
        return []
    drawn: list[int] = fine[rng.integers(0, len(fine), PLACEBOS)].tolist()
    return drawn
