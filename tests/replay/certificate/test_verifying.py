"""A small evening made here, through the real tape, and the certificate it must get."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from replay.made import FEED, T0, HashingVenue, Script, book
from replay.onto import describe, record

from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.tape import records
from gametape.tape.session import SessionFolder

USER = "polymarket.user#1"
GAME = "made-evening"

CONTRACT = [
    "session", "verdict", "coverage", "frames", "parsed", "unparsed", "events", "gaps", "hash",
    "bbo", "checkpoints", "own_fills", "latency_ms", "clock_offset_ms", "out_of_order",
    "duplicates", "crossed", "warnings",
]  # fmt: skip
"""The keys other programs rely on."""


def own_trade(at_s: float, status: str) -> dict[str, object]:
    return {
        "event_type": "trade",
        "type": "TRADE",
        "id": "t1",
        "taker_order_id": "o1",
        "market": "0xc0ffee",
        "asset_id": "yes",
        "side": "BUY",
        "size": "5",
        "price": "0.52",
        "status": status,
        "match_time": str(T0 // 1_000_000 + round(at_s)),
        "trader_side": "TAKER",
        "outcome": "Yes",
        "owner": "me",
        "maker_orders": [],
    }


def evening() -> Script:
    """Two minutes; in play from 10 to 110 s; the feed is lost from 40 to 50 s."""
    script, venue = Script(), HashingVenue({"0.50": "10"}, {"0.60": "10"})
    script.own(0, records.ClockRecord(offset_us=2_500, round_trip_us=9_000))
    script.link(0, "up")
    script.link(0, "subscribed", assets=("yes",))
    script.frame(1, venue.book(1))
    for second in range(2, 120):
        if second == 10:
            status = {"slug": GAME, "live": True, "ended": False, "period": "Q1"}
            script.frame(10, status, "polymarket.sports#1", "game")
        if second == 20:
            script.frame(20, own_trade(20, "MATCHED"), USER, "user")
            script.frame(20.5, own_trade(20, "CONFIRMED"), USER, "user")
            script.frame(20.7, own_trade(20, "MINED"), USER, "user")
        if second == 40:
            script.link(44, "down", detail="no PONG")
        if 40 <= second < 50:
            venue.change(second, "BUY", "0.51", str(second))
            continue
        if second == 50:
            script.link(49.5, "up")
            script.frame(50, venue.book(50))
            continue
        message = venue.change(second, "BUY", f"0.{40 + second % 11}", str(second))
        script.frame(second + 0.05, message)
        if second == 70:
            script.frame(70.2, "PONG")
            script.frame(70.3, {"event_type": "novelty"})
            rest = book(70, venue.sides["BUY"], venue.sides["SELL"])
            script.frame(70.4, rest, "polymarket.books#0")
        if second == 110:
            status = {"slug": GAME, "live": False, "ended": True, "period": "FT"}
            script.frame(110.1, status, "polymarket.sports#1", "game")
    script.lines.sort(key=lambda line: line.t)
    return script


def certificate_of(home: Path, script: Script, segment_us: int = 600_000_000) -> Certificate:
    folder = SessionFolder.create(home, "made")
    record(folder, script.lines, segment_us)
    describe(folder)
    return verify_session(folder)


def test_the_certificate_of_a_known_evening(tmp_path: Path) -> None:
    found = certificate_of(tmp_path, evening())
    (hole,) = found.gaps
    assert (hole.cause, hole.scope) == ("no PONG", ())
    assert (hole.from_us - T0, hole.to_us - T0) == (39_050_000, 50_000_000)
    assert found.verdict == "holes"
    assert found.coverage_of == "in play"
    assert found.coverage == round(1 - 10.95 / 100.1, 6)
    assert (found.frames, found.parsed, found.unparsed) == (117, 116, 1)
    assert found.events == {
        "book": 2,
        "checkpoint": 1,
        "clock": 1,
        "game_event": 3,
        "link": 4,
        "price_change": 107,
        "user_fill": 3,
    }
    assert (found.hash.checked, found.hash.matched, found.hash_seen) == (109, 109, 109)
    assert (found.bbo.checked, found.bbo.matched) == (107, 107)
    assert (found.checkpoints.checked, found.checkpoints.matched) == (1, 1)
    fills = found.own_fills
    assert (fills.fills, fills.confirmed, fills.provisional, fills.shares) == (1, 1, 0, "5")
    assert found.latency_ms.p50 == 50
    assert found.clock_offset_ms == 2.5
    assert (found.out_of_order, found.duplicates, found.crossed) == (0, 0, 0)
    assert found.ended == "closed"
    assert found.warnings == ["1 of 117 messages could not be parsed; they are on the tape."]


def test_segments_change_nothing(tmp_path: Path) -> None:
    whole = certificate_of(tmp_path / "one", evening())
    cut = certificate_of(tmp_path / "many", evening(), segment_us=7_000_000)
    assert cut == whole


def test_the_keys_are_the_contract_and_all_are_documented(tmp_path: Path) -> None:
    found = json.loads(msgspec.json.encode(certificate_of(tmp_path, evening())))
    assert set(CONTRACT) <= set(found)
    assert set(found["gaps"][0]) == {"from_us", "to_us", "cause", "scope"}
    for tally in ("hash", "bbo", "checkpoints"):
        assert set(found[tally]) == {"checked", "matched"}
    assert set(found["latency_ms"]) == {"p50", "p99"}
    page = (Path(__file__).parents[3] / "docs" / "certificate.md").read_text(encoding="utf-8")
    for key in [*found, *found["own_fills"]]:
        assert f"`{key}`" in page, f"docs/certificate.md says nothing of {key}"


def test_rest_books_are_no_latency_and_no_disorder(tmp_path: Path) -> None:
    """They bear the time of the book's last change, however long ago that was."""
    script = evening()
    for second in range(60, 90, 5):
        script.frame(second + 0.3, book(5, {}, {}, "quiet"), "polymarket.books#0")
    script.lines.sort(key=lambda line: line.t)
    found = certificate_of(tmp_path, script)
    assert found.latency_ms.p99 == 50
    assert found.out_of_order == 0


def test_times_that_run_back_are_counted(tmp_path: Path) -> None:
    script = evening()
    venue = HashingVenue({"0.50": "10"}, {"0.60": "10"})
    script.frame(118.9, venue.change(60, "BUY", "0.45", "1"))
    script.lines.sort(key=lambda line: line.t)
    assert certificate_of(tmp_path, script).out_of_order == 1


def test_a_damaged_tape_says_what_it_lost(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "made")
    record(folder, evening().lines, segment_us=6_000_000)
    path = folder.segment_path(10)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    found = verify_session(folder)
    assert found.verdict == "holes"
    assert any("tape: damaged frame" in gap.cause for gap in found.gaps)
    assert any("damaged" in words and "lines lost" in words for words in found.warnings)
    assert found.bbo.checked == found.bbo.matched, "what is not believed is not compared"


def test_a_tape_cut_off_is_said_to_be(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "made")
    record(folder, evening().lines)
    path = folder.segment_path(0)
    path.write_bytes(path.read_bytes()[:-400])
    found = verify_session(folder)
    assert found.ended == "not closed"
    assert any("not closed in order" in words for words in found.warnings)


def test_a_tape_without_messages_recorded_nothing(tmp_path: Path) -> None:
    script = Script()
    script.link(0, "up", FEED)
    script.link(0, "subscribed", FEED, assets=("yes",))
    script.frame(10, "PONG")
    script.frame(600, "PONG")
    found = certificate_of(tmp_path, script)
    assert found.verdict == "nothing recorded"
    assert found.coverage == 0
    assert [gap.cause for gap in found.gaps] == ["no book was sent"]


def test_a_recorder_that_died_leaves_a_hole_until_the_next_book(tmp_path: Path) -> None:
    venue = HashingVenue({"0.50": "10"}, {"0.60": "10"})
    first, second = Script(), Script()
    first.link(0, "up", "polymarket.market#7")
    first.frame(1, venue.book(1), "polymarket.market#7")
    for at in range(2, 30):
        first.frame(at, venue.change(at, "BUY", "0.51", str(at)), "polymarket.market#7")
    second.hole(60, 29, 60, "recorder died")
    second.link(60, "up")
    second.link(60, "subscribed", assets=("yes",))
    second.frame(63, venue.book(63))
    for at in range(64, 80):
        second.frame(at, venue.change(at, "BUY", "0.51", str(at)))
    folder = SessionFolder.create(tmp_path, "made")
    for script in (first, second):
        record(folder, script.lines)
    describe(folder)
    found = verify_session(folder)
    spans = [
        ((gap.from_us - T0) / 1e6, (gap.to_us - T0) / 1e6, gap.cause, gap.scope)
        for gap in found.gaps
    ]
    assert spans == [(29, 60, "recorder died", ()), (60, 63, "recorder died", ())]
    assert found.verdict == "poor"
    assert (found.bbo.checked, found.bbo.matched) == (44, 44)
    assert found.ended == "closed"


def test_a_second_certificate_says_the_same(tmp_path: Path) -> None:
    script = evening()
    first = script.certificate()
    assert first == script.certificate()
    folder = SessionFolder.create(tmp_path, "made")
    record(folder, script.lines)
    assert verify_session(folder).gaps == first.gaps
