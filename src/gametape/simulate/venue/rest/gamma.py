"""Gamma REST: events and markets with their rules, in Gamma's own forms (section 7.2)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import micro_text
from gametape.model.book import Side
from gametape.model.times import SECOND, iso_text
from gametape.simulate.venue.exchange.market_book import MarketBook
from gametape.simulate.venue.messages.sports import league
from gametape.simulate.venue.rest.http1 import Request, Response, answer, refusal
from gametape.simulate.venue.stage import Stage

_TAGS = [{"id": "1", "label": "Sports", "slug": "sports"}]
_PAGE = 100


def respond(stage: Stage, request: Request) -> Response | None:
    """The answer to a Gamma call, or None if the path is not one."""
    if request.method != "GET":
        return None
    match request.path.strip("/").split("/"):
        case ["events", "slug", slug]:
            return _found([_event(stage)], "slug", slug)
        case ["markets", "slug", slug]:
            return _found(_markets(stage), "slug", slug)
        case ["events", "keyset"]:
            return answer(_page("events", _filtered_events(stage, request), request))
        case ["markets", "keyset"]:
            return answer(_page("markets", _filtered_markets(stage, request), request))
        case ["events", number]:
            return _found([_event(stage)], "id", number)
        case ["markets", number]:
            return _found(_markets(stage), "id", number)
        case _:
            plain = _PLAIN.get(request.path)
            return None if plain is None else answer(plain(stage, request))


def _found(rows: list[dict[str, Any]], name: str, wanted: str) -> Response:
    row = next((row for row in rows if row[name] == wanted), None)
    return refusal(404, "not found", type="not found error") if row is None else answer(row)


def _filtered_events(stage: Stage, request: Request) -> list[dict[str, Any]]:
    event = _event(stage)
    wanted = {
        "slug": event["slug"],
        "game_id": str(event["gameId"]),
        "id": event["id"],
        "live": str(event["live"]).lower(),
        "closed": str(event["closed"]).lower(),
        "event_date": event["eventDate"],
        "tag_slug": league(stage.script.sport),
    }
    for name, value in wanted.items():
        given = request.values(name)
        if given and value not in given and not (name == "tag_slug" and "sports" in given):
            return []
    return [event]


def _filtered_markets(stage: Stage, request: Request) -> list[dict[str, Any]]:
    tokens = set(request.values("clob_token_ids"))
    conditions = {condition.lower() for condition in request.values("condition_ids")}
    slugs, types = set(request.values("slug")), set(request.values("sports_market_types"))
    closed = request.first("closed")
    return [
        row
        for book, row in zip(stage.exchange.books.values(), _markets(stage), strict=True)
        if (not tokens or not tokens.isdisjoint(book.assets))
        and (not conditions or book.rules.market in conditions)
        and (not slugs or book.rules.slug in slugs)
        and (not types or book.rules.market_type in types)
        and (not closed or closed == str(row["closed"]).lower())
    ]


def _page(name: str, rows: list[dict[str, Any]], request: Request) -> dict[str, Any]:
    """One page; `next_cursor` is absent at the end."""
    limit = request.first("limit", str(_PAGE))
    cursor = request.first("after_cursor") or request.first("next_cursor")
    try:
        start = int(base64.b64decode(cursor, validate=True)) if cursor else 0
        end = start + max(1, min(int(limit), _PAGE))
    except (binascii.Error, ValueError):
        raise ParseError("invalid cursor or limit") from None
    page: dict[str, Any] = {name: rows[start:end]}
    if end < len(rows):
        page["next_cursor"] = base64.b64encode(str(end).encode()).decode()
    return page


def _event(stage: Stage) -> dict[str, Any]:
    script, game = stage.script, stage.exchange.game
    start_us = _start_us(stage)
    closed = all(book.payouts is not None for book in stage.exchange.books.values())
    event: dict[str, Any] = {
        **_event_head(stage),
        "description": "",
        "startTime": iso_text(start_us),
        "startDate": iso_text(stage.opened_us),
        "eventDate": iso_text(start_us)[:10],
        "endDate": iso_text(start_us + script.duration_us),
        "active": True,
        "closed": closed,
        "archived": False,
        "live": bool(game and game.live),
        "ended": bool(game and game.ended),
        "score": game.score if game else "",
        "period": game.period if game else "",
        "elapsed": game.elapsed if game else "",
        "gameStatus": game.status if game else "Scheduled",
        "gameId": script.game_id,
        "homeTeamName": script.home,
        "awayTeamName": script.away,
        "teams": _teams(stage),
        "seriesSlug": league(script.sport),
        "negRisk": any(book.neg_risk for book in stage.exchange.books.values()),
        "enableOrderBook": True,
        "markets": _markets(stage, with_event=False),
        "series": [],
        "tags": _TAGS,
    }
    if closed:
        event["closedTime"] = iso_text(stage.closed_us or start_us)
    return event


def _event_head(stage: Stage) -> dict[str, Any]:
    script = stage.script
    return {
        "id": str(script.game_id),
        "slug": script.event_slug,
        "ticker": script.event_slug,
        "title": script.title,
    }


def _teams(stage: Stage) -> list[dict[str, Any]]:
    script = stage.script
    return [
        {
            "id": script.game_id * 10 + rank,
            "name": name,
            "league": league(script.sport),
            "abbreviation": "".join(part[0] for part in name.split())[:3].lower(),
            "alias": name,
            "ordering": ordering,
        }
        for rank, (name, ordering) in enumerate(((script.away, "away"), (script.home, "home")))
    ]


def _sport(stage: Stage) -> dict[str, Any]:
    name = league(stage.script.sport)
    return {
        "id": 1,
        "sport": name,
        "name": name.upper(),
        "image": "",
        "resolution": "",
        "ordering": "away",
        "tags": "1",
        "series": "1",
        "createdAt": iso_text(stage.opened_us),
    }


def _start_us(stage: Stage) -> int:
    starts = [rules.game_start_us for rules in stage.script.markets if rules.game_start_us]
    return min(starts, default=stage.opened_us)


def _markets(stage: Stage, *, with_event: bool = True) -> list[dict[str, Any]]:
    return [_market(stage, book, with_event=with_event) for book in stage.exchange.books.values()]


def _text_list(values: list[str]) -> str:
    """Gamma's lists are JSON inside a JSON string."""
    return msgspec.json.encode(values).decode().replace('","', '", "')


def _space_time(us: int) -> str:
    """`YYYY-MM-DD HH:MM:SS+00`, another of Gamma's date forms."""
    return iso_text(us)[:19].replace("T", " ") + "+00"


def _price_texts(book: MarketBook) -> tuple[list[str], dict[str, float]]:
    bid, ask = (book.best_text(0, side) for side in (Side.BUY, Side.SELL))
    shown = {"bestBid": float(bid or 0), "bestAsk": float(ask or 1)}
    shown["spread"] = round(shown["bestAsk"] - shown["bestBid"], 4)
    shown["lastTradePrice"] = float(book.last_trade or 0)
    if book.payouts is not None:
        return [format(payout.normalize(), "f") for payout in book.payouts], shown
    middle = round((shown["bestAsk"] + shown["bestBid"]) / 2, 5)
    return [format(middle, "g"), format(round(1 - middle, 5), "g")], shown


def _market(stage: Stage, book: MarketBook, *, with_event: bool) -> dict[str, Any]:
    rules, closed = book.rules, book.payouts is not None
    prices, shown = _price_texts(book)
    market: dict[str, Any] = {
        "id": str(stage.messenger.number(rules.market)),
        "question": rules.question,
        "conditionId": rules.market,
        "slug": rules.slug,
        "description": "",
        "outcomes": _text_list([outcome.label for outcome in rules.outcomes]),
        "outcomePrices": _text_list(prices),
        "clobTokenIds": _text_list(list(book.assets)),
        "active": True,
        "closed": closed,
        "archived": False,
        "acceptingOrders": not closed,
        "enableOrderBook": True,
        "negRisk": book.neg_risk,
        "startDate": iso_text(stage.opened_us),
        "orderMinSize": _short(float(micro_text(book.min_size))),
        "orderPriceMinTickSize": float(book.tick),
        "clearBookOnStart": bool(rules.wipes_book_at_start),
        "makerBaseFee": 1000 if rules.fees else 0,
        "takerBaseFee": 1000 if rules.fees else 0,
        "feesEnabled": rules.fees is not None,
        "sportsMarketType": rules.market_type,
        "groupItemTitle": rules.question,
        "questionID": rules.market,
        "umaResolutionStatus": "resolved" if closed else "",
        **shown,
    }
    if rules.taker_delay_us is not None:
        market["secondsDelay"] = rules.taker_delay_us // SECOND
    if rules.line:
        market["line"] = float(rules.line)
    if rules.market_type == "moneyline":
        market["gameId"] = str(stage.script.game_id)
    if rules.game_start_us is not None:
        market["gameStartTime"] = _space_time(rules.game_start_us)
        market["eventStartTime"] = iso_text(rules.game_start_us)
    if rules.fees:
        market["feeType"] = "sports_fees_v2"
        market["feeSchedule"] = {
            "exponent": _short(float(rules.fees.exponent)),
            "rate": float(rules.fees.rate),
            "rebateRate": float(rules.fees.rebate_rate),
            "takerOnly": rules.fees.taker_only,
        }
    if closed:
        market["closedTime"] = _space_time(stage.closed_us or stage.opened_us)
    if with_event:
        market["events"] = [_event_head(stage)]
    return market


def _short(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _market_types(stage: Stage, _: Request) -> dict[str, list[str]]:
    types = {book.rules.market_type for book in stage.exchange.books.values()}
    return {"marketTypes": sorted(types)}


_PLAIN: dict[str, Callable[[Stage, Request], object]] = {
    "/events": _filtered_events,
    "/markets": _filtered_markets,
    "/sports": lambda stage, _: [_sport(stage)],
    "/sports/market-types": _market_types,
    "/teams": lambda stage, _: _teams(stage),
    "/tags": lambda _stage, _: _TAGS,
}
