"""Claims about the example evening, as a model could write them; some with a fault put in."""

from __future__ import annotations

from typing import Any

import msgspec

from gametape.report.model import Claim, Relation, Report


def claim(section: str, text: str, *evidence: str, **more: Any) -> Claim:
    value = {"section": section, "text": text, "evidence": list(evidence), "stance": "fact"}
    return msgspec.convert({"relations": [], **value, **more}, Claim)


GOOD = (
    claim("headline", "The evening cost you: together you lost {{E1.net.size}} after fees.", "E1"),
    claim(
        "trade",
        "On T3 you let go into a drop. That was probably panic selling, {{L2.confidence}} sure"
        " with {{L2.chance}} by chance. The price then came back {{O6.after_60}}.",
        "T3",
        "L2",
        "O6",
        stance="interpretation",
    ),
    claim(
        "trade",
        "T4 scored {{T4.accuracy}} and T2 scored {{T2.accuracy}}: you decided better on T4,"
        " and both ended in a loss.",
        "T4",
        "T2",
        relations=[Relation("T4.accuracy", "gt", "T2.accuracy")],
    ),
    claim(
        "whatif",
        "Waiting {{E2.seconds}} would have changed the evening by {{E2.total}}; no clear effect"
        " yet.",
        "E2",
        stance="interpretation",
    ),
    claim(
        "strength",
        "Look at T5 again: a calm entry, a plan, and patience.",
        "T5",
        stance="interpretation",
    ),
    claim(
        "action",
        "Before you sell into a drop, let a minute pass.",
        "L2",
        stance="advice",
    ),
    claim("caveat", "A single evening is too little to call anything a habit.", "S"),
)
NAKED = claim("headline", "You lost 12.92 dollars this evening.", "E1")
UNTRUE = claim(
    "trade",
    "You decided better on T2.",
    "T4",
    "T2",
    relations=[Relation("T2.accuracy", "gt", "T4.accuracy")],
)
TOO_SURE = claim("whatif", "Holding on brings {{E2.total}}.", "E2")
INVENTED = claim("headline", "The evening came to {{E99.net}}.", "E99")


def written(*claims: Claim) -> str:
    """The JSON that a model would answer with."""
    return msgspec.json.encode(Report(list(claims))).decode()
