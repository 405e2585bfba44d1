"""Polymarket's REST services as the recorder asks them: raw bytes for the tape beside the values.

Addresses and shapes: polymarket-api.md section 7. Nothing here is kept between calls.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from gametape.errors import ParseError, UsageError, VenueError
from gametape.model.market import MarketRules
from gametape.model.times import SECOND
from gametape.venues.polymarket import books, loose, rules, user, wallet
from gametape.venues.polymarket.auth import Credentials, l2_headers
from gametape.venues.polymarket.clob import parse_clob_market
from gametape.venues.polymarket.clocks import TIME_SOURCE, VenueTime, parse_time
from gametape.venues.polymarket.gamma import parse_event, parse_market, parse_markets
from gametape.venues.polymarket.listing import EventInfo
from gametape.venues.polymarket.redact import Redactor
from gametape.venues.polymarket.resolution import Resolution, parse_resolutions
from gametape.venues.polymarket.service import Call, NotAtVenueError, Retries, Service
from gametape.venues.polymarket.urls import PolymarketUrls

T = TypeVar("T")

HYDRATION = Retries(tries=12, first_s=5.0, most_s=15.0)
"""How long to wait for a market that Gamma lists before the CLOB has it (section 7.2)."""

BOOKS_AT_ONCE = 100
"""Tokens of one `POST /books`."""

_IDS_AT_ONCE = 20
"""Condition ids of one `/v2/resolutions`."""

_ROWS_A_PAGE = "500"
_FIRST_CURSOR, _LAST_CURSOR = "MA==", "LTE="
_MOST_PAGES = 10_000


class Answer(msgspec.Struct, Generic[T], frozen=True):
    """An answer: what to put on the tape, and what it says.

    `lines` are the frames of source `source`, byte for byte as received but for the redaction:
    the body, or each row of a page of rows.
    """

    source: str
    lines: tuple[bytes, ...]
    sent_us: int
    recv_us: int
    value: T


class _Pagination(msgspec.Struct):
    has_more: bool | None = None
    next_cursor: str | None = None

    @property
    def following(self) -> str | None:
        """The next page; None where there is none, whatever the cursor says."""
        return None if self.has_more is False else self.next_cursor


class _Page(msgspec.Struct):
    """A page in either service's envelope."""

    data: list[msgspec.Raw]
    next_cursor: str | None = None
    pagination: _Pagination | None = None


_PAGE = msgspec.json.Decoder(_Page)


def open_http(timeout_s: float = 10.0) -> httpx.AsyncClient:
    """A client with the time limits and the name we show; the caller closes it."""
    return httpx.AsyncClient(timeout=timeout_s, headers={"User-Agent": "gametape"})


class PolymarketRest:
    """Reads Gamma, the CLOB and the Data API.

    `now_us` gives the time in microseconds (the tape's clock while recording); `http` is the
    caller's. Calls that fail raise VenueError, or NotAtVenueError for what the venue does not
    know, after bounded retries. With `credentials`, one's own API strings are redacted in every
    body and error, so that none leaves this class.
    """

    def __init__(
        self,
        urls: PolymarketUrls,
        http: httpx.AsyncClient,
        now_us: Callable[[], int],
        credentials: Credentials | None = None,
        retries: Retries = Retries(),  # noqa: B008  (frozen)
        hydration: Retries = HYDRATION,
        on_wait: Callable[[str], None] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        redact = Redactor(credentials).redact if credentials else bytes
        self.now_us = now_us
        self._urls = urls
        self._credentials = credentials
        self._hydration = hydration
        self._service = Service(http, now_us, retries, redact, on_wait, sleep, chance)

    # -- What there is to record ------------------------------------------------------------

    async def get_event(self, slug: str, wait: bool = False) -> Answer[EventInfo]:
        """An event with its markets; `wait`: until one of them can be traded, within bounds."""
        call = Call(self._urls.gamma, f"/events/slug/{quote(slug, safe='')}")
        return await self._listed(call, parse_event, wait)

    async def get_market(self, slug: str, wait: bool = False) -> Answer[EventInfo]:
        """One market as its event with this market alone; `wait` as in `get_event`."""
        call = Call(self._urls.gamma, f"/markets/slug/{quote(slug, safe='')}")
        return await self._listed(call, parse_market, wait)

    async def find_markets(
        self, condition: str = "", token: str = "", position: str = ""
    ) -> Answer[list[EventInfo]]:
        """Markets by condition id, token id or (protocol v2) position id, open or closed."""
        query = {"condition_ids": condition, "clob_token_ids": token, "position_ids": position}
        call = Call(
            self._urls.gamma, "/markets/keyset", {name: one for name, one in query.items() if one}
        )
        found = await self._ask(rules.GAMMA_SOURCE, call, parse_markets)
        if found.value:
            return found
        closed = msgspec.structs.replace(call, query={**call.query, "closed": "true"})
        return await self._ask(rules.GAMMA_SOURCE, closed, parse_markets)

    async def _listed(
        self, call: Call, parse: Callable[[bytes], EventInfo], wait: bool
    ) -> Answer[EventInfo]:
        attempt = 0
        while True:
            answer = await self._ask(rules.GAMMA_SOURCE, call, parse)
            event = answer.value
            attempt += 1
            hydrated = any(one.tradable for one in event.markets) or event.closed is True
            if hydrated or not wait or attempt >= self._hydration.tries:
                return answer
            why = f"{event.slug or call.path} has no market with tokens yet"
            await self._service.wait_between(why, self._hydration, attempt - 1)

    # -- The market's rules, books, clock and end -------------------------------------------

    async def clob_market(self, condition: str, wait: bool = False) -> Answer[MarketRules]:
        """The CLOB's full market body; `wait`: for a market it does not have yet."""
        return await self._clob(f"/markets/{condition}", wait)

    async def compact_market(self, condition: str, wait: bool = False) -> Answer[MarketRules]:
        """The CLOB's compact market body, which alone states the fee; `wait` as above."""
        return await self._clob(f"/clob-markets/{condition}", wait)

    async def market_of_token(self, token: str) -> Answer[MarketRules]:
        """The CLOB's market that a token belongs to."""
        return await self._clob(f"/markets-by-token/{token}", wait=False)

    async def _clob(self, path: str, wait: bool) -> Answer[MarketRules]:
        call = Call(self._urls.clob, path)
        for attempt in range(self._hydration.tries - 1 if wait else 0):
            try:
                return await self._ask(rules.CLOB_SOURCE, call, parse_clob_market)
            except NotAtVenueError as error:
                await self._service.wait_between(error.what, self._hydration, attempt)
        return await self._ask(rules.CLOB_SOURCE, call, parse_clob_market)

    async def get_books(self, tokens: Sequence[str]) -> list[Answer[list[books.RestBook]]]:
        """Books of tokens, in as few calls as the venue takes; dead tokens are left out by it."""
        answers = []
        for at in range(0, len(tokens), BOOKS_AT_ONCE):
            asked = [{"token_id": token} for token in tokens[at : at + BOOKS_AT_ONCE]]
            call = Call(self._urls.clob, "/books", body=msgspec.json.encode(asked))
            answers.append(await self._ask(books.SOURCE, call, books.parse_books))
        return answers

    async def get_time(self) -> Answer[VenueTime]:
        """The venue's clock beside ours: one reading, see `clocks.clock_offset`."""
        call = Call(self._urls.clob, "/time")
        reply = await self._service.send(call)
        seconds = _parsed(call, reply.raw, parse_time)
        reading = VenueTime(seconds * SECOND, reply.sent_us, reply.recv_us)
        return Answer(TIME_SOURCE, (reply.raw,), reply.sent_us, reply.recv_us, reading)

    async def get_resolutions(self, conditions: Sequence[str]) -> list[Answer[list[Resolution]]]:
        """How markets were settled; markets without a resolution are left out by the venue."""
        answers = []
        for at in range(0, len(conditions), _IDS_AT_ONCE):
            query = {"condition_id": ",".join(conditions[at : at + _IDS_AT_ONCE])}
            call = Call(self._urls.data, "/v2/resolutions", query)
            answers.append(await self._ask(rules.RESOLUTION_SOURCE, call, parse_resolutions))
        return answers

    # -- One's own orders and fills ---------------------------------------------------------

    def own_trades(
        self, market: str = "", after_s: int | None = None
    ) -> AsyncIterator[Answer[int]]:
        """Pages of one's own trades, of a market or all, since a time in epoch seconds.

        A page's value is its number of rows. Raises UsageError without credentials.
        """
        after = "" if after_s is None else str(after_s)
        return self._own(user.TRADES_SOURCE, "/data/trades", {"market": market, "after": after})

    def own_orders(self, market: str = "") -> AsyncIterator[Answer[int]]:
        """Pages of one's own open orders (the venue tells of no others); see `own_trades`."""
        return self._own(user.ORDERS_SOURCE, "/data/orders", {"market": market})

    async def _own(
        self, source: str, path: str, query: Mapping[str, str]
    ) -> AsyncIterator[Answer[int]]:
        if self._credentials is None:
            raise UsageError(
                "Own orders and trades need the three API strings.",
                "Set POLYMARKET_API_KEY, POLYMARKET_SECRET and POLYMARKET_PASSPHRASE.",
            )
        cursors = _Cursors(_FIRST_CURSOR)
        while (cursor := cursors.now) is not None:
            said = {name: value for name, value in query.items() if value}
            call = Call(self._urls.clob, path, {**said, "next_cursor": cursor})
            answer = await self._page(source, call, signed=True)
            cursors.step(call, answer.value.next_cursor)
            rows = tuple(bytes(row) for row in answer.value.data)
            yield Answer(source, rows, answer.sent_us, answer.recv_us, len(rows))

    # -- A wallet's history -----------------------------------------------------------------

    def wallet_trades(
        self, address: str, conditions: Iterable[str] = (), start_s: int = 1
    ) -> AsyncIterator[Answer[int]]:
        """Pages of all a wallet's trades, as taker and maker, newest first.

        `start_s` is epoch seconds; without a start the venue answers for a recent window only.
        A page is one line for the tape, so that its decoder sees where pages end.
        """
        query = {"user": address, "start": str(start_s), "taker_only": "false"}
        return self._history("/v2/trades", query, conditions)

    def wallet_activity(
        self, address: str, conditions: Iterable[str] = (), start_s: int = 1
    ) -> AsyncIterator[Answer[int]]:
        """Pages of all that changed a wallet's positions and cash; see `wallet_trades`."""
        query = {"user": address, "start": str(start_s)}
        return self._history("/v2/activity", query, conditions)

    def positions(self, address: str) -> AsyncIterator[Answer[int]]:
        """Pages of a wallet's positions as the venue counts them."""
        return self._history("/v2/positions", {"user": address}, ())

    async def _history(
        self, path: str, query: Mapping[str, str], conditions: Iterable[str]
    ) -> AsyncIterator[Answer[int]]:
        wanted = {**query, "condition_id": ",".join(conditions), "limit": _ROWS_A_PAGE}
        source = wallet.POSITIONS_SOURCE if path == "/v2/positions" else wallet.SOURCE
        cursors = _Cursors("")
        while (cursor := cursors.now) is not None:
            said = {name: value for name, value in wanted.items() if value}
            call = Call(self._urls.data, path, {**said, "cursor": cursor} if cursor else said)
            page = await self._page(source, call)
            pagination = page.value.pagination
            cursors.step(call, pagination.following if pagination else None)
            rows = len(page.value.data)
            yield Answer(source, page.lines, page.sent_us, page.recv_us, rows)

    # -- Asking -----------------------------------------------------------------------------

    async def _page(self, source: str, call: Call, signed: bool = False) -> Answer[_Page]:
        return await self._ask(source, call, _parse_page, signed)

    async def _ask(
        self, source: str, call: Call, parse: Callable[[bytes], T], signed: bool = False
    ) -> Answer[T]:
        reply = await self._service.send(call, self._sign if signed else None)
        value = _parsed(call, reply.raw, parse)
        return Answer(source, (reply.raw,), reply.sent_us, reply.recv_us, value)

    def _sign(self, call: Call) -> Mapping[str, str]:
        if self._credentials is None:
            return {}
        now_s = self.now_us() // SECOND
        return l2_headers(self._credentials, now_s, call.method, call.path, call.body.decode())


class _Cursors:
    """Follows a listing from page to page and stops a venue that goes round in circles."""

    def __init__(self, first: str) -> None:
        self.now: str | None = first
        self._seen = {first}

    def step(self, call: Call, following: str | None) -> None:
        if not following or following == _LAST_CURSOR:
            self.now = None
            return
        if following in self._seen or len(self._seen) > _MOST_PAGES:
            raise VenueError(f"{call.name} repeats its pages without end.", "Try again later.")
        self._seen.add(following)
        self.now = following


def _parse_page(raw: bytes) -> _Page:
    try:
        return _PAGE.decode(raw)
    except loose.UNREADABLE as error:
        raise ParseError(f"page: {error}.") from None


def _parsed(call: Call, raw: bytes, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(raw)
    except ParseError as error:
        raise VenueError(f"{call.name} answered something unusable: {error}") from None
