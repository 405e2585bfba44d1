"""Left at break-even: an exit within a tick of the average entry price."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, Withheld, held, of_book
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.1, `anchor_entry`: 1 within a tick, 0 beyond two, straight in between."""
    if not decision.leaves or decision.average_before is None:
        return None
    around = view.around(decision.line)
    why = of_book(view, decision)
    if why or around is None:
        return Withheld(why)
    asked = decision.limit if not decision.taking and decision.limit is not None else None
    price = asked / 100.0 if asked is not None else around.price(-held(decision))
    away = abs(price - float(decision.average_before) * 100.0) / around.tick
    if away != away:
        return Withheld("the price of leaving was not known")
    return Scored(min(1.0, max(0.0, 2.0 - away)), {"away": away, "tick": around.tick})


DETECTOR = Detector(
    name="anchor_entry",
    kind="negative",
    asks="exits",
    title="left at break-even",
    rule="An exit at the price of the entry, give or take a tick.",
    score=score,
    units={"away": "count", "tick": "cents"},
    thresholds={"within": (1.0, "count")},
)
