"""A leg left or entered otherwise: the difference that makes, exact, in micro-dollars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.whatif.contract import Flag, Priced, Status, Subject
from gametape.analyze.whatif.taking import Taken, sent, take
from gametape.model.times import SECOND

NO_BOOK = "the book of this market was not recorded"

Evidence = dict[str, int | float | str | None]


def exits_at(
    rule: str, legs: Sequence[Subject], triggers: Sequence[int | None], parameters: Parameters
) -> list[Priced]:
    """Each leg closed by an order sent at its trigger; one without a trigger stays as it was."""
    taken = _all_taken(legs, triggers, parameters, closing=True)
    found = []
    for one, got, trigger in zip(legs, taken, triggers, strict=True):
        if one.traded is None:
            found.append(refused(rule, one, "gap", NO_BOOK))
        elif trigger is None or got is None:
            found.append(unchanged(rule, one))
        elif got.status == "resolved_before" and one.traded.pays is not None:
            found.append(settled(rule, one, one.traded, trigger))
        else:
            found.append(_left(rule, one, got, trigger))
    return found


class _Part(NamedTuple):
    """What an order got, and this leg's share of it."""

    got: Taken
    share: Fraction

    @property
    def status(self) -> Status:
        return self.got.status

    @property
    def paid(self) -> Fraction:
        """Micro-dollars."""
        return Fraction(self.got.paid, 10_000) * self.share

    @property
    def filled(self) -> Fraction:
        return self.got.filled * self.share

    @property
    def fee(self) -> Fraction:
        return self.got.fee * self.share


def _left(rule: str, one: Subject, part: _Part, trigger: int) -> Priced:
    got = part.got
    if got.status not in ("ok", "thin"):
        return refused(rule, one, got.status, got.why)
    leg = one.leg
    worth = part.paid
    if leg.direction < 0:  # what could not be bought back counts at a dollar, the worst there is
        worth += leg.size - part.filled
    change = leg.direction * (worth - leg.size * Fraction(leg.close_price))
    change -= part.fee - one.closing_fee
    evidence: Evidence = {
        "trigger_us": trigger, "at_us": got.at_us, "cents": got.cents,
        "was_cents": float(leg.close_price) * 100.0, "why": got.why,
    }  # fmt: skip
    return priced(rule, one, change, got.status, got.flags, evidence)


def settled(rule: str, one: Subject, traded: Traded, trigger: int) -> Priced:
    """A leg held until its market was decided: no closing fee."""
    if traded.pays is None:
        return refused(rule, one, "not_feasible", "the market is not decided")
    leg = one.leg
    change = leg.direction * leg.size * (traded.pays - Fraction(leg.close_price))
    evidence: Evidence = {
        "trigger_us": trigger, "at_us": traded.settled_us, "cents": float(traded.pays) * 100.0,
        "was_cents": float(leg.close_price) * 100.0,
    }  # fmt: skip
    return priced(rule, one, change + one.closing_fee, "ok", ("resolved",), evidence)


def entries_at(
    rule: str, legs: Sequence[Subject], triggers: Sequence[int | None], parameters: Parameters
) -> list[Priced]:
    """Each leg opened by an order sent at its trigger, left as it was."""
    taken = _all_taken(legs, triggers, parameters, closing=False)
    found = []
    for one, part, trigger in zip(legs, taken, triggers, strict=True):
        if one.traded is None:
            found.append(refused(rule, one, "gap", NO_BOOK))
        elif trigger is None or part is None:
            found.append(unchanged(rule, one))
        elif part.status != "ok":
            found.append(refused(rule, one, part.status, part.got.why))
        else:
            leg, got = one.leg, part.got
            change = leg.direction * (leg.size * Fraction(leg.open_price) - part.paid)
            change -= part.fee - one.opening_fee
            evidence: Evidence = {
                "trigger_us": trigger, "at_us": got.at_us, "cents": got.cents,
                "was_cents": float(leg.open_price) * 100.0,
            }  # fmt: skip
            found.append(priced(rule, one, change, "ok", got.flags, evidence))
    return found


def _all_taken(
    legs: Sequence[Subject],
    triggers: Sequence[int | None],
    parameters: Parameters,
    *,
    closing: bool,
) -> list[_Part | None]:
    """One order for all legs that one order closed (or opened) and that share a trigger."""
    groups: dict[_Group, list[int]] = defaultdict(list)
    for number, (one, trigger) in enumerate(zip(legs, triggers, strict=True)):
        if one.traded is not None and trigger is not None:
            by = one.leg.closed_by if closing else "+".join(one.leg.opened_by)
            direction = -one.leg.direction if closing else one.leg.direction
            groups[_Group(one.traded, by, trigger, direction)].append(number)
    by_line: dict[Traded, list[_Group]] = defaultdict(list)
    for group in groups:
        by_line[group.traded].append(group)
    parts: list[_Part | None] = [None] * len(legs)
    for traded, mine in by_line.items():
        sizes = [sum(legs[number].leg.size for number in groups[group]) for group in mine]
        rows = [
            (group.trigger_us, group.direction, size)
            for group, size in zip(mine, sizes, strict=True)
        ]
        taken = take(traded, sent(rows), parameters)
        for group, size, got in zip(mine, sizes, taken, strict=True):
            for number in groups[group]:
                parts[number] = _Part(got, Fraction(legs[number].leg.size, size))
    return parts


class _Group(NamedTuple):
    traded: Traded
    by: str
    trigger_us: int
    direction: int


def priced(
    rule: str,
    one: Subject,
    change: Fraction,
    status: Status,
    flags: Sequence[Flag] = (),
    evidence: Evidence | None = None,
    central: Fraction | None = None,
) -> Priced:
    """A difference in exact micro-dollars, rounded once."""
    delta = round(change)
    marks: list[Flag] = [*flags, *(["dependent"] if one.dependent else [])]  # type: ignore[list-item]
    return Priced(
        rule=rule,
        leg=one.key,
        order=one.leg.closed_by,
        delta=delta,
        cents=delta / one.leg.size * 100.0,
        status=status,
        central=delta if central is None else round(central),
        flags=tuple(marks),
        evidence=evidence or {},
    )


def refused(rule: str, one: Subject, status: Status, why: str) -> Priced:
    """No answer, and why."""
    return Priced(rule, one.key, "", None, None, status, evidence={"why": why})


def unchanged(rule: str, one: Subject) -> Priced:
    """The rule would have done nothing else."""
    return priced(rule, one, Fraction(0), "ok", (), {"why": "not triggered"})


def removed(rule: str, one: Subject, evidence: Evidence) -> Priced:
    """The whole leg was not traded."""
    return priced(rule, one, Fraction(-one.leg.net), "ok", ("skipped",), evidence)


def seconds(count: float) -> int:
    """Seconds as microseconds."""
    return round(count * SECOND)
