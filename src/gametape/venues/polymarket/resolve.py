"""From what a person pasted to what will be recorded: the event, its markets, their rules."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from gametape.errors import VenueError
from gametape.model.market import MarketRules
from gametape.model.times import HOUR, iso_text
from gametape.venues.polymarket.clob import merge_rules
from gametape.venues.polymarket.links import Reference
from gametape.venues.polymarket.listing import EventInfo, ListedMarket, choose_markets
from gametape.venues.polymarket.rest import Answer, PolymarketRest
from gametape.venues.polymarket.service import NotAtVenueError

_AT_ONCE = 8
"""Calls in flight while the rules of many markets are read."""

_LONG_AGO_US = 24 * HOUR
"""An event that started so long before is probably not the one that was meant."""


class Resolved(msgspec.Struct, frozen=True):
    """What to record: the event, the chosen markets with the CLOB's word in their rules.

    `answers` are what was read on the way, in order, for the tape; `warnings` are sentences for
    the person who asked.
    """

    event: EventInfo
    markets: tuple[ListedMarket, ...]
    answers: tuple[Answer[EventInfo] | Answer[MarketRules], ...]
    warnings: tuple[str, ...]


async def resolve(
    rest: PolymarketRest, reference: Reference, wanted: Sequence[str] = (), wait: bool = True
) -> Resolved:
    """Find what a reference names and read the rules of the markets to record.

    An event gives all its markets, or those that `wanted` names (see `choose_markets`); a market,
    condition or token gives that market, and those of its event that `wanted` names besides.
    `wait`: for markets that are listed but have no tokens yet. Raises NotAtVenueError or
    VenueError when the venue does not know it or does not answer, UsageError for wanted names
    that fit nothing.
    """
    found, alone = await _find(rest, reference, wait)
    answers: list[Answer[EventInfo] | Answer[MarketRules]] = [found]
    event, named = found.value, found.value.markets if alone else ()
    if alone and event.slug:
        whole = await rest.get_event(event.slug)
        answers.append(whole)
        event = whole.value
    chosen = _chosen(event, named, wanted)
    ready = [one for one in chosen if one.tradable]
    if not ready:
        raise VenueError(
            f"{event.slug or reference.value} has no market that can be traded yet.",
            "Try again when its page shows prices.",
        )
    warnings = _doubts(event, rest.now_us())
    warnings += [
        f"{one.name!r} has no tokens yet and is left out." for one in chosen if not one.tradable
    ]
    markets = []
    for market, said in zip(ready, await _clob_rules(rest, ready, wait), strict=True):
        answers += said
        if not said:
            warnings.append(f"{market.name!r}: the CLOB does not know it; the rules are Gamma's.")
        markets.append(with_clob(market, [answer.value for answer in said]))
    return Resolved(event, tuple(markets), tuple(answers), tuple(warnings))


def with_clob(market: ListedMarket, said: Sequence[MarketRules]) -> ListedMarket:
    """A listed market with what the CLOB said of it; see `clob.merge_rules`."""
    rules = market.rules
    for one in said:
        rules = merge_rules(rules, one)
    return msgspec.structs.replace(market, rules=rules)


async def _find(
    rest: PolymarketRest, reference: Reference, wait: bool
) -> tuple[Answer[EventInfo], bool]:
    """The event (False), or the one market that was named with what it says of its event (True)."""
    value = reference.value
    match reference.kind:
        case "event":
            return await rest.get_event(value, wait), False
        case "market":
            return await rest.get_market(value, wait), True
        case "condition":
            return await _by_condition(rest, value), True
        case "token":
            return await _by_token(rest, value), True
        case "either":
            try:
                return await rest.get_event(value, wait), False
            except NotAtVenueError:
                pass
            try:
                return await rest.get_market(value, wait), True
            except NotAtVenueError:
                raise NotAtVenueError(
                    f"Polymarket has no event and no market {value!r}.",
                    "Copy the address of the game's page from the browser.",
                ) from None


async def _by_condition(rest: PolymarketRest, condition: str) -> Answer[EventInfo]:
    found = _first(await rest.find_markets(condition=condition))
    if found is not None:
        return found
    # Gamma's lists leave out some markets that the CLOB knows and Gamma has by name.
    rules = (await rest.clob_market(condition)).value
    if not rules.slug:
        raise NotAtVenueError(f"The CLOB has market {condition} but tells no name of it.")
    return await rest.get_market(rules.slug)


async def _by_token(rest: PolymarketRest, token: str) -> Answer[EventInfo]:
    found = _first(await rest.find_markets(token=token))
    found = found or _first(await rest.find_markets(position=token))
    if found is not None:
        return found
    return await _by_condition(rest, (await rest.market_of_token(token)).value.market)


def _first(found: Answer[list[EventInfo]]) -> Answer[EventInfo] | None:
    if not found.value:
        return None
    return Answer(found.source, found.lines, found.sent_us, found.recv_us, found.value[0])


def _chosen(
    event: EventInfo, named: Sequence[ListedMarket], wanted: Sequence[str]
) -> tuple[ListedMarket, ...]:
    if not named:
        return choose_markets(event, wanted)
    ids = {one.rules.market for one in (*named, *(choose_markets(event, wanted) if wanted else ()))}
    listed = tuple(one for one in event.markets if one.rules.market in ids)
    return listed or tuple(named)


def _doubts(event: EventInfo, now_us: int) -> list[str]:
    """Why this may not be the event that was meant: a slug without its year names the last one."""
    doubts = []
    if event.closed or event.ended:
        doubts.append(f"{event.title!r} is over.")
    elif event.start_us is not None and event.start_us < now_us - _LONG_AGO_US:
        doubts.append(f"{event.title!r} started on {iso_text(event.start_us)}.")
    return doubts


async def _clob_rules(
    rest: PolymarketRest, markets: Sequence[ListedMarket], wait: bool
) -> list[list[Answer[MarketRules]]]:
    """What the CLOB says of each market, full and compact; nothing where it does not know it."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def read(market: ListedMarket) -> list[Answer[MarketRules]]:
        condition = market.rules.market
        async with turn:
            said: list[Answer[MarketRules]] = []
            try:
                said.append(await rest.clob_market(condition, wait and not market.rules.closed))
                said.append(await rest.compact_market(condition))
            except NotAtVenueError:
                pass
            return said

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(read(one)) for one in markets]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
