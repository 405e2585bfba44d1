"""Many entries in a short time: the order that makes it at least four within five minutes."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, ramp
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

WINDOW_S = 300.0


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.5, the burst: entries of any market, this one included."""
    if not decision.enters:
        return None
    since_us = view.now_us - round(WINDOW_S * 1e6)
    count = 1 + sum(one.enters for one in view.orders_since(since_us))
    wanted = view.parameters.overtrade_n
    return Scored(ramp(count, wanted / 2, wanted), {"entries": float(count)})


DETECTOR = Detector(
    name="burst",
    kind="negative",
    asks="entries",
    title="traded in a burst",
    rule="At least four entries within five minutes, in all markets of the session.",
    score=score,
    units={"entries": "count"},
    thresholds={"window": (WINDOW_S, "seconds"), "entries": (4.0, "count")},
)
