"""The three sockets as a client meets them: what they answer, send, keep to themselves and end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import websockets
from simulate.venue.venue_client import Listener, listen, market, perform, user
from simulate.venue.venue_script import (
    BUY,
    MARKET,
    NO,
    OTHER,
    OTHER_YES,
    TRADER,
    YES,
    HandScript,
    shares,
)

from gametape.simulate.script import Action, GameUpdate, PlaceOrder, PrintTrade, SetLevels
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.sockets import peers

ME = user(TRADER.api_key, TRADER.secret, TRADER.passphrase)


def levels(*at_ms: int, name: str = MARKET) -> list[Action]:
    return [
        SetLevels(at_us=ms * 1000, market=name, levels=((BUY, 4700, shares(ms)),)) for ms in at_ms
    ]


def at_a_venue(
    actions: list[Action], use: Callable[[LoopbackVenue], Awaitable[None]]
) -> LoopbackVenue:
    venue = LoopbackVenue(HandScript(actions), credentials=TRADER, speed=10, start="told")

    async def run() -> None:
        async with venue:
            await use(venue)

    asyncio.run(run())
    return venue


def test_a_subscription_begins_with_an_array_of_books() -> None:
    async def use(venue: LoopbackVenue) -> None:
        async with listen(venue.urls.ws_market, market(YES, NO, "999")) as client:
            await client.ready()
        (frame,) = client.texts
        books = json.loads(frame)
        assert [book["asset_id"] for book in books] == [YES, NO]
        assert all(book["event_type"] == "book" for book in books)

    at_a_venue([], use)


def test_text_ping_and_what_gets_no_answer() -> None:
    async def use(venue: LoopbackVenue) -> None:
        async with listen(venue.urls.ws_market) as client:
            for text in ("PING", "ping", "hello", "[]", '{"asset_ids":["1"],"type":"market"}', "{"):
                await client.send(text)
            await client.heard(1)
            await client.quiet()
            assert client.texts == ["PONG"]

    at_a_venue([], use)


def test_only_what_was_subscribed_to_comes() -> None:
    async def use(venue: LoopbackVenue) -> None:
        async with (
            listen(venue.urls.ws_market, market(OTHER_YES)) as other,
            listen(venue.urls.ws_market, market(YES)) as client,
        ):
            await perform(venue, client, other)
        assert {one["market"] for one in client.of("price_change")} == {MARKET}
        assert {one["market"] for one in other.of("price_change")} == {OTHER}
        # Both tokens travel in one message, whichever was asked for.
        (change,) = client.of("price_change")
        assert [entry["asset_id"] for entry in change["price_changes"]] == [YES, NO]

    at_a_venue([*levels(50), *levels(50, name=OTHER)], use)


def test_subscribing_again_toggles_the_flag_and_says_so() -> None:
    top = SetLevels(at_us=50_000, market=MARKET, levels=((BUY, 5000, shares(5)),))

    async def use(venue: LoopbackVenue) -> None:
        async with listen(venue.urls.ws_market, market(YES, NO)) as client:
            await client.send(
                {"operation": "subscribe", "assets_ids": [YES], "custom_feature_enabled": True}
            )
            await perform(venue, client)
        assert "NO NEW ASSETS" in client.texts
        assert len(client.of("book")) == 2
        assert [one["asset_id"] for one in client.of("best_bid_ask")] == [YES, NO]

    at_a_venue([top], use)


def test_custom_features_are_for_those_who_asked() -> None:
    top = SetLevels(at_us=50_000, market=MARKET, levels=((BUY, 5000, shares(5)),))

    async def use(venue: LoopbackVenue) -> None:
        async with listen(venue.urls.ws_market, market(YES, NO)) as client:
            await perform(venue, client)
        assert not client.of("best_bid_ask")

    at_a_venue([top], use)


def test_assets_can_be_added_and_dropped() -> None:
    async def use(venue: LoopbackVenue) -> None:
        async with listen(venue.urls.ws_market, market(YES)) as client:
            await client.send({"operation": "subscribe", "assets_ids": [OTHER_YES]})
            await client.send({"operation": "unsubscribe", "assets_ids": [YES]})
            await perform(venue, client)
        assert [book["asset_id"] for book in client.of("book")] == [YES, OTHER_YES]
        assert {one["market"] for one in client.of("price_change")} == {OTHER}

    at_a_venue([*levels(300), *levels(300, name=OTHER)], use)


def test_no_dump_when_told_so_or_with_too_many_assets() -> None:
    many = [YES, *(str(number) for number in range(peers.SNAPSHOT_LIMIT))]

    async def use(venue: LoopbackVenue) -> None:
        async with (
            listen(venue.urls.ws_market, market(*many)) as crowded,
            listen(venue.urls.ws_market, {**market(YES), "initial_dump": False}) as plain,
        ):
            await perform(venue, crowded, plain)
        assert not crowded.of("book")
        assert not plain.of("book")
        assert len(crowded.of("price_change")) == len(plain.of("price_change")) == 1

    at_a_venue(levels(200), use)


def test_the_trader_hears_of_own_orders_and_nobody_else_does() -> None:
    order = PlaceOrder(
        at_us=300_000, order="a", market=MARKET, outcome=0, side=BUY, cell=4000, size=shares(5)
    )

    async def use(venue: LoopbackVenue) -> None:
        async with (
            listen(venue.urls.ws_user, ME) as mine,
            listen(venue.urls.ws_user, {**ME, "markets": [OTHER]}) as elsewhere,
            listen(venue.urls.ws_user) as silent,
            listen(venue.urls.ws_market, market(YES)) as public,
        ):
            await perform(venue, mine, elsewhere, silent, public)
        assert [one["type"] for one in mine.of("order")] == ["PLACEMENT"]
        assert not elsewhere.messages
        assert not silent.messages
        assert not public.of("order")

    at_a_venue([order], use)


@pytest.mark.parametrize("field", ["apiKey", "secret", "passphrase"])
def test_wrong_credentials_close_the_user_socket(field: str) -> None:
    wrong = {**ME, "auth": {**ME["auth"], field: "wrong"}}

    async def use(venue: LoopbackVenue) -> None:
        async with listen(venue.urls.ws_user, wrong) as client:
            await client.closed()
        assert client.error is not None
        assert client.error.rcvd is not None
        assert client.error.rcvd.code == peers.POLICY_VIOLATION
        assert not client.texts

    at_a_venue([], use)


def test_the_sports_socket_pings_and_tells_every_game(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "SPORTS_PING_S", 0.05)
    monkeypatch.setattr(peers, "PONG_PATIENCE_S", 2.0)
    said: list[Action] = [
        GameUpdate(at_us=number * 10_000, score=f"{number}-0", period="1Q") for number in range(8)
    ]

    async def use(venue: LoopbackVenue) -> None:
        async with (
            listen(venue.urls.ws_sports) as polite,
            listen(venue.urls.ws_sports) as rude,
        ):
            venue.begin()
            for _ in range(12):
                await polite.send("pong")
                await asyncio.sleep(0.05)
            await rude.closed()
            assert polite.error is None
        assert "ping" in polite.texts
        slugs = [one["slug"] for one in polite.messages]
        assert slugs.count(HandScript.event_slug) == 8
        assert len(slugs) > 8

    venue = at_a_venue(said, use)
    assert [link.detail for link in venue.truth.links if link.state == "closed by venue"] == [
        "no pong"
    ]


def test_who_stops_pinging_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PING_PATIENCE_S", 1.5)

    async def use(venue: LoopbackVenue) -> None:
        async with listen(venue.urls.ws_market, market(YES)) as client:
            for _ in range(20):  # for longer than the venue's patience
                await client.send("PING")
                await asyncio.sleep(0.1)
            assert client.error is None
            await client.closed()

    at_a_venue([], use)


def test_other_paths_are_not_sockets() -> None:
    async def use(venue: LoopbackVenue) -> None:
        url = venue.urls.ws_market.replace("/ws/market", "/ws/else")
        with pytest.raises(websockets.InvalidStatus):
            async with listen(url):
                pass

    at_a_venue([], use)


def test_two_sockets_are_sent_the_same_frames() -> None:
    actions: list[Action] = [
        *levels(*range(100, 200, 3)),
        PrintTrade(at_us=150_000, market=MARKET, side=BUY, size=shares(150)),
    ]

    async def use(venue: LoopbackVenue) -> None:
        async with (
            listen(venue.urls.ws_market, market(YES, NO)) as one,
            listen(venue.urls.ws_market, market(YES, NO)) as two,
        ):
            await perform(venue, one, two)
        clients: list[Listener] = [one, two]
        moving = [[t for t in client.texts if not t.startswith("[")] for client in clients]
        assert moving[0] == moving[1]
        assert len(moving[0]) > len(actions)

    at_a_venue(actions, use)


def test_a_venue_that_closes_says_so() -> None:
    async def run() -> None:
        venue = LoopbackVenue(HandScript(), credentials=TRADER)
        async with listen_after(venue) as client:
            assert client.error is not None
            assert client.error.rcvd is not None
            assert client.error.rcvd.code == peers.GOING_AWAY

    asyncio.run(run())


@asynccontextmanager
async def listen_after(venue: LoopbackVenue) -> AsyncIterator[Listener]:
    """A client that was connected when the venue closed."""
    async with AsyncExitStack() as stack:
        async with venue:
            client = await stack.enter_async_context(listen(venue.urls.ws_market, market(YES)))
            await client.ready()
        await client.closed()
        yield client
