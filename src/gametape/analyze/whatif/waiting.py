"""Rules that wait in the book: a target that rests, and joining the best price.

Nobody knows one's place in a queue, so each is priced twice: `delta` by the pessimistic bound,
`central` by the probabilistic one.
"""

from __future__ import annotations

from fractions import Fraction

from gametape.analyze.material.course import CELLS_PER_CENT
from gametape.analyze.material.decision import Decision
from gametape.analyze.pricing.doubts import FINE
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.whatif.contract import LegKey, Priced, Scene, Status, Subject
from gametape.analyze.whatif.legs import NO_BOOK, priced, refused, seconds, unchanged
from gametape.analyze.whatif.resting import Rested, rest
from gametape.analyze.whatif.taking import Taken, bad, sent, take

WAIT_S = 60
"""How long a passive order waits before it crosses."""


def target(scene: Scene, cents: int) -> list[Priced]:
    """Every leg with an order resting so many cents in favour of its entry, until it was left."""
    rule = f"target_{cents}"
    found, resting = [], dict[tuple[str, ...], int]()
    for one in scene.legs:
        opener = (one.key.market, one.key.asset, *one.leg.opened_by)
        found.append(_target(rule, scene, one, cents, resting.get(opener, 0)))
        resting[opener] = resting.get(opener, 0) + one.leg.size
    return found


def _target(rule: str, scene: Scene, one: Subject, cents: int, before: int) -> Priced:
    """`before` are shares of the same order that are filled first."""
    if one.traded is None:
        return refused(rule, one, "gap", NO_BOOK)
    traded, leg = one.traded, one.leg
    tick = traded.course.tick(leg.opened_us)
    wanted = Fraction(leg.open_price) * 10_000 + leg.direction * cents * CELLS_PER_CENT
    # On the grid, and never nearer than asked for.
    cell = int(-(-wanted // tick) if leg.direction > 0 else wanted // tick) * tick
    if not 0 < cell < 10_000:
        return refused(rule, one, "not_feasible", "there is no such price")
    from_us = leg.opened_us + seconds(scene.parameters.latency_s)
    if from_us >= one.exit_us:
        return unchanged(rule, one)
    code = traded.doubts.one(from_us, one.exit_us)
    if code != FINE:
        status, why = bad(traded.doubts.reason(code))
        return refused(rule, one, status, why)
    if _crosses(traded, -leg.direction, cell, from_us):
        return refused(rule, one, "not_feasible", "it would not have rested")
    found = rest(traded, -leg.direction, cell, leg.size, from_us, one.exit_us, before)
    each = leg.direction * (Fraction(cell, 10_000) - Fraction(leg.close_price))
    each += one.closing_fee / leg.size
    return priced(
        rule, one, each * found.pessimistic, "ok", (), _evidence(found, cell, leg.size),
        central=each * found.central,
    )  # fmt: skip


def _crosses(traded: Traded, direction: int, cell: int, at_us: int) -> bool:
    bid, ask = traded.course.quote(at_us)
    other = ask if direction > 0 else bid
    return other >= 0 and (other - cell) * direction <= 0


def _evidence(found: Rested, cell: int, size: int) -> dict[str, int | float | str | None]:
    return {
        "cents": cell / CELLS_PER_CENT,
        "ahead": found.ahead,
        "filled_low": found.pessimistic / size,
        "filled_high": found.central / size,
        "at_us": found.first_us,
    }


def passive(scene: Scene) -> list[Priced]:
    """Every order that took, waiting at the best price of its own side instead.

    What is not filled within a minute crosses then. An order whose shares were closed again within
    that minute has no answer.
    """
    closes: dict[str, int] = {}
    for one in scene.legs:
        for opener in one.opening:
            before = closes.get(opener.order_id, one.exit_us)
            closes[opener.order_id] = min(before, one.exit_us)
    took = [one for one in scene.evening.decisions if one.taking and one.filled]
    return [_passive(scene, one, closes.get(one.order_id)) for one in took]


def _passive(scene: Scene, one: Decision, closed_us: int | None) -> Priced:
    traded = scene.lines.get(one.line)
    if traded is None:
        return _nothing(one, "gap", NO_BOOK)
    latency_us = seconds(scene.parameters.latency_s)
    from_us = one.decided_us + latency_us
    until_us = from_us + seconds(WAIT_S)
    if closed_us is not None and closed_us <= until_us:
        return _nothing(one, "not_feasible", "it was closed again within the wait")
    bid, ask = traded.course.quote(one.decided_us)
    cell = bid if one.direction > 0 else ask
    if cell < 0:
        return _nothing(one, "not_feasible", "nobody stood on its side")
    code = traded.doubts.one(one.decided_us, until_us)
    if code != FINE:
        status, why = bad(traded.doubts.reason(code))
        return _nothing(one, status, why)
    if _crosses(traded, one.direction, cell, from_us):
        return _nothing(one, "not_feasible", "it would not have rested")
    found = rest(traded, one.direction, cell, one.filled, from_us, until_us)
    deltas: list[Fraction] = []
    for filled in (found.pessimistic, found.central):
        crossed = _cross(scene, traded, one, one.filled - filled, until_us)
        if crossed is not None and crossed.status != "ok":
            return _nothing(one, crossed.status, crossed.why)
        deltas.append(_change(one, cell, filled, crossed))
    evidence = _evidence(found, cell, one.filled)
    evidence["was_cents"] = one.cents
    low, high = (round(delta) for delta in deltas)
    key = LegKey(one.line.market, one.line.asset, -1)
    return Priced(
        "passive", key, one.order_id, low, low / one.filled * 100.0, "ok", high, (), evidence
    )


def _cross(scene: Scene, traded: Traded, one: Decision, left: int, at_us: int) -> Taken | None:
    """What is left over, taken once the wait is over; however small it is."""
    if not left:
        return None
    got = take(traded, sent([(at_us, one.direction, left)]), scene.parameters)[0]
    if got.why == "below the market's smallest order":
        return None
    return got


def _change(one: Decision, cell: int, filled: int, crossed: Taken | None) -> Fraction:
    """Micro-dollars better than what was paid; a rest too small to send is bought as it was."""
    was = (one.price or Fraction(0)) * one.filled
    rest_size = one.filled - filled
    paid = Fraction(filled * cell, 10_000)
    fee = Fraction(0)
    if crossed is not None:
        paid += Fraction(crossed.paid, 10_000)
        fee += crossed.fee
    elif rest_size:
        paid += (one.price or Fraction(0)) * rest_size
        fee += Fraction(one.fee * rest_size, one.filled)
    return one.direction * (was - paid) + one.fee - fee


def _nothing(one: Decision, status: Status, why: str) -> Priced:
    key = LegKey(one.line.market, one.line.asset, -1)
    return Priced("passive", key, one.order_id, None, None, status, evidence={"why": why})
