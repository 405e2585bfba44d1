"""Markets as the timeline describes them: what of their rules is told, and what is added later."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from gametape.model.market import FeeSchedule, MarketRules
from gametape.replay.timeline import FeeFacts, MarketFacts, OutcomeFacts


def unsettled(rules: MarketRules) -> MarketRules:
    """A market without how it ended: the manifest may have been written afterwards."""
    return msgspec.structs.replace(rules, closed=None, resolution="", payouts=None)


def learned(before: MarketRules | None, rules: MarketRules) -> MarketRules:
    """Rules as read now, and what they leave out as it was known before."""
    if before is None:
        return rules
    said = {
        name: value
        for name in rules.__struct_fields__
        if (value := getattr(rules, name)) not in (None, "", ())
    }
    return msgspec.structs.replace(before, **said)


def facts_of(rules: MarketRules) -> MarketFacts:
    """What the timeline tells of a market from the start: nothing of how it ended."""
    return MarketFacts(
        market=rules.market,
        question=rules.question,
        slug=rules.slug,
        event_slug=rules.event_slug,
        type=rules.market_type,
        line=rules.line,
        neg_risk=rules.neg_risk,
        tick=text_of(rules.tick),
        min_size=rules.min_size,
        taker_delay_us=rules.taker_delay_us,
        game_start_us=rules.game_start_us,
        fees=fees_of(rules.fees),
        outcomes=[OutcomeFacts(outcome.asset, outcome.label) for outcome in rules.outcomes],
    )


def fees_of(fees: FeeSchedule | None) -> FeeFacts | None:
    """A fee schedule as exact decimal text; None where none is known."""
    if fees is None:
        return None
    return FeeFacts(
        f"{fees.rate:f}", f"{fees.exponent:f}", fees.taker_only, f"{fees.rebate_rate:f}"
    )


def text_of(number: Decimal | None) -> str | None:
    """An exact number as plain decimal text; None stays None."""
    return None if number is None else f"{number:f}"
