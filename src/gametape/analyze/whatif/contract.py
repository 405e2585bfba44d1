"""What a what-if answers: the difference to what happened, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.decision import Decision
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.lines import Lines, Traded
from gametape.ledger.steps import Line
from gametape.ledger.trades import Leg

Status = Literal["ok", "thin", "gap", "stale", "resolved_before", "not_feasible"]
"""Only `ok` enters a mean; `thin` was priced in part, its rest at the worst price there is."""

Flag = Literal["impact_uncertain", "dependent", "fee_assumed", "resolved", "skipped"]
"""`impact_uncertain`: more than a quarter of the depth near the touch. `dependent`: the leg only
exists because of an order that the rule changes. `resolved`: held until it was decided.
`skipped`: the rule leaves the leg out altogether."""


class LegKey(NamedTuple):
    """A leg: market, asset, and its number among the line's legs."""

    market: str
    asset: str
    number: int


class Priced(NamedTuple):
    """One rule on one leg or order: micro-dollars more (or less) than what happened, net of fees.

    `delta` is the cautious one where a queue is guessed at; `central` the other bound, else the
    same. `cents` is per share. `evidence` holds what it was priced from: times in microseconds,
    prices in cents.
    """

    rule: str
    leg: LegKey | None
    order: str
    delta: int | None
    cents: float | None
    status: Status
    central: int | None = None
    flags: tuple[Flag, ...] = ()
    evidence: Mapping[str, int | float | str | None] = {}


@dataclass(frozen=True, eq=False)
class Subject:
    """A leg with all that is needed to change it. Fees are micro-dollars of this leg alone."""

    key: LegKey
    leg: Leg
    traded: Traded | None
    opening: tuple[Decision, ...]
    closing: Decision | None

    @property
    def opened(self) -> Decision | None:
        """The order that opened it, where it was one."""
        return self.opening[0] if len(self.opening) == 1 else None

    @property
    def closing_fee(self) -> Fraction:
        """What closing it cost in fees."""
        return _share(self.closing, self.leg.size)

    @property
    def opening_fee(self) -> Fraction:
        """What opening it cost in fees."""
        return self.leg.fees - self.closing_fee

    @property
    def exit_us(self) -> int:
        """When leaving was decided: the order's decision if it took, its match if it waited."""
        one = self.closing
        if one is None or not one.taking or one.matched_us != self.leg.closed_us:
            return self.leg.closed_us
        return one.decided_us

    @property
    def dependent(self) -> bool:
        """Whether it was opened by what was left of an order that closed something else."""
        return any(one.kind == "flip" for one in self.opening)


def _share(one: Decision | None, size: int) -> Fraction:
    if one is None or not one.filled:
        return Fraction(0)
    return Fraction(one.fee * size, one.filled)


Onsets = Mapping[Line, tuple[int, ...]]
"""When shocks began on each line, in order (from the context); microseconds."""


@dataclass(frozen=True, eq=False)
class Scene:
    """An evening with its closed legs, ready for rules. `onsets` are where shocks began."""

    evening: Evening
    lines: Lines
    legs: tuple[Subject, ...]
    onsets: Onsets = field(default_factory=dict)

    @property
    def parameters(self) -> Parameters:
        """The numbers that rules rest on."""
        return self.evening.parameters


def scene_of(evening: Evening, lines: Lines | None = None, onsets: Onsets | None = None) -> Scene:
    """All closed legs of an evening as rules want them."""
    lines = lines or Lines(evening)
    decisions = {one.order_id: one for one in evening.decisions}
    legs = []
    for account in evening.account.lines:
        line = Line(account.market, account.asset, account.opposite)
        for number, leg in enumerate(account.legs):
            opening = tuple(decisions[key] for key in leg.opened_by if key in decisions)
            closing = decisions.get(leg.closed_by) if leg.cause == "trade" else None
            key = LegKey(account.market, account.asset, number)
            legs.append(Subject(key, leg, lines.get(line), opening, closing))
    return Scene(evening, lines, tuple(legs), onsets or {})
