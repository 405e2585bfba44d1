"""JSON dumps: whole books, Data API rows, price histories, a cache, side files."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest

from gametape.model.book import OrderBook, Side
from gametape.model.decoder import Decoder
from gametape.model.events import BookSnapshot, Event, FillUpdate, PricePoint, TopOfBook, Trade
from gametape.model.foreign import ForeignFile, Layout
from gametape.model.frames import Frame, Kind
from gametape.model.grid import NONE, UNIFORM
from gametape.model.times import iso_us
from gametape.venues.polymarket.layouts.data_rows import DataRows, DataTradesDecoder
from gametape.venues.polymarket.layouts.full_books import FullBookDecoder, FullBooks
from gametape.venues.polymarket.layouts.kept import KeptDecoder, KeptRows
from gametape.venues.polymarket.layouts.price_history import PriceHistory, PriceHistoryDecoder
from gametape.venues.polymarket.layouts.top_cache import TopCache, TopCacheDecoder
from gametape.venues.polymarket.wallet import WalletDecoder

Foreign = Callable[[str, bytes], ForeignFile]
Recorded = Callable[[str], ForeignFile]
Load = Callable[[Layout, ForeignFile], tuple[list[Frame], list[str]]]
Decoded = Callable[[Decoder, Sequence[Frame]], tuple[list[Event], Counter[str]]]
Survives = Callable[[Callable[[bytes], object], Sequence[bytes]], None]

AT = 1_700_000_000_000
BOOK = {"bids": [{"price": "0.01", "size": "7.5"}, {"price": "0.57", "size": "60.4"}],
        "asks": [{"price": "0.99", "size": "1"}, {"price": "0.58", "size": "73.41"}],
        "local_timestamp": str(AT + 120), "timestamp": str(AT), "asset_price": 9.5}  # fmt: skip
PRINT = {"price": "0.45", "size": "2.444443", "side": "buy", "local_timestamp": str(AT + 9),
         "timestamp": str(AT), "asset_price": 1.5}  # fmt: skip


def dumped(value: object) -> bytes:
    return json.dumps(value, indent=4).encode()


def test_whole_books_stand_under_the_place_of_their_file(
    foreign: Foreign, load: Load, decoded: Decoded
) -> None:
    frames, warnings = load(FullBooks(), foreign("orderbooks/17654up.json", dumped([BOOK, BOOK])))
    assert frames[0].recv_us == (AT + 120) * 1000
    assert json.loads(frames[0].raw) == {"asset": "17654up", "row": BOOK}
    events, _ = decoded(FullBookDecoder(), frames)
    book = events[0]
    assert isinstance(book, BookSnapshot)
    assert (book.asset, book.market, book.venue_us) == ("17654up", "17654", AT * 1000)
    assert book.bids == ((100, 7_500_000), (5700, 60_400_000))
    assert warnings[-1] == "1 of 2 rows repeat an earlier one exactly; they are kept."
    prints, path = dumped([PRINT]), Path("/data/15m/btc/trades/17654up.json")
    on_disk = ForeignFile(path.name, "trades", prints, lambda: iter([prints]), lambda: prints, path)
    frames, _ = load(FullBooks(), on_disk)
    assert json.loads(frames[0].raw)["asset"] == "15m/btc/17654up"
    events, _ = decoded(FullBookDecoder(), frames)
    trade = events[0]
    assert isinstance(trade, Trade)
    assert (trade.price, trade.size, trade.side) == (Decimal("0.45"), 2_444_443, Side.BUY)


def _book(event: Event) -> OrderBook:
    assert isinstance(event, BookSnapshot)
    book = OrderBook(UNIFORM.cells)
    book.replace(event.bids, event.asks)
    return book


def test_recorded_up_and_down_books_are_exact_mirrors(
    recorded: Recorded, load: Load, decoded: Decoded
) -> None:
    sides = []
    for name in ("up", "down"):
        file = recorded(f"full_depth_books/1h/btc/orderbooks/1765450800{name}.json")
        frames, warnings = load(FullBooks(), file)
        assert warnings == [
            f"The file names no asset: 1h/btc/1765450800{name} stands for it.",
            "Whole books only: what happened between two of them is not recorded.",
        ]
        sides.append(decoded(FullBookDecoder(), frames)[0])
    assert [len(side) for side in sides] == [300, 300]
    for up, down in zip(*sides, strict=True):
        assert up.venue_us == down.venue_us
        one, other = _book(up), _book(down)
        assert not one.crossed
        assert list(one.bids()) == [(UNIFORM.mirror(cell), size) for cell, size in other.asks()]
        assert list(one.asks()) == [(UNIFORM.mirror(cell), size) for cell, size in other.bids()]
    last = _book(sides[0][-1])
    assert sides[0][-1].venue_us == 1_765_451_396_088_000
    assert next(last.bids()) == (5700, 60_400_000)
    assert next(last.asks()) == (5800, 73_410_000)
    delays = [event.recv_us - (event.venue_us or 0) for event in sides[0]]
    assert round(median(delays) / 1000) == 120


def test_recorded_prints_keep_their_repeats(
    recorded: Recorded, load: Load, decoded: Decoded
) -> None:
    up = recorded("full_depth_books/15m/btc/trades/1765450800up.json")
    frames, warnings = load(FullBooks(), up)
    trades = [event for event in decoded(FullBookDecoder(), frames)[0] if isinstance(event, Trade)]
    assert (len(trades), sum(trade.side is Side.BUY for trade in trades)) == (1580, 1327)
    assert sum(trade.size for trade in trades) == 63_379_174_262
    assert warnings[-1] == "5 of 1,580 rows repeat an earlier one exactly; they are kept."
    down = recorded("full_depth_books/15m/btc/trades/1765450800down.json")
    assert load(FullBooks(), down)[1][-1].startswith("3 of 1,390 rows")


ROW = {"proxyWallet": "0xa", "timestamp": 1_700_000_009, "conditionId": "0xm", "type": "TRADE",
       "size": 206.60124000000002, "usdcSize": 70.42, "transactionHash": "0x1",
       "price": 0.3408574, "asset": "11", "side": "BUY", "outcome": "Yes"}  # fmt: skip


def test_rows_of_many_wallets_are_public_prints(
    foreign: Foreign, load: Load, decoded: Decoded
) -> None:
    rows = [ROW, ROW | {"proxyWallet": "0xb", "price": 0.5, "timestamp": 1_700_000_001},
            ROW | {"type": "SPLIT", "timestamp": 1_700_000_000}]  # fmt: skip
    frames, warnings = load(DataRows(), foreign("trades.json", dumped(rows)))
    assert {(frame.kind, frame.source) for frame in frames} == {
        (Kind.MARKET, "polymarket.data-trades")
    }
    events, refused = decoded(DataTradesDecoder(), frames)
    assert not refused
    second, first = events
    assert isinstance(first, Trade)
    assert isinstance(second, Trade)
    assert (first.price, first.cell, first.size) == (Decimal("0.3408574"), NONE, 206_601_240)
    assert (second.cell, second.market, second.transaction) == (5000, "0xm", "0x1")
    assert warnings == [
        "3 rows of 2 wallets; times are whole seconds.",
        "2 prices lie off the grid: averages over several levels.",
        "The file lists its rows newest first; they are read from its end.",
    ]


def test_rows_of_one_wallet_are_its_own(foreign: Foreign, load: Load) -> None:
    frames, warnings = load(DataRows(), foreign("trades.json", dumped([ROW, ROW])))
    assert {(frame.kind, frame.source) for frame in frames} == {(Kind.USER, "polymarket.wallet")}
    assert [json.loads(frame.raw) for frame in frames] == [ROW, ROW]
    assert b"206.60124000000002" in frames[0].raw
    assert warnings[0] == "2 rows of one wallet; times are whole seconds."


def test_recorded_trades_of_everybody(recorded: Recorded, load: Load, decoded: Decoded) -> None:
    file = recorded("wallet_dumps/polycopy/data_api_trades_global_sample.json")
    frames, warnings = load(DataRows(), file)
    events, refused = decoded(DataTradesDecoder(), frames)
    trades = [event for event in events if isinstance(event, Trade)]
    assert (len(trades), sum(refused.values())) == (500, 0)
    assert Counter(trade.side for trade in trades) == {Side.BUY: 302, Side.SELL: 198}
    assert len({trade.market for trade in trades}) == 244
    assert sum(trade.price % Decimal("0.001") != 0 for trade in trades) == 167
    assert warnings[0] == "500 rows of 390 wallets; times are whole seconds."


def test_the_recorded_bot_keeps_its_repeats(
    recorded: Recorded, load: Load, decoded: Decoded
) -> None:
    frames, warnings = load(DataRows(), recorded("wallet_dumps/ent0n29/all_trades.json"))
    assert {frame.source for frame in frames} == {"polymarket.wallet"}
    events, _ = decoded(WalletDecoder(), frames)
    fills = [event.fill for event in events if isinstance(event, FillUpdate)]
    assert (len(fills), len({fill.transaction for fill in fills})) == (4000, 3973)
    assert round(sum(fill.price * fill.size for fill in fills) / 10**6, 2) == Decimal("76073.95")
    assert warnings[-2:] == [
        "Times run back at 1 of 4,000 rows, at worst by 346,000 ms.",
        "27 of 4,000 rows repeat an earlier one exactly; they are kept.",
    ]


POINTS = [{"t": 1_700_000_000 + 60 * n, "p": 0.5 + n / 1000} for n in range(4)]


@pytest.mark.parametrize("shape", [POINTS, {"history": POINTS}])
def test_points_are_neither_prints_nor_quotes(
    foreign: Foreign, load: Load, decoded: Decoded, shape: object
) -> None:
    frames, warnings = load(PriceHistory(), foreign("final/home.json", dumped(shape)))
    events, _ = decoded(PriceHistoryDecoder(), frames)
    assert [
        (point.asset, point.price, point.venue_us)
        for point in events
        if isinstance(point, PricePoint)
    ] == [
        ("home", Decimal(repr(0.5 + n / 1000)), (1_700_000_000 + 60 * n) * 10**6)
        for n in range(4)
    ]  # fmt: skip
    assert warnings == ["4 sampled prices, one every 1 min: no book and no prints."]


def test_a_position_beside_its_points_is_kept_without_events(
    foreign: Foreign, load: Load, decoded: Decoded
) -> None:
    hourly = [{"t": 1_700_000_000 + 3600 * n, "p": 0.5} for n in range(3)]
    file = {"slug": "nba-a-b", "entry_price": 0.3, "saved_at": "2023-11-15T00:00:00+00:00",
            "price_history": hourly}  # fmt: skip
    frames, warnings = load(PriceHistory(), foreign("x_1.json", dumped(file)))
    assert json.loads(frames[-1].raw)["position"]["entry_price"] == 0.3
    assert (frames[-1].kind, frames[-1].recv_us) == (Kind.USER, iso_us("2023-11-15"))
    events, refused = decoded(PriceHistoryDecoder(), frames)
    assert {event.asset for event in events if isinstance(event, PricePoint)} == {"nba-a-b"}
    assert (len(events), sum(refused.values())) == (3, 0)
    assert warnings[-1] == "Too coarse for what happened during the game."


def test_the_recorded_semi_final(recorded: Recorded, load: Load, decoded: Decoded) -> None:
    prices: dict[str, dict[int, Decimal]] = {}
    for name, count in (("ARG", 4997), ("DRAW", 4993), ("ENG", 4994)):
        frames, _ = load(PriceHistory(), recorded(f"wc2026_semi_final/hist_{name}.json"))
        events, _ = decoded(PriceHistoryDecoder(), frames)
        assert len(events) == count
        prices[name] = {
            event.recv_us // 60_000_000: event.price
            for event in events
            if isinstance(event, PricePoint)
        }
    minutes = set.intersection(*(set(one) for one in prices.values()))
    sums = [Decimal(sum(one[minute] for one in prices.values())) for minute in minutes]
    assert len(sums) == 4993
    assert (min(sums), max(sums), median(sums)) == (
        Decimal("0.9425"), Decimal("1.02125"), Decimal("0.99875"),
    )  # fmt: skip
    at_2100 = iso_us("2026-07-15T21:00:00Z") // 60_000_000
    assert [prices[name][at_2100] for name in ("ARG", "DRAW", "ENG")] == [
        Decimal("0.97375"), Decimal("0.02625"), Decimal("0.00125"),
    ]  # fmt: skip


def test_recorded_sports_histories_are_hourly(
    recorded: Recorded, foreign: Foreign, load: Load
) -> None:
    folder = recorded("sports_price_histories/trade_history.jsonl").path
    assert folder is not None
    files = sorted((folder.parent / "price_history").glob("*.json"))
    points = hourly = 0
    for path in files:
        frames, warnings = load(PriceHistory(), foreign(path.name, path.read_bytes()))
        points += len(frames) - 1
        hourly += any("one every 59 min" in one or "one every 60 min" in one for one in warnings)
        assert not any("run back" in one for one in warnings)
    assert (len(files), points) == (103, 17_372)
    assert hourly >= 101


CACHE = {
    "snapshotAt": "2025-12-20T13:42:10.849855Z", "subscribedAssetIds": ["11"],
    "topOfBookByAssetId": {
        "11": {"bestBid": 0, "bestAsk": 1, "updatedAt": "2025-12-20T11:32:06.272330Z"},
        "22": {"bestBid": 0.48, "bestAsk": 0.49, "updatedAt": "2025-12-18T11:32:06Z"},
    },
}  # fmt: skip


def test_a_cache_of_best_prices(foreign: Foreign, load: Load, decoded: Decoded) -> None:
    frames, warnings = load(TopCache(), foreign("cache.json", dumped(CACHE)))
    events, refused = decoded(TopCacheDecoder(), frames)
    assert [
        (event.asset, event.best_bid, event.best_ask, event.recv_us)
        for event in events
        if isinstance(event, TopOfBook)
    ] == [
        ("11", NONE, NONE, iso_us("2025-12-20T11:32:06.272330Z")),
        ("22", 4800, 4900, iso_us("2025-12-18T11:32:06Z")),
    ]
    assert (len(frames), sum(refused.values())) == (3, 0)
    assert warnings == ["2 assets with best prices at one moment each: no history, no depth."]


def test_the_recorded_cache(recorded: Recorded, load: Load, decoded: Decoded) -> None:
    file = recorded("wallet_dumps/ent0n29/market-ws-cache.ingestor.json")
    events, refused = decoded(TopCacheDecoder(), load(TopCache(), file)[0])
    assert (len(events), sum(refused.values())) == (707, 0)


@pytest.mark.parametrize(
    ("path", "count", "words"),
    [
        ("wallet_dumps/polycopy/data_api_positions_sample.json", 50, "positions of a wallet"),
        ("wallet_dumps/polycopy/data_api_holders_sample.json", 2, "holders of a token"),
        ("wallet_dumps/polycopy/data_api_value_sample.json", 1, "the value of a wallet"),
        ("sports_price_histories/trade_history.jsonl", 99, "a bot's own journal"),
        ("sports_price_histories/archive/run_002_20260323_1012/trades.jsonl", 546, "paper"),
    ],
)
def test_recorded_side_files_are_kept_without_events(
    recorded: Recorded, load: Load, decoded: Decoded, path: str, count: int, words: str
) -> None:
    frames, warnings = load(KeptRows(), recorded(path))
    assert len(frames) == count
    assert decoded(KeptDecoder(), frames) == ([], Counter())
    assert words in " ".join(warnings)


def test_only_parse_errors_come_out(survives: Survives) -> None:
    row = {"asset": "1", "row": BOOK}
    survives(
        lambda raw: FullBookDecoder().decode(raw, 0, 0),
        [dumped(row), dumped({"asset": "1", "row": PRINT})],
    )
    survives(lambda raw: DataTradesDecoder().decode(raw, 0, 0), [dumped(ROW)])
    point = {"asset": "1", "point": POINTS[0]}
    survives(lambda raw: PriceHistoryDecoder().decode(raw, 0, 0), [dumped(point)])
    top = {"asset": "1", "top": CACHE["topOfBookByAssetId"]}
    survives(lambda raw: TopCacheDecoder().decode(raw, 0, 0), [dumped(top)])
    survives(lambda raw: KeptDecoder().decode(raw, 0, 0), [dumped(row)])


def test_a_file_cut_anywhere_is_read_as_far_as_it_goes(foreign: Foreign) -> None:
    for layout, value in (
        (FullBooks(), [BOOK, PRINT]), (DataRows(), [ROW, ROW]), (PriceHistory(), POINTS),
        (TopCache(), CACHE), (KeptRows(), [{"token": "1", "holders": []}]),
    ):  # fmt: skip
        data = dumped(value)
        for at in range(1, len(data), 11):
            file = foreign("a.json", data[:at])
            if layout.recognises(file):
                assert list(layout.frames(file, []))
