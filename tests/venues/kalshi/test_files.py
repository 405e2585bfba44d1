"""Layouts on files made here: what is kept, where it stands in time, and what is said of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from gametape.errors import ParseError
from gametape.model.events import BookSnapshot, OrderUpdate
from gametape.model.foreign import ForeignFile
from gametape.model.frames import Kind
from gametape.venues.kalshi.files import LAYOUTS
from gametape.venues.kalshi.rest import KalshiRestDecoder

Maker = Callable[..., bytes]
Write = Callable[[str, bytes], ForeignFile]

BOOK = {"yes": [["0.40", "5"]], "no": [["0.50", "5"]]}


def laid_out(file: ForeignFile) -> tuple[str, list[Any], list[str]]:
    layout = next(layout for layout in LAYOUTS if layout.recognises(file))
    warnings: list[str] = []
    return layout.name, list(layout.frames(file, warnings)), warnings


def test_lines_that_are_no_frames_are_kept_and_counted(
    written: Write, snapshot: Maker, delta: Maker
) -> None:
    lines = [snapshot(1, **BOOK), b"", b"Traceback: \xff", delta(2, "yes", "0.40", "1"), b"[1]"]
    name, frames, warnings = laid_out(written("a.jsonl", b"\n".join(lines)))
    assert name == "Kalshi socket frames"
    assert [frame.raw for frame in frames] == [
        lines[0], b'"Traceback: \\\\xff"', lines[3], b"[1]",
    ]  # fmt: skip
    assert "2 lines are not Kalshi frames; they are kept as they are." in warnings
    assert {frame.recv_us for frame in frames} == {1_782_873_105_308_599}


def test_times_never_run_back_and_it_is_said_when_they_would(written: Write, frame: Maker) -> None:
    sent = [5_000_000_000_000, 4_000_000_000_000, 6_000_000_000_000]
    lines = [
        frame("trade", None, 2, market_ticker="T", yes_price=5, count=1, ts_ms=ms) for ms in sent
    ]
    _, frames, warnings = laid_out(written("a.jsonl", b"\n".join(lines)))
    assert [frame.recv_us // 10**15 for frame in frames] == [5, 5, 6]
    assert "1 frames are earlier than one before them." in warnings


def test_own_and_public_frames_are_told_apart(written: Write, frame: Maker) -> None:
    lines = [frame("ticker", None, 2, market_ticker="T"), frame("fill", None, 3, market_ticker="T")]
    _, frames, _ = laid_out(written("a.jsonl", b"\n".join(lines)))
    assert [frame.kind for frame in frames] == [Kind.MARKET, Kind.USER]
    assert [frame.recv_us for frame in frames] == [0, 0]


def test_the_note_beside_a_capture_says_how_no_is_priced(
    written: Write, snapshot: Maker, subscribed: Maker, read: Callable[[ForeignFile], Any]
) -> None:
    command = {"cmd": "subscribe", "id": 1, "params": {"use_yes_price": True}}
    note = {"host": "wss://x.kalshi.co", "recorded_at_epoch_ms": 1, "subscribe_cmd": command}
    written("ws.meta.json", json.dumps(note).encode())
    lines = [subscribed("orderbook_delta", 1), snapshot(1, yes=[["0.4", "1"]], no=[["0.6", "1"]])]
    reading = read(written("ws.jsonl", b"\n".join(lines)))
    assert reading.of(BookSnapshot)[0].asks == ((6000, 1_000_000),)
    assert not any("Nothing says" in warning for warning in reading.warnings)


def test_received_frames_stand_at_their_receive_time(written: Write, snapshot: Maker) -> None:
    first = {"recv_ts_ns": 1_776_490_453_460_692_123, "raw": snapshot(1, **BOOK).decode() + "\n"}
    second = {"recv_ts_ns": 1_776_490_453_460_000_000, "raw": "ping"}
    lines = [json.dumps(first).encode(), json.dumps(second).encode(), b"{"]
    name, frames, warnings = laid_out(written("a.jsonl", b"\n".join(lines)))
    assert name == "Kalshi socket frames with receive time"
    assert [frame.raw for frame in frames] == [snapshot(1, **BOOK), b'"ping"', b'"{"']
    assert [frame.recv_us % 10**6 for frame in frames] == [460_692, 460_000, 460_000]
    assert "2 lines are not Kalshi frames; they are kept as they are." in warnings
    assert "1 frames are earlier than one before them." in warnings


class TestAnswers:
    def exchange(
        self, target: str, body: object, request: object = None, status: int = 200
    ) -> bytes:
        return json.dumps({
            "method": "GET", "url": f"https://api.kalshi.co{target}", "status": status,
            "request_body": json.dumps(request) if request else "",
            "response_body": json.dumps(body),
        }).encode()  # fmt: skip

    def test_an_answer_without_a_note_is_still_read(self, written: Write) -> None:
        body = b'{"market":{"ticker":"T","event_ticker":"E"}}'
        name, frames, warnings = laid_out(written("market.json", body))
        assert name == "Kalshi REST answers"
        assert warnings == ["No note beside the answer says what was asked and when."]
        assert body in frames[0].raw
        assert len(KalshiRestDecoder().decode(frames[0].raw, 1, 1)) == 1

    def test_a_book_needs_its_path(self, written: Write) -> None:
        _, frames, _ = laid_out(written("book.json", b'{"orderbook_fp":{"yes_dollars":[]}}'))
        with pytest.raises(ParseError, match="ticker in its path"):
            KalshiRestDecoder().decode(frames[0].raw, 1, 1)

    def test_selling_no_over_the_newer_interface(self) -> None:
        request = {"ticker": "T", "side": "ask", "price": "0.6", "count": "2"}
        answer = {"order_id": "o", "fill_count": "0", "remaining_count": "2", "ts_ms": 1_000}
        raw = self.exchange("/trade-api/v2/portfolio/events/orders", answer, request, 201)
        (update,) = KalshiRestDecoder().decode(raw, 1, 1)
        assert isinstance(update, OrderUpdate)
        assert (update.order.asset, update.order.side, update.order.size) == (
            "T:yes", "SELL", 2_000_000,
        )  # fmt: skip

    def test_cancelling_an_unknown_order_says_nothing(self) -> None:
        raw = self.exchange("/portfolio/events/orders/o", {"order_id": "o", "reduced_by": "1.00"})
        assert not KalshiRestDecoder().decode(raw, 1, 1)

    def test_refusals_carry_no_events(self) -> None:
        raw = self.exchange("/markets/T/orderbook", {"orderbook_fp": {}}, status=503)
        assert not KalshiRestDecoder().decode(raw, 1, 1)

    def test_exchanges_stand_at_the_latest_time_they_mention(self, written: Write) -> None:
        past = {"last_updated_ts": "2026-07-01T02:19:16.097565Z", "close_time": "2030-01-01"}
        older = {"created_time": "2026-06-30T00:00:00Z", "updated_time": "never"}
        lines = [self.exchange("/a", past), self.exchange("/b", older)]
        _, frames, warnings = laid_out(written("rest.jsonl", b"\n".join(lines)))
        assert {frame.recv_us for frame in frames} == {1_782_872_356_097_565}
        assert "2026-07-01T02:19:16.097Z" in warnings[0]

    def test_lines_of_exchanges(self, written: Write) -> None:
        lines = [
            self.exchange("/markets/T/orderbook", {"orderbook_fp": {"yes_dollars": []}}),
            self.exchange("/portfolio/fills", {"fills": []}),
            b"garbage",
        ]
        name, frames, warnings = laid_out(written("rest.jsonl", b"\n".join(lines)))
        assert name == "Kalshi REST exchanges"
        assert [frame.kind for frame in frames] == [Kind.MARKET, Kind.USER, Kind.MARKET]
        assert frames[2].raw == b'"garbage"'
        assert "1 lines are not exchanges; they are kept as they are." in warnings


class TestMatch:
    def test_flow_of_a_second_stands_at_its_end(self, written: Write) -> None:
        whole = {
            "match_ticker": "M", "home_player": "A", "away_player": "B",
            "ticks": [{"ts": 1_500, "msg_type": "ticker", "market_ticker": "T"}],
            "orderbook_1s": [{"ts_sec": 1, "yes_add": 2.5}],
        }  # fmt: skip
        name, frames, _ = laid_out(written("m.json", json.dumps(whole).encode()))
        assert name == "Kalshi matches with points"
        assert [frame.recv_us for frame in frames] == [1_500_000, 1_500_000, 2_000_000]
        assert json.loads(frames[0].raw) == {
            "match_ticker": "M", "home_player": "A", "away_player": "B",
        }  # fmt: skip

    def test_a_file_cut_short_is_a_parse_error(self, written: Write) -> None:
        with pytest.raises(ParseError, match=r"m\.json"):
            laid_out(written("m.json", b'{"match_ticker": "M", "ticks": [{"ts": 1'))


def test_files_of_others_are_left_alone(written: Write) -> None:
    others = [
        b"", b"\xff\xfe", b"{", b"[]", b"null", b"id,price\n1,2\n",
        b'{"event_type":"book","market":"0x","asset_id":"1"}',
        b'{"op":"mcm","pt":1,"mc":[]}',
        b'{"ticker":"nba-lal-bos","markets":[{"ticker":"x"}]}',
        b'{"type":"weather","msg":{}}',
    ]  # fmt: skip
    for number, data in enumerate(others):
        file = written(f"{number}.json", data)
        assert not [layout.name for layout in LAYOUTS if layout.recognises(file)]
