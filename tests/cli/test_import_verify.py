"""Import, verify, book, events, inspect, sessions and repair as programs and people call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from replay.made import T0, HashingVenue, Script
from replay.onto import describe, record
from typer.testing import CliRunner, Result

from gametape.cli.app import app
from gametape.errors import GametapeError, UnknownSessionError, UsageError
from gametape.tape.session import SessionFolder

CERTIFICATE = {
    "session", "verdict", "coverage", "frames", "parsed", "unparsed", "events", "gaps", "hash",
    "bbo", "checkpoints", "own_fills", "latency_ms", "clock_offset_ms", "out_of_order",
    "duplicates", "crossed", "warnings",
}  # fmt: skip
BOOK = {
    "session", "market", "asset", "at_us", "seq", "valid", "reason", "bids", "asks", "mid",
    "spread", "depth_bid_5", "depth_ask_5", "question", "outcome",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one made session, and nothing else to read settings from."""
    monkeypatch.setenv("GAMETAPE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    venue, script = HashingVenue({"0.50": "10"}, {"0.60": "10"}), Script()
    script.link(0, "up")
    script.link(0, "subscribed", assets=("yes",))
    script.frame(1, venue.book(1))
    for second in range(2, 60):
        script.frame(second, venue.change(second, "BUY", f"0.{30 + second % 25}", str(second)))
    script.hole(59, 20, 30, "messages missed", ("yes",))
    folder = SessionFolder.create(tmp_path, "made-evening")
    record(folder, script.lines)
    describe(folder)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def printed(*words: str) -> Any:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def narrow(result: Result) -> str:
    """The output of a run that went well, checked to fit a terminal of 80 columns."""
    assert result.exit_code == 0, result.output
    wide = [line for line in result.stdout.splitlines() if len(line) > 80]
    assert wide == []
    return result.stdout


def test_verify_gives_the_certificate(home: Path) -> None:
    found = printed("verify", "made-evening")
    assert set(found) >= CERTIFICATE
    assert found["verdict"] == "holes"
    assert found["gaps"] == [
        {
            "from_us": T0 + 20_000_000,
            "to_us": T0 + 30_000_000,
            "cause": "messages missed",
            "scope": ["yes"],
        }
    ]
    assert found["hash"] == {"checked": 59, "matched": 59}
    assert printed("verify", "made-evening", "--sample", "10")["hash"]["checked"] < 59
    text = narrow(call("verify", "made"))
    assert "made-evening: HOLES" in text
    assert "messages missed" in text


def test_book_gives_the_book(home: Path) -> None:
    found = printed("book", "made-evening", "--at", "+0:40", "--depth", "2")
    assert set(found) == BOOK
    assert found["valid"] is True
    assert found["bids"] == [["0.54", "24"], ["0.53", "23"]]
    assert found["asks"] == [["0.6", "10"]]
    assert found["at_us"] == T0 + 40_000_000
    inside = printed("book", "last", "--at", str(T0 + 25_000_000))
    assert inside["reason"] == "hole: messages missed"
    text = narrow(call("book", "made-evening", "--at", "+0:25"))
    assert "NOT TO BE TRUSTED: hole: messages missed" in text


def test_events_streams_rows(home: Path) -> None:
    result = call("events", "made-evening", "--json", "--type", "book")
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert list(row) == ["session_id", "timestamp", "sequence", "event_type", "payload"]
    assert row["session_id"] == "made-evening"
    assert row["timestamp"] == T0 // 1000 + 1000
    assert row["event_type"] == "book"
    assert row["payload"]["bids"] == [["0.5", "10"]]
    every = call("events", "made-evening", "--json").stdout.splitlines()
    assert len(every) == 62
    assert json.loads(every[-1])["event_type"] == "gap"


def test_inspect_gives_the_manifest_and_counts(home: Path) -> None:
    found = printed("inspect", "made-evening")
    assert found["manifest"]["title"] == "A made evening"
    assert {"kind": "market", "connection": "polymarket.market#1", "lines": 59} in found["lines"]
    assert "A made evening" in narrow(call("inspect", "made-evening"))


def test_sessions_lists_them(home: Path) -> None:
    (found,) = printed("sessions")
    assert (found["session"], found["title"]) == ("made-evening", "A made evening")
    assert "made-evening" in narrow(call("sessions"))


def test_repair_of_a_sound_tape_changes_nothing(home: Path) -> None:
    path = SessionFolder(home / "sessions" / "made-evening").segment_path(0)
    before = path.read_bytes()
    assert printed("repair", "made-evening") == {"mended": [], "damage": []}
    assert path.read_bytes() == before


def test_repair_mends_what_can_be_read(home: Path) -> None:
    path = SessionFolder(home / "sessions" / "made-evening").segment_path(0)
    path.write_bytes(path.read_bytes()[:-30])
    original = path.read_bytes()
    found = printed("repair", "made-evening")
    assert [one["segment"] for one in found["mended"]] == [0]
    assert found["damage"][0]["cause"] == "torn tail"
    assert Path(found["mended"][0]["original"]).read_bytes() == original
    assert printed("repair", "made-evening") == {"mended": [], "damage": []}
    assert printed("verify", "made-evening")["ended"] == "not closed"
    assert narrow(call("repair", "made-evening")) == "Nothing to mend.\n"


def test_repair_tells_a_person_what_it_did(home: Path) -> None:
    path = SessionFolder(home / "sessions" / "made-evening").segment_path(0)
    path.write_bytes(path.read_bytes()[:-30])
    text = narrow(call("repair", "made-evening"))
    assert "segment 0: torn tail" in text
    assert "raw/damaged" in text


def test_import_makes_a_session(home: Path) -> None:
    venue = HashingVenue({"0.50": "10"}, {"0.60": "10"})
    messages = [venue.book(1), *(venue.change(at, "BUY", "0.51", str(at)) for at in range(2, 30))]
    file = home / "messages.jsonl"
    file.write_text("".join(json.dumps(message) + "\n" for message in messages))
    found = printed("import", str(file), "--name", "Their evening")
    assert {key: found[key] for key in ("session", "frames", "events")} == {
        "session": "their-evening",
        "frames": 29,
        "events": 29,
    }
    assert isinstance(found["warnings"], list)
    assert printed("verify", "their-evening")["hash"] == {"checked": 29, "matched": 29}
    again = narrow(call("import", str(file), "--name", "Their evening"))
    assert "gametape verify their-evening-2" in again


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (["verify", "mode-evening"], UnknownSessionError, "Did you mean made-evening"),
        (["book", "made", "--at", "soon"], UsageError, "is not a moment"),
        (["book", "made", "--at", "+1:00", "--market", "nobody"], UsageError, "No market"),
        (["import"], UsageError, "Nothing to import"),
        (["import", "absent.jsonl"], UsageError, "is not there"),
        (["import", "nonsense.txt"], UsageError, "Of no known layout: nonsense.txt"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    home: Path, words: list[str], error: type[GametapeError], says: str
) -> None:
    (home / "nonsense.txt").write_text("once upon a time\n")
    result = call(*words)
    assert isinstance(result.exception, error)
    assert says in str(result.exception)
    assert "\n" not in str(result.exception)
    assert result.exception.exit_code == 2
