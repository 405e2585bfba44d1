"""Rode a trend: held through two sharp moves in its favour and left at no first scare."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, Withheld, held, of_book
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

MOVES = 2


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.2, `trend_ride`: put to the order that leaves."""
    if not decision.leaves or decision.opened_us is None or not decision.before:
        return None
    why = of_book(view, decision)
    around = view.around(decision.line)
    if why or around is None:
        return Withheld(why)
    way = held(decision)
    ups = view.shocks(decision.line, way, decision.opened_us)
    downs = view.shocks(decision.line, -way, decision.opened_us)
    added = bool(view.standing(decision.line).adds)
    alive = around.shock_us(-way, round(view.parameters.shock_alive_s * 1e6)) is not None
    inputs = {"in_favour": float(len(ups)), "against": float(len(downs)), "added": float(added)}
    scared = alive and len(downs) == 1
    if added or scared or len(ups) < MOVES:
        return Scored(0.0, inputs)
    return Scored(min(1.0, 0.6 + 0.2 * (len(ups) - MOVES + 1)), inputs)


DETECTOR = Detector(
    name="trend_ride",
    kind="positive",
    asks="exits",
    title="rode a trend",
    rule=(
        "A position held through at least two sharp moves in its favour without adding to it, and "
        "not left in the first sharp move against it."
    ),
    score=score,
    units={"in_favour": "count", "against": "count", "added": "count"},
    thresholds={"moves": (float(MOVES), "count")},
)
