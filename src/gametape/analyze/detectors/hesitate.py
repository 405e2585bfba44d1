"""Hesitation: an entry long after the trader had marked the intent, at a price that ran away."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, Withheld, of_book, ramp
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision

FROM_S, UNTIL_S = 30.0, 240.0
LATE, VERY_LATE = 1.5, 3.0
SLIP_C = (1.0, 3.0)


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `hesitate`; an intent is a tag, a pass after it takes it back.

    One evening knows no usual latency of the trader's, so the usual reaction time stands for it.
    """
    if not decision.enters:
        return None
    if not view.intents:
        return Withheld(missing(view))
    course = view.course(decision.line)
    why = of_book(view, decision)
    if why or course is None:
        return Withheld(why or "its market was not recorded")
    meant_us = view.intents[-1]
    since = (view.now_us - meant_us) / 1e6
    taken_back = any(meant_us <= at_us for at_us in view.passes)
    acted = any(one.enters for one in view.orders_since(meant_us))
    if taken_back or acted or not FROM_S <= since <= UNTIL_S:
        return Scored(0.0, {"since": since})
    slip = decision.direction * (course.mid(view.now_us) - course.mid(meant_us))
    if slip != slip:
        return Withheld("the book was one-sided when the intent was marked")
    late = ramp(since / view.parameters.reaction_s, LATE, VERY_LATE)
    return Scored(late * ramp(slip, *SLIP_C), {"since": since, "slip": slip})


def missing(view: View) -> str:
    """It is never inferred: the trader has to have said so."""
    return "" if view.intents else "no intent was marked"


DETECTOR = Detector(
    name="hesitate",
    kind="negative",
    asks="entries",
    title="hesitated",
    rule=(
        "The first entry after a tag that says intent, half a minute to four minutes later, when "
        "the price had gone away by one to three cents; a tag that says pass takes the intent back."
    ),
    score=score,
    units={"since": "seconds", "slip": "cents"},
    thresholds={"from": (FROM_S, "seconds"), "until": (UNTIL_S, "seconds")},
    missing=missing,
)
