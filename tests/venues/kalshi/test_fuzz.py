"""Bytes of any kind: nothing but ParseError comes out of decoders and layouts."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.decoder import Decoder
from gametape.model.foreign import ForeignFile
from gametape.venues.kalshi.beside import NoteDecoder
from gametape.venues.kalshi.files import LAYOUTS
from gametape.venues.kalshi.match import KalshiMatchDecoder
from gametape.venues.kalshi.rest import KalshiRestDecoder
from gametape.venues.kalshi.stream import TYPES, KalshiStreamDecoder

DECODERS: list[Callable[[], Decoder]] = [
    KalshiStreamDecoder,
    KalshiRestDecoder,
    KalshiMatchDecoder,
    NoteDecoder,
]

WORDS = (
    "type", "sid", "seq", "msg", "cmd", "params", "market_ticker", "ticker", "price",
    "price_dollars", "delta_fp", "delta", "side", "ts", "ts_ms", "yes", "no", "yes_dollars_fp",
    "no_dollars_fp", "bid", "ask", "yes_price_dollars", "yes_price", "count_fp", "count",
    "fee_cost", "action", "trade_id", "order_id", "is_taker", "fill_count", "remaining_count",
    "market_tickers", "channel", "result", "event_type", "status", "method", "url", "path",
    "body", "response_body", "request_body", "orderbook_fp", "fills", "orders", "order", "trades",
    "market", "markets", "reduced_by", "price_ranges", "step", "msg_type", "volume", "yes_bid",
    "yes_ask", "set_number", "scorer", "ts_sec", "match_ticker", "tennis_competitor", "points",
    "ticks", "orderbook_1s", "settlement_ts", "created_time", "recv_ts_ns", "raw", "host",
    "recorded_at_epoch_ms", "subscribe_cmd",
)  # fmt: skip

TEXTS = st.one_of(
    st.sampled_from(
        [*sorted(TYPES), "yes", "no", "bid", "ask", "buy", "sell", "T", "0.5", "0.4700", "-1.84",
         "2026-07-01T02:31:45.308599Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
         "NaN", "Infinity", "1e999999", "-0", "trade", "ticker", "finalized", "kalshi",
         "/markets/T/orderbook", "/events/"]
    ),
    st.text(max_size=8),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-5, 200),
    st.sampled_from([2**63, 10**30, -(10**30), 1_784_044_210_378, 1e308, 5e-324, 0.1]),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    ),
    max_leaves=12,
)
MESSAGES = st.dictionaries(st.sampled_from(WORDS), VALUES, min_size=1, max_size=8)

BOOK = {"market_ticker": "T", "yes_dollars_fp": [["0.4700", "3.00"]], "no": [[48, 2]]}
DELTA = {
    "market_ticker": "T", "price_dollars": "0.4700", "delta_fp": "-1.00", "side": "yes",
    "ts": "2026-07-01T02:31:45.308599Z", "ts_ms": 1_782_873_105_308,
}  # fmt: skip
FILL = {
    "trade_id": "t", "order_id": "o", "market_ticker": "T", "is_taker": True, "side": "no",
    "action": "buy", "yes_price_dollars": "0.16", "count_fp": "1.16", "fee_cost": "0.011",
    "ts": 1_782_873_396,
}  # fmt: skip
TICK = {
    "ts": 1_784_044_500_381, "market_ticker": "T", "msg_type": "trade", "price": 0.42,
    "volume": 656.26, "yes_bid": 0.0, "yes_ask": 0.0, "taker_side": "yes",
}  # fmt: skip
VALID: list[dict[str, Any]] = [
    {"type": "orderbook_snapshot", "sid": 1, "seq": 1, "msg": BOOK},
    {"type": "orderbook_delta", "sid": 1, "seq": 2, "msg": DELTA},
    {"type": "fill", "sid": 2, "msg": FILL},
    {"type": "trade", "sid": 3, "seq": 1, "msg": {**FILL, "taker_side": "yes"}},
    {"method": "GET", "path": "/markets/T/orderbook", "status": 200,
     "body": {"orderbook_fp": {"yes_dollars": [["0.47", "3"]], "no_dollars": []}}},
    {"method": "GET", "path": "/portfolio/fills", "status": 200, "body": {"fills": [FILL]}},
    TICK,
    {**TICK, "msg_type": "ticker"},
]  # fmt: skip


def quietly(decoder: Decoder, raw: bytes) -> None:
    with contextlib.suppress(ParseError):
        decoder.decode(raw, 1, 1)


@pytest.mark.parametrize("make", DECODERS)
@given(raw=st.one_of(st.binary(max_size=60), MESSAGES.map(lambda m: json.dumps(m).encode())))
def test_decoders_on_anything(make: Callable[[], Decoder], raw: bytes) -> None:
    quietly(make(), raw)


@given(
    which=st.sampled_from(VALID),
    field=st.sampled_from(WORDS),
    value=VALUES,
    cut=st.integers(0, 400),
    flip=st.integers(0, 255),
)
def test_decoders_on_hurt_messages(
    which: dict[str, Any], field: str, value: Any, cut: int, flip: int
) -> None:
    inside = next((key for key in ("msg", "body") if key in which), None)
    changed = {**which, inside: {**which[inside], field: value}} if inside else which
    raw = bytearray(json.dumps(changed).encode())
    raw[cut % len(raw)] ^= flip
    for hurt in (bytes(raw), bytes(raw[:cut]), json.dumps({**which, field: value}).encode()):
        for make in DECODERS:
            decoder = make()
            quietly(decoder, json.dumps(VALID[0]).encode())
            quietly(decoder, hurt)


@given(
    head=st.sampled_from([*VALID, {"match_ticker": "M", "ticks": [TICK], "points": []}]),
    lines=st.lists(
        st.one_of(
            st.binary(max_size=30),
            MESSAGES.map(lambda m: json.dumps(m).encode()),
            st.sampled_from(VALID).map(lambda m: json.dumps(m).encode()),
            st.builds(
                lambda ns, raw: json.dumps({"recv_ts_ns": ns, "raw": raw}).encode(),
                NUMBERS,
                TEXTS,
            ),
        ),
        max_size=5,
    ),
    name=st.sampled_from(["a.json", "a.jsonl", "a.meta.json"]),
)
def test_layouts_on_anything(head: dict[str, Any], lines: list[bytes], name: str) -> None:
    data = b"\n".join([json.dumps(head).encode(), *lines])
    for whole in (data, b"\n".join(lines)):
        file = ForeignFile(
            name=name,
            folder="",
            head=whole[:65_536],
            lines=lambda whole=whole: iter(whole.splitlines()),  # type: ignore[misc]
            whole=lambda whole=whole: whole,  # type: ignore[misc]
        )
        for layout in LAYOUTS:
            layout.recognises(file)
            with contextlib.suppress(ParseError):
                for frame in layout.frames(file, []):
                    json.loads(frame.raw)
                    assert frame.recv_us >= 0
