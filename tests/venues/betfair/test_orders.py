"""Own orders and fills: what is matched since the last message, never what a message repeats."""

import contextlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from damaged import damaged
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import Event, FillUpdate, LinkChange, OrderUpdate
from gametape.model.odds import ODDS
from gametape.model.trading import Fill, FillStatus, Order, OrderAction
from gametape.venues.betfair.orders import BetfairOrderDecoder

PLACED_MS, NOW_MS = 1_600_000_000_000, 1_600_000_009_500


def message(*orders: dict[str, Any], **more: Any) -> bytes:
    runner = {"id": 11, "uo": orders}
    told = {"op": "ocm", "pt": NOW_MS, "oc": [{"id": "1.5", "orc": [runner]}], **more}
    return json.dumps(told).encode()


def order(**fields: Any) -> dict[str, Any]:
    plain = {"id": "7", "p": 3, "s": 10, "side": "B", "status": "E", "ot": "L", "pd": PLACED_MS}
    return {**plain, "sm": 0, "sr": 10, "sl": 0, "sc": 0, "sv": 0, **fields}


def orders(events: list[Event]) -> list[tuple[OrderAction, Order]]:
    return [(e.action, e.order) for e in events if isinstance(e, OrderUpdate)]


def fills(events: list[Event]) -> list[Fill]:
    return [e.fill for e in events if isinstance(e, FillUpdate)]


def story(*told: dict[str, Any]) -> list[Event]:
    decoder = BetfairOrderDecoder()
    return [e for seq, one in enumerate(told) for e in decoder.decode(message(one), seq, 0)]


def test_a_placed_order_is_sized_in_shares_at_its_limit() -> None:
    ((action, placed),) = orders(story(order()))
    assert action is OrderAction.PLACEMENT
    assert (placed.side, placed.price) == (Side.BUY, Decimal("0.333333"))
    assert (placed.size, placed.matched, placed.status) == (30_000_000, 0, "EXECUTABLE")
    assert (placed.asset, placed.market) == ("1.5:11", "1.5")
    assert (placed.order_type, placed.created_us) == ("LIMIT", PLACED_MS * 1000)


def test_a_lay_sells() -> None:
    assert orders(story(order(side="L")))[0][1].side is Side.SELL


def test_fills_are_differences_priced_by_the_move_of_the_average() -> None:
    events = story(
        order(sm=4, avp=3, md=NOW_MS),
        order(sm=10, avp=3.3, md=NOW_MS + 1000, status="EC"),
    )
    first, second = fills(events)
    assert (first.trade_id, first.size, first.price) == (
        "7@4",
        12_000_000,
        Decimal("0.333333333333"),
    )
    assert (second.trade_id, second.size) == ("7@10", 21_000_000)
    assert second.price == (Decimal(6) / 21).quantize(Decimal("1e-12")), "6 staked at odds of 3.5"
    assert second.matched_us == (NOW_MS + 1000) * 1000
    assert orders(events)[-1][1].matched == first.size + second.size
    assert orders(events)[-1][1].size == 33_000_000


def test_a_repeated_message_is_silence() -> None:
    assert len(story(order(sm=4, avp=3), order(sm=4, avp=3))) == 2
    assert len(fills(story(order(sm=4, avp=3), order(sm=4, avp=3.0000000000000004)))) == 1


def test_an_image_repeats_what_is_known() -> None:
    decoder = BetfairOrderDecoder()
    before = decoder.decode(message(order(sm=4, avp=3)), 1, 0)
    image = decoder.decode(message(order(sm=6, avp=3), ct="SUB_IMAGE"), 2, 0)
    assert [fill.size for fill in fills([*before, *image])] == [12_000_000, 6_000_000]


def test_an_order_first_heard_of_in_an_image_brings_its_fill() -> None:
    (fill,) = fills(story(order(sm=4, avp=3)))
    assert (fill.size, fill.matched_us, fill.precision_us) == (12_000_000, NOW_MS * 1000, 1000)


@pytest.mark.parametrize(
    ("field", "word"), [("sc", "cancelled"), ("sl", "lapsed"), ("sv", "voided")]
)
def test_what_went_unmatched_is_in_the_status(field: str, word: str) -> None:
    events = story(order(), order(sm=4, avp=3, status="EC", sr=0, **{field: 6}))
    action, last = orders(events)[-1]
    assert action is OrderAction.CANCELLATION
    assert last.status == f"EXECUTION_COMPLETE, 6 {word}"
    assert last.size - last.matched == 18_000_000, "what the rest would have bought"


def test_a_replaced_order_is_cancelled_beside_the_new_one() -> None:
    decoder = BetfairOrderDecoder()
    decoder.decode(message(order()), 1, 0)
    both = message(order(status="EC", sc=10, sr=0), order(id="8", p=3.1))
    assert [(action, o.order_id) for action, o in orders(list(decoder.decode(both, 2, 0)))] == [
        (OrderAction.CANCELLATION, "7"),
        (OrderAction.PLACEMENT, "8"),
    ]


def test_voided_matches_fail_and_what_holds_is_told_anew() -> None:
    events = story(order(sm=4, avp=3), order(sm=10, avp=3), order(sm=5, avp=3, sv=5))
    by_key = {fill.key: fill for fill in fills(events)}
    assert len(by_key) == 3
    standing = [fill for fill in by_key.values() if fill.status is not FillStatus.FAILED]
    assert [(fill.trade_id, fill.size) for fill in standing] == [("7@5#1", 15_000_000)]


def test_orders_without_a_price_or_an_average_use_what_there_is() -> None:
    ((_, bare),) = orders(story(order(p=0, ot="MOC")))
    assert (bare.price, bare.size, bare.order_type) == (Decimal(0), 0, "MARKET_ON_CLOSE")
    (fill,) = fills(story(order(sm=2)))
    assert fill.size == 6_000_000


@pytest.mark.parametrize("field", ["p", "avp"])
@pytest.mark.parametrize("odds", [1e-300, 0.5])
def test_odds_that_pay_back_less_than_the_stake_are_none(field: str, odds: float) -> None:
    with pytest.raises(ParseError, match="odds"):
        story(order(sm=2, **{field: odds}))


def test_lateness_and_heartbeats() -> None:
    decoder = BetfairOrderDecoder()
    heartbeat = b'{"op":"ocm","pt":1600000000000,"ct":"HEARTBEAT"}'
    assert decoder.decode(heartbeat, 1, 0) == []
    (late,) = decoder.decode(heartbeat[:-1] + b',"status":503}', 2, 0)
    assert isinstance(late, LinkChange)


def test_a_bad_order_spoils_its_whole_message_and_nothing_else() -> None:
    decoder = BetfairOrderDecoder()
    with pytest.raises(ParseError, match="'X'"):
        decoder.decode(message(order(sm=4, avp=3), order(id="8", side="X")), 1, 0)
    assert [
        fill.size for fill in fills(list(decoder.decode(message(order(sm=4, avp=3)), 2, 0)))
    ] == [12_000_000]


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[1]", b'{"op":"mcm"}', b'{"op":"ocm","oc":3}', b"\xff"]
)
def test_other_bytes_are_parse_errors(raw: bytes) -> None:
    with pytest.raises(ParseError):
        BetfairOrderDecoder().decode(raw, 1, 0)


steps = st.lists(st.tuples(st.integers(1, 50_000), st.sampled_from(range(ODDS.cells))), max_size=8)


@given(steps, st.sampled_from("BL"))
def test_fills_give_back_every_match(matches: list[tuple[int, int]], side: str) -> None:
    decoder, events = BetfairOrderDecoder(), list[Event]()
    pennies = shares = 0
    for seq, (stake, cell) in enumerate(matches):
        pennies += stake
        shares += ODDS.size(cell, stake)
        average = float(Decimal(shares) / (pennies * 10_000))
        told = order(s=5_000, sm=pennies / 100, avp=average, side=side)
        events += decoder.decode(message(told), seq, 0)
    found = fills(events)
    assert len(found) == len(matches)
    for fill, (stake, cell) in zip(found, matches, strict=True):
        assert abs(fill.size - ODDS.size(cell, stake)) <= 2 + shares // 10**12
        assert abs(fill.price * fill.size - stake * 10_000) <= 1 + fill.size // 10**11


VALID = message(order(sm=4, avp=3, md=NOW_MS), order(id="8", side="L", sc=3))


@given(damaged(VALID))
def test_damaged_messages_decode_or_are_parse_errors(raw: bytes) -> None:
    decoder = BetfairOrderDecoder()
    assert len(decoder.decode(VALID, 1, 0)) == 3
    with contextlib.suppress(ParseError):
        decoder.decode(raw, 2, 0)


@given(st.binary(max_size=80))
def test_random_bytes_are_parse_errors(raw: bytes) -> None:
    with pytest.raises(ParseError):
        BetfairOrderDecoder().decode(raw, 1, 0)


def told(name: str, recording: Callable[[str], bytes]) -> list[Event]:
    content = json.loads(recording(f"order_stream_samples/{name}.json"))
    decoder, events = BetfairOrderDecoder(), list[Event]()
    for seq, one in enumerate(content if isinstance(content, list) else [content]):
        events += decoder.decode(json.dumps(one).encode(), seq, 0)
    return events


class TestRealSamples:
    """Fact 22 of the recordings' README."""

    def test_multiple_fills(self, recording: Callable[[str], bytes]) -> None:
        events = told("ocm_multiple_fills", recording)
        stakes = [ODDS.native_stake(ODDS.cell("5.8"), fill.size) for fill in fills(events)]
        assert stakes == [Decimal("16.19"), Decimal("0.77"), Decimal("0.77")]
        assert orders(events)[-1][1].size == ODDS.size(ODDS.cell("5.8"), 2000)

    def test_filled_at_a_better_price(self, recording: Callable[[str], bytes]) -> None:
        events = told("ocm_filled_different_price", recording)
        (fill,) = fills(events)
        assert (fill.size, round(1 / fill.price, 6)) == (24_000_000, Decimal("1.2"))
        assert orders(events)[0][1].price == ODDS.price(ODDS.cell("1.3"))

    def test_duplicate_execution(self, recording: Callable[[str], bytes]) -> None:
        events = told("ocm_duplicate_execution", recording)
        first, second, third = fills(events)
        assert (first.side, second.side, third.side) == (Side.SELL, Side.BUY, Side.BUY)
        assert first.size == ODDS.size(ODDS.cell("1.73"), 112)
        assert [fill.trade_id.split("@")[1] for fill in (first, second, third)] == [
            "1.12",
            "1.86",
            "10",
        ]
        cancelled = [o for action, o in orders(events) if action is OrderAction.CANCELLATION]
        assert [o.status for o in cancelled] == ["EXECUTION_COMPLETE, 8.88 cancelled"]

    def test_error_fill(self, recording: Callable[[str], bytes]) -> None:
        events = told("ocm_error_fill", recording)
        assert fills(events) == []
        assert [o.status for _, o in orders(events)] == ["EXECUTION_COMPLETE, 2 lapsed"] * 2
