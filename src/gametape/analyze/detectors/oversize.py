"""Too large: an order whose stake is more of the bankroll than any limit allows."""

from __future__ import annotations

from gametape.analyze.detectors.detecting import Answer, Detector, Scored, Withheld, of_book, ramp
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision


def score(view: View, decision: Decision) -> Answer:
    """See methods 3.11: stake at risk against the limit.

    No edge of any size is measured from one evening, so Kelly's fraction is 0 and supports no
    size at all; what is asked here is the risk limit of a tenth of the bankroll alone.
    """
    if not decision.enters:
        return None
    if not view.bankroll:
        return Withheld(missing(view))
    around = view.around(decision.line)
    why = of_book(view, decision) if around is None or around.mid != around.mid else ""
    if why or around is None:
        return Withheld(why)
    way = decision.direction
    touch = around.price(way) / 100.0
    cost = touch if way > 0 else 1.0 - touch
    same = decision.before if (decision.before > 0) == (way > 0) else 0
    stake = cost * (decision.ordered + abs(same))
    share = stake / view.bankroll
    limit = view.parameters.bankroll_cap
    inputs = {"stake": stake, "share": share, "implied": cost + share * (1 - cost)}
    return Scored(ramp(share / limit, 0.5, 1.5), inputs)


def missing(view: View) -> str:
    """It needs the bankroll."""
    return "" if view.bankroll else "the bankroll at the start of the session is not known"


DETECTOR = Detector(
    name="oversize",
    kind="negative",
    asks="entries",
    title="staked too much",
    rule=(
        "An order after which more than a tenth of the bankroll is at risk in one market. No "
        "measured edge supports any Kelly size, so this is a question of the risk limit."
    ),
    score=score,
    units={"stake": "usd", "share": "pct", "implied": "pct"},
    thresholds={"limit": (0.10, "pct")},
    missing=missing,
)
