"""Frames of the market channel for property tests: mostly ordinary, and wrong in every way."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

ASSETS = ("1001" * 19, "2002" * 19, "3", "44444444", "555555555")
STRANGER = "9" * 70

PRICES = st.one_of(
    st.integers(0, 100).map(lambda cents: f"{cents / 100:g}"),
    st.integers(1, 999).map(lambda mills: f"0.{mills:03d}"),
    st.sampled_from(
        ["0", "1", "0.0001", "0.9999", ".5", "1.", "0.50", "00.5", "0.00010", "1.0", "0.5000000"]
    ),
)
ODD_PRICES = st.sampled_from(
    ["1.1", "0.00001", "-0.5", "5e-1", "", ".", "0.5.5", " 0.5", "NaN", "0" * 41, "2", "0,5", "Ł"]
)
SIZES = st.one_of(
    st.integers(0, 10**7).map(str),
    st.integers(0, 10**9).map(lambda n: f"{n / 100:.2f}"),
    st.sampled_from(
        ["0", "0.000001", "999999999999", "9223372036854", "9223372036854.775807", "0.0", "5."]
    ),
)
ODD_SIZES = st.sampled_from(
    ["9223372036854.775808", "9" * 19, "0.0000001", "-1", "1e3", "", "1 ", "٣", "0." + "0" * 40]
)
TIMES = st.integers(10**12, 10**13 - 1).map(str)


def _mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 19).flatmap(lambda draw: odd if draw == 0 else usual)


_PRICE = _mostly(PRICES, ODD_PRICES)
_SIZE = _mostly(SIZES, ODD_SIZES)
_ASSET = _mostly(st.sampled_from(ASSETS), st.sampled_from(["", STRANGER, "é", 'a"b', "a\\b"]))
_BEST = st.one_of(PRICES, st.sampled_from(["", "0", "1"]), ODD_PRICES)
_HASH = _mostly(st.sampled_from(["ab" * 20, "0" * 40, "x"]), st.sampled_from(["", "\n", None]))
_SIDE = _mostly(st.sampled_from(["BUY", "SELL"]), st.sampled_from(["buy", "", 1]))
_TIME = _mostly(TIMES, st.sampled_from(["", "123", 1800000000000, "1800000000.00", "1" * 14]))
_LEVELS = st.lists(st.fixed_dictionaries({"price": _PRICE, "size": _SIZE}), max_size=6)

_ENTRY = st.fixed_dictionaries(
    {"asset_id": _ASSET, "price": _PRICE, "size": _SIZE, "side": _SIDE, "hash": _HASH,
     "best_bid": _mostly(PRICES, _BEST), "best_ask": _mostly(PRICES, _BEST)}
)  # fmt: skip
_HEAD = {"market": _mostly(st.just("0x" + "ab" * 32), st.just("")), "timestamp": _TIME}
_CHANGE = st.fixed_dictionaries(
    {
        "event_type": st.just("price_change"),
        **_HEAD,
        "price_changes": st.lists(_ENTRY, max_size=4),
    }
)
_BOOK = st.fixed_dictionaries(
    {"event_type": st.just("book"), **_HEAD, "asset_id": _ASSET, "hash": _HASH,
     "bids": _LEVELS, "asks": _LEVELS},
    optional={"tick_size": st.just("0.01"), "neg_risk": st.sampled_from([True, False, None, "x"]),
              "min_order_size": st.just("5"), "last_trade_price": st.just("0.500")},
)  # fmt: skip
_TOP = st.fixed_dictionaries(
    {"event_type": st.just("best_bid_ask"), **_HEAD, "asset_id": _ASSET, "best_bid": _BEST,
     "best_ask": _BEST},
    optional={"spread": st.just("0.01"), "other": st.just(1)},
)  # fmt: skip
_TRADE = st.fixed_dictionaries(
    {"event_type": st.just("last_trade_price"), **_HEAD, "asset_id": _ASSET, "price": _PRICE,
     "size": _SIZE, "side": _SIDE},
    optional={"fee_rate_bps": st.sampled_from(["0", 0]), "transaction_hash": st.just("0xab")},
)  # fmt: skip
_ODD = st.fixed_dictionaries({"event_type": st.sampled_from(["tick_size_change", "x", None])})


@st.composite
def market_frames(draw: st.DrawFn) -> bytes:
    """One frame: an ordinary one, an odd one, or one that somebody has cut or scratched."""
    message = draw(st.one_of(_CHANGE, _CHANGE, _BOOK, _TOP, _TRADE, _ODD))
    items = draw(st.permutations(list(message.items())))
    spaces = draw(st.integers(0, 15)) == 0
    escapes = draw(st.booleans())
    text = json.dumps(dict(items), separators=None if spaces else (",", ":"), ensure_ascii=escapes)
    frame = text.encode().replace(b"\n", b" ")
    match draw(st.integers(0, 25)):
        case 0:
            return frame[: draw(st.integers(0, len(frame)))]
        case 1:
            at = draw(st.integers(0, len(frame) - 1))
            return frame[:at] + draw(st.binary(max_size=2)).replace(b"\n", b"") + frame[at + 1 :]
        case 2:
            return b"[" + frame + b"]"
        case 3:  # a key twice
            return frame[:-1] + b',"market":"0x1"}'
        case _:
            return frame
