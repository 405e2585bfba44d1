"""Back for revenge: an entry soon after a realized loss, and not smaller than usual."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, ramp, together
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `revenge`: the last loss of any market of the session counts."""
    if not decision.enters:
        return None
    since_us = view.now_us - round(view.parameters.revenge_s * 1e6)
    found = view.last_loss(since_us)
    if found is None:
        return Scored(0.0, {})
    at_us, loss = found
    gap = (view.now_us - at_us) / 1e6
    usual = view.usual_size or float(decision.ordered)
    size = decision.ordered / usual
    match = together(ramp(view.parameters.revenge_s - gap, 0.0, 120.0), ramp(size, 0.9, 1.5))
    return Scored(match, {"gap": gap, "loss": float(loss), "size": size})


DETECTOR = Detector(
    name="revenge",
    kind="negative",
    asks="entries",
    title="went back in for revenge",
    rule=(
        "An entry within three minutes after a loss worth noticing was realized in any market of "
        "the session, with at least the usual size."
    ),
    score=score,
    units={"gap": "seconds", "loss": "usd", "size": "x"},
    thresholds={"within": (180.0, "seconds"), "size_from": (0.9, "x"), "size_to": (1.5, "x")},
    measured=True,
)
