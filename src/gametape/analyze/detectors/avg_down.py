"""Averaged down: added to a position that was losing."""

from __future__ import annotations

from itertools import pairwise

from gametape.analyze.detectors.detecting import (
    Answer,
    Detector,
    Scored,
    Withheld,
    gain,
    of_book,
    ramp,
    together,
)
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

LEAST_C = 3.0
SIGMAS = 1.5
GROWS = 1.3


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `avg_down`. An order placed while the position was not down is a ladder."""
    if decision.kind != "add" or not decision.first_size:
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    unrealized = gain(view, decision)
    if why or around is None or unrealized != unrealized:
        return Withheld(why or "the price of leaving was not known")
    size = decision.ordered / decision.first_size
    needed = max(LEAST_C, SIGMAS * around.sigma)
    inputs = {"unrealized": unrealized, "needed": needed, "size": size}
    if unrealized > -needed:
        return Scored(0.0, inputs)
    inputs["martingale"] = float(_grows(view, decision))
    return Scored(together(ramp(-unrealized, 2.0, 6.0), ramp(size, 0.3, 1.0)), inputs)


def _grows(view: View, decision: Decision) -> bool:
    """Whether this is at least the second add, each 1.3 times the one before or more."""
    sizes = [size for _, size in view.standing(decision.line).adds]
    sizes = [decision.first_size, *sizes, decision.ordered]
    pairs = list(pairwise(sizes))
    return len(pairs) >= 2 and all(after >= GROWS * before for before, after in pairs)


DETECTOR = Detector(
    name="avg_down",
    kind="negative",
    asks="adds",
    title="averaged down",
    rule="An order that adds to a position while it is losing more than the market's usual moves.",
    score=score,
    units={"unrealized": "cents", "needed": "cents", "size": "x", "martingale": "count"},
    thresholds={"least": (LEAST_C, "cents"), "sigmas": (SIGMAS, "x")},
)
