"""What has been measured on the real recordings, asserted of what we read from them."""

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from gametape.model.book import Side
from gametape.model.events import (
    BookCheckpoint,
    BookSnapshot,
    FillUpdate,
    GameEvent,
    Gap,
    LevelChange,
    MarketResolved,
    OrderUpdate,
    RulesRead,
    TopOfBook,
    Trade,
)
from gametape.model.foreign import ForeignFile
from gametape.model.grid import NONE
from gametape.model.trading import OrderAction, Role
from gametape.venues.kalshi.rest import KalshiRestDecoder

Find = Callable[[str], ForeignFile]
Read = Callable[[ForeignFile], Any]

SESSION = "ws_session_with_fills/session.jsonl"
EVENT = "ws_fixtures_demo/event_markets/"
LEPCHENKO = "KXWTACHALLENGERMATCH-26JUN11JIMLEP-LEP"


class TestSession:
    def test_every_frame_is_kept_and_nothing_is_missing(self, recording: Find, read: Read) -> None:
        reading = read(recording(SESSION))
        assert len(reading.frames) == 2898
        assert (reading.layout.name, reading.layout.clock) == ("Kalshi socket frames", "venue")
        assert not reading.of(Gap)
        assert len(reading.of(BookSnapshot)) == 5
        changes = reading.of(LevelChange)
        assert Counter(change.market.rpartition("-")[2] for change in changes) == {
            "GSW": 1584, "MIA": 1167, "CLE": 134,
        }  # fmt: skip
        assert all(change.size > 0 for change in changes)
        sent = [change.venue_us for change in changes]
        assert all(one <= other for one, other in pairwise(sent))
        assert max(Counter(us // 1_000_000 for us in sent).values()) == 349

    def test_the_final_books(self, recording: Find, read: Read) -> None:
        state = read(recording(SESSION)).state
        tops = {}
        for city in ("MIA", "GSW", "CLE"):
            held = state.book(f"KXNEXTTEAMNBA-26LJAM-{city}:yes")
            assert held.valid
            assert not held.book.crossed
            tops[city] = (next(held.book.bids()), next(held.book.asks()))
        assert tops == {
            "MIA": ((1600, 183_331_880_000), (1700, 38_870_400_000)),
            "GSW": ((4700, 6_291_370_000), (4800, 23_945_900_000)),
            "CLE": ((2500, 57_333_190_000), (2600, 8_890_380_000)),
        }

    def test_the_first_snapshots_equal_the_books_over_rest(
        self, recording: Find, read: Read
    ) -> None:
        first = read(recording(SESSION)).named(BookSnapshot)
        rest = read(recording("ws_session_with_fills/rest.jsonl"))
        checkpoints = rest.named(BookCheckpoint)
        assert len(rest.frames) == 6
        assert first.keys() == checkpoints.keys()
        for asset, book in first.items():
            assert dict(book.bids) == dict(checkpoints[asset].bids)
            assert dict(book.asks) == dict(checkpoints[asset].asks)

    def test_the_second_fill_buys_no(self, recording: Find, read: Read) -> None:
        one, other = (event.fill for event in read(recording(SESSION)).of(FillUpdate))
        market = "KXNEXTTEAMNBA-26LJAM-MIA"
        assert (one.asset, one.side, one.size) == (f"{market}:yes", Side.BUY, 5_520_000)
        assert (one.price, one.fee, one.role) == (Decimal("0.17"), 54_600, Role.TAKER)
        assert (other.asset, other.side, other.size) == (f"{market}:no", Side.BUY, 1_160_000)
        assert (other.price, other.fee) == (Decimal("0.84"), 11_000)
        # One exposure: 5.52 YES less 1.16 NO is the position of 4.36 that the venue reports.
        assert one.size - other.size == 4_360_000

    def test_blank_lines_are_no_messages(self, recording: Find, read: Read) -> None:
        file = recording(SESSION)
        assert sum(not line for line in file.lines()) == 2898
        assert not any("not Kalshi frames" in warning for warning in read(file).warnings)

    def test_frames_without_time_stand_at_their_neighbours(
        self, recording: Find, read: Read
    ) -> None:
        frames = read(recording(SESSION)).frames
        assert frames[0].recv_us == 1_782_873_105_308_599
        assert all(one.recv_us <= other.recv_us for one, other in pairwise(frames))


def test_production_frames(recording: Find, read: Read) -> None:
    reading = read(recording("ws_frames_production/kalshi_ws_frames.jsonl"))
    assert (len(reading.frames), reading.layout.clock) == (74, "receiver")
    assert not reading.of(Gap)
    assert len(reading.of(BookSnapshot)) == 8
    changes = reading.of(LevelChange)
    assert (len(changes), sum(change.size == 0 for change in changes)) == (61, 19)
    assert reading.frames[0].recv_us == 1_776_490_453_460_692
    numbers = [json.loads(frame.raw).get("seq") for frame in reading.frames]
    assert [number for number in numbers if number] == list(range(1, 70))
    assert any(
        warning.startswith("3 frames are errors") and "Unknown channel name (code 8)" in warning
        for warning in reading.warnings
    )
    for held in (book for books in reading.state.books.values() for book in books.values()):
        assert held.valid
        assert not held.book.crossed


class TestPerpetual:
    def test_two_sequences_share_the_public_file(self, recording: Find, read: Read) -> None:
        reading = read(recording("ws_fixtures_demo/perps/ws__public_orderbook_ticker.jsonl"))
        messages = [json.loads(frame.raw) for frame in reading.frames]
        numbers: dict[int, list[int]] = {}
        for message in messages:
            if "seq" in message:
                numbers.setdefault(message["sid"], []).append(message["seq"])
        assert numbers == {1: list(range(1, 2948)), 2: list(range(1, 1993))}
        assert not reading.of(Gap)
        # The two commands of the note beside the file stand first, so that nothing is guessed.
        assert [message.get("cmd") for message in messages[:3]] == ["subscribe", "subscribe", None]
        assert len(reading.frames) == 5002
        trades = reading.of(Trade)
        assert (len(trades), len(reading.events)) == (1992, 1992)
        assert {trade.cell for trade in trades} == {NONE}
        assert any("perpetual contracts (KXBTCPERP1)" in warning for warning in reading.warnings)

    def test_own_orders_live_and_die(self, recording: Find, read: Read) -> None:
        reading = read(recording("ws_fixtures_demo/perps/ws__private_lifecycle.jsonl"))
        updates = reading.of(OrderUpdate)
        assert Counter(update.action for update in updates) == {
            OrderAction.PLACEMENT: 5, OrderAction.UPDATE: 3, OrderAction.CANCELLATION: 4,
        }  # fmt: skip
        assert {order.status for order in reading.state.orders.values()} == {
            "canceled", "executed",
        }  # fmt: skip
        (fill,) = (event.fill for event in reading.of(FillUpdate))
        assert (fill.asset, fill.side, fill.size) == ("KXBTCPERP1", Side.BUY, 1_000_000)
        assert (fill.price, fill.fee) == (Decimal("6.3556"), 0)


def test_the_same_no_level_with_and_without_yes_prices(recording: Find, read: Read) -> None:
    without = read(recording(EVENT + "ws__orderbook_trade_noleg.jsonl"))
    with_yes = read(recording(EVENT + "ws__orderbook_trade_yes.jsonl"))
    assert [json.loads(frame.raw).get("cmd") for frame in without.frames[:2]] == ["subscribe", None]
    (book,), (same,) = without.of(BookSnapshot), with_yes.of(BookSnapshot)
    assert book.asks == ((5200, 2_000_000),)
    assert same.asks == ((5200, 1_000_000),)
    assert {change.cell for change in with_yes.of(LevelChange)} == {5200}
    assert {change.cell for change in without.of(LevelChange)} == {4700, 5200}


class TestRest:
    def test_a_stale_read_does_not_raise_a_cancelled_order(
        self, recording: Find, read: Read
    ) -> None:
        decoder = KalshiRestDecoder()
        told: list[list[tuple[str, OrderAction]]] = []
        for name in ("create_v2_maker", "get_after_create", "cancel_v2", "get_after_cancel"):
            (frame,) = read(recording(f"{EVENT}orders__{name}.json")).frames
            updates = decoder.decode(frame.raw, 0, frame.recv_us)
            told.append([(u.order.status, u.action) for u in updates if isinstance(u, OrderUpdate)])
        assert told == [
            [("resting", OrderAction.PLACEMENT)],
            [("resting", OrderAction.UPDATE)],
            [("canceled", OrderAction.CANCELLATION)],
            [],
        ]

    def test_taker_fee(self, recording: Find, read: Read) -> None:
        reading = read(recording(EVENT + "fills__after_taker.json"))
        assert reading.frames[0].recv_us == 1_781_159_371_929_000
        fills = [event.fill for event in reading.of(FillUpdate)]
        assert [fill.matched_us for fill in fills] == sorted(fill.matched_us for fill in fills)
        last = fills[-1]
        assert (last.size, last.price, last.fee) == (1_000_000, Decimal("0.52"), 17_500)
        assert sum(fill.fee or 0 for fill in fills) == 18_900

    def test_orders_trades_and_the_market(self, recording: Find, read: Read) -> None:
        (taken,) = read(recording(EVENT + "orders__create_v2_taker_ioc.json")).of(OrderUpdate)
        assert taken.order.asset == f"{LEPCHENKO}:yes"
        assert (taken.order.matched, taken.order.status) == (1_000_000, "executed")
        orders = [
            u.order for u in read(recording(EVENT + "portfolio__orders_list.json")).of(OrderUpdate)
        ]
        assert Counter(order.status for order in orders)["executed"] == 3
        trades = read(recording(EVENT + "trades__public_recorded.json")).of(Trade)
        assert len(trades) == 12
        assert (trades[-1].size, trades[-1].price) == (7_770_000, Decimal("0.03"))
        (rules,) = (e.rules for e in read(recording(EVENT + "markets__single.json")).of(RulesRead))
        assert (rules.tick, rules.min_size, rules.closed) == (Decimal("0.01"), 10_000, False)
        assert [outcome.label for outcome in rules.outcomes] == ["Varvara Lepchenko", "No"]
        (book,) = read(recording(EVENT + "orderbook__base.json")).of(BookCheckpoint)
        assert (book.bids, book.asks) == (((4700, 3_000_000),), ((5200, 3_000_000),))

    def test_refusals_are_said(self, recording: Find, read: Read) -> None:
        reading = read(recording(EVENT + "orders__post_only_cross.json"))
        assert not reading.events
        assert reading.warnings == ["The venue refused this request with status 400."]

    def test_notes_are_kept(self, recording: Find, read: Read) -> None:
        file = recording(EVENT + "markets__single.meta.json")
        reading = read(file)
        assert [frame.raw for frame in reading.frames] == [file.whole().strip()]
        assert not reading.events


class TestTennisMatch:
    NAME = "tennis_with_points/KXITFWMATCH-26JUL14ZELADA.json"

    def test_rows_come_in_order_of_time_with_their_bytes(self, recording: Find, read: Read) -> None:
        file = recording(self.NAME)
        reading = read(file)
        assert len(reading.frames) == 1 + 2 + 198 + 3958 + 560
        assert all(one.recv_us <= other.recv_us for one, other in pairwise(reading.frames))
        whole = file.whole()
        assert all(frame.raw in whole for frame in reading.frames[1:])
        assert not any("earlier" in warning for warning in reading.warnings)

    def test_zero_means_not_given_in_prints_and_nobody_in_tickers(
        self, recording: Find, read: Read
    ) -> None:
        reading = read(recording(self.NAME))
        assert len(reading.of(Trade)) == 2936
        tops = reading.of(TopOfBook)
        assert len(tops) == 1022
        nobody = [top for top in tops if top.best_bid == NONE]
        assert (len(nobody), {top.best_ask for top in nobody}) == (16, {100})
        assert "2,936 prints carry a bid and ask of 0.0, which means not given." in reading.warnings
        last = {top.market[-3:]: (top.best_bid, top.best_ask) for top in tops}
        assert last == {"ZEL": (9900, NONE), "ADA": (NONE, 100)}

    def test_points(self, recording: Find, read: Read) -> None:
        reading = read(recording(self.NAME))
        points = [event for event in reading.of(GameEvent) if event.name == "point"]
        times = Counter(point.recv_us for point in points)
        assert (len(points), len(times), times[1_784_044_210_378_000]) == (198, 17, 177)
        ticks = [event.recv_us for event in reading.events if type(event) in (Trade, TopOfBook)]
        assert ticks[0] == 1_784_044_500_381_000
        assert sum(point.recv_us >= ticks[0] for point in points) == 13
        assert points[-1].recv_us - ticks[-1] == 31_000
        assert any("177 of 198 points" in w and "not known" in w for w in reading.warnings)
        assert (points[-1].score, points[-1].period) == ("7-6 9-7", "set 3")
        assert (points[0].score, points[0].team) == ("0-0 0-15", "Adams J.")

    def test_the_result_is_not_known_before_the_settlement(
        self, recording: Find, read: Read
    ) -> None:
        reading = read(recording(self.NAME))
        assert {event.winner for event in reading.of(MarketResolved)} == {
            "KXITFWMATCH-26JUL14ZELADA-ZEL:yes",
            "KXITFWMATCH-26JUL14ZELADA-ADA:no",
        }
        told = [*reading.of(MarketResolved), *reading.of(RulesRead)]
        assert {event.recv_us for event in told} == {1_784_045_579_551_000}
