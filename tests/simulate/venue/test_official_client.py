"""The official client as an independent check: what it accepts is Polymarket's protocol.

It is pointed at the loopback venue through its private environment, which may move between its
versions; the extra `trade` pins the one this was written for.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from simulate.venue.venue_script import (
    ASKS,
    BIDS,
    BUY,
    MARKET,
    NO,
    OTHER,
    SELL,
    TRADER,
    YES,
    HandScript,
    rules,
    shares,
)

from gametape.model.amounts import MICRO
from gametape.simulate.script import (
    Action,
    CancelOrder,
    ChangeTick,
    GameUpdate,
    ListMarket,
    PlaceOrder,
    PrintTrade,
    Resolve,
    SetLevels,
    WipeBook,
)
from gametape.simulate.venue.exchange.clearing import SettlementPlan, Trader
from gametape.simulate.venue.faults import Fault
from gametape.simulate.venue.server import LoopbackVenue

pytestmark = pytest.mark.skipif(
    find_spec("polymarket") is None, reason="the official client is not installed (extra `trade`)"
)


class Lazy:
    """A module that is imported when it is first asked for something: every worker reads this."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "pytestmark":  # pytest looks at all that a file has
            raise AttributeError(name)
        return getattr(import_module(self._name), name)


polymarket, streams = Lazy("polymarket"), Lazy("polymarket.streams")

THIRD = "0x" + "ef" * 32
KEY = "0x" + "11" * 32  # a private key nobody uses, for a client that insists on one
WALLET = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"  # its address


def evening() -> HandScript:
    third = rules(THIRD, ("3" + "0" * 75 + "1", "3" + "0" * 75 + "2"))
    actions: list[Action] = [
        SetLevels(at_us=10_000, market=MARKET, levels=((BUY, 4900, shares(120)),)),
        SetLevels(at_us=20_000, market=MARKET, levels=((BUY, 5000, shares(40)),)),
        PlaceOrder(
            at_us=30_000,
            order="maker",
            market=MARKET,
            outcome=1,
            side=BUY,
            cell=4900,
            size=shares(20),
        ),
        PrintTrade(at_us=40_000, market=MARKET, side=BUY, size=shares(130)),
        PlaceOrder(
            at_us=50_000,
            order="taker",
            market=MARKET,
            outcome=0,
            side=SELL,
            cell=4900,
            size=shares(60),
            order_type="FAK",
        ),
        PlaceOrder(
            at_us=55_000,
            order="patient",
            market=OTHER,
            outcome=0,
            side=BUY,
            cell=4500,
            size=shares(10),
        ),
        CancelOrder(at_us=58_000, order="patient"),
        PlaceOrder(
            at_us=59_000,
            order="waiting",
            market=OTHER,
            outcome=0,
            side=BUY,
            cell=4400,
            size=shares(10),
        ),
        GameUpdate(at_us=60_000, score="2-0", period="1Q", elapsed="11:40"),
        ListMarket(at_us=70_000, rules=third, bids=BIDS, asks=ASKS),
        ChangeTick(at_us=80_000, market=MARKET, new=Decimal("0.001")),
        WipeBook(at_us=90_000, market=MARKET),
        Resolve(at_us=100_000, market=MARKET, payouts=(Decimal(1), Decimal(0))),
        GameUpdate(at_us=110_000, score="90-88", period="FT", live=False, ended=True),
    ]
    return HandScript(actions)


@asynccontextmanager
async def open_venue(*faults: Fault) -> AsyncIterator[tuple[LoopbackVenue, Any]]:
    private = import_module("polymarket._internal.environment")
    trader = Trader(TRADER.api_key, TRADER.secret, TRADER.passphrase, WALLET)
    plan = SettlementPlan(mined_us=5_000, confirmed_us=10_000, retry_us=5_000, fail_every=0)
    async with LoopbackVenue(
        evening(), credentials=trader, start="told", plan=plan, faults=faults
    ) as venue:
        urls = venue.urls
        config = dataclasses.replace(
            private.PRODUCTION_CONFIG,
            clob_url=urls.clob,
            gamma_url=urls.gamma,
            data_url=urls.data,
            clob_market_ws_url=urls.ws_market,
            clob_user_ws_url=urls.ws_user,
            sports_ws_url=urls.ws_sports,
        )
        yield venue, private.create_environment(name="loopback", config=config)


async def gathered(handle: Any, enough: Callable[[list[Any]], bool]) -> list[Any]:
    """Events of a subscription until there are enough, and a while longer for one too many."""
    events: list[Any] = []
    stream = aiter(handle)
    while True:
        wait_s = 0.4 if enough(events) else 90
        try:
            events.append(await asyncio.wait_for(anext(stream), wait_s))
        except (TimeoutError, StopAsyncIteration):
            return events


async def secure_client(venue: LoopbackVenue, environment: Any) -> Any:
    trader = venue.credentials
    return await polymarket.AsyncSecureClient._create(
        private_key=KEY,
        wallet=trader.wallet,
        environment=environment,
        credentials=import_module("polymarket.models").ApiKeyCreds(
            apiKey=trader.api_key, secret=trader.secret, passphrase=trader.passphrase
        ),
        validate_credentials=False,
    )


def counts(events: list[Any]) -> dict[str, int]:
    return {kind: sum(event.type == kind for event in events) for kind in {e.type for e in events}}


def statuses(events: list[Any]) -> list[str]:
    return [event.payload.status for event in events if event.type == "trade"]


def test_its_streams_accept_every_message(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "polymarket")  # where it says that it dropped something

    async def run() -> None:
        async with open_venue() as (venue, environment):
            secure = await secure_client(venue, environment)
            async with polymarket.AsyncPublicClient(environment=environment) as public:
                user = await secure.subscribe(streams.UserSpec())
                sports = await public.subscribe([streams.SportsSpec()])
                market = await public.subscribe(
                    [streams.MarketSpec(asset_ids=[YES, NO], custom_feature_enabled=True)]
                )
                venue.begin()
                await venue.finished()
                told = await gathered(market, lambda all_: "market_resolved" in counts(all_))
                own = await gathered(user, lambda all_: statuses(all_).count("CONFIRMED") == 2)
                games = await gathered(sports, lambda all_: len(all_) >= 2)
                await secure.close()
            check_market(told)
            check_user(own, venue)
            assert [(game.payload.score, game.payload.ended) for game in games] == [
                ("2-0", False),
                ("90-88", True),
            ]

    asyncio.run(run())
    assert not drops(caplog)


def test_it_says_when_it_drops_a_message(caplog: pytest.LogCaptureFixture) -> None:
    """The check above is not blind: what the client does not know shows in the same place."""
    caplog.set_level(logging.DEBUG, "polymarket")

    async def run() -> None:
        async with (
            open_venue(Fault("unknown", 0)) as (venue, environment),
            polymarket.AsyncPublicClient(environment=environment) as public,
        ):
            market = await public.subscribe([streams.MarketSpec(asset_ids=[YES, NO])])
            venue.begin()
            await venue.finished()
            while not drops(caplog):
                with suppress(TimeoutError):
                    await asyncio.wait_for(anext(aiter(market)), 0.1)

    asyncio.run(run())
    assert drops(caplog)


def drops(caplog: pytest.LogCaptureFixture) -> list[str]:
    words = [record.getMessage() for record in caplog.records]
    return [text for text in words if text.startswith("dropped")]


def check_market(told: list[Any]) -> None:
    by_kind = counts(told)
    assert set(by_kind) == {
        "book",
        "price_change",
        "last_trade_price",
        "tick_size_change",
        "best_bid_ask",
        "new_market",
        "market_resolved",
    }
    assert by_kind["tick_size_change"] == 2
    changes = [event for event in told if event.type == "price_change"]
    assert [change.size for change in changes[0].payload.price_changes] == [120, 120]
    resolved = next(event for event in told if event.type == "market_resolved")
    assert resolved.payload.winning_asset_id == YES
    listed = next(event for event in told if event.type == "new_market")
    assert listed.payload.condition_id == THIRD
    last = [event for event in told if event.type == "book" and event.payload.asset_id == YES][-1]
    assert last.payload.bids == ()
    assert last.payload.tick_size == Decimal("0.001")


def check_user(own: list[Any], venue: LoopbackVenue) -> None:
    assert statuses(own).count("MATCHED") == statuses(own).count("CONFIRMED") == 2
    trades = {event.payload.id: event.payload for event in own if event.type == "trade"}
    assert {key[0] for key in venue.truth.fills} == set(trades)
    for (trade_id, order_id), fill in venue.truth.fills.items():
        trade = trades[trade_id]
        if fill.role == "TAKER":
            assert (trade.size, trade.price) == (Decimal(fill.size) / MICRO, fill.price)
        else:
            row = next(row for row in trade.maker_orders if row.order_id == order_id)
            assert (row.matched_amount, row.price) == (Decimal(fill.size) / MICRO, fill.price)
            assert (row.asset_id, row.side) == (fill.asset, fill.side.value)
    kinds = [event.payload.order_event_type for event in own if event.type == "order"]
    assert {"PLACEMENT", "UPDATE", "CANCELLATION"} == set(kinds)


def test_its_rest_calls_accept_every_answer() -> None:
    async def run() -> None:
        async with open_venue() as (venue, environment):
            async with polymarket.AsyncPublicClient(environment=environment) as public:
                await check_before(public)
            venue.begin()
            await venue.finished()
            async with polymarket.AsyncPublicClient(environment=environment) as public:
                await check_after(public, venue)
            secure = await secure_client(venue, environment)
            trades = [row async for row in secure.list_account_trades().iter_items()]
            assert {trade.id for trade in trades} == {key[0] for key in venue.truth.fills}
            assert {trade.status for trade in trades} == {"CONFIRMED"}
            orders = [row async for row in secure.list_open_orders().iter_items()]
            assert [order.price for order in orders] == [Decimal("0.44")]
            await secure.close()

    asyncio.run(run())


async def check_before(public: Any) -> None:
    event = await public.get_event(slug=HandScript.event_slug)
    assert [market.condition_id for market in event.markets] == [MARKET, OTHER]
    moneyline = event.markets[0]
    assert moneyline.outcomes.yes.token_id == YES
    assert moneyline.trading.fee_schedule.rate == Decimal("0.05")
    assert moneyline.sports.sports_market_type == "moneyline"
    market = await public.get_market(slug="larks-herons-total")
    assert (market.condition_id, market.sports.line) == (OTHER, 210.5)
    found = [row async for row in public.list_markets(condition_ids=[OTHER]).iter_items()]
    assert [row.condition_id for row in found] == [OTHER]
    book = await public.get_order_book(asset_id=NO)
    assert [(level.price, level.size) for level in book.bids][-1] == (Decimal("0.49"), 100)
    assert (book.min_order_size, book.tick_size, book.neg_risk) == (5, Decimal("0.01"), False)
    assert len(await public.get_order_books(asset_ids=[YES, NO])) == 2
    assert await public.get_midpoint(asset_id=YES) == Decimal("0.5")
    assert await public.get_spread(asset_id=YES) == Decimal("0.02")


async def check_after(public: Any, venue: LoopbackVenue) -> None:
    wallet = venue.credentials.wallet
    history = public.list_trades(user=wallet, full_history=True, taker_only=False)
    rows = [row async for row in history.iter_items()]
    fills = venue.truth.fills.values()
    assert sorted((row.asset_id, row.size) for row in rows) == sorted(
        (fill.asset, Decimal(fill.size) / MICRO) for fill in fills
    )
    takers = [row async for row in public.list_trades(user=wallet).iter_items()]
    assert len(takers) == sum(fill.role == "TAKER" for fill in fills)
    activity = [row async for row in public.list_activity(user=wallet).iter_items()]
    assert len(activity) == len(rows)
    positions = [row async for row in public.list_positions(user=wallet).iter_items()]
    assert {row.asset_id: row.current_size for row in positions}[NO] == 20
    (resolution,) = await public.get_resolutions(condition_ids=[MARKET])
    assert resolution.payouts == (1, 0)
    market = await public.get_market(slug="larks-herons")
    assert market.state.closed
    assert [market.outcomes.yes.price, market.outcomes.no.price] == [1, 0]
