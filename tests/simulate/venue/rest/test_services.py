"""REST as a client meets it: public, private and faulty answers over real HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from simulate.venue.venue_script import (
    BUY,
    MARKET,
    NO,
    OTHER,
    OTHER_NO,
    SELL,
    TRADER,
    YES,
    HandScript,
    shares,
)

from gametape.simulate.script import Action, GameUpdate, PlaceOrder, PrintTrade, Resolve, SetLevels
from gametape.simulate.venue.exchange.clearing import SettlementPlan
from gametape.simulate.venue.faults import Fault
from gametape.simulate.venue.rest import own
from gametape.simulate.venue.rest.signature import signature
from gametape.simulate.venue.server import LoopbackVenue

PLAN = SettlementPlan(mined_us=1000, confirmed_us=2000, retry_us=1000, fail_every=3, retry_every=2)
Use = Callable[[LoopbackVenue, httpx.AsyncClient], Awaitable[None]]


def buy(number: int, *, cell: int = 5100, size: int = 5) -> PlaceOrder:
    return PlaceOrder(
        at_us=number * 1000,
        order=f"o{number}",
        market=MARKET,
        outcome=0,
        side=BUY,
        cell=cell,
        size=shares(size),
    )


def at_a_venue(actions: list[Action], use: Use, *faults: Fault) -> None:
    async def run() -> None:
        venue = LoopbackVenue(HandScript(actions), credentials=TRADER, plan=PLAN, faults=faults)
        async with venue, httpx.AsyncClient(timeout=60) as client:
            await venue.finished()
            await use(venue, client)

    asyncio.run(run())


async def get(client: httpx.AsyncClient, url: str, **params: str) -> Any:
    response = await client.get(url, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def signed(path: str, **changed: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {
        "POLY_ADDRESS": TRADER.wallet,
        "POLY_API_KEY": TRADER.api_key,
        "POLY_PASSPHRASE": TRADER.passphrase,
        "POLY_TIMESTAMP": stamp,
        "POLY_SIGNATURE": signature(TRADER.secret, stamp, "GET", path, b""),
        **changed,
    }


def test_books_singly_and_together() -> None:
    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        clob = venue.urls.clob
        book = await get(client, f"{clob}/book", token_id=NO)
        assert list(book) == [
            "market",
            "asset_id",
            "timestamp",
            "hash",
            "bids",
            "asks",
            "min_order_size",
            "tick_size",
            "neg_risk",
            "last_trade_price",
        ]
        assert book["bids"][-1] == {"price": "0.49", "size": "100"}
        assert (book["min_order_size"], book["tick_size"]) == ("5", "0.01")
        wanted = [{"token_id": token} for token in (YES, "77", NO)]
        books = (await client.post(f"{clob}/books", json=wanted)).json()
        assert [one["asset_id"] for one in books] == [YES, NO]
        assert books[1] == book
        missing = await client.get(f"{clob}/book", params={"token_id": "77"})
        assert missing.status_code == 404
        assert missing.json() == {"error": "No orderbook exists for the requested token id"}
        assert (await client.post(f"{clob}/books", content=b"{")).status_code == 400

    at_a_venue([], use)


def test_prices_markets_and_time() -> None:
    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        clob = venue.urls.clob
        assert abs(await get(client, f"{clob}/time") - time.time()) < 5
        assert await get(client, f"{clob}/midpoint", token_id=YES) == {"mid": "0.505"}
        assert await get(client, f"{clob}/spread", token_id=YES) == {"spread": "0.03"}
        assert await get(client, f"{clob}/price", token_id=NO, side="SELL") == {"price": "0.51"}
        assert await get(client, f"{clob}/tick-size", token_id=NO) == {"minimum_tick_size": 0.01}
        last = await get(client, f"{clob}/last-trade-price", token_id=NO)
        assert last["price"] == "0.510"
        market = await get(client, f"{clob}/markets/{MARKET}")
        assert [token["token_id"] for token in market["tokens"]] == [YES, NO]
        assert (market["seconds_delay"], market["minimum_order_size"]) == (0, 5)
        compact = await get(client, f"{clob}/clob-markets/{MARKET}")
        assert compact["fd"] == {"r": 0.05, "e": 1, "to": True}
        assert (compact["c"], compact["cbos"], compact["mts"]) == (MARKET, True, 0.01)
        found = await get(client, f"{clob}/markets-by-token/{NO}")
        assert found["condition_id"] == MARKET
        assert (await client.get(f"{clob}/markets/0x00")).status_code == 404
        bad = await client.get(f"{clob}/price", params={"token_id": NO, "side": "UP"})
        assert bad.status_code == 400
        history = await get(client, f"{clob}/prices-history", market=NO, interval="1h")
        assert [point["p"] for point in history["history"]] == [0.49]
        assert (await client.get(f"{clob}/nothing/here")).status_code == 404

    at_a_venue([PrintTrade(at_us=0, market=MARKET, side=BUY, size=shares(100))], use)


def test_gamma_events_and_markets() -> None:
    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        gamma, slug = venue.urls.gamma, HandScript.event_slug
        event = await get(client, f"{gamma}/events/slug/{slug}")
        assert (await get(client, f"{gamma}/events", slug=slug)) == [event]
        assert await get(client, f"{gamma}/events", slug="other") == []
        assert (event["gameId"], event["score"], event["live"]) == (4_242_424, "2-0", True)
        moneyline, total = event["markets"]
        assert json.loads(moneyline["outcomes"]) == ["Larks", "Herons"]
        assert json.loads(moneyline["clobTokenIds"]) == [YES, NO]
        assert moneyline["feeSchedule"]["rate"] == 0.05
        assert (total["line"], "gameId" in total, moneyline["gameId"]) == (210.5, False, "4242424")
        assert total["gameStartTime"].endswith("+00")
        market = await get(client, f"{gamma}/markets/slug/larks-herons-total")
        assert market["conditionId"] == OTHER
        page = await get(client, f"{gamma}/markets/keyset", condition_ids=OTHER)
        assert [one["conditionId"] for one in page["markets"]] == [OTHER]
        page = await get(client, f"{gamma}/markets/keyset", clob_token_ids=OTHER_NO)
        assert [one["conditionId"] for one in page["markets"]] == [OTHER]
        first = await get(client, f"{gamma}/markets/keyset", limit="1")
        second = await get(
            client, f"{gamma}/markets/keyset", limit="1", after_cursor=first["next_cursor"]
        )
        assert [one["conditionId"] for one in (*first["markets"], *second["markets"])] == [
            MARKET,
            OTHER,
        ]
        assert "next_cursor" not in second
        games = await get(client, f"{gamma}/events/keyset", game_id="4242424", live="true")
        assert len(games["events"]) == 1
        assert (await get(client, f"{gamma}/events/keyset", game_id="1"))["events"] == []
        types = await get(client, f"{gamma}/sports/market-types")
        assert types == {"marketTypes": ["moneyline", "totals"]}
        assert len(await get(client, f"{gamma}/teams")) == 2
        assert (await client.get(f"{gamma}/events/slug/none")).status_code == 404

    at_a_venue([GameUpdate(at_us=0, score="2-0", period="1Q")], use)


def test_own_trades_in_pages_and_open_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "PAGE", 3)

    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        url = f"{venue.urls.clob}/data/trades"
        rows: list[dict[str, Any]] = []
        cursor = own.FIRST_CURSOR
        while cursor != own.END_CURSOR:
            response = await client.get(
                url, params={"next_cursor": cursor}, headers=signed("/data/trades")
            )
            page = response.json()
            assert page["count"] == len(page["data"]) <= 3
            rows, cursor = rows + page["data"], page["next_cursor"]
        assert {row["id"] for row in rows} == {key[0] for key in venue.truth.fills}
        statuses = [row["status"] for row in reversed(rows)]
        assert statuses[2] == statuses[5] == "TRADE_STATUS_FAILED"
        assert statuses[0] == statuses[1] == "TRADE_STATUS_CONFIRMED"
        response = await client.get(
            f"{venue.urls.clob}/data/orders", headers=signed("/data/orders")
        )
        (order,) = response.json()["data"]
        assert (order["price"], order["original_size"], order["status"]) == ("0.4", "5", "LIVE")
        path = f"/data/order/{order['id']}"
        response = await client.get(f"{venue.urls.clob}{path}", headers=signed(path))
        assert response.json() == order
        for params in ({"next_cursor": "!"}, {"before": "soon"}):
            response = await client.get(url, params=params, headers=signed("/data/trades"))
            assert response.status_code == 400

    at_a_venue([*(buy(number) for number in range(1, 8)), buy(8, cell=4000)], use)


@pytest.mark.parametrize(
    "changed",
    [
        {"POLY_SIGNATURE": "x"},
        {"POLY_API_KEY": "x"},
        {"POLY_PASSPHRASE": "x"},
        {"POLY_TIMESTAMP": "1"},
        {"POLY_ADDRESS": ""},
    ],
)
def test_private_calls_want_the_right_signature(changed: dict[str, str]) -> None:
    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        response = await client.get(
            f"{venue.urls.clob}/data/trades", headers=signed("/data/trades", **changed)
        )
        assert response.status_code == 401
        assert "error" in response.json()

    at_a_venue([], use)


@pytest.mark.parametrize(
    ("secret", "stamp", "method", "path", "body", "expected"),
    [
        (
            "A" * 43 + "=",
            "1000000",
            "test-sign",
            "/orders",
            b'{"hash": "0x123"}',
            "ZwAdJKvoYRlEKDkNMwd5BuwNNtg93kNaR_oU2HrfVvc=",
        ),
        (
            "A" * 43,
            "1700000000",
            "GET",
            "/data/orders",
            b"",
            "m6lGS9WyES7JjpAYNd7zIdW5bfHxAAI_pIa1St9vLO4=",
        ),
        (
            "-_" * 21 + "8=",
            "1700000000",
            "POST",
            "/orders",
            b'[{"a":1}]',
            "K9j_4_eFmn2yJt2PKk4CY2ATEOebWjI1DRgBH_DLpWc=",
        ),
    ],
)
def test_the_signature_vectors(
    secret: str, stamp: str, method: str, path: str, body: bytes, expected: str
) -> None:
    assert signature(secret, stamp, method, path, body) == expected


def test_the_wallets_history() -> None:
    maker = PlaceOrder(
        at_us=500, order="m", market=MARKET, outcome=1, side=BUY, cell=4900, size=shares(10)
    )
    actions: list[Action] = [
        maker,
        PrintTrade(at_us=600, market=MARKET, side=BUY, size=shares(110)),
        buy(1, cell=5200),
        PlaceOrder(
            at_us=2000,
            order="s",
            market=MARKET,
            outcome=1,
            side=SELL,
            cell=4800,
            size=shares(5),
            order_type="FAK",
        ),
        Resolve(at_us=50_000, market=MARKET, payouts=(Decimal(0), Decimal(1))),
    ]

    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        data, wallet = venue.urls.data, TRADER.wallet.lower()
        everything = await get(client, f"{data}/v2/trades", user=wallet, taker_only="false")
        takers = await get(client, f"{data}/v2/trades", user=wallet)
        # The third own trade failed and never reached the chain.
        assert [(row["outcome"], row["size"]) for row in everything["data"]] == [
            ("Larks", 5.0),
            ("Herons", 10.0),
        ]
        assert [row["outcome"] for row in takers["data"]] == ["Larks"]
        assert (await get(client, f"{data}/v2/trades", user="0xsomebody"))["data"] == []
        first = await get(client, f"{data}/v2/activity", user=wallet, limit="1")
        assert first["pagination"]["has_more"]
        rest = await get(
            client,
            f"{data}/v2/activity",
            user=wallet,
            cursor=first["pagination"]["next_cursor"],
        )
        assert [row["usdc_size"] for row in first["data"] + rest["data"]] == [2.6, 4.9]
        positions = (await get(client, f"{data}/v2/positions", user=wallet))["data"]
        assert [
            (row["outcome"], row["current_size"], row["total_pnl"], row["status"])
            for row in positions
        ] == [("Herons", 10.0, 5.1, "REDEEMABLE"), ("Larks", 5.0, -2.6, "REDEEMABLE")]
        resolutions = await get(client, f"{data}/v2/resolutions", condition_id=f"{MARKET},{OTHER}")
        assert [row["payouts"] for row in resolutions["data"]] == [[0, 1_000_000], None]
        closed = await get(client, f"{venue.urls.gamma}/markets/slug/larks-herons")
        assert (closed["closed"], closed["outcomePrices"]) == (True, '["0", "1"]')
        assert closed["umaResolutionStatus"] == "resolved"
        clob = await get(client, f"{venue.urls.clob}/markets/{MARKET}")
        assert [token["winner"] for token in clob["tokens"]] == [False, True]
        gone = await client.get(f"{venue.urls.clob}/book", params={"token_id": YES})
        assert gone.status_code == 404

    at_a_venue(actions, use)


@pytest.mark.parametrize(
    ("name", "status"), [("rest-425", 425), ("rest-429", 429), ("rest-503", 503)]
)
def test_rest_faults(name: str, status: int) -> None:
    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        venue.mischief.begin(Fault(name, 0, target="/book"))
        response = await client.get(f"{venue.urls.clob}/book", params={"token_id": YES})
        assert response.status_code == status
        assert response.headers.get("retry-after") == ("1" if status == 429 else None)
        assert (await client.get(f"{venue.urls.clob}/time")).status_code == 200
        venue.mischief.end(name)
        response = await client.get(f"{venue.urls.clob}/book", params={"token_id": YES})
        assert response.status_code == 200
        (interval,) = venue.truth.fault_intervals(name)
        assert interval.to_us is not None
        assert interval.from_us < interval.to_us

    at_a_venue([SetLevels(at_us=0, market=MARKET, levels=((SELL, 5100, shares(1)),))], use)


def test_slow_rest_is_late_by_what_was_asked() -> None:
    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        venue.mischief.begin(Fault("slow-rest", 0, target="300"))
        began_s = time.monotonic()
        assert (await client.get(f"{venue.urls.clob}/time")).status_code == 200
        assert time.monotonic() - began_s >= 0.3

    at_a_venue([], use)


def test_what_is_no_http_ends_quietly() -> None:
    async def use(venue: LoopbackVenue, client: httpx.AsyncClient) -> None:
        port = int(venue.urls.clob.rpartition(":")[2])
        for junk in (b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"A" * 100_000 + b"\r\n\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(junk)
            assert not (await reader.read()).startswith(b"HTTP/1.1 200")
            writer.close()
        assert (await client.get(f"{venue.urls.clob}/ok")).status_code == 200

    at_a_venue([], use)
