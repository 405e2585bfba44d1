"""Bought for fear of missing out: a taker's entry just after a sharp move, in its direction."""

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


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `fomo_buy`."""
    if not decision.enters or not decision.taking:
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    if why or around is None:
        return Withheld(why)
    way = decision.direction
    moved = around.favourable(way)
    shock = ramp(moved / around.threshold, 0.6, 1.2)
    began = around.shock_us(way, round(view.parameters.shock_alive_s * 1e6))
    rank = around.rank if way > 0 else 1.0 - around.rank
    match = together(shock, recent(began, view.now_us, shock), ramp(rank, 0.4, 0.8))
    inputs = {"moved": moved, "threshold": around.threshold, "rank": rank}
    if began is not None:
        inputs["since"] = (view.now_us - began) / 1e6
    return Scored(match, inputs)


DETECTOR = Detector(
    name="fomo_buy",
    kind="negative",
    asks="entries",
    title="bought for fear of missing out",
    rule=(
        "An entry at the market's price within 45 seconds after the price moved sharply in its "
        "direction, at a price near the end of its range of the last two minutes."
    ),
    score=score,
    units={"moved": "cents", "threshold": "cents", "rank": "pct", "since": "seconds"},
    thresholds={"rank_from": (0.4, "pct"), "rank_to": (0.8, "pct"), "alive": (45.0, "seconds")},
    measured=True,
)
