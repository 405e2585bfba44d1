"""A disciplined stop: left whole at the stop that was written down beforehand."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, Withheld, held, of_book
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

WITHIN_TICKS = 2.0


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.2, `disciplined_stop`; a stop counts a minute after it was written down."""
    if decision.kind not in ("exit", "flip") or decision.opened_us is None:
        return None
    stops = _stops(view, decision)
    if not stops:
        return None
    why = of_book(view, decision)
    around = view.around(decision.line)
    if why or around is None:
        return Withheld(why)
    way = held(decision)
    price = around.price(-way)
    stop = stops[-1] if way > 0 else 100.0 - stops[-1]
    away = abs(price - stop) / around.tick
    if away != away:
        return Withheld("the price of leaving was not known")
    return Scored(1.0 if away <= WITHIN_TICKS else 0.0, {"away": away, "stop": stop})


def _stops(view: View, decision: Decision) -> list[float]:
    """Stops of this position in cents of the outcome held, written down long enough ago."""
    latest_us = view.now_us - round(view.parameters.planned_s * 1e6)
    opened_us = decision.opened_us or 0
    return [
        plan.stop
        for plan in view.plans
        if plan.stop is not None and opened_us <= plan.told_us <= latest_us
    ]


def missing(view: View) -> str:
    """It needs a stop that was written down."""
    return "" if any(one.stop is not None for one in view.plans) else "no stop was written down"


DETECTOR = Detector(
    name="disciplined_stop",
    kind="positive",
    asks="exits",
    title="kept to the stop",
    rule=(
        "An exit of the whole position within two ticks of a stop that was written down at least "
        "a minute before."
    ),
    score=score,
    units={"away": "count", "stop": "cents"},
    thresholds={"within": (WITHIN_TICKS, "count")},
    missing=missing,
)
