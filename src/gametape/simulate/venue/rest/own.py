"""Private CLOB REST: the trader's own trades and open orders (polymarket-api.md section 7.4)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from gametape.errors import ParseError
from gametape.model.times import SECOND
from gametape.simulate.venue.exchange.own_desk import moved
from gametape.simulate.venue.messages import user as user_messages
from gametape.simulate.venue.rest.http1 import Request, Response, answer, refusal, whole_number
from gametape.simulate.venue.rest.signature import refusal_of
from gametape.simulate.venue.stage import Stage

PAGE = 100
FIRST_CURSOR = "MA=="
END_CURSOR = "LTE="


def respond(stage: Stage, request: Request) -> Response | None:
    """The answer to a private call, or None if the path is not one."""
    if request.method != "GET" or not request.path.startswith("/data/"):
        return None
    refused = refusal_of(request, stage.trader)
    if refused or "credentials" in stage.board.active:
        return refusal(401, refused or "Unauthorized/Invalid api key")
    if request.path == "/data/trades":
        return answer(_page(_trades(stage, request), request))
    if request.path == "/data/orders":
        return answer(_page(_open_orders(stage, request), request))
    if request.path.startswith("/data/order/"):
        name = request.path.removeprefix("/data/order/")
        found = [row for row in _open_orders(stage, request) if row["id"] == name]
        return answer(found[0]) if found else refusal(404, "order not found")
    return None


def _trades(stage: Stage, request: Request) -> list[dict[str, Any]]:
    """Own trades, newest first, as the filters want them; `before` and `after` are seconds."""
    before, after = _second(request, "before"), _second(request, "after")
    rows = []
    for trade, status, updated_us in stage.exchange.desk.trades.values():
        row = user_messages.trade_row(trade, status, updated_us)
        matched = trade.matched_us // SECOND
        if (before is None or matched < before) and (after is None or matched > after):
            rows.append(row)
    return [row for row in reversed(rows) if _passes(row, request)]


def _open_orders(stage: Stage, request: Request) -> list[dict[str, Any]]:
    exchange = stage.exchange
    rows = [
        user_messages.order_row(moved(exchange.books[order.market], order, "UPDATE"), stage.trader)
        for order in exchange.desk.orders.values()
        if order.resting
    ]
    return [row for row in rows if _passes(row, request)]


def _passes(row: dict[str, Any], request: Request) -> bool:
    names = ("id", "market", "asset_id")
    if any(request.first(name) not in ("", row[name]) for name in names):
        return False
    wallet = request.first("maker_address").lower()
    wallets = {row["maker_address"].lower()}
    wallets |= {maker["maker_address"].lower() for maker in row.get("maker_orders", ())}
    return not wallet or wallet in wallets


def _second(request: Request, name: str) -> int | None:
    text = request.first(name)
    return whole_number(text) if text else None


def _page(rows: list[dict[str, Any]], request: Request) -> dict[str, Any]:
    """The envelope of a list; the cursor is the offset of the next page in base64."""
    cursor = request.first("next_cursor") or FIRST_CURSOR
    try:
        start = int(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError):
        raise ParseError("invalid cursor") from None
    page = rows[start : start + PAGE] if start >= 0 else []
    more = start >= 0 and start + PAGE < len(rows)
    following = base64.b64encode(str(start + PAGE).encode()).decode() if more else END_CURSOR
    return {"data": page, "next_cursor": following, "limit": PAGE, "count": len(page)}
