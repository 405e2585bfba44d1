"""Faded a panic: an entry against a market that had just been sold or bought in a rush."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, Withheld, of_book, ramp
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

AFTER_S = (5.0, 90.0)
LEAST_SHARE = 0.10


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.2, `panic_fade`: buying after a panic sell, selling after a rush to buy."""
    if not decision.enters:
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    if why or around is None:
        return Withheld(why)
    way = decision.direction
    kind = "panic_sell" if way > 0 else "fomo_buy"
    signals = [one for one in view.signals(decision.line) if one.kind == kind]
    if not signals:
        return Scored(0.0, {})
    since = (view.now_us - signals[-1].at_us) / 1e6
    inputs = {"since": since, "move60": around.move60}
    least = max(LEAST_SHARE * around.mid, around.threshold)
    far = -way * around.move60
    if not AFTER_S[0] <= since <= AFTER_S[1] or not far >= least:
        return Scored(0.0, inputs)
    supported = view.supported(decision.line, way, decision.ordered)
    if supported is None:
        return Withheld("it was not known how much usually rests in the book")
    inputs["support"] = float(supported)
    if not supported:
        return Scored(0.0, inputs)
    return Scored(ramp(far / least, 0.5, 1.5), inputs)


DETECTOR = Detector(
    name="panic_fade",
    kind="positive",
    asks="entries",
    title="went against a panic",
    rule=(
        "An entry five to ninety seconds after the market fell (or rose) in a rush, against the "
        "rush, while enough orders stood behind the price."
    ),
    score=score,
    units={"since": "seconds", "move60": "cents", "support": "count"},
    thresholds={"after": (AFTER_S[0], "seconds"), "before": (AFTER_S[1], "seconds")},
)
