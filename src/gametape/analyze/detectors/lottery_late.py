"""A late lottery ticket: a cheap outcome bought near the end, with at least the usual size."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import (
    Answer,
    Detector,
    Scored,
    Withheld,
    of_book,
    ramp,
    together,
)
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

LATE_SHARE = 0.9
LATE_S = 180.0
CHEAP = 0.15


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `lottery_late`; the price is that of the outcome which is bought."""
    if not decision.enters or not decision.taking:
        return None
    clock, around = view.clock, view.around(decision.line)
    why = of_book(view, decision)
    if why or around is None:
        return Withheld(why)
    if clock is None:
        return Withheld(missing(view))
    way = decision.direction
    touch = around.price(way) / 100.0
    price = touch if way > 0 else 1.0 - touch
    usual = view.usual_size or float(decision.ordered)
    size = decision.ordered / usual
    inputs = {"price": price, "size": size, "left": clock.left_us / 1e6}
    late = clock.share >= LATE_SHARE or clock.left_us <= LATE_S * 1e6
    if not late or price != price or price > CHEAP or size < 1:
        return Scored(0.0, inputs)
    net = sum(one.net for one in view.closings)
    inputs["net"] = float(net)
    behind = 1.0 if net < 0 else 0.6
    match = together(ramp(size, 0.8, 1.5), ramp(0.2 - price, 0.05, 0.12), behind)
    return Scored(match, inputs)


def missing(view: View) -> str:
    """It needs a clock with an end."""
    return "" if view.clock is not None else "no game clock with a scheduled end was recorded"


DETECTOR = Detector(
    name="lottery_late",
    kind="negative",
    asks="entries",
    title="bought a late lottery ticket",
    rule=(
        "An entry at the market's price in the last tenth of the scheduled time, at fifteen cents "
        "or less, with at least the usual size."
    ),
    score=score,
    units={"price": "pct", "size": "x", "left": "seconds", "net": "usd"},
    thresholds={"late": (LATE_SHARE, "pct"), "cheap": (CHEAP, "pct")},
    missing=missing,
)
