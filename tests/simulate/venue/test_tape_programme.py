"""A tape goes out again byte for byte, and the venue knows the books it makes."""

from __future__ import annotations

import asyncio
import json
import math
from pathlib import Path

import httpx
import msgspec
import pytest
from simulate.venue.venue_client import Listener, listen, market, perform, user
from simulate.venue.venue_script import (
    BUY,
    MARKET,
    NO,
    OTHER_NO,
    OTHER_YES,
    TRADER,
    YES,
    HandScript,
    shares,
)

from gametape.errors import UsageError
from gametape.simulate.script import Action, GameUpdate, PlaceOrder, PrintTrade, SetLevels
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.tape_programme import TapeEvening
from gametape.tape.lines import text_frame
from gametape.tape.manifest import Manifest
from gametape.tape.records import Link, encode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

ME = user(TRADER.api_key, TRADER.secret, TRADER.passphrase)
EVERYTHING = market(YES, NO, OTHER_YES, OTHER_NO, custom=True)


async def heard(venue: LoopbackVenue) -> dict[str, Listener]:
    async with (
        listen(venue.urls.ws_market, EVERYTHING) as public,
        listen(venue.urls.ws_user, ME) as own,
        listen(venue.urls.ws_sports) as games,
    ):
        await perform(venue, public, own)
        await games.heard(1, "{")  # the script tells of the game once
        await games.quiet(0.05)
        return {"market": public, "user": own, "game": games}


def moving(listener: Listener) -> list[str]:
    """Messages after the subscription's own books, which are an array."""
    return [text for text in listener.texts if text.startswith("{")]


def original() -> tuple[LoopbackVenue, dict[str, Listener]]:
    actions: list[Action] = [
        SetLevels(at_us=1000, market=MARKET, levels=((BUY, 5000, shares(5)),)),
        PrintTrade(at_us=2000, market=MARKET, side=BUY, size=shares(120)),
        PlaceOrder(
            at_us=3000, order="a", market=MARKET, outcome=1, side=BUY, cell=4700, size=shares(5)
        ),
        GameUpdate(at_us=4000, score="2-0", period="1Q"),
        SetLevels(at_us=5000, market=MARKET, levels=((BUY, 5000, 0), (BUY, 4800, shares(7)))),
    ]

    async def run() -> tuple[LoopbackVenue, dict[str, Listener]]:
        venue = LoopbackVenue(HandScript(actions), credentials=TRADER, start="told")
        async with venue:
            return venue, await heard(venue)

    return asyncio.run(run())


SOURCES = {"market": "polymarket.market", "user": "polymarket.user", "game": "polymarket.sports"}


def recorded(home: Path, listeners: dict[str, Listener], connections: int) -> SessionFolder:
    """A tape of what the listeners heard, as recorders with several market sockets write it."""
    folder = SessionFolder.create(home, "larks-herons")
    frames = [
        (recv_us, kind, text)
        for kind, listener in listeners.items()
        for recv_us, text in listener.frames
    ]
    with TapeWriter(folder) as tape:
        for number in range(1, connections + 1):
            name = f"polymarket.market#{number}"
            link = encode_record(Link(connection=name, state="up"))
            tape.append("link", name, link, frames[0][0])
        for recv_us, kind, text in sorted(frames, key=lambda frame: frame[0]):
            for number in range(1, (connections if kind == "market" else 1) + 1):
                name = f"{SOURCES[kind]}#{number}"
                if text.startswith("["):
                    for part, element in enumerate(
                        msgspec.json.decode(text, type=list[msgspec.Raw])
                    ):
                        tape.append(kind, name, bytes(element), recv_us, part)
                else:
                    raw = text.encode() if text.startswith("{") else text_frame(text)
                    tape.append(kind, name, raw, recv_us)
        tape.close("test")
    Manifest(
        session=folder.slug,
        venue="polymarket",
        title="Larks at Herons",
        created_us=0,
        event_slug=HandScript.event_slug,
        markets=list(HandScript().markets),
    ).save(folder.manifest_path)
    return folder


@pytest.mark.parametrize("connections", [1, 2])
def test_it_sends_what_was_recorded_byte_for_byte(tmp_path: Path, connections: int) -> None:
    first_venue, first = original()
    folder = recorded(tmp_path, first, connections)

    async def run() -> None:
        venue = LoopbackVenue(TapeEvening(folder), speed=math.inf, credentials=TRADER, start="told")
        async with venue:
            again = await heard(venue)
            opening = json.loads(first["market"].texts[0])
            books, rest = moving(again["market"])[: len(opening)], moving(again["market"])
            assert [json.loads(text) for text in books] == opening
            assert rest[len(opening) :] == moving(first["market"])
            assert moving(again["user"]) == moving(first["user"])
            assert moving(again["game"]) == moving(first["game"])
            for asset in (YES, NO):
                assert venue.truth.book_at(asset, 1 << 60) == first_venue.truth.book_at(
                    asset, 1 << 60
                )
            async with httpx.AsyncClient() as client:
                response = await client.get(f"{venue.urls.clob}/book", params={"token_id": YES})
            changes = first["market"].of("price_change")[-1]
            assert response.json()["timestamp"] == changes["timestamp"]
            last = [e["hash"] for e in changes["price_changes"] if e["asset_id"] == YES][-1]
            assert response.json()["hash"] == last
            async with listen(venue.urls.ws_market, market(YES)) as late:
                await late.ready()
                assert late.of("book")[0]["hash"] == last

    asyncio.run(run())


def test_the_pace_is_the_tapes(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "slow")
    with TapeWriter(folder) as tape:
        for second in range(4):
            raw = b'{"event_type":"mystery","asset_id":"%b","n":%d}' % (YES.encode(), second)
            tape.append("market", "polymarket.market#1", raw, 1_000_000_000 + second * 1_000_000)
        tape.close("test")
    manifest = Manifest(session="slow", venue="polymarket", title="", created_us=0)
    manifest.markets = list(HandScript().markets)
    manifest.save(folder.manifest_path)

    async def run() -> list[int]:
        venue = LoopbackVenue(TapeEvening(folder), speed=10, start="told")
        async with venue, listen(venue.urls.ws_market, market(YES)) as client:
            await perform(venue, client)
            assert [json.loads(text)["n"] for text in moving(client)] == [0, 1, 2, 3]
            return [recv_us for recv_us, text in client.frames if text.startswith("{")]

    times = asyncio.run(run())
    assert times[-1] - times[0] >= 250_000


def test_a_session_without_markets_cannot_be_played(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "empty")
    manifest = Manifest(session="empty", venue="polymarket", title="", created_us=0)
    manifest.save(folder.manifest_path)
    with pytest.raises(UsageError, match="no markets"):
        TapeEvening(folder)
