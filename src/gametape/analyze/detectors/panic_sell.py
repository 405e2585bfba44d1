"""Sold in panic: a taker's order that cuts a position just after a sharp move against it."""

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
    recent,
    together,
)
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `panic_sell`."""
    if not decision.leaves or not decision.taking or not decision.before:
        return None
    share = decision.ordered / abs(decision.before)
    if (
        share < view.parameters.panic_exit_share
        or is_last_minute(view)
        or _given_up(view, decision)
    ):
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    if why or around is None:
        return Withheld(why)
    way = held(decision)
    adverse = around.adverse(way)
    shock = ramp(adverse / around.threshold, 0.6, 1.2)
    began = around.shock_us(-way, round(view.parameters.shock_alive_s * 1e6))
    fell = around.high - around.mid if way > 0 else around.mid - around.low
    unrealized = gain(view, decision)
    if unrealized != unrealized:
        return Withheld("the price of leaving was not known")
    match = together(
        shock,
        recent(began, view.now_us, shock),
        ramp(fell, 1.0, 3.0),
        0.4 + 0.6 * ramp(-unrealized, -2.0, 2.0),
    )
    inputs = {
        "adverse": adverse,
        "threshold": around.threshold,
        "fell": fell,
        "unrealized": unrealized,
        "share": share,
    }
    if began is not None:
        inputs["since"] = (view.now_us - began) / 1e6
    return Scored(match, inputs)


def _given_up(view: View, decision: Decision) -> bool:
    """Whether the trader said, while holding, that the reason for the position was gone."""
    opened_us = decision.opened_us or 0
    return any(said_us >= opened_us for said_us in view.given_up)


DETECTOR = Detector(
    name="panic_sell",
    kind="negative",
    asks="exits",
    title="sold in panic",
    rule=(
        "An order that takes at least a quarter off a position at the market's price, within 45 "
        "seconds after the price moved sharply against it, while it is off its best of the last "
        "minute and the position is losing."
    ),
    score=score,
    units={
        "adverse": "cents",
        "threshold": "cents",
        "fell": "cents",
        "unrealized": "cents",
        "share": "pct",
        "since": "seconds",
    },
    thresholds={"fell_from": (1.0, "cents"), "fell_to": (3.0, "cents"), "alive": (45.0, "seconds")},
    measured=True,
)
