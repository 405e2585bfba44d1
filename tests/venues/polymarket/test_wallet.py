"""A wallet's history: one fill for each fill, however often its row is met."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import FillUpdate, PositionChange
from gametape.model.trading import ChangeKind, Fill, FillStatus, Role
from gametape.venues.polymarket.wallet import WalletDecoder, parse_wallet

V2 = {
    "proxy_wallet": "0xMe",
    "side": "BUY",
    "token_id": "111",
    "condition_id": "0xC",
    "size": 78.55,
    "price": 0.62,
    "timestamp": 1788887014,
    "title": "A vs. B",
    "slug": "a-b",
    "event_slug": "",
    "outcome": "Yes",
    "outcome_index": 999,
    "transaction_hash": "0xH",
}
V1 = {
    "proxyWallet": "0xMe",
    "side": "BUY",
    "asset": "111",
    "conditionId": "0xC",
    "size": 78.55,
    "price": 0.62,
    "timestamp": 1788887014,
    "outcome": "Yes",
    "transactionHash": "0xH",
}


def page(*rows: dict[str, Any], more: bool = False) -> bytes:
    pagination = {"has_more": more, "next_cursor": "c" if more else None}
    return json.dumps({"data": rows, "pagination": pagination}).encode()


def fills(decoder: WalletDecoder, raw: bytes) -> list[Fill]:
    events = decoder.decode(raw, 1, 2)
    return [event.fill for event in events if isinstance(event, FillUpdate)]


def ids(*bodies: bytes) -> list[str]:
    decoder = WalletDecoder()
    return [fill.trade_id for raw in bodies for fill in fills(decoder, raw)]


def test_a_row_in_full() -> None:
    (event,) = WalletDecoder().decode(page(V2), 1, 2)
    assert isinstance(event, FillUpdate)
    assert event.venue_us == 1_788_887_014_000_000
    fill = event.fill
    assert fill == Fill(
        trade_id=fill.trade_id,
        order_id="",
        asset="111",
        market="0xc",
        side=Side.BUY,
        size=78_550_000,
        price=Decimal("0.62"),
        role=Role.UNKNOWN,
        status=FillStatus.CONFIRMED,
        matched_us=1_788_887_014_000_000,
        precision_us=1_000_000,
        outcome="Yes",
        transaction="0xH",
    )


def test_every_call_that_lists_a_fill_gives_the_same_id() -> None:
    activity = {**V2, "type": "TRADE", "usdc_size": 48.701, "price": 0.6200000035}
    bodies = [page(V2), page(activity), json.dumps([V1]).encode(), json.dumps(V1).encode()]
    assert len({one for body in bodies for one in ids(body)}) == 1


@pytest.mark.parametrize(
    "other",
    [{"size": 78.56}, {"price": 0.6201}, {"token_id": "222"}, {"side": "SELL"},
     {"transaction_hash": "0xI"}],
)  # fmt: skip
def test_other_fills_have_other_ids(other: dict[str, Any]) -> None:
    assert len(set(ids(page(V2, {**V2, **other})))) == 2


OTHER = {**V2, "transaction_hash": "0xOther"}


@pytest.mark.parametrize(
    ("bodies", "fills_there_are"),
    [
        ([page(V2, V2)], 2),
        ([json.dumps([V1, V1]).encode()], 2),
        ([json.dumps(V1).encode()] * 2, 2),
        # The page ends between twins.
        ([page(OTHER, V2, more=True), page(V2)], 3),
        # The history is downloaded again.
        ([page(V2), page(V2)], 1),
        ([page(V2, V2), page(V2, V2)], 2),
        # A page overlaps the one before.
        ([json.dumps([OTHER, V2]).encode(), json.dumps([V2]).encode()], 2),
        ([page(OTHER, V2, OTHER, V2)], 2),
    ],
)
def test_twins_are_two_and_a_row_met_again_is_one(
    bodies: list[bytes], fills_there_are: int
) -> None:
    assert len(set(ids(*bodies))) == fills_there_are


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(1, 6), st.integers(2, 3))
def test_a_download_gives_the_same_ids_however_it_is_paged(
    transactions: list[int], rows_a_page: int, downloads: int
) -> None:
    # One run for each transaction, as the venue lists them: they are sorted by time.
    rows = [{**V2, "transaction_hash": f"0x{one}"} for one in sorted(transactions)]
    starts = range(0, max(len(rows), 1), rows_a_page)
    pages = [page(*rows[at : at + rows_a_page], more=at + rows_a_page < len(rows)) for at in starts]
    once = ids(page(*rows))
    assert len(set(once)) == len(rows)
    assert ids(*(pages * downloads)) == once * downloads


def test_rows_that_are_no_trades_are_read_but_are_no_fills() -> None:
    split = {
        **V2,
        "type": "SPLIT",
        "side": "",
        "price": 0,
        "token_id": "",
        "usdc_size": 10,
        "size": 10,
    }
    rebate = {**V1, "type": "MAKER_REBATE", "side": "", "asset": "", "conditionId": "",
              "usdcSize": 12.3622, "size": 12.3622}  # fmt: skip
    assert ids(page(split, rebate, V2)) == ids(page(V2))
    first, second, third = parse_wallet(page(split, rebate, V2)).rows
    assert (first.kind, first.size, first.cash, first.side) == ("SPLIT", 10**7, 10**7, None)
    assert (second.kind, second.cash) == ("MAKER_REBATE", 12_362_200)
    assert (third.kind, third.cash) == ("TRADE", None)


def test_what_moves_positions_without_a_trade_is_told_once() -> None:
    split = {**V2, "type": "SPLIT", "side": "", "price": 0, "token_id": "", "size": 10,
             "usdc_size": 10}  # fmt: skip
    merge = {**split, "type": "MERGE"}
    unheard_of = {**split, "type": "TELEPORT"}
    decoder = WalletDecoder()
    rows = page(split, merge, unheard_of)
    told = [event for _ in range(2) for event in decoder.decode(rows, 1, 2)]
    changes = [event for event in told if isinstance(event, PositionChange)]
    assert [change.kind for change in changes] == [ChangeKind.SPLIT, ChangeKind.MERGE] * 2
    assert len({change.change_id for change in changes}) == 2
    first = changes[0]
    assert (first.size, first.cash, first.asset) == (10**7, 10**7, "")
    assert first.market == "0xc"
    assert first.at_us == first.venue_us
    assert WalletDecoder("0xsomebody").decode(rows, 1, 2) == []


def test_other_wallets_are_passed_over() -> None:
    rows = page(V2, {**V2, "proxy_wallet": "0xYou", "transaction_hash": "0xI"})
    assert len(fills(WalletDecoder(), rows)) == 2
    assert len(fills(WalletDecoder("0xME"), rows)) == 1


@pytest.mark.parametrize(
    "fields",
    [{"timestamp": None}, {"price": 1.5}, {"price": None}, {"side": "HOLD"}, {"token_id": ""},
     {"size": -1}],
)  # fmt: skip
def test_broken_trades_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        ids(page({**V2, **fields}))


def test_histories_survive_anything(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    decoder = WalletDecoder()
    samples = [page(V2, V2, more=True), json.dumps([V1]).encode(), json.dumps(V1).encode()]
    survives(lambda raw: decoder.decode(raw, 1, 1), samples)


def test_a_recorded_history(recording: Callable[[str], bytes]) -> None:
    """4,000 rows, of which 27 are met twice where the download's pages of 1,000 overlap."""
    raw = recording("polymarket/wallet_dumps/ent0n29/all_trades.json")
    rows = json.loads(raw)
    told = ids(raw)
    assert len(told) == 4000
    # The 26 rows before row 1,000 come again after it; row 2,999 again as row 3,000, where
    # nothing tells it from a twin.
    assert rows[974:1000] == rows[1000:1026]
    assert rows[2999] == rows[3000]
    assert len(set(told)) == 3973 + 1
    one_by_one = [json.dumps(row).encode() for row in rows]
    assert ids(*one_by_one) == told
    assert ids(raw, raw) == told * 2


def test_recorded_activity_and_everyones_trades(recording: Callable[[str], bytes]) -> None:
    activity = parse_wallet(recording("polymarket/wallet_dumps/polycopy/activity_sample.json")).rows
    assert len(activity) == 100
    assert {row.kind for row in activity} == {"TRADE"}
    assert sum(row.cash or 0 for row in activity) // 100 == 175_455_128
    everyone = recording("polymarket/wallet_dumps/polycopy/data_api_trades_global_sample.json")
    told = fills(WalletDecoder(), everyone)
    assert len({fill.trade_id for fill in told}) == 500
    assert [fill.side for fill in told].count(Side.BUY) == 302
