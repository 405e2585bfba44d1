"""A moment to practise at: where it is, what it is, and what is told of it before the answer."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from gametape.analyze.drill.told import Position
from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.decision import Decision
from gametape.ledger.steps import Line
from gametape.model.times import SECOND

Kind = Literal["decision", "signal", "quiet"]

BEFORE_US = 5 * SECOND
"""The room stops so long before an own decision: what was typed then is not to be seen."""

USUAL_SHARES = 100


class DrillMoment(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a session; `at_us` is when the room stops, `of_us` what it is there for."""

    session: str
    market: str
    asset: str
    opposite: str
    at_us: int
    of_us: int
    kind: Kind

    @property
    def line(self) -> Line:
        """The line that is looked at."""
        return Line(self.market, self.asset, self.opposite)

    @property
    def key(self) -> str:
        """What names it in the library, and nowhere outside of it."""
        told = f"{self.session}\n{self.market}\n{self.asset}\n{self.of_us}\n{self.kind}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def moment_of(kind: Kind, session: str, line: Line, of_us: int) -> DrillMoment:
    """The moment of a decision, a signal or of nothing at a time."""
    at_us = of_us - BEFORE_US if kind == "decision" else of_us
    return DrillMoment(
        session=session, market=line.market, asset=line.asset, opposite=line.opposite,
        at_us=at_us, of_us=of_us, kind=kind,
    )  # fmt: skip


def position_of(evening: Evening, moment: DrillMoment) -> tuple[Position, int]:
    """What was held, and one's usual size in micro-shares, from what had been told by then."""
    known = evening.until(moment.at_us)
    standing = known.standings.at(moment.line, moment.at_us)
    average = None if standing.average is None else round(float(standing.average) * 100.0, 2)
    usual = round(known.view(moment.at_us).usual_size) or USUAL_SHARES * 1_000_000
    if abs(standing.exposure) < known.dust:
        return Position(0, None), usual
    return Position(standing.exposure, average), usual


def decided(evening: Evening, moment: DrillMoment) -> Decision | None:
    """The own decision that a moment is there for; None for any other moment."""
    if moment.kind != "decision":
        return None
    return next(
        (
            one
            for one in evening.decisions
            if one.line == moment.line and one.decided_us == moment.of_us
        ),
        None,
    )
