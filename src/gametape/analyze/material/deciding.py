"""From own orders and fills to decisions: what each order meant, and when it was decided."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from gametape.analyze.material.course import Course
from gametape.analyze.material.decision import DecidedHow, Decision, kind_of
from gametape.analyze.material.material import Material, ToldFill, ToldOrder
from gametape.analyze.material.moved import moves_of
from gametape.analyze.parameters import Parameters
from gametape.ledger.gathering import distinct
from gametape.ledger.steps import Line, Step, fee_of, line_of, order_of
from gametape.model.book import Side
from gametape.model.market import MarketRules
from gametape.model.times import SECOND
from gametape.model.trading import Fill, FillStatus, Role

TOP = 10_000
"""The cell of one dollar: what a price and its opposite's add up to."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A line's exposure, what it cost (dollars times micro-shares), and how its episode began."""

    at_us: int
    exposure: int = 0
    cost: Fraction = Fraction(0)
    opened_us: int | None = None
    first_size: int = 0

    @property
    def average(self) -> Fraction | None:
        return self.cost / self.exposure if self.exposure else None

    def moved(self, at_us: int, change: int, price: Fraction, dust: int) -> _Standing:
        """After one order's fill, at average cost."""
        exposure = self.exposure + change
        if abs(self.exposure) < dust:
            return _Standing(at_us, exposure, price * exposure, at_us, abs(change))
        if abs(exposure) < dust:
            return _Standing(at_us, exposure)
        if (self.exposure > 0) == (change > 0):
            cost = self.cost + price * change
            return _Standing(at_us, exposure, cost, self.opened_us, self.first_size)
        if (exposure > 0) == (self.exposure > 0):
            cost = self.cost * exposure / self.exposure
            return _Standing(at_us, exposure, cost, self.opened_us, self.first_size)
        return _Standing(at_us, exposure, price * exposure, at_us, abs(exposure))


@dataclass(slots=True)
class _Gathered:
    """What is known of one order."""

    line: Line
    direction: int
    told: list[ToldOrder] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    heard_us: int = 1 << 62
    before: _Standing = field(default_factory=lambda: _Standing(0))


def decisions_of(material: Material, parameters: Parameters) -> tuple[Decision, ...]:
    """Every own order as a decision, in order of when it was decided.

    Fills that failed do not count; an order of which all did is marked so.
    """
    dust = int(parameters.dust_shares * 1e6)
    orders = _gathered(material)
    history = _walk_through(orders, moves_of(material), dust)
    found = [_decision(key, one, history, material, parameters) for key, one in orders.items()]
    return tuple(sorted(found, key=lambda one: (one.decided_us, one.order_id)))


def _gathered(material: Material) -> dict[str, _Gathered]:
    orders: dict[str, _Gathered] = {}

    def of(key: str, market: str, asset: str, side: Side) -> _Gathered:
        if key not in orders:
            line = line_of(market, asset, material.rules.get(market))
            bought = 1 if side is Side.BUY else -1
            orders[key] = _Gathered(line, -bought if asset == line.opposite else bought)
        return orders[key]

    for told in material.orders:
        one = of(told.order_id, told.market, told.asset, told.side)
        one.told.append(told)
        one.heard_us = min(one.heard_us, told.told_us)
    heard = _first_heard(material.fills)
    for fill in distinct(report.fill for report in material.fills)[0]:
        one = of(order_of(fill), fill.market, fill.asset, fill.side)
        one.heard_us = min(one.heard_us, heard[fill.key])
        one.fills.append(fill)
    return orders


def _first_heard(reports: Iterable[ToldFill]) -> dict[tuple[str, str], int]:
    heard: dict[tuple[str, str], int] = {}
    for report in reports:
        heard.setdefault(report.fill.key, report.told_us)
    return heard


def _walk_through(
    orders: Mapping[str, _Gathered], moves: Iterable[tuple[Line, Step]], dust: int
) -> dict[Line, list[_Standing]]:
    """Every line's standing after each fill; each order is told its standing before its first.

    `moves` are what changed an exposure without an order.
    """
    history: dict[Line, list[_Standing]] = defaultdict(lambda: [_Standing(0)])
    steps: list[tuple[int, Line, int, Fraction, _Gathered | None]] = [
        (fill.matched_us, one.line, one.direction * fill.size, _price(one.line, fill), one)
        for one in orders.values()
        for fill in _standing(one.fills)
    ]
    steps += [(move.at_us, line, move.change, move.price, None) for line, move in moves]
    met: set[int] = set()
    for at_us, place, change, price, one in sorted(steps, key=lambda step: step[0]):
        line = history[place]
        if one is not None and id(one) not in met:
            met.add(id(one))
            one.before = line[-1]
        line.append(line[-1].moved(at_us, change, price, dust))
    return history


def _standing(fills: Iterable[Fill]) -> list[Fill]:
    return [fill for fill in fills if fill.status is not FillStatus.FAILED]


def _price(line: Line, fill: Fill) -> Fraction:
    price = Fraction(fill.price)
    return 1 - price if fill.asset == line.opposite else price


def _decision(
    key: str,
    one: _Gathered,
    history: Mapping[Line, list[_Standing]],
    material: Material,
    parameters: Parameters,
) -> Decision:
    fills = _standing(one.fills)
    rules = material.rules.get(one.line.market)
    matched_us = min((fill.matched_us for fill in fills), default=None)
    decided_us, how = _decided(one, matched_us, rules, parameters)
    before = one.before if fills else _standing_at(history.get(one.line, []), decided_us)
    first = one.told[0] if one.told else None
    filled = sum(fill.size for fill in fills)
    ordered = max(first.size if first else 0, filled)
    paid = sum((_price(one.line, fill) * fill.size for fill in fills), Fraction(0))
    fees = [fee_of(fill, rules.fees if rules else None, charges=True) for fill in fills]
    limit = None if first is None or first.cell is None else _canonical(one.line, first)
    role = fills[0].role if fills else Role.UNKNOWN
    rested_us = max(0, (matched_us or decided_us) - decided_us)
    dust = int(parameters.dust_shares * 1e6)
    return Decision(
        order_id=key,
        line=one.line,
        direction=one.direction,
        kind=kind_of(before.exposure, one.direction, ordered, dust),
        decided_us=decided_us,
        decided_how=how,
        ordered=ordered,
        limit=limit,
        taking=_taking(material.courses.get(one.line), one.direction, limit, decided_us, role),
        role=role,
        told_us=min(one.heard_us, material.to_us),
        before=before.exposure,
        average_before=before.average,
        opened_us=before.opened_us,
        first_size=before.first_size,
        filled=filled,
        price=paid / filled if filled else None,
        fee=sum(fee for fee, _ in fees),
        fee_assumed=any(assumed for _, assumed in fees),
        matched_us=matched_us,
        ended_us=_ended(one, fills),
        rested_us=rested_us,
        planned=role is Role.MAKER and rested_us >= parameters.planned_s * SECOND,
        failed=bool(one.fills) and not fills,
    )


def _decided(
    one: _Gathered, matched_us: int | None, rules: MarketRules | None, parameters: Parameters
) -> tuple[int, DecidedHow]:
    """When it was decided (methods 0.2): when it was placed, else the match less the delay.

    A placement that was heard of after the match (they travel apart) does not tell the time.
    """
    placed_us = one.told[0].told_us if one.told and one.told[0].action == "PLACEMENT" else None
    if placed_us is not None and (matched_us is None or placed_us <= matched_us):
        return placed_us, "placement"
    if matched_us is None:
        return one.heard_us, "placement"
    delay_us = (rules.taker_delay_us or 0) if rules is not None else 0
    taker = not one.fills or one.fills[0].role is not Role.MAKER
    return matched_us - (delay_us if taker else 0) - int(parameters.latency_s * SECOND), (
        "match less delay"
    )


def _standing_at(line: Sequence[_Standing], at_us: int) -> _Standing:
    known = bisect_right(line, at_us, key=lambda one: one.at_us)
    return line[known - 1] if known else _Standing(0)


def _canonical(line: Line, told: ToldOrder) -> int:
    cell = told.cell or 0
    return TOP - cell if told.asset == line.opposite else cell


def _taking(
    course: Course | None, direction: int, limit: int | None, at_us: int, role: Role
) -> bool:
    """Whether it could be matched at once as the book stood; by its role where nobody knows."""
    if course is None or limit is None:
        return role is not Role.MAKER
    bid, ask = course.quote(at_us)
    if direction > 0:
        return ask >= 0 and limit >= ask
    return bid >= 0 and limit <= bid


def _ended(one: _Gathered, fills: Sequence[Fill]) -> int | None:
    if one.told and not one.told[-1].resting:
        return max([one.told[-1].told_us, *(fill.matched_us for fill in fills)])
    return max((fill.matched_us for fill in fills), default=None) if not one.told else None
