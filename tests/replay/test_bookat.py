"""Books at moments of a real tape, and what the tape tells of them later."""

from __future__ import annotations

from pathlib import Path

import pytest
from replay.made import FEED, T0, Script, book, change
from replay.onto import describe, record

from gametape.errors import UsageError
from gametape.replay.bookat import book_at
from gametape.tape.session import SessionFolder


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    """Sixty minutes in segments of ten; a hole from minute 20 to 30, told at 31."""
    script = Script()
    script.link(0, "up")
    script.frame(1, book(1, {"0.50": "1"}, {"0.60": "1"}))
    for minute in range(1, 60):
        at = minute * 60
        if minute == 30:
            script.frame(at, book(at, {"0.50": "30"}, {"0.60": "1"}))
        elif minute == 31:
            script.hole(at, 20 * 60, 30 * 60, "messages missed", ("yes",))
        else:
            script.frame(at, change(at, ("yes", "BUY", "0.50", str(minute))))
    folder = SessionFolder.create(tmp_path, "made")
    record(folder, script.lines)
    describe(folder)
    return folder


@pytest.mark.parametrize("minute", [1, 5, 11, 29, 30, 31, 45, 59])
def test_each_minute_has_its_book(folder: SessionFolder, minute: int) -> None:
    view = book_at(folder, f"+{minute}:00", None, 5)
    size = 30 if minute == 31 else minute
    assert view.bids == [("0.5", str(size))]
    assert view.at_us == T0 + minute * 60_000_000
    assert (view.market, view.asset) == ("0xc0ffee", "yes")


def test_a_hole_is_told_by_what_came_later(folder: SessionFolder) -> None:
    inside = book_at(folder, "+25:00", "yes", 5)
    assert (inside.valid, inside.reason) == (False, "hole: messages missed")
    assert [book_at(folder, at, "yes", 5).valid for at in ("+20:00", "+30:00", "+40:00")] == [
        True,
        True,
        True,
    ]


def test_after_the_end_nothing_is_known(folder: SessionFolder) -> None:
    view = book_at(folder, "+2:00:00", "yes", 5)
    assert (view.valid, view.bids) == (False, [("0.5", "59")])
    assert "ended by then" in view.reason


def test_the_first_line_after_the_moment_may_tell_of_it(tmp_path: Path) -> None:
    script = Script()
    script.frame(1, book(1, {"0.5": "1"}, {}))
    script.hole(9, 2, 8, "feed frozen")
    folder = SessionFolder.create(tmp_path, "brief")
    record(folder, script.lines)
    assert not book_at(folder, "+0:03", "yes", 5).valid
    assert book_at(folder, "+0:08", "yes", 5).valid


def test_before_the_first_book_there_is_none(folder: SessionFolder) -> None:
    view = book_at(folder, "+0:00", "Yes", 5)
    assert (view.valid, view.reason, view.bids) == (False, "no book of this asset by then", [])


def test_segments_are_not_trusted_alone_without_a_manifest(tmp_path: Path) -> None:
    script = Script()
    for minute in range(40):
        at = minute * 60
        script.frame(at, book(at, {"0.5": str(minute + 1)}, {}), FEED)
    folder = SessionFolder.create(tmp_path, "bare")
    record(folder, script.lines)
    assert book_at(folder, "+39:00", None, 5).bids == [("0.5", "40")]


def test_damage_takes_the_trust_away(folder: SessionFolder) -> None:
    folder.manifest_path.unlink()  # so that it is read from the start
    path = folder.segment_path(4)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    view = book_at(folder, "+45:00", "yes", 5)
    assert (view.valid, view.reason) == (False, "tape: damaged frame")
    assert book_at(folder, "+39:00", "yes", 5).valid
    assert book_at(folder, "+52:00", "yes", 5).valid, "the next segment opens with its books"


def test_nothing_can_be_asked_of_an_empty_tape(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is empty"):
        book_at(SessionFolder.create(tmp_path, "empty"), "+1:00", None, 5)


def test_relative_changes_are_read_from_the_start(tmp_path: Path) -> None:
    """Kalshi says by how much a level changed: a segment's books alone do not tell its decoder."""

    def kalshi(number: int, kind: str, **said: object) -> dict[str, object]:
        return {"type": kind, "sid": 1, "seq": number, "msg": {"market_ticker": "KXM", **said}}

    script = Script()
    levels = [["0.4000", "10.00"]]
    snapshot = kalshi(1, "orderbook_snapshot", yes_dollars_fp=levels, no_dollars_fp=[])
    script.frame(1, snapshot, "kalshi.stream#1")
    for minute in range(1, 35):
        delta = {"side": "yes", "price_dollars": "0.4000", "delta_fp": "1.00"}
        script.frame(minute * 60, kalshi(minute + 1, "orderbook_delta", **delta), "kalshi.stream#1")
    folder = SessionFolder.create(tmp_path, "kalshi")
    record(folder, script.lines)
    describe(folder, ["kalshi.stream"])
    assert len(folder.segments()) == 4
    view = book_at(folder, "+33:30", "KXM:yes", 5)
    assert (view.valid, view.bids) == (True, [("0.4", "43")])
