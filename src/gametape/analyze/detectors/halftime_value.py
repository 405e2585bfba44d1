"""An entry in a break of the game, in a calm market, on the cheap side of its average."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, Withheld, of_book, ramp
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

CALM = 0.5


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.2, `halftime_value`; a phase is never guessed."""
    if not decision.enters:
        return None
    why = missing(view) or of_book(view, decision)
    around = view.around(decision.line)
    if why or around is None or around.sigma120 != around.sigma120:
        return Withheld(why or "the last two minutes were not known")
    phase = view.phase
    price = around.price(decision.direction)
    cheap = decision.direction * (around.ema - price)
    calm = around.sigma120 / around.sigma
    inputs = {"calm": calm, "cheap": cheap}
    if phase is None or not phase.pause or not cheap >= 0:
        return Scored(0.0, inputs)
    return Scored(1 - ramp(calm, CALM, 2 * CALM), inputs)


def missing(view: View) -> str:
    """It needs the phases of the game."""
    return "" if view.phases else "no feed told the phases of the game"


DETECTOR = Detector(
    name="halftime_value",
    kind="positive",
    asks="entries",
    title="bought value in a break",
    rule=(
        "An entry in a recorded break of the game, while the market is calm, at a price no worse "
        "than its average of the last five minutes."
    ),
    score=score,
    units={"calm": "x", "cheap": "cents"},
    thresholds={"calm": (CALM, "x")},
    missing=missing,
)
