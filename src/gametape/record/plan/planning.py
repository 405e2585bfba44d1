"""From what was asked for to an evening: every event resolved, its markets chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gametape.errors import UsageError
from gametape.model.market import MarketRules
from gametape.record.plan.evening import Evening
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.links import parse_reference
from gametape.venues.polymarket.listing import EventInfo
from gametape.venues.polymarket.resolve import resolve
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.service import Retries
from gametape.venues.polymarket.urls import PolymarketUrls

IMPATIENT = Retries(tries=2, longest_s=5.0)
"""For somebody who looks at a page: they are told soon, and press the button again."""


async def plan_evening(
    rest: PolymarketRest, wanted: Sequence[str], markets: Sequence[str]
) -> tuple[Evening, list[str]]:
    """The evening for these URLs, slugs or ids, and what a person should know about it.

    `markets` chooses among an event's markets, by type or name; none means all. Raises UsageError
    for what names nothing, VenueError when the venue does not answer.
    """
    if not wanted:
        raise UsageError("Nothing to record.", "Give a polymarket.com address, a slug or an id.")
    events: list[EventInfo] = []
    chosen: dict[str, MarketRules] = {}
    sources: list[tuple[str, bytes]] = []
    warnings: list[str] = []
    whole = not markets
    for pasted in wanted:
        reference = parse_reference(pasted)
        found = await resolve(rest, reference, markets)
        events.append(found.event)
        chosen.update({one.rules.market: one.rules for one in found.markets})
        sources += [(answer.source, raw) for answer in found.answers for raw in answer.lines]
        warnings += found.warnings
        whole = whole and reference.kind in ("event", "either")
    title = " + ".join(dict.fromkeys(event.title or event.slug for event in events))
    evening = Evening(
        title=title,
        events=tuple(events),
        markets=tuple(chosen.values()),
        sources=tuple(sources),
        whole=whole,
    )
    return evening, warnings


async def look_up(
    urls: PolymarketUrls,
    credentials: Credentials | None,
    wanted: Sequence[str],
    markets: Sequence[str],
    now_us: Callable[[], int],
) -> tuple[Evening, list[str]]:
    """`plan_evening` for a person who waits for the answer: asks the venue twice at most."""
    once = Retries(tries=1)
    async with open_http() as http:
        rest = PolymarketRest(urls, http, now_us, credentials, IMPATIENT, once)
        return await plan_evening(rest, wanted, markets)
