"""Polymarket's Gamma objects: an event (one game) with its markets, and the rules they state.

Field names and their disorder (JSON inside JSON, three date formats, numbers as strings and the
reverse): polymarket-api.md section 7.2. What nothing here needs is not declared, so it may change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.venues.polymarket import loose
from gametape.venues.polymarket.listing import EventInfo, ListedMarket, Team
from gametape.venues.polymarket.loose import ABSENT, Loose

NO_FEES = FeeSchedule(rate=Decimal(0))
"""What a market says by `feesEnabled: false`."""

_DATED_SLUG = re.compile(r"([a-z0-9]+)-.*\d{4}-\d{2}-\d{2}")
_FINAL_PRICES = {Decimal(0), Decimal("0.5"), Decimal(1)}


class GammaFees(msgspec.Struct, rename="camel"):
    """A market's `feeSchedule`."""

    rate: Loose = ABSENT
    exponent: Loose = ABSENT
    taker_only: bool | None = None
    rebate_rate: Loose = ABSENT

    def schedule(self) -> FeeSchedule | None:
        """The schedule with exact numbers, or None where no rate is said; raises ParseError."""
        rate = loose.number(self.rate)
        if rate is None:
            return None
        exponent, rebate = loose.number(self.exponent), loose.number(self.rebate_rate)
        return FeeSchedule(
            rate=rate,
            exponent=Decimal(1) if exponent is None else exponent,
            taker_only=self.taker_only is not False,
            rebate_rate=rebate or Decimal(0),
        )


class GammaTeam(msgspec.Struct):
    """One of an event's `teams`; `ordering` is `home` or `away`."""

    name: str | None = None
    abbreviation: str | None = None
    alias: str | None = None
    league: str | None = None
    ordering: str | None = None


class GammaTag(msgspec.Struct):
    """One of an event's `tags`."""

    slug: str | None = None


class GammaMarket(msgspec.Struct, rename="camel"):
    """A market as Gamma sends it."""

    condition_id: str | None = None
    slug: str | None = None
    question: str | None = None
    group_item_title: str | None = None
    sports_market_type: str | None = None
    line: Loose = ABSENT
    version: str | None = None
    outcomes: Loose = ABSENT
    outcome_prices: Loose = ABSENT
    clob_token_ids: Loose = ABSENT
    position_ids: Loose = ABSENT
    order_price_min_tick_size: Loose = ABSENT
    order_min_size: Loose = ABSENT
    seconds_delay: Loose = ABSENT
    neg_risk: bool | None = None
    clear_book_on_start: bool | None = None
    fees_enabled: bool | None = None
    fee_schedule: GammaFees | None = None
    game_start_time: Loose = ABSENT
    event_start_time: Loose = ABSENT
    game_id: Loose = ABSENT
    accepting_orders: bool | None = None
    closed: bool | None = None
    uma_resolution_status: str | None = None
    events: list[GammaEvent] | None = None


class GammaEvent(msgspec.Struct, rename="camel"):
    """An event as Gamma sends it, also inside a market's `events`."""

    slug: str | None = None
    title: str | None = None
    start_time: Loose = ABSENT
    game_id: Loose = ABSENT
    live: bool | None = None
    ended: bool | None = None
    closed: bool | None = None
    home_team_name: str | None = None
    away_team_name: str | None = None
    series_slug: str | None = None
    teams: list[GammaTeam] | None = None
    tags: list[GammaTag] | None = None
    markets: list[GammaMarket] | None = None


_EVENT = msgspec.json.Decoder(GammaEvent)
_EVENTS = msgspec.json.Decoder(list[GammaEvent])
_MARKET = msgspec.json.Decoder(GammaMarket)


class _MarketPage(msgspec.Struct):
    markets: list[GammaMarket]


class _EventPage(msgspec.Struct):
    events: list[GammaEvent] | None = None


_EVENT_PAGE = msgspec.json.Decoder(_EventPage)
_MARKET_PAGE = msgspec.json.Decoder(_MarketPage | list[GammaMarket])


def parse_event(raw: bytes) -> EventInfo:
    """An event body (`/events/slug/...`), or a list that holds one (`/events?slug=`).

    Raises ParseError for anything else.
    """
    events = parse_events(raw)
    if len(events) != 1:
        raise ParseError(f"Gamma list holds {len(events)} events where one is expected.")
    return events[0]


def parse_events(raw: bytes) -> list[EventInfo]:
    """An event body, a list of them, or a page (`/events/keyset`); raises ParseError."""
    try:
        if raw.lstrip()[:1] == b"[":
            return [event_info(event) for event in _EVENTS.decode(raw)]
        page = _EVENT_PAGE.decode(raw).events
        return [event_info(one) for one in ([_EVENT.decode(raw)] if page is None else page)]
    except loose.UNREADABLE as error:
        raise ParseError(f"Gamma event: {error}.") from None


def parse_market(raw: bytes) -> EventInfo:
    """A market body (`/markets/slug/...`) as the event it belongs to, with this one market.

    Raises ParseError for anything else.
    """
    try:
        return market_info(_MARKET.decode(raw))
    except loose.UNREADABLE as error:
        raise ParseError(f"Gamma market: {error}.") from None


def parse_markets(raw: bytes) -> list[EventInfo]:
    """A list of markets (`/markets/keyset`, `/markets`), each as `parse_market` gives it."""
    try:
        page = _MARKET_PAGE.decode(raw)
    except loose.UNREADABLE as error:
        raise ParseError(f"Gamma markets: {error}.") from None
    return [market_info(one) for one in (page.markets if isinstance(page, _MarketPage) else page)]


def market_info(market: GammaMarket) -> EventInfo:
    """A market alone, as its event with this one market; raises ParseError."""
    event = market.events[0] if market.events else GammaEvent(title=market.question)
    listed = _listed(market, event)
    if listed is None:
        raise ParseError("Gamma market carries no condition id.")
    return _info(event, (listed,))


def event_info(event: GammaEvent) -> EventInfo:
    """An event with those of its markets that have a condition id; raises ParseError."""
    listed = (_listed(market, event) for market in event.markets or ())
    return _info(event, tuple(market for market in listed if market is not None))


def _info(event: GammaEvent, markets: tuple[ListedMarket, ...]) -> EventInfo:
    slug = event.slug or ""
    dated = _DATED_SLUG.match(slug)
    teams = tuple(_teams(event, markets))
    sides = {team.home: team.name for team in teams}
    starts = [one.rules.game_start_us for one in markets if one.rules.game_start_us is not None]
    return EventInfo(
        slug=slug,
        title=event.title or "",
        markets=markets,
        league=dated[1] if dated else "",
        home=event.home_team_name or sides.get(True, ""),
        away=event.away_team_name or sides.get(False, ""),
        teams=teams,
        tags=tuple(tag.slug for tag in event.tags or () if tag.slug),
        game_id=loose.text(event.game_id),
        start_us=loose.moment_us(event.start_time) or (min(starts) if starts else None),
        live=event.live,
        ended=event.ended,
        closed=event.closed,
    )


def _teams(event: GammaEvent, markets: Iterable[ListedMarket]) -> Iterable[Team]:
    for team in event.teams or ():
        if team.name:
            home = {"home": True, "away": False}.get(team.ordering or "")
            yield Team(team.name, team.abbreviation or "", team.alias or "", home)
    if event.teams:
        return
    # Events of early 2026 carry no teams; the outcomes of their moneyline are the teams' names.
    for market in markets:
        labels = [outcome.label for outcome in market.rules.outcomes]
        if market.rules.market_type == "moneyline" and len(labels) == 2 and "Yes" not in labels:
            yield from (Team(label) for label in labels)
            return


def _listed(market: GammaMarket, event: GammaEvent) -> ListedMarket | None:
    if not market.condition_id:
        return None
    return ListedMarket(
        market_rules(market, event), market.group_item_title or "", market.accepting_orders
    )


def market_rules(market: GammaMarket, event: GammaEvent) -> MarketRules:
    """The rules a Gamma market states; game id and start come from its event where it has none.

    Raises ParseError for values that are not what their field promises.
    """
    game = loose.text(event.game_id)
    start = loose.moment_us(market.game_start_time) or loose.moment_us(market.event_start_time)
    return MarketRules(
        market=(market.condition_id or "").lower(),
        question=market.question or "",
        outcomes=_outcomes(market),
        slug=market.slug or "",
        event_slug=event.slug or "",
        market_type=market.sports_market_type or "",
        line=loose.text(market.line),
        tick=loose.number(market.order_price_min_tick_size),
        min_size=loose.amount(market.order_min_size),
        taker_delay_us=loose.amount(market.seconds_delay),
        neg_risk=market.neg_risk,
        game_start_us=start or (loose.moment_us(event.start_time) if game else None),
        wipes_book_at_start=market.clear_book_on_start,
        fees=_fees(market),
        closed=market.closed,
        resolution=market.uma_resolution_status or "",
        payouts=_payouts(market),
        game_id=loose.text(market.game_id) or game,
    )


def _outcomes(market: GammaMarket) -> tuple[Outcome, ...]:
    """Outcomes by position; none until every one has its asset id."""
    # Only `version` tells which ids trade: markets of 2026 carry position ids beside the old ones.
    ids = loose.texts(market.position_ids if market.version == "v2" else market.clob_token_ids)
    labels = loose.texts(market.outcomes)
    if not all(ids):
        return ()
    if ids and labels and len(ids) != len(labels):
        raise ParseError(f"Gamma market has {len(labels)} outcomes but {len(ids)} asset ids.")
    return tuple(Outcome(asset, label) for asset, label in zip(ids, labels, strict=False))


def _fees(market: GammaMarket) -> FeeSchedule | None:
    if market.fees_enabled is False:
        return NO_FEES
    return market.fee_schedule.schedule() if market.fee_schedule else None


def _payouts(market: GammaMarket) -> tuple[Decimal, ...] | None:
    """Final prices of a closed market, which are its payouts; None while they are only prices.

    Markets closed without a resolution status count only if their prices are whole: old ones
    were left at their last price or at 0 and 0.
    """
    if not market.closed or (market.uma_resolution_status or "resolved") != "resolved":
        return None
    prices = [loose.number(price) for price in loose.items(market.outcome_prices)]
    payouts = tuple(price for price in prices if price is not None)
    if len(payouts) != len(prices) or sum(payouts) != 1 or min(payouts) < 0:
        return None
    if not market.uma_resolution_status and not _FINAL_PRICES.issuperset(payouts):
        return None
    return payouts
