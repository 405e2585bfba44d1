"""A patient entry: no sharp move for a while, and the market calmer than usual."""

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

QUIET_S = 120.0
CALM = 0.6


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.2, `patient_entry`; that it rested (not yet: that it was filled) adds .2.

    Quiet is counted from when the last sharp move was last seen going on, not from its beginning:
    a move that lasts two minutes leaves nobody any quiet in which to be patient.
    """
    if not decision.enters:
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    if why or around is None or around.sigma120 != around.sigma120:
        return Withheld(why or "the last two minutes were not known")
    alive_us = round(view.parameters.shock_alive_s * 1e6)
    alive = any(around.shock_us(way, alive_us) is not None for way in (1, -1))
    last_us = max(around.up_last_us, around.down_last_us)
    calm = around.sigma120 / around.sigma
    inputs = {"calm": calm}
    quiet = 1.0
    if last_us >= 0:
        inputs["since"] = (view.now_us - last_us) / 1e6
        quiet = ramp(inputs["since"], QUIET_S / 2, QUIET_S)
    if alive:
        return Scored(0.0, inputs)
    match = together(quiet, 1 - ramp(calm, CALM, 2 * CALM))
    return Scored(min(1.0, 0.8 * match + (0.0 if decision.taking or not match else 0.2)), inputs)


DETECTOR = Detector(
    name="patient_entry",
    kind="positive",
    asks="entries",
    title="entered with patience",
    rule=(
        "An entry two minutes or more after the end of the last sharp move, while the market moves "
        "less than usual; a resting order counts for more."
    ),
    score=score,
    units={"calm": "x", "since": "seconds"},
    thresholds={"quiet": (QUIET_S, "seconds"), "calm": (CALM, "x")},
)
