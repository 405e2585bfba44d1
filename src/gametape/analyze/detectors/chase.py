"""Chased a move: a taker's entry in the direction of what the price did in the last 30 seconds."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import (
    Answer,
    Detector,
    Scored,
    Withheld,
    of_book,
    ramp,
    recent,
    together,
)
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

LEAST_C = 1.5


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `chase`: as `fomo_buy` without the rank."""
    if not decision.enters or not decision.taking:
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    if why or around is None:
        return Withheld(why)
    move = around.move * decision.direction
    if move != move:
        return Withheld("the move of the last 30 seconds was not known")
    needed = max(LEAST_C, around.sigma)
    inputs = {"move": move, "needed": needed, "threshold": around.threshold}
    if move < needed:
        return Scored(0.0, inputs)
    shock = ramp(around.favourable(decision.direction) / around.threshold, 0.6, 1.2)
    began = around.shock_us(decision.direction, round(view.parameters.shock_alive_s * 1e6))
    return Scored(together(shock, recent(began, view.now_us, shock)), inputs)


DETECTOR = Detector(
    name="chase",
    kind="negative",
    asks="entries",
    title="chased a move",
    rule=(
        "An entry at the market's price in the direction in which the price has just moved, by "
        "more than it usually does in thirty seconds."
    ),
    score=score,
    units={"move": "cents", "needed": "cents", "threshold": "cents"},
    thresholds={"least": (LEAST_C, "cents")},
)
