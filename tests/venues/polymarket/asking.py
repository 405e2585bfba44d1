"""A REST client against a loopback server, as the tests of REST ask with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import httpx
import pytest
from venues.polymarket.loopback import Loopback

from gametape.errors import GametapeError
from gametape.model.times import SECOND
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.rest import Answer, PolymarketRest, open_http
from gametape.venues.polymarket.urls import PolymarketUrls

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
