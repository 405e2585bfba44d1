"""Evenings over real sockets, read by the product's own readers and held against the truth."""

from __future__ import annotations

import asyncio
import math
import socket
import time

import pytest
from simulate.venue.venue_client import Listener, listen, market, perform, user
from simulate.venue.venue_fold import folded, heard_fills, market_events, wrong_moments
from simulate.venue.venue_script import BUY, MARKET, TRADER, YES, HandScript, shares

from gametape.errors import UsageError
from gametape.model.amounts import MICRO
from gametape.model.events import LevelChange, TopOfBook
from gametape.model.trading import Fill
from gametape.simulate.evening import make_evening
from gametape.simulate.script import Action, Script, SetLevels
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.truth.records import PaceTruth
from gametape.venues.polymarket.hashes import BookHasher

ME = user(TRADER.api_key, TRADER.secret, TRADER.passphrase)


Evening = tuple[LoopbackVenue, Listener, Listener]
"""A venue that has performed, and what a market and a user socket heard."""


def all_assets(script: Script) -> list[str]:
    return [outcome.asset for rules in script.markets for outcome in rules.outcomes]


def watched(script: Script, speed: float) -> Evening:
    """Perform a script with one market and one user socket listening throughout."""

    async def run() -> Evening:
        venue = LoopbackVenue(script, speed=speed, credentials=TRADER, start="told")
        async with (
            venue,
            listen(venue.urls.ws_market, market(*all_assets(script), custom=True)) as public,
            listen(venue.urls.ws_user, ME) as own,
        ):
            await perform(venue, public, own)
            return venue, public, own

    return asyncio.run(run())


@pytest.fixture(scope="module")
def evening() -> Evening:
    return watched(make_evening("basketball", seed=3, duration_s=60, rate=0.5), math.inf)


def test_every_book_is_true_at_its_moment(evening: Evening) -> None:
    venue, public, _ = evening
    assert wrong_moments(public, venue.truth, every=5) == []
    *_, (_, books, _) = folded(public)
    now_us = time.time_ns() // 1000
    for asset, book in books.items():
        assert (list(book.bids()), list(book.asks())) == venue.truth.book_at(asset, now_us)


def test_every_stated_best_price_agrees_with_the_fold(evening: Evening) -> None:
    _, public, _ = evening
    checked = 0
    for (_, events), (_, books, _) in zip(market_events(public), folded(public), strict=True):
        last = {
            event.asset: event for event in events if isinstance(event, LevelChange | TopOfBook)
        }
        for asset, event in last.items():
            book = books[asset]
            assert (event.best_bid, event.best_ask) == (book.best_bid, book.best_ask)
            checked += 1
    assert checked > 500


def test_every_hash_proves_its_book(evening: Evening) -> None:
    _, public, _ = evening
    hasher = BookHasher()
    for text in public.texts:
        if text[:1] in "[{":
            hasher.check(text.encode())
    assert hasher.checked > 1000
    assert hasher.matched == hasher.checked


def test_own_fills_are_the_truth(evening: Evening) -> None:
    venue, _, own = evening
    heard = heard_fills(own, TRADER.api_key, TRADER.wallet)
    assert {key: plain(fill) for key, fill in heard.items()} == {
        key: plain(fill) for key, fill in venue.truth.fills.items()
    }
    assert len(heard) >= 5


def plain(fill: Fill) -> tuple[object, ...]:
    price, role = fill.price.normalize(), fill.role
    return fill.order_id, fill.asset, fill.side, fill.size, price, role, fill.status


def test_time_is_real_and_the_evening_compressed() -> None:
    actions: list[Action] = [
        SetLevels(at_us=second * MICRO, market=MARKET, levels=((BUY, 4700, shares(second)),))
        for second in range(1, 31)
    ]
    began_us = time.time_ns() // 1000
    venue, public, _ = watched(HandScript(actions), 60)
    stamps = [int(message["timestamp"]) * 1000 for message in public.of("price_change")]
    pace = {r.state: r for r in venue.truth.records if isinstance(r, PaceTruth)}
    assert len(stamps) == 30
    assert pace["ends"].script_us == 30 * MICRO
    # Half a second of real time at least, and stamps between its ends.
    assert pace["ends"].t - pace["begins"].t >= MICRO // 2
    assert all(began_us < stamp <= pace["ends"].t for stamp in stamps)
    assert stamps == sorted(stamps)  # a starved machine sends several in one millisecond
    assert stamps[-1] - stamps[0] > MICRO // 4
    assert venue.stage.script.markets[0].game_start_us == venue.stage.opened_us + MICRO


def test_an_error_in_the_script_ends_the_performance_aloud() -> None:
    unknown = SetLevels(at_us=0, market="0x00", levels=((BUY, 4700, shares(5)),))

    async def run() -> None:
        async with LoopbackVenue(HandScript([unknown])) as venue:
            await venue.finished()

    with pytest.raises(UsageError, match="never listed"):
        asyncio.run(run())


def test_a_speed_must_be_above_zero() -> None:
    with pytest.raises(UsageError, match="above zero"):
        LoopbackVenue(HandScript(), speed=0)


def test_it_can_be_opened_on_given_ports_one_after_another() -> None:
    async def run() -> None:
        port = four_free_ports()
        async with (
            LoopbackVenue(HandScript(), port=port) as venue,
            listen(venue.urls.ws_market, market(YES)) as client,
        ):
            await client.ready()
            assert venue.urls.ws_market == first_url(port)
            assert client.of("book")

    asyncio.run(run())


def four_free_ports() -> int:
    """The first of four ports in a row that nobody listens on now, below those the system deals."""
    for port in range(20_000, 30_000, 4):
        try:
            for number in range(port, port + 4):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    pytest.fail("no four free ports in a row")


def first_url(port: int) -> str:
    return f"ws://127.0.0.1:{port}/ws/market"


def test_credentials_differ_from_run_to_run_and_are_not_shown() -> None:
    one, two = LoopbackVenue(HandScript()).credentials, LoopbackVenue(HandScript()).credentials
    assert one.secret != two.secret
    assert one.secret not in repr(one)
    assert one.api_key not in repr(one)
