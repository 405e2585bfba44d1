"""Cut a winner: left a position for a small gain when nothing went against it."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import (
    Answer,
    Detector,
    Scored,
    Withheld,
    gain,
    held,
    is_last_minute,
    of_book,
    ramp,
    together,
)
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

SMALL_C = 2.0
BEST_C = 4.0


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `cut_winner`: against a declared target, else against what it had been."""
    if not decision.leaves or not decision.before or decision.opened_us is None:
        return None
    if is_last_minute(view):
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    unrealized = gain(view, decision)
    if why or around is None or unrealized != unrealized:
        return Withheld(why or "the price of leaving was not known")
    way = held(decision)
    average = float(decision.average_before or 0) * 100.0
    target = _target(view, decision, way, average)
    low, high = view.extent(decision.line, decision.opened_us)
    best = high - average if way > 0 else average - low
    inputs = {"unrealized": unrealized, "best": best, "adverse": around.adverse(way)}
    if target is not None:
        inputs["target"] = target
        applies = 0 < unrealized < 0.5 * target
    else:
        target = best
        applies = 0 < unrealized <= SMALL_C and best >= BEST_C
    if not applies or around.shock_us(-way, round(view.parameters.shock_alive_s * 1e6)) is not None:
        return Scored(0.0, inputs)
    calm = 1 - ramp(around.adverse(way) / around.threshold, 0.3, 0.8)
    return Scored(together(ramp(0.6 - unrealized / target, 0.0, 0.4), calm), inputs)


def _target(view: View, decision: Decision, way: int, average: float) -> float | None:
    """What a plan of this position wanted to gain, cents; None without one."""
    opened_us = decision.opened_us or 0
    told = [one.target for one in view.plans if one.target is not None and one.told_us >= opened_us]
    if not told:
        return None
    price = told[-1] if way > 0 else 100.0 - told[-1]
    wanted = way * (price - average)
    return wanted if wanted > 0 else None


DETECTOR = Detector(
    name="cut_winner",
    kind="negative",
    asks="exits",
    title="cut a winner short",
    rule=(
        "An order that leaves a position for a small gain, less than half of the declared target "
        "or after it had been worth more than four cents, with no sharp move against it."
    ),
    score=score,
    units={"unrealized": "cents", "best": "cents", "adverse": "cents", "target": "cents"},
    thresholds={"small": (SMALL_C, "cents"), "best": (BEST_C, "cents")},
)
