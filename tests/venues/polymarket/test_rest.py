"""REST against a real server on loopback: markets, books, pages, and no secret in any word."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from venues.polymarket.asking import (
    CONDITION,
    EVENT,
    KEY,
    MARKET,
    ME,
    PHRASE,
    SECRET,
    UNHYDRATED,
    Session,
    event,
    failing,
    gather,
    run,
)
from venues.polymarket.loopback import Request, Response

from gametape.errors import SettingsError, UsageError
from gametape.model.times import SECOND
from gametape.venues.polymarket.auth import Credentials, signature
from gametape.venues.polymarket.rest import Answer
from gametape.venues.polymarket.service import NotAtVenueError
from gametape.venues.polymarket.user import UserDecoder
from gametape.venues.polymarket.wallet import WalletDecoder

# -- Markets that are not there yet ---------------------------------------------------------


def test_an_event_whose_markets_have_no_tokens_is_waited_for() -> None:
    answers = {"/events/slug/a-b": [Response(UNHYDRATED)] * 3 + [Response(EVENT)]}
    answer, session = run(answers, lambda s: s.rest.get_event("a-b", wait=True))
    assert answer.value.markets[0].tradable
    assert session.waits == [5.0, 10.0, 15.0]
    assert "a-b has no market with tokens yet" in session.told[0]


def test_the_wait_is_bounded_and_only_made_when_told() -> None:
    answers = {"/events/slug/a-b": Response(UNHYDRATED)}
    answer, session = run(answers, lambda s: s.rest.get_event("a-b", wait=True))
    assert not answer.value.markets[0].tradable
    assert len(session.venue.seen) == 12
    _, session = run(answers, event)
    assert len(session.venue.seen) == 1
    closed = {"/events/slug/a-b": Response({**UNHYDRATED, "closed": True})}
    _, session = run(closed, lambda s: s.rest.get_event("a-b", wait=True))
    assert len(session.venue.seen) == 1


def test_a_market_that_the_clob_does_not_have_yet() -> None:
    body = {"c": CONDITION, "t": []}
    path = f"/clob-markets/{CONDITION}"
    answers = {path: [Response({"error": "not found"}, 404)] * 2 + [Response(body)]}
    answer, session = run(answers, lambda s: s.rest.compact_market(CONDITION, wait=True))
    assert answer.value.market == CONDITION
    assert session.waits == [5.0, 10.0]
    error, session = failing({}, lambda s: s.rest.compact_market(CONDITION, wait=True))
    assert isinstance(error, NotAtVenueError)
    assert len(session.venue.seen) == 12
    error, session = failing({}, lambda s: s.rest.compact_market(CONDITION))
    assert len(session.venue.seen) == 1


# -- Reading --------------------------------------------------------------------------------


def test_markets_by_id_open_or_closed() -> None:
    def keyset(request: Request) -> Response:
        closed = request.query.get("closed") == "true"
        return Response({"markets": [MARKET] if closed else []})

    def ask(session: Session) -> Awaitable[Answer[Any]]:
        return session.rest.find_markets(condition=CONDITION)

    answer, session = run({"/markets/keyset": keyset}, ask)
    assert answer.value[0].markets[0].rules.market == CONDITION
    assert session.venue.seen[1].query == {"condition_ids": CONDITION, "closed": "true"}


def test_books_are_asked_for_in_portions() -> None:
    def books(request: Request) -> Response:
        tokens = [one["token_id"] for one in json.loads(request.body)]
        return Response([{"asset_id": token, "bids": [], "asks": []} for token in tokens])

    tokens = [str(number) for number in range(250)]
    answers, session = run({"/books": books}, lambda s: s.rest.get_books(tokens))
    assert [len(json.loads(request.body)) for request in session.venue.seen] == [100, 100, 50]
    assert session.venue.seen[0].method == "POST"
    assert session.venue.seen[0].headers["content-type"] == "application/json"
    assert [book.asset_id for answer in answers for book in answer.value] == tokens
    assert run({}, lambda s: s.rest.get_books([]))[0] == []


def test_the_venues_time() -> None:
    answer, _ = run({"/time": Response(b"1700000060")}, lambda s: s.rest.get_time())
    assert answer.value.bounds_us == (60 * SECOND, 61 * SECOND)


def test_resolutions_are_asked_for_in_portions() -> None:
    row = {"condition_id": CONDITION, "status": "resolved", "payouts": [1000000, 0]}
    conditions = [f"0x{number}" for number in range(45)]
    answers, session = run(
        {"/v2/resolutions": Response({"data": [row]})},
        lambda s: s.rest.get_resolutions(conditions),
    )
    assert [len(one.query["condition_id"].split(",")) for one in session.venue.seen] == [20, 20, 5]
    assert answers[0].value[0].payouts == (Decimal(1), Decimal(0))


# -- One's own ------------------------------------------------------------------------------

TRADE = {"id": "T1", "taker_order_id": "0xT", "market": CONDITION, "asset_id": "1", "side": "BUY",
         "size": "5", "price": "0.5", "status": "TRADE_STATUS_CONFIRMED", "trader_side": "TAKER",
         "match_time": "1700000000", "owner": KEY, "maker_orders": []}  # fmt: skip


def paged(*pages: tuple[str, list[Any], str]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        for cursor, rows, following in pages:
            if request.query["next_cursor"] == cursor:
                return Response({"data": rows, "next_cursor": following, "limit": 1, "count": 1})
        return Response({"error": "no such cursor"}, 400)

    return answer


def test_own_trades_over_all_pages_signed_and_redacted() -> None:
    pages = paged(("MA==", [TRADE], "abc="), ("abc=", [{**TRADE, "id": "T2"}], "LTE="))
    answers, session = run(
        {"/data/trades": pages},
        lambda s: gather(s.rest.own_trades(market=CONDITION, after_s=1_699_999_000)),
    )
    assert [answer.value for answer in answers] == [1, 1]
    first = session.venue.seen[0]
    assert first.query == {"market": CONDITION, "after": "1699999000", "next_cursor": "MA=="}
    signed = signature(SECRET, 1_700_000_000, "GET", "/data/trades")
    assert first.headers["poly_signature"] == signed
    assert first.headers["poly_api_key"] == KEY
    assert first.headers["poly_address"] == "0xSigner"
    lines = [line for answer in answers for line in answer.lines]
    assert not any(KEY.encode() in line for line in lines)
    assert [json.loads(line)["id"] for line in lines] == ["T1", "T2"]
    decoder = UserDecoder()
    assert [len(decoder.decode(line, 1, 1)) for line in lines] == [1, 1]


def test_own_orders_and_no_pages_at_all() -> None:
    answers, _ = run(
        {"/data/orders": paged(("MA==", [], "LTE="))}, lambda s: gather(s.rest.own_orders())
    )
    assert [(answer.source, answer.lines) for answer in answers] == [("polymarket.orders", ())]


def test_a_signature_is_made_anew_for_every_try() -> None:
    now_s = iter(range(1_700_000_000, 1_700_000_100))

    async def act(session: Session) -> None:
        session.rest.now_us = lambda: next(now_s) * SECOND
        await gather(session.rest.own_orders())

    _, session = run(
        {"/data/orders": [Response({}, 425), Response({"data": [], "next_cursor": "LTE="})]}, act
    )
    stamps = [request.headers["poly_timestamp"] for request in session.venue.seen]
    assert stamps == ["1700000000", "1700000001"]


def test_a_venue_that_goes_in_circles_is_stopped() -> None:
    circle = paged(("MA==", [TRADE], "abc="), ("abc=", [TRADE], "MA=="))
    error, session = failing({"/data/trades": circle}, lambda s: gather(s.rest.own_trades()))
    assert "repeats its pages" in error.what
    assert len(session.venue.seen) == 2


def test_own_data_needs_credentials() -> None:
    error, session = failing({}, lambda s: gather(s.rest.own_trades()), credentials=None)
    assert isinstance(error, UsageError)
    assert "POLYMARKET_PASSPHRASE" in error.way_out
    assert session.venue.seen == []


def test_no_secret_in_any_error_or_word() -> None:
    """The venue, and whatever stands before it, may say back all that it was told."""

    def echo(request: Request) -> Response:
        told = f"{SECRET} {PHRASE} {json.dumps(request.headers)}"
        return Response(told.encode(), 503 if session_tries else 401)

    for session_tries in (0, 1):
        error, session = failing({"/data/trades": echo}, lambda s: gather(s.rest.own_trades()))
        words = " ".join([str(error), repr(error), *session.told])
        assert len(session.venue.seen) == (6 if session_tries else 1)
        assert "me-000" in words or "secret-000" in words
        for secret in ME.secrets:
            assert secret not in words
            assert secret[:20] not in words


def test_a_secret_cut_by_the_length_of_an_error_does_not_show_its_head() -> None:
    told = b"x" * 180 + SECRET.encode()
    error, _ = failing({"/data/trades": Response(told, 400)}, lambda s: gather(s.rest.own_trades()))
    assert SECRET[:8] not in str(error)


def test_a_wrong_secret_is_a_settings_error() -> None:
    wrong = Credentials(KEY, "not base64 at all", PHRASE)
    error, session = failing({}, lambda s: gather(s.rest.own_orders()), credentials=wrong)
    assert isinstance(error, SettingsError)
    assert session.venue.seen == []


# -- A wallet's history ---------------------------------------------------------------------

FILL = {"proxy_wallet": "0xMe", "side": "BUY", "token_id": "1", "condition_id": CONDITION,
        "size": 5, "price": 0.5, "timestamp": 1700000000, "transaction_hash": "0xH"}  # fmt: skip


def test_a_whole_history_as_maker_and_taker() -> None:
    def trades(request: Request) -> Response:
        last = request.query.get("cursor") == "next"
        pagination = {"has_more": not last, "next_cursor": None if last else "next"}
        return Response({"data": [FILL], "pagination": pagination})

    answers, session = run(
        {"/v2/trades": trades}, lambda s: gather(s.rest.wallet_trades("0xMe", [CONDITION, "0xD"]))
    )
    first, second = session.venue.seen
    assert first.query == {"user": "0xMe", "start": "1", "taker_only": "false", "limit": "500",
                           "condition_id": f"{CONDITION},0xD"}  # fmt: skip
    assert second.query == {**first.query, "cursor": "next"}
    # A page is one line: its twins and its end are its decoder's business.
    assert [len(answer.lines) for answer in answers] == [1, 1]
    decoder = WalletDecoder()
    told = [event for answer in answers for event in decoder.decode(answer.lines[0], 1, 1)]
    assert len(told) == 2


def test_a_page_that_says_it_is_the_last_is() -> None:
    body = Response({"data": [FILL], "pagination": {"has_more": False, "next_cursor": "same"}})
    answers, session = run({"/v2/trades": body}, lambda s: gather(s.rest.wallet_trades("0xMe")))
    assert len(answers) == len(session.venue.seen) == 1


def test_activity_and_positions() -> None:
    body = Response({"data": [FILL, FILL], "pagination": {"has_more": False, "next_cursor": None}})
    activity, session = run(
        {"/v2/activity": body}, lambda s: gather(s.rest.wallet_activity("0xMe", start_s=5))
    )
    assert session.venue.seen[0].query == {"user": "0xMe", "start": "5", "limit": "500"}
    assert [(answer.source, answer.value) for answer in activity] == [("polymarket.wallet", 2)]
    positions, _ = run({"/v2/positions": body}, lambda s: gather(s.rest.positions("0xMe")))
    assert positions[0].source == "polymarket.positions"
