"""REST against a real server on loopback: retries, pages, waits, and no secret in any word."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from email.utils import formatdate
from typing import Any, TypeVar

import httpx
import pytest
from venues.polymarket.loopback import Loopback, Request, Response

from gametape.errors import GametapeError, SettingsError, UsageError, VenueError
from gametape.model.times import SECOND
from gametape.venues.polymarket.auth import Credentials, signature
from gametape.venues.polymarket.rest import Answer, PolymarketRest, open_http
from gametape.venues.polymarket.service import NotAtVenueError, Retries
from gametape.venues.polymarket.urls import PolymarketUrls
from gametape.venues.polymarket.user import UserDecoder
from gametape.venues.polymarket.wallet import WalletDecoder

T = TypeVar("T")

NOW_US = 1_700_000_000 * SECOND
KEY = "9f8b1c2d-3e4f-5a6b-7c8d-9e0f1a2b3c4d"
SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
PHRASE = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
ME = Credentials(KEY, SECRET, PHRASE, "0xSigner")
CONDITION = "0x" + "ab" * 32
MARKET = {"conditionId": CONDITION, "slug": "a-b", "outcomes": '["A","B"]',
          "clobTokenIds": '["1","2"]'}  # fmt: skip
EVENT = {"slug": "a-b", "title": "A vs. B", "markets": [MARKET]}
UNHYDRATED = {"slug": "a-b", "markets": [{**MARKET, "clobTokenIds": None}]}


class Session:
    """A rest client against a loopback server; `waits` are the waits it would have made."""

    def __init__(self, venue: Loopback, http: httpx.AsyncClient, **settings: Any) -> None:
        self.venue = venue
        self.waits: list[float] = []
        self.told: list[str] = []
        urls = PolymarketUrls(clob=venue.url, gamma=venue.url, data=venue.url)
        settings = {"credentials": ME, "chance": lambda: 1.0, **settings}
        self.rest = PolymarketRest(
            urls, http, lambda: NOW_US, sleep=self._sleep, on_wait=self.told.append, **settings
        )

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def run(
    answers: dict[str, Any], act: Callable[[Session], Awaitable[T]], **settings: Any
) -> tuple[T, Session]:
    timeout_s = settings.pop("timeout_s", 5.0)

    async def main() -> tuple[T, Session]:
        async with Loopback(answers).running() as venue, open_http(timeout_s) as http:
            session = Session(venue, http, **settings)
            return await act(session), session

    return asyncio.run(main())


def failing(
    answers: dict[str, Any], act: Callable[[Session], Awaitable[object]], **settings: Any
) -> tuple[GametapeError, Session]:
    async def caught(session: Session) -> GametapeError:
        with pytest.raises(GametapeError) as error:
            await act(session)
        return error.value

    return run(answers, caught, **settings)


async def gather(pages: AsyncIterator[T]) -> list[T]:
    return [page async for page in pages]


def event(session: Session) -> Awaitable[Answer[Any]]:
    return session.rest.get_event("a-b")


def test_an_answer_keeps_the_bytes() -> None:
    body = b'{ "slug":"a-b",\n "markets":[]  }'
    answer, session = run({"/events/slug/a-b": Response(body)}, event)
    assert answer.lines == (body,)
    assert answer.source == "polymarket.gamma"
    assert answer.value.slug == "a-b"
    assert (answer.sent_us, answer.recv_us) == (NOW_US, NOW_US)
    assert session.venue.seen[0].headers["user-agent"] == "gametape"
    assert not any(name.startswith("poly") for name in session.venue.seen[0].headers)


def test_a_slug_cannot_leave_its_place_in_the_path() -> None:
    error, session = failing({}, lambda s: s.rest.get_event("../x?y=1#z"))
    assert isinstance(error, NotAtVenueError)
    assert session.venue.seen[0].path == "/events/slug/../x?y=1#z"
    assert session.venue.seen[0].query == {}


@pytest.mark.parametrize("status", [425, 429, 500, 502, 503, 504, 520])
def test_what_passes_by_itself_is_tried_again(status: int) -> None:
    answers = {"/events/slug/a-b": [Response({"error": "busy"}, status)] * 2 + [Response(EVENT)]}
    answer, session = run(answers, event)
    assert answer.value.slug == "a-b"
    assert session.waits == [0.5, 1.0]
    assert f"answered {status}" in session.told[0]
    assert "trying again in 0.5 s" in session.told[0]


def test_tries_end_and_the_error_has_the_way_out() -> None:
    answers = {"/events/slug/a-b": Response({"error": "post_only_mode"}, 503)}
    error, session = failing(answers, event, retries=Retries(tries=3))
    assert isinstance(error, VenueError)
    assert len(session.venue.seen) == 3
    assert "answered 503" in error.what
    assert "post_only_mode" in error.what
    assert "(tried 3 times)" in error.what
    assert "try again later" in error.way_out


def test_waits_double_up_to_their_cap_and_are_jittered() -> None:
    retries = Retries(tries=40, first_s=1.0, most_s=8.0)
    assert [retries.wait_s(n, 1.0) for n in range(6)] == [1, 2, 4, 8, 8, 8]
    assert [retries.wait_s(n, 0.0) for n in range(6)] == [0.5, 1, 2, 4, 4, 4]
    assert retries.wait_s(10_000, 0.5) == 6.0


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("7", 7.0), (formatdate(NOW_US / SECOND + 9, usegmt=True), 9.0), ("0", 0.5), ("soon", 0.5),
     (formatdate(NOW_US / SECOND - 60, usegmt=True), 0.5), ("²", 0.5), ("", 0.5)],
)  # fmt: skip
def test_the_venues_own_wait_is_kept(asked: str, waited: float) -> None:
    limited = Response({"error": "slow down"}, 429, {"Retry-After": asked} if asked else {})
    _, session = run({"/events/slug/a-b": [limited, Response(EVENT)]}, event)
    assert session.waits == [waited]


def test_a_wait_beyond_patience_is_not_waited_for() -> None:
    limited = Response({}, 429, {"Retry-After": "3600"})
    error, session = failing({"/events/slug/a-b": limited}, event)
    assert session.waits == []
    assert "asks to wait 3600 s" in error.what


def test_silence_and_broken_connections_are_tried_again() -> None:
    faults = [Response(fault="hang"), Response(fault="reset"), Response(EVENT)]
    answer, session = run({"/events/slug/a-b": faults}, event, timeout_s=0.2)
    assert answer.value.slug == "a-b"
    assert "did not answer in time" in session.told[0]
    assert "could not be reached (RemoteProtocolError)" in session.told[1]


def test_nobody_there_and_nowhere_to_ask() -> None:
    async def ask(gamma: str) -> tuple[str, list[float]]:
        waits: list[float] = []

        async def wait(seconds: float) -> None:
            waits.append(seconds)

        async with open_http() as http:
            rest = PolymarketRest(
                PolymarketUrls(gamma=gamma),
                http,
                lambda: NOW_US,
                retries=Retries(tries=2),
                sleep=wait,
            )
            with pytest.raises(VenueError) as error:
                await rest.get_event("x")
        return str(error.value), waits

    async def main() -> None:
        async with Loopback({}).running() as venue:
            gone = venue.url
        told, waits = await ask(gone)
        assert "could not be reached (ConnectError) (tried 2 times)" in told
        assert len(waits) == 1
        for wrong in ("", "gamma.example", "ftp://gamma.example", "http://gamma.example:port"):
            told, waits = await ask(wrong)
            assert "its base is not an address" in told
            assert waits == []

    asyncio.run(main())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 301])
def test_other_refusals_are_final(status: int) -> None:
    error, session = failing({"/events/slug/a-b": Response({"error": "no"}, status)}, event)
    assert len(session.venue.seen) == 1
    assert isinstance(error, NotAtVenueError) == (status == 404)
    assert f"answered {status}" in error.what
    assert ("POLYMARKET_SECRET" in error.way_out) == (status == 401)


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b"\xff\xfe", b"null", b'{"slug":5}'])
def test_an_unusable_answer_is_a_venue_error(body: bytes) -> None:
    error, _ = failing({"/events/slug/a-b": Response(body)}, event)
    assert isinstance(error, VenueError)
    assert "answered something unusable" in error.what
    assert "/events/slug/a-b" in error.what


def test_a_body_that_does_not_unpack_is_a_venue_error() -> None:
    broken = Response(b"not gzip", 200, {"Content-Encoding": "gzip"})
    error, session = failing({"/events/slug/a-b": broken}, event)
    assert "something unreadable (DecodingError)" in error.what
    assert len(session.venue.seen) == 1


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


def test_activity_and_positions() -> None:
    body = Response({"data": [FILL, FILL], "pagination": {"has_more": False, "next_cursor": None}})
    activity, session = run(
        {"/v2/activity": body}, lambda s: gather(s.rest.wallet_activity("0xMe", start_s=5))
    )
    assert session.venue.seen[0].query == {"user": "0xMe", "start": "5", "limit": "500"}
    assert [(answer.source, answer.value) for answer in activity] == [("polymarket.wallet", 2)]
    positions, _ = run({"/v2/positions": body}, lambda s: gather(s.rest.positions("0xMe")))
    assert positions[0].source == "polymarket.positions"
