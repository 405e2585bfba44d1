"""Each fault over real sockets: the client feels it, and the truth says so, no more and no less."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise

import httpx
import pytest
import websockets
from simulate.venue.venue_client import Listener, listen, market, perform, user
from simulate.venue.venue_fold import heard_fills, wrong_moments
from simulate.venue.venue_script import (
    BUY,
    MARKET,
    NO,
    OTHER,
    OTHER_NO,
    OTHER_YES,
    SELL,
    TRADER,
    YES,
    HandScript,
    shares,
)

from gametape.model.amounts import MICRO
from gametape.simulate.script import Action, GameUpdate, PlaceOrder, PrintTrade, SetLevels
from gametape.simulate.venue.faults import Fault
from gametape.simulate.venue.mischief import BIG_FRAME
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.sockets.disturb import STRANGE
from gametape.simulate.venue.sockets.peers import POLICY_VIOLATION

ME = user(TRADER.api_key, TRADER.secret, TRADER.passphrase)
EVERYTHING = market(YES, NO, OTHER_YES, OTHER_NO)


def busy(seconds: float = 0.6, *, trades: bool = True) -> list[Action]:
    """Levels of both markets every 4 ms, a trade every 100 ms, the game every 100 ms."""
    actions: list[Action] = []
    for number in range(int(seconds * 250)):
        at_us = number * 4000
        name = (MARKET, OTHER)[number % 2]
        cell, size = 4000 + 100 * (number % 5), shares(5 + number)
        actions.append(SetLevels(at_us=at_us, market=name, levels=((BUY, cell, size),)))
        if number % 25 == 12:
            actions.append(GameUpdate(at_us=at_us, score=f"{number}-0", period="1Q"))
            if trades:
                actions.append(PrintTrade(at_us=at_us, market=name, side=BUY, size=shares(5)))
    return actions


Use = Callable[[LoopbackVenue, Listener], Awaitable[None]]


def watched(
    actions: list[Action], *faults: Fault, use: Use | None = None
) -> tuple[LoopbackVenue, Listener]:
    """Perform with faults before one market socket; `use` runs at the end, venue still open."""

    async def run() -> tuple[LoopbackVenue, Listener]:
        venue = LoopbackVenue(HandScript(actions), credentials=TRADER, faults=faults, start="told")
        async with venue, listen(venue.urls.ws_market, EVERYTHING) as client:
            await client.ready()
            venue.begin()
            await venue.finished()
            if client.error is None:
                await client.ready()
            if use is not None:
                await use(venue, client)
            return venue, client

    return asyncio.run(run())


def at(ms: int, for_ms: int = 0, name: str = "", target: str = "") -> Fault:
    return Fault(name, ms * 1000, for_ms * 1000, target)


def test_without_faults_every_book_is_true() -> None:
    venue, client = watched(busy())
    assert len(client.frames) > 150
    assert wrong_moments(client, venue.truth) == []
    assert venue.truth.holes == []
    assert venue.truth.fault_intervals() == []


def test_missed_deltas_make_the_book_wrong_only_within_the_holes() -> None:
    venue, client = watched(busy(), at(200, 200, "missed"))
    wrong = wrong_moments(client, venue.truth)
    assert wrong
    holes = venue.truth.holes
    assert {hole.cause for hole in holes} == {"missed"}
    assert sum(hole.lost for hole in holes) > 10
    for recv_us, asset in wrong:
        assert any(
            hole.scope == asset and hole.since <= recv_us <= hole.t + MICRO for hole in holes
        )


def test_a_freeze_is_silent_but_answers_ping() -> None:
    silent: list[bool] = []

    async def run() -> LoopbackVenue:
        venue = LoopbackVenue(HandScript(busy(2.0)), credentials=TRADER, start="told")
        async with venue, listen(venue.urls.ws_market, EVERYTHING) as client:
            await client.ready()
            venue.begin()
            await client.heard(20)
            venue.mischief.begin(Fault("freeze", 0))
            await client.ready()
            before = len(client.frames)
            await asyncio.sleep(0.2)
            await client.ready()  # PONG comes all the same
            silent.append(len(client.frames) == before)
            async with listen(venue.urls.ws_market, market(YES)) as fresh:
                await fresh.ready()
                silent.append(not fresh.of("book"))
                await venue.finished()
            venue.mischief.end("freeze")
        return venue

    venue = asyncio.run(run())
    assert silent == [True, False]
    (interval,) = venue.truth.fault_intervals("freeze")
    holes = venue.truth.holes
    assert {hole.scope for hole in holes} == {YES, NO, OTHER_YES, OTHER_NO}
    assert {hole.connection for hole in holes} == {1}
    assert all(hole.since >= interval.from_us for hole in holes)


def test_one_market_can_freeze_alone() -> None:
    venue, client = watched(busy(), at(100, 0, "freeze-asset", OTHER))
    began_us = venue.truth.fault_intervals()[0].from_us
    later = [
        message["market"]
        for message in client.messages
        if int(message.get("timestamp", 0)) * 1000 > began_us
    ]
    assert later
    assert set(later) == {MARKET}
    assert {hole.scope for hole in venue.truth.holes} == {OTHER_YES, OTHER_NO}


def test_one_token_can_freeze_alone() -> None:
    venue, client = watched(busy(trades=False), at(100, 0, "freeze-asset", NO))
    tail = client.of("price_change")[-20:]
    seen = {entry["asset_id"] for one in tail for entry in one["price_changes"]}
    assert seen == {YES, OTHER_YES, OTHER_NO}
    assert {hole.scope for hole in venue.truth.holes} == {NO}


def test_a_reset_tears_a_frame_and_closes_the_door_for_a_while() -> None:
    refused: list[int] = []

    async def use(venue: LoopbackVenue, client: Listener) -> None:
        try:
            async with listen(venue.urls.ws_market):
                pass
        except websockets.InvalidStatus as error:
            refused.append(error.response.status_code)
        venue.mischief.end("reset")
        async with listen(venue.urls.ws_market, EVERYTHING) as again:
            await again.ready()
            now_us = time.time_ns() // 1000
            assert len(again.of("book")) == 4
            assert wrong_moments(again, venue.truth) == []
            assert again.frames[0][0] <= now_us

    venue, client = watched(busy(), at(200, 60_000, "reset"), use=use)
    assert client.error is not None
    assert client.error.rcvd is None  # no closing handshake
    assert refused == [503]
    began_us = venue.truth.fault_intervals("reset")[0].from_us
    ended_us = venue.truth.links[-1].t
    (blind,) = venue.truth.blind_spans(YES, venue.truth.links[1].t, ended_us)
    assert blind[0] - began_us < MICRO // 20
    again = (link for link in venue.truth.links if link.connection == 3)
    assert blind[1] == next(link.t for link in again if link.state == "subscribed")
    states = [(link.connection, link.state) for link in venue.truth.links]
    assert (1, "reset") in states
    assert (2, "refused") in states
    assert (3, "subscribed") in states
    assert wrong_moments(client, venue.truth) == []


def test_duplicates_repeat_and_harm_nothing() -> None:
    venue, client = watched(busy(), at(100, 300, "duplicates", "1"))
    moving = [text for text in client.texts if text.startswith("{")]
    assert any(one == two for one, two in pairwise(moving))
    assert wrong_moments(client, venue.truth) == []
    assert venue.truth.holes == []


def test_arrays_hold_the_same_messages() -> None:
    venue, client = watched(busy(), at(100, 300, "arrays"))
    arrays = [text for text in client.texts if text.startswith("[")]
    assert len(arrays) > 20
    assert wrong_moments(client, venue.truth) == []
    # The first array is the subscription's own; the others are four messages at most.
    assert max(len(json.loads(text)) for text in arrays[1:]) <= 4


def test_first_books_can_come_bare() -> None:
    async def use(venue: LoopbackVenue, client: Listener) -> None:
        venue.mischief.begin(Fault("bare-books", 0))
        async with listen(venue.urls.ws_market, EVERYTHING) as bare:
            await bare.ready()
            assert len(bare.messages) == 4
            assert not any("event_type" in message for message in bare.messages)
            assert wrong_moments(bare, venue.truth) == []

    venue, _ = watched([], use=use)
    (interval,) = venue.truth.fault_intervals()
    assert interval.to_us is not None  # closing the venue ends what is on


def test_unknown_messages_come_in_between() -> None:
    venue, client = watched(busy(), at(100, 300, "unknown"))
    assert set(STRANGE) <= set(client.texts)
    assert wrong_moments(client, venue.truth) == []
    assert venue.truth.holes == []


def test_a_big_frame_is_big_and_true() -> None:
    venue, client = watched(busy(), at(300, 0, "big"))
    (size,) = [len(text) for text in client.texts if len(text) > 1_000_000]
    assert BIG_FRAME <= size < 2 * BIG_FRAME
    (interval,) = venue.truth.fault_intervals("big")
    assert interval.to_us is not None


def test_the_clock_jumps_and_comes_back() -> None:
    venue, client = watched(busy(), at(200, 200, "clock-step", "-5000"))
    (interval,) = venue.truth.fault_intervals("clock-step")
    assert interval.to_us is not None
    behind = 0
    for recv_us, text in client.frames:
        if text.startswith("{"):
            late_us = recv_us - int(json.loads(text)["timestamp"]) * 1000
            behind += late_us > 4 * MICRO
            assert late_us < 4 * MICRO or interval.from_us < recv_us < interval.to_us + MICRO
    assert behind > 10


def test_credentials_can_be_refused_for_a_while() -> None:
    async def use(venue: LoopbackVenue, client: Listener) -> None:
        async with listen(venue.urls.ws_user, ME) as own:
            await own.ready()
            venue.mischief.begin(Fault("credentials", 0))
            await own.closed()
        async with listen(venue.urls.ws_user, ME) as own:
            await own.closed()
            assert own.error is not None
            assert own.error.rcvd is not None
            assert own.error.rcvd.code == POLICY_VIOLATION
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"{venue.urls.clob}/data/orders")).status_code == 401
        venue.mischief.end("credentials")
        async with listen(venue.urls.ws_user, ME) as own:
            await own.ready()

    watched([], use=use)


@pytest.mark.parametrize("name", ["", "dirty-user", "duplicates"])
def test_own_fills_survive_dirty_and_repeated_messages(name: str) -> None:
    actions: list[Action] = []
    for number in range(24):
        outcome, side = number % 2, (BUY, SELL)[number % 3 == 0]
        maker = number % 4 == 3
        resting = 4900 if side is BUY else 5100
        actions.append(
            PlaceOrder(
                at_us=number * 10_000,
                order=f"o{number}",
                market=MARKET,
                outcome=outcome,
                side=side,
                cell=resting if maker else 10_000 - resting,
                size=shares(5),
                order_type="GTC" if maker else "FAK",
            )
        )
        sweep = SELL if (side is BUY) == (outcome == 0) else BUY
        actions.append(
            PrintTrade(at_us=number * 10_000 + 1, market=MARKET, side=sweep, size=shares(101))
        )
        restored = tuple((s, c, shares(100)) for s, c in ((BUY, 4900), (SELL, 5100)))
        actions.append(SetLevels(at_us=number * 10_000 + 2, market=MARKET, levels=restored))

    async def run() -> tuple[LoopbackVenue, Listener]:
        faults = [Fault(name, 0)] if name else []
        venue = LoopbackVenue(
            HandScript(actions), credentials=TRADER, faults=faults, start="told", speed=10
        )
        async with venue, listen(venue.urls.ws_user, ME) as own:
            await perform(venue, own)
            return venue, own

    venue, own = asyncio.run(run())
    heard = heard_fills(own, TRADER.api_key, TRADER.wallet)
    true = venue.truth.fills
    assert {fill.role for fill in true.values()} == {"TAKER", "MAKER"}
    assert {key: (f.asset, f.side, f.size, f.price, f.status) for key, f in heard.items()} == {
        key: (f.asset, f.side, f.size, f.price, f.status) for key, f in true.items()
    }
    assert len({fill.status for fill in true.values()}) == 2
