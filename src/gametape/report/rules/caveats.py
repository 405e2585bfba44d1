"""What cannot be said: holes, assumptions, and what no recording shows."""

from __future__ import annotations

from gametape.report.facts import SESSION, Fact, Facts
from gametape.report.model import Claim
from gametape.report.rules.drafting import Draft, size, slot
from gametape.report.rules.failed import FAILED, failed_claim
from gametape.report.rules.reading import amount

LIMITS = "A recording shows what you could see and what you did; why you did it, only you may know."

UNASKED = "not_asked"
"""Questions that were not asked, each with its reason: told in one breath."""

TOLD = ("gaps", "fee_assumed", "provisional")
"""Caveats of the ledger that say what the flags of the recording say already."""


def caveat_claims(items: tuple[Fact, ...], facts: Facts) -> tuple[list[Claim], list[Claim]]:
    """What has to be told, and what is told while there is room.

    The recording's flaws and what failed; what no tape shows, what was not asked, other warnings.
    """
    failed = failed_claim(tuple(item for item in items if item.code in FAILED))
    pressing = [claim for claim in (_quality(facts), failed) if claim is not None]
    limits = Draft("caveat", SESSION)
    limits.say(LIMITS)
    claims = [limits.claim("interpretation")]
    if not pressing:
        pressing, claims = claims, []
    unasked = [item for item in items if item.code == UNASKED]
    if unasked:
        draft = Draft("caveat", *(item.id for item in unasked))
        draft.say("; ".join(slot(item.id, "title") for item in unasked) + ".")
        claims.append(draft.claim("fact"))
    for item in items:
        if item.code in (*TOLD, *FAILED, UNASKED):
            continue
        draft = Draft("caveat", item.id)
        told = [n for n, f in item.fields.items() if n != "title" and item.has(n)]
        number = f": {slot(item.id, told[0])}" if told else ""
        unknown = " How much it matters is not known yet." if item.gate == "inconclusive" else ""
        draft.say(f"{slot(item.id, 'title')}{number}.{unknown}")
        claims.append(draft.claim("fact" if item.gate == "ok" else "interpretation"))
    return pressing, claims


def cash_claim(item: Fact | None) -> Claim | None:
    """Rebates and what was not fetched, which stand beside the result and in none of it."""
    if item is None or not item.has("explained"):
        return None
    draft = Draft("caveat", item.id)
    if amount(item, "rebates"):
        draft.say(f"Rebates that were paid, {slot(item.id, 'rebates')}, are in no result here.")
    if amount(item, "rebate_estimate"):
        draft.say(
            f"Makers are promised an estimated {size(item.id, 'rebate_estimate')} of rebates; they"
            " count once they are paid."
        )
    if amount(item, "unfetched") > 0:
        draft.say(f"Won and not fetched yet: {slot(item.id, 'unfetched')}.")
    elif amount(item, "unfetched"):
        draft.say(
            f"Owed on shares that were sold but never seen bought: {size(item.id, 'unfetched')}."
        )
    if not draft.sentences:
        return None
    draft.say(
        f"Taken together the wallet's cash should have changed by {slot(item.id, 'explained')}."
    )
    return draft.claim("fact")


def _quality(facts: Facts) -> Claim | None:
    quality = facts.ledger.quality
    draft = Draft("caveat", SESSION)
    if quality.gaps_s:
        draft.say(
            f"The recording misses {slot(SESSION, 'gaps')}; what lies in those holes is left"
            " out, not guessed."
        )
    if quality.stale_s:
        draft.say(f"For {slot(SESSION, 'stale')} the book stood still and is not trusted.")
    if quality.unpriced:
        draft.say(
            f"Orders of which some figures are left out, as the recording cannot tell them:"
            f" {slot(SESSION, 'unpriced')}."
        )
    if quality.fee_assumed:
        draft.say("The market's fees were not recorded, so the usual rate is assumed.")
    if quality.provisional:
        draft.say("Some results are not final until the market is settled.")
    return draft.claim("fact") if draft.sentences else None
