"""What a detector is: a question put to one decision, answered from what could be known then.

A detector says how well a decision fits a pattern, from 0 to 1, and what it looked at. It never
says what came of it: that is in `analyze.consequences`, which no detector may import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from gametape.analyze.evening.view import View
from gametape.analyze.evidence import Unit
from gametape.analyze.material.decision import Decision

Values = Mapping[str, float]

Asks = Literal["entries", "adds", "exits"]
"""Which decisions a question is put to. Twins of entries may lie anywhere in the game, those of the
others while the position could have been held."""


class Scored(NamedTuple):
    """How well a decision fits, 0 to 1, and what was looked at, in the detector's units."""

    match: float
    inputs: Values


class Withheld(NamedTuple):
    """The question applies to the decision but cannot be answered, and why."""

    why: str


Answer = Scored | Withheld | None
"""None: the question does not apply to this decision."""


def _nothing(view: View) -> str:  # noqa: ARG001 - most detectors need no more than the book
    return ""


@dataclass(frozen=True, slots=True, eq=False)
class Detector:
    """One question.

    `asks` are which decisions it is put to, and so how their random twins are drawn. `rule` says
    in words what it looks for. `units` and `thresholds` are of the inputs and of the numbers they
    are held against. `missing` says what an evening lacks for it to be judged at all ("" nothing).
    `measured` is whether its error rates have been measured on planted evenings (methods 8.2).
    """

    name: str
    kind: Literal["negative", "positive"]
    asks: Asks
    title: str
    rule: str
    score: Callable[[View, Decision], Answer]
    units: Mapping[str, Unit]
    thresholds: Mapping[str, tuple[float, Unit]] = field(default_factory=dict)
    missing: Callable[[View], str] = _nothing
    measured: bool = False


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, straight in between (methods 3.0); NaN stays NaN."""
    if value != value:
        return value
    return min(1.0, max(0.0, (value - low) / (high - low)))


def together(*factors: float) -> float:
    """Geometric mean: nothing makes up for a factor of 0; NaN if one is."""
    product = 1.0
    for factor in factors:
        product *= factor
    return product if product != product else float(product ** (1 / len(factors)))


def gain(view: View, decision: Decision) -> float:
    """Unrealized cents a share at the price that leaving would take; NaN where not known."""
    around = view.around(decision.line)
    if around is None or decision.average_before is None:
        return float("nan")
    way = 1 if decision.before > 0 else -1
    return way * (around.price(-way) - float(decision.average_before) * 100.0)


def held(decision: Decision) -> int:
    """The direction of the position it takes from: +1 long, -1 short."""
    return 1 if decision.before > 0 else -1


def recent(began_us: int | None, now_us: int, shock: float) -> float:
    """How fresh a shock is; without one in the last 45 s half of how nearly there was one.

    1 for 20 s after its beginning, 0 from 45 s on (methods 3.1).
    """
    if began_us is None:
        return shock / 2
    return ramp(60.0 - (now_us - began_us) / 1e6, 15.0, 40.0)


def is_last_minute(view: View) -> bool:
    """Whether the game's own clock showed less than the end of the game; False if none is told."""
    clock = view.clock
    if clock is None:
        return False
    return clock.left_us <= view.parameters.end_of_game_s * 1e6


def of_book(view: View, decision: Decision) -> str:
    """Why a question about the market cannot be answered; "" if it can."""
    around = view.around(decision.line)
    if around is None:
        return "its book was not recorded"
    if around.mid != around.mid:
        return "the book was one-sided or could not be believed"
    if around.threshold != around.threshold:
        return "the market had not been watched for five minutes of play"
    return ""
