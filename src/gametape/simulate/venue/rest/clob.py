"""Public CLOB REST: time, books, prices, markets (polymarket-api.md section 7.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import micro_text
from gametape.model.book import Side
from gametape.model.times import SECOND, iso_text
from gametape.simulate.venue.exchange.market_book import MarketBook
from gametape.simulate.venue.exchange.own_orders import seen_from
from gametape.simulate.venue.rest.http1 import Request, Response, answer, refusal, whole_number
from gametape.simulate.venue.stage import Stage

_NO_BOOK = "No orderbook exists for the requested token id"
_FEE_CAP = 1000
_SPANS = {"1h": 3600, "6h": 21_600, "1d": 86_400, "1w": 604_800}


def respond(stage: Stage, request: Request) -> Response | None:
    """The answer to a public CLOB call, or None if the path is not one."""
    plain = _PLAIN.get(request.path)
    if plain is not None and request.method == "GET":
        return plain(stage, request)
    root, _, rest = request.path.lstrip("/").partition("/")
    if request.method == "GET" and rest and root in _OF_MARKET:
        return _of_market(stage, root, rest)
    per_token = _PER_TOKEN.get(root)
    if per_token is not None and request.method == "GET" and not rest:
        return _one(stage, request, per_token)
    plural = _PLURAL.get(root)
    if plural is not None and request.method == "POST" and not rest:
        return _many(stage, request, plural)
    return None


# Per token

Token = tuple[MarketBook, int]
PerToken = Callable[[Token, Side], Any]


def book_body(book: MarketBook, outcome: int) -> dict[str, Any]:
    """A REST book: levels in wire order, hash and time of the last change."""
    return {
        "market": book.rules.market,
        "asset_id": book.assets[outcome],
        "timestamp": book.changed_ms,
        "hash": book.hash(outcome),
        "bids": msgspec.Raw(f"[{book.text(outcome, Side.BUY)}]".encode()),
        "asks": msgspec.Raw(f"[{book.text(outcome, Side.SELL)}]".encode()),
        "min_order_size": micro_text(book.min_size),
        "tick_size": book.tick_text,
        "neg_risk": book.neg_risk,
        "last_trade_price": book.last_trade,
    }


def _best(token: Token, side: Side) -> float:
    text = token[0].best_text(token[1], side)
    return float(text) if text else (0.0 if side is Side.BUY else 1.0)


def _number(value: float) -> str:
    return format(round(value, 5), "g")


def _midpoint(token: Token, _: Side) -> dict[str, str]:
    return {"mid": _number((_best(token, Side.BUY) + _best(token, Side.SELL)) / 2)}


def _price(token: Token, side: Side) -> dict[str, str]:
    return {"price": _number(_best(token, side))}


def _spread(token: Token, _: Side) -> dict[str, str]:
    return {"spread": _number(_best(token, Side.SELL) - _best(token, Side.BUY))}


_PER_TOKEN: dict[str, PerToken] = {
    "book": lambda token, _: book_body(*token),
    "midpoint": _midpoint,
    "price": _price,
    "spread": _spread,
    "last-trade-price": lambda token, _: {"price": token[0].last_trade or "0.5", "side": ""},
    "tick-size": lambda token, _: {"minimum_tick_size": float(token[0].tick)},
    "neg-risk": lambda token, _: {"neg_risk": token[0].neg_risk},
    "fee-rate": lambda token, _: {"base_fee": _FEE_CAP if token[0].rules.fees else 0},
}


def _one(stage: Stage, request: Request, per_token: PerToken) -> Response:
    token = _open_token(stage, request.first("token_id"))
    if token is None:
        return refusal(404, _NO_BOOK)
    return answer(per_token(token, _side(request.first("side", "BUY"))))


def _open_token(stage: Stage, asset: str) -> Token | None:
    token = stage.exchange.by_asset.get(asset)
    return None if token is None or token[0].payouts is not None else token


def _side(text: str) -> Side:
    try:
        return Side(text.upper())
    except ValueError:
        raise ParseError("Invalid side") from None


class _Wanted(msgspec.Struct):
    token_id: str
    side: str = "BUY"


def _many(stage: Stage, request: Request, plural: str) -> Response:
    try:
        wanted = msgspec.json.decode(request.body, type=list[_Wanted])
    except (msgspec.DecodeError, RecursionError):
        raise ParseError("Invalid payload") from None
    found = [(one, _open_token(stage, one.token_id)) for one in wanted]
    if plural == "book":
        return answer([book_body(*token) for _, token in found if token is not None])
    table: dict[str, Any] = {}
    for one, token in found:
        if token is None:
            continue
        value = next(iter(_PER_TOKEN[plural](token, _side(one.side)).values()))
        if plural == "price":
            table.setdefault(one.token_id, {})[one.side.upper()] = value
        else:
            table[one.token_id] = value
    return answer(table)


_PLURAL = {"books": "book", "midpoints": "midpoint", "prices": "price", "spreads": "spread"}

# Per market


def _of_market(stage: Stage, root: str, name: str) -> Response:
    if root == "markets-by-token":
        token = stage.exchange.by_asset.get(name)
        book = None if token is None else token[0]
    else:
        book = stage.exchange.books.get(name)
    if book is None:
        return refusal(404, "market not found")
    return answer(_OF_MARKET[root](book))


def _market_body(book: MarketBook) -> dict[str, Any]:
    rules, closed = book.rules, book.payouts is not None
    start_us = rules.game_start_us
    return {
        "enable_order_book": True,
        "active": True,
        "closed": closed,
        "archived": False,
        "accepting_orders": not closed,
        "minimum_order_size": float(micro_text(book.min_size)),
        "minimum_tick_size": float(book.tick),
        "condition_id": rules.market,
        "question_id": rules.market,
        "question": rules.question,
        "description": "",
        "market_slug": rules.slug,
        "end_date_iso": None,
        "game_start_time": None if start_us is None else iso_text(start_us),
        "seconds_delay": (rules.taker_delay_us or 0) // SECOND,
        "maker_base_fee": _FEE_CAP if rules.fees else 0,
        "taker_base_fee": _FEE_CAP if rules.fees else 0,
        "neg_risk": book.neg_risk,
        "neg_risk_market_id": "",
        "neg_risk_request_id": "",
        "is_50_50_outcome": bool(book.payouts and book.payouts[0] == book.payouts[1]),
        "tokens": [
            {
                "token_id": outcome.asset,
                "outcome": outcome.label,
                "price": float(book.payouts[rank]) if book.payouts else _mid((book, rank)),
                "winner": bool(book.payouts and book.payouts[rank] == 1),
            }
            for rank, outcome in enumerate(rules.outcomes)
        ],
        "tags": ["Sports"],
    }


def _mid(token: Token) -> float:
    return round((_best(token, Side.BUY) + _best(token, Side.SELL)) / 2, 5)


def _compact_body(book: MarketBook) -> dict[str, Any]:
    rules = book.rules
    start_us = rules.game_start_us
    body: dict[str, Any] = {
        "r": None,
        "t": [{"t": outcome.asset, "o": outcome.label} for outcome in rules.outcomes],
        "c": rules.market,
        "mos": float(micro_text(book.min_size)),
        "mts": float(book.tick),
        "mbf": _FEE_CAP if rules.fees else 0,
        "tbf": _FEE_CAP if rules.fees else 0,
        "ao": book.payouts is None,
        "nr": book.neg_risk,
        "sd": (rules.taker_delay_us or 0) // SECOND,
        "cbos": bool(rules.wipes_book_at_start),
        "itode": bool(rules.taker_delay_us),
    }
    if start_us is not None:
        body["gst"] = iso_text(start_us)
    if rules.fees:
        fees = rules.fees
        body["fd"] = {"r": float(fees.rate), "e": float(fees.exponent), "to": fees.taker_only}
    return body


_OF_MARKET: dict[str, Callable[[MarketBook], dict[str, Any]]] = {
    "markets": _market_body,
    "clob-markets": _compact_body,
    "markets-by-token": lambda book: {
        "condition_id": book.rules.market,
        "primary_token_id": book.assets[0],
        "secondary_token_id": book.assets[1],
    },
}


def _prices_history(stage: Stage, request: Request) -> Response:
    token = stage.exchange.by_asset.get(request.first("market"))
    if token is None:
        return refusal(404, _NO_BOOK)
    return answer({"history": [{"t": t, "p": p} for t, p in history(stage, token, request)]})


def history(stage: Stage, token: Token, request: Request) -> list[tuple[int, float]]:
    """(second, price) of a token's prints in the span and the spacing a request asks for."""
    book, outcome = token
    now_s = stage.now().venue_us // SECOND
    names = ("startTs", "start"), ("endTs", "end"), ("fidelity", "bucket_seconds")
    given = [next((request.first(n) for n in both if request.first(n)), "") for both in names]
    start_text, end_text, step_text = given
    span = _SPANS.get(request.first("interval"), now_s)
    start = whole_number(start_text) if start_text else now_s - span
    end = whole_number(end_text) if end_text else now_s
    step = whole_number(step_text or "1") * (60 if request.first("fidelity") else 1)
    points = sorted(
        (at_us // SECOND, seen_from(outcome, seen_from(rank, cell)) / 10_000)
        for rank, asset in enumerate(book.assets)
        for at_us, cell in stage.prices.get(asset, [])
    )
    kept: dict[int, tuple[int, float]] = {}
    for second, price in points:
        if start <= second <= end:
            kept[second // max(1, step)] = (second, price)
    return list(kept.values())


_PLAIN: dict[str, Callable[[Stage, Request], Response]] = {
    "/time": lambda stage, _: answer(stage.now().venue_us // SECOND),
    "/ok": lambda _stage, _: answer("OK"),
    "/version": lambda _stage, _: answer({"version": 2}),
    "/prices-history": _prices_history,
}
