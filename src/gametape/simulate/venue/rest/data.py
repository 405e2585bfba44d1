"""Data API v2: the trader's history by wallet, and resolutions (polymarket-api.md section 7.5)."""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal
from typing import Any

from gametape.errors import ParseError
from gametape.model.amounts import MICRO
from gametape.model.book import Side
from gametape.model.times import HOUR, SECOND
from gametape.model.trading import Fill, FillStatus, Role
from gametape.simulate.venue.exchange.holdings import Holding, dollars, holdings
from gametape.simulate.venue.exchange.moves import OwnMove, by_asset
from gametape.simulate.venue.exchange.own_fills import own_fills
from gametape.simulate.venue.rest.clob import history
from gametape.simulate.venue.rest.http1 import Request, Response, answer, whole_number
from gametape.simulate.venue.stage import Stage

_WINDOW_US = 24 * HOUR
_LIMIT = 1000
_ON_CHAIN = (FillStatus.MINED, FillStatus.CONFIRMED)


def respond(stage: Stage, request: Request) -> Response | None:
    """The answer to a Data call, or None if the path is not one."""
    if request.method != "GET":
        return None
    match request.path:
        case "/v2/trades":
            return answer(_page([_trade(stage, fill) for fill in _told(stage, request)], request))
        case "/v2/activity":
            rows = [_activity(stage, fill) for fill in _told(stage, request)]
            rows += [_move(stage, move) for move in _moves(stage, request)]
            wanted = request.values("type")
            kept = [row for row in rows if not wanted or row["type"] in wanted]
            kept.sort(key=lambda row: row["timestamp"], reverse=True)
            return answer(_page(kept, request))
        case "/v2/positions":
            return answer(_page(_positions(stage, request), request))
        case "/v2/resolutions":
            return answer({"data": _resolutions(stage, request)})
        case "/v2/prices-history":
            return answer(_page(_history(stage, request), request))
        case _:
            return None


def _own(stage: Stage, request: Request) -> list[Fill]:
    if request.first("user").lower() != stage.trader.wallet.lower():
        return []
    fills = [
        fill
        for trade, status, _ in stage.exchange.desk.trades.values()
        for fill in own_fills(trade, status)
    ]
    conditions, tokens = set(request.values("condition_id")), set(request.values("token_id"))
    return [
        fill
        for fill in fills
        if fill.status in _ON_CHAIN
        and (not conditions or fill.market in conditions)
        and (not tokens or fill.asset in tokens)
    ]


def _told(stage: Stage, request: Request) -> list[Fill]:
    """Fills a feed shows, newest first.

    Without `start` it is a window of the last day; unless `taker_only` is false, takers' alone.
    """
    start_us, end_us = _window(stage, request)
    takers = request.path == "/v2/trades" and request.first("taker_only", "true") != "false"
    fills = [
        fill
        for fill in _own(stage, request)
        if start_us <= fill.matched_us < end_us and (not takers or fill.role is Role.TAKER)
    ]
    return sorted(fills, key=lambda fill: fill.matched_us, reverse=True)


def _window(stage: Stage, request: Request) -> tuple[int, int]:
    start, end = request.first("start"), request.first("end")
    now_us = stage.now().venue_us
    start_us = whole_number(start) * SECOND if start else now_us - _WINDOW_US
    return start_us, (whole_number(end) + 1) * SECOND if end else now_us + SECOND


def _moves(stage: Stage, request: Request) -> list[OwnMove]:
    """Splits, merges and redemptions that a feed shows."""
    if request.first("user").lower() != stage.trader.wallet.lower():
        return []
    start_us, end_us = _window(stage, request)
    wanted = set(request.values("condition_id"))
    return [
        move
        for move in stage.exchange.desk.moves
        if start_us <= move.at_us < end_us and (not wanted or move.market in wanted)
    ]


def _move(stage: Stage, move: OwnMove) -> dict[str, Any]:
    """A row without a side: the asset is none, the outcome one that no market has."""
    rules = stage.exchange.books[move.market].rules
    return {
        "proxy_wallet": stage.trader.wallet,
        "type": move.kind.value,
        "side": "",
        "token_id": "",
        "condition_id": move.market,
        "size": move.size / MICRO,
        "usdc_size": dollars(abs(move.cash)),
        "price": 0,
        "timestamp": move.at_us // SECOND,
        "title": rules.question,
        "slug": rules.slug,
        "event_slug": rules.event_slug,
        "outcome": "",
        "outcome_index": 999,
        "transaction_hash": move.transaction,
    }


def _trade(stage: Stage, fill: Fill) -> dict[str, Any]:
    book, outcome = stage.exchange.by_asset[fill.asset]
    return {
        "proxy_wallet": stage.trader.wallet,
        "side": fill.side.value,
        "token_id": fill.asset,
        "condition_id": fill.market,
        "size": fill.size / MICRO,
        "price": float(fill.price),
        "timestamp": fill.matched_us // SECOND,
        "title": book.rules.question,
        "slug": book.rules.slug,
        "event_slug": book.rules.event_slug,
        "outcome": fill.outcome,
        "outcome_index": outcome,
        "transaction_hash": fill.transaction,
    }


def _activity(stage: Stage, fill: Fill) -> dict[str, Any]:
    value = dollars(fill.price * fill.size)
    return {**_trade(stage, fill), "type": "TRADE", "usdc_size": value}


def _positions(stage: Stage, request: Request) -> list[dict[str, Any]]:
    moves = by_asset(
        _moves(stage, request),
        {market: book.assets for market, book in stage.exchange.books.items()},
    )
    tokens = set(request.values("token_id"))
    moves = [move for move in moves if not tokens or move.asset in tokens]
    rows = [_position(stage, holding) for holding in holdings(_own(stage, request), moves)]
    wanted = request.values("status")
    return [row for row in rows if not wanted or row["status"] in wanted]


def _position(stage: Stage, held: Holding) -> dict[str, Any]:
    book, outcome = stage.exchange.by_asset[held.asset]
    if book.payouts is not None:
        price = book.payouts[outcome]
    else:
        price = Decimal(book.best_text(outcome, Side.BUY) or "0")
    value = price * held.size
    gain = value - held.cost
    closed = held.size == 0
    redeemable = book.payouts is not None and not closed
    status = "CLOSED" if closed else "REDEEMABLE" if redeemable else "OPEN"
    other = book.rules.outcomes[1 - outcome]
    return {
        "proxy_wallet": stage.trader.wallet,
        "token_id": held.asset,
        "condition_id": held.market,
        "current_size": held.size / MICRO,
        "total_size": held.bought / MICRO,
        "avg_price": float(held.average),
        "entry_cost_usdc": dollars(held.cost),
        "entry_fees_usdc": dollars(held.fees),
        "total_cost_usdc": dollars(held.cost + held.fees),
        "current_price": float(price),
        "current_value": dollars(value),
        "realized_pnl": dollars(held.realized),
        "unrealized_pnl": dollars(gain),
        "total_pnl": dollars(held.realized + gain),
        "percent_pnl": _percent(gain, held.cost),
        "percent_realized_pnl": _percent(held.realized, held.cost),
        "status": status,
        "redeemable": redeemable,
        "mergeable": False,
        "negative_risk": book.neg_risk,
        "archived": False,
        "verified": True,
        "title": book.rules.question,
        "slug": book.rules.slug,
        "event_slug": book.rules.event_slug,
        "outcome": book.rules.outcomes[outcome].label,
        "outcome_index": outcome,
        "opposite_outcome": other.label,
        "opposite_token_id": other.asset,
        "last_event_at": held.last_us // SECOND,
        "first_entry_at": held.first_us // SECOND,
    }


def _percent(part: Decimal, whole: Decimal) -> float:
    return round(float(part / whole * 100), 4) if whole else 0.0


def _resolutions(stage: Stage, request: Request) -> list[dict[str, Any]]:
    """Resolutions of conditions; payouts in micro-dollars, 69 where a price is not set."""
    rows = []
    for condition in request.values("condition_id"):
        book = stage.exchange.books.get(condition)
        if book is None:
            continue
        resolved_us = stage.resolved_us.get(condition)
        payouts = None
        if book.payouts is not None:
            payouts = [int(payout * MICRO) for payout in book.payouts]
        rows.append(
            {
                "question_id": condition,
                "condition_id": condition,
                "status": "resolved" if payouts else "posed",
                "extended_review": False,
                "was_disputed": False,
                "new_version_q": False,
                "proposed_price": str(book.payouts[0]) if book.payouts else "69",
                "reproposed_price": "69",
                "price": str(book.payouts[0]) if book.payouts else "69",
                "last_update_timestamp": (resolved_us or stage.opened_us) // SECOND,
                "payouts": payouts,
                "resolved_at": None if resolved_us is None else resolved_us // SECOND,
            }
        )
    return rows


def _history(stage: Stage, request: Request) -> list[dict[str, Any]]:
    token = stage.exchange.by_asset.get(request.first("token_id"))
    points = [] if token is None else history(stage, token, request)
    return [{"timestamp": second, "price": price} for second, price in points]


def _page(rows: list[dict[str, Any]], request: Request) -> dict[str, Any]:
    limit, cursor = request.first("limit", str(_LIMIT)), request.first("cursor")
    try:
        start = int(base64.b64decode(cursor, validate=True)) if cursor else 0
        end = start + max(1, min(int(limit), _LIMIT))
    except (binascii.Error, ValueError):
        raise ParseError("invalid cursor or limit") from None
    more = end < len(rows)
    following = base64.b64encode(str(end).encode()).decode() if more else None
    return {
        "data": rows[start:end],
        "pagination": {"has_more": more, "next_cursor": following},
    }
