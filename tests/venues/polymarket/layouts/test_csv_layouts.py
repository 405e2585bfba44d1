"""CSV recordings: old price changes, a flattened capture, a wallet's fills."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from gametape.model.book import Side
from gametape.model.decoder import Decoder
from gametape.model.events import (
    Event,
    FillUpdate,
    Gap,
    LevelChange,
    LinkChange,
    MarketListed,
    MarketResolved,
    TickChange,
    Trade,
)
from gametape.model.foreign import ForeignFile, Layout
from gametape.model.frames import Frame, Kind
from gametape.model.grid import NONE
from gametape.venues.polymarket.layouts.old_changes import OldChanges, OldChangesDecoder
from gametape.venues.polymarket.layouts.sweeper import Sweeper, SweeperDecoder
from gametape.venues.polymarket.layouts.wallet_csv import WalletCsv, WalletCsvDecoder

Foreign = Callable[[str, bytes], ForeignFile]
Recorded = Callable[[str], ForeignFile]
Load = Callable[[Layout, ForeignFile], tuple[list[Frame], list[str]]]
Decoded = Callable[[Decoder, Sequence[Frame]], tuple[list[Event], Counter[str]]]
Survives = Callable[[Callable[[bytes], object], Sequence[bytes]], None]

OLD = b""""id","asset_id","market","timestamp","hash","changes"
1,"11","0xm",2025-01-25 18:15:47.925 +0100,aa,"[{""side"": ""SELL"", ""size"": ""300"", ""price"": ""0.23""}]"
2,"11","0xm",2025-01-25 21:15:47.925 +0100,bb,"[{""side"": ""BUY"", ""size"": ""0"", ""price"": ""0.2""}, {""side"": ""BUY"", ""size"": ""7.5"", ""price"": ""0.1""}]"
3,"11","0xm",2025-01-25 21:15:48 +0100,bb,"[]"
"""  # noqa: E501


def test_old_changes(foreign: Foreign, load: Load, decoded: Decoded) -> None:
    frames, warnings = load(OldChanges(), foreign("changes.csv", OLD))
    assert json.loads(frames[0].raw)["timestamp"] == "2025-01-25 18:15:47.925 +0100"
    assert frames[0].recv_us == 1_737_825_347_925_000
    events, refused = decoded(OldChangesDecoder(), frames)
    assert not refused
    assert [
        (event.side, event.cell, event.size, event.hash, event.venue_us)
        for event in events
        if isinstance(event, LevelChange)
    ] == [
        (Side.SELL, 2300, 300_000_000, "aa", 1_737_825_347_925_000),
        (Side.BUY, 2000, 0, "", 1_737_836_147_925_000),
        (Side.BUY, 1000, 7_500_000, "bb", 1_737_836_147_925_000),
    ]
    assert warnings[1:] == [
        "The longest silence is 3 hours.",
        "1 row carries a hash that an earlier row carries.",
    ]


def test_recorded_old_changes(recorded: Recorded, load: Load, decoded: Decoded) -> None:
    file = recorded("old_price_change/price_change_messages_202501302221.csv")
    frames, warnings = load(OldChanges(), file)
    events, refused = decoded(OldChangesDecoder(), frames)
    assert (len(frames), len(events), sum(refused.values())) == (3829, 6129, 0)
    assert sum(isinstance(event, LevelChange) and event.size == 0 for event in events) == 92
    assert frames[0].recv_us < frames[-1].recv_us
    assert warnings[1:] == [
        "The longest silence is 67 hours.",
        "1 row carries a hash that an earlier row carries.",
    ]


SWEPT = b"""event_slug,timestamp_ms,event_type,price,size,side,best_bid,best_ask,token_id,is_winning_token,old_tick_size,new_tick_size,error_message
x-15m,1700000000000,market_open,,,,,,11,false,,,
x-15m,1700000000001,market_open,,,,,,22,false,,,
x-15m,1700000000002,bid,0.99,1252.52,BID,0.99,N/A,11,false,,,
x-15m,1700000000003,ask,0.999,5.0,ASK,0.97,0.999,11,false,,,
x-15m,1700000000004,last_trade_price,0.99,10.1,BUY,,,11,false,,,
x-15m,1700000000005,tick_size_change,,,,,,11,false,0.01,0.001,
x-15m,1700000000005,tick_size_change,,,,,,11,false,0.001,0.001,
x-15m,1700000000009,error,,,,,,,,,,WebSocket connection closed
x-15m,1700000000008,last_trade_price,0.99,1,BUY,,,11,false,,,
x-15m,1700000000008,market_resolved,,,,,,11,true,,,
x-15m,1700000000008,market_resolved,,,,,,22,false,,,
x-15m,1700000000008,rumour,,,,,,22,false,,,
"""  # noqa: E501


def test_a_flattened_capture(foreign: Foreign, load: Load, decoded: Decoded) -> None:
    frames, warnings = load(Sweeper(), foreign("sweep.csv", SWEPT))
    # Not even a lost connection is a link record: those are the recorder's own words.
    assert {frame.kind for frame in frames} == {Kind.MARKET}
    events, refused = decoded(SweeperDecoder(), frames)
    assert [type(event) for event in events] == [
        MarketListed, MarketListed, LevelChange, LevelChange, Trade, TickChange, TickChange,
        LinkChange, Gap, Trade, MarketResolved,
    ]  # fmt: skip
    listed, bid, ask = events[1], events[2], events[3]
    assert isinstance(listed, MarketListed)
    assert listed.assets == ("11", "22")
    assert isinstance(bid, LevelChange)
    assert isinstance(ask, LevelChange)
    assert (bid.side, bid.cell, bid.size) == (Side.BUY, 9900, 1_252_520_000)
    assert (bid.best_bid, bid.best_ask, ask.best_ask) == (9900, NONE, 9990)
    down = events[7]
    assert isinstance(down, LinkChange)
    assert (down.state, down.assets) == ("down", ("11", "22"))
    assert down.detail == "WebSocket connection closed"
    hole = events[8]
    assert isinstance(hole, Gap)
    assert (hole.from_us, hole.to_us) == (1_700_000_000_005_000, 1_700_000_000_008_000)
    assert hole.scope == ("11", "22")
    assert refused == {"row type 'rumour' is unknown.": 1}
    assert warnings == [
        "Single levels without a book to start from: no book can be rebuilt.",
        "The recorder lost its connection 1 time.",
        "1 of 2 tick changes change nothing.",
        "Times run back at 1 of 12 rows, at worst by 1 ms.",
    ]


def test_the_recorded_capture(recorded: Recorded, load: Load, decoded: Decoded) -> None:
    frames, warnings = load(Sweeper(), recorded("tick_size_feed/sweeper_analysis.csv"))
    events, refused = decoded(SweeperDecoder(), frames)
    assert not refused
    kinds = Counter(json.loads(frame.raw)["event_type"] for frame in frames)
    assert kinds == {
        "last_trade_price": 9406, "ask": 3472, "bid": 3039, "tick_size_change": 292,
        "market_open": 224, "error": 214, "market_resolved": 208,
    }  # fmt: skip
    gaps = [event for event in events if isinstance(event, Gap)]
    assert 0 < len(gaps) <= 214
    assert all(gap.from_us < gap.to_us and gap.scope for gap in gaps)
    assert Counter(type(event) for event in events if type(event) is not Gap) == {
        Trade: 9406, LevelChange: 6511, TickChange: 292, MarketListed: 224, LinkChange: 214,
        MarketResolved: 104,
    }  # fmt: skip
    ticks = [event for event in events if isinstance(event, TickChange)]
    assert sum(tick.old == tick.new for tick in ticks) == 146
    downs = [event for event in events if isinstance(event, LinkChange)]
    assert all("connection closed unexpectedly" in down.detail for down in downs)
    assert warnings == [
        "Single levels without a book to start from: no book can be rebuilt.",
        "The recorder lost its connection 214 times.",
        "146 of 292 tick changes change nothing.",
        "Times run back at 466 of 16,855 rows, at worst by 160,887 ms.",
        "137 of 16,855 rows repeat an earlier one exactly; they are kept.",
    ]
    steps = sorted(b.recv_us - a.recv_us for a, b in pairwise(frames))
    assert [round(step / 1e6, 1) for step in steps[-3:]] == [351.7, 390.8, 408.1]


FILLS = b"""id,timestamp,wallet,side,price,size,usdc_value,asset,condition_id,outcome,event_slug,transaction_hash,fee_rate
,1771647106,0xabc,BUY,0.999,240.96,240.71904,11,0xm,Up,x-15m,0x01,
,1771647104,0xabc,BUY,0.998,11.79,11.77821,11,0xm,Up,x-15m,0x02,
,1771647101,0xabc,BUY,0.998,1,0.998,11,0xm,Up,x-15m,0x03,
"""  # noqa: E501


def test_a_wallets_fills(foreign: Foreign, load: Load, decoded: Decoded) -> None:
    frames, warnings = load(WalletCsv(), foreign("fills.csv", FILLS))
    events, refused = decoded(WalletCsvDecoder(), frames)
    assert not refused
    first = events[-1]
    assert isinstance(first, FillUpdate)
    fill = first.fill
    assert (fill.side, fill.price, fill.size) == (Side.BUY, Decimal("0.999"), 240_960_000)
    assert (fill.market, fill.asset, fill.transaction) == ("0xm", "11", "0x01")
    assert (fill.matched_us, fill.precision_us) == (1_771_647_106_000_000, 1_000_000)
    assert [frame.recv_us for frame in frames] == sorted(frame.recv_us for frame in frames)
    assert warnings == [
        "The file lists its rows newest first; they are read from its end.",
        "Fills at whole seconds, without fees and without fill ids.",
    ]


def test_recorded_fills_and_their_failed_matching(
    recorded: Recorded, load: Load, decoded: Decoded
) -> None:
    frames, _ = load(WalletCsv(), recorded("tick_size_feed/wallet_trades.csv"))
    events, _ = decoded(WalletCsvDecoder(), frames)
    fills = [event.fill for event in events if isinstance(event, FillUpdate)]
    assert len(fills) == len({fill.transaction for fill in fills}) == 803
    assert {fill.side for fill in fills} == {Side.BUY}
    assert round(sum(fill.price for fill in fills) / 803, 4) == Decimal("0.9979")
    paid = sum(Decimal(json.loads(frame.raw)["usdc_value"]) for frame in frames)
    assert paid == Decimal("521089.44291")
    frames, warnings = load(WalletCsv(), recorded("tick_size_feed/matched_15min_trades.csv"))
    assert {frame.source for frame in frames} == {"polymarket.kept"}
    assert "49 NONE" in warnings[0]
    assert "6 EXACT" in warnings[0]


@pytest.mark.parametrize(
    ("layout", "decoder", "data"),
    [
        (OldChanges(), OldChangesDecoder(), OLD),
        (Sweeper(), SweeperDecoder(), SWEPT),
        (WalletCsv(), WalletCsvDecoder(), FILLS),
    ],
)
def test_only_parse_errors_come_out(
    foreign: Foreign, load: Load, survives: Survives, layout: Layout, decoder: Decoder, data: bytes
) -> None:
    frames, _ = load(layout, foreign(str(Path("folder/a.csv")), data))
    good = [frame.raw for frame in frames if b"rumour" not in frame.raw]
    survives(lambda raw: decoder.decode(raw, 0, 0), good)
    for at in range(0, len(data), 7):
        list(layout.frames(foreign("cut.csv", data[:at]), []))
