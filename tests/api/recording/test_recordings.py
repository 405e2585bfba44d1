"""Recordings from the page: real recorders of a real venue, seen through a real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from api.desk import SECRETS, WITHIN_S, Desk, Json, performing
from websockets.sync.client import connect
from websockets.typing import Origin

from gametape.tape.lock import is_held


@pytest.fixture(scope="module")
def venue() -> Iterator[dict[str, str]]:
    """A venue that performs for as long as these tests take."""
    with performing() as variables:
        yield variables


@pytest.fixture
def desk(tmp_path: Path, venue: dict[str, str]) -> Iterator[Desk]:
    """A desk in an empty data folder; nothing left there shows a secret."""
    with Desk(tmp_path, venue) as made:
        yield made
    for path in tmp_path.rglob("*"):
        kept = path.read_bytes() if path.is_file() else b""
        assert not any(venue[name].encode() in kept for name in SECRETS), path


def recording(row: Json) -> bool:
    return row["phase"] == "recording" and bool(row["progress"]["trades"])


def test_what_a_name_means(desk: Desk) -> None:
    found = desk.ask("POST", "/api/resolve", {"what": desk.event})
    assert found["title"]
    assert found["event_slug"] == desk.event
    assert found["sport"] == "basketball"
    assert found["whole"]
    assert {"moneyline", "spreads", "totals"} <= {one["type"] for one in found["markets"]}
    assert all(one["recorded"] and len(one["outcomes"]) == 2 for one in found["markets"])
    address = f"https://polymarket.com/event/{desk.event}"
    some = desk.ask("POST", "/api/resolve", {"what": address, "markets": ["totals"]})
    assert {one["type"] for one in some["markets"] if one["recorded"]} == {"totals"}
    assert not some["whole"]


def test_what_means_nothing_is_said_with_a_way_out(desk: Desk) -> None:
    for path in ("/api/resolve", "/api/recordings"):
        for what, status, words in (
            ("", 400, "Nothing was given"),
            ("https://example.org/event/x", 400, "not an address of polymarket.com"),
            ("0x12", 400, "not a condition id"),
            ("no-such-game", 502, "no event and no market"),
        ):
            said = desk.ask("POST", path, {"what": what}, status)
            assert words in said["error"]
            assert said["way_out"]
    assert desk.ask("GET", "/api/recordings")["recordings"] == []
    assert not list((desk.home / "sessions").glob("*"))


def test_recorded_tagged_and_stopped(desk: Desk) -> None:
    slug = desk.record()
    assert slug == desk.event
    row = desk.until(slug, recording)
    assert row["own"]
    assert row["tags"]["2"] == "Timeout"
    assert row["progress"]["links"]["polymarket.market#1"] == "subscribed"
    assert row["alarm"] == ""

    said = desk.ask("POST", f"/api/recordings/{slug}/tags", {"tag": "2", "ago_us": 5_000_000})
    assert said["label"] == "Timeout"
    mine = {"tag": "3", "label": "Momentum"}
    assert desk.ask("POST", f"/api/recordings/{slug}/tags", mine)["label"] == "Momentum"
    desk.ask("POST", f"/api/recordings/{slug}/tags", {"note": "it was a foul"})
    marks = desk.until(slug, lambda row: len(row["progress"]["marks"]) == 3)["progress"]["marks"]
    tags = f"/api/recordings/{slug}/tags"
    assert any(desk.ask("POST", tags, {"note": "safe?"})["safe"] for _ in range(20))  # in time
    assert [mark["text"] for mark in marks] == ["Timeout", "Momentum", "it was a foul"]
    assert [mark["note"] for mark in marks] == [False, False, True]
    assert 4_900_000 < marks[0]["at_us"] - marks[0]["happened_us"] < 60_000_000
    refused = desk.ask("POST", f"/api/recordings/{slug}/tags", {}, 400)
    assert "nothing to mark" in refused["error"]

    over = desk.stop(slug)
    assert (over["phase"], over["verdict"]) == ("over", "whole")
    tape = b"\n".join(desk.lines(slug))
    assert tape.count(b"Timeout") == 1
    assert b"it was a foul" in tape
    assert b"stopped from the page" in tape
    row = desk.ask("GET", f"/api/sessions/{slug}")["row"]
    assert row["verdict"] == "whole"  # in the catalogue as soon as the recording is over
    desk.ask("DELETE", f"/api/recordings/{slug}", status=204)
    assert desk.ask("GET", "/api/recordings")["recordings"] == []
    assert desk.folder(slug).segments()


def test_a_server_that_ends_does_not_touch_a_recording(desk: Desk) -> None:
    slug = desk.record()
    before = desk.until(slug, recording)
    for sign in (signal.SIGINT, signal.SIGKILL):
        desk.end(sign)
        assert desk.folder(slug).is_recording()
        desk.begin()
    after = desk.until(
        slug, lambda row: row["progress"]["frames"] > before["progress"]["frames"] + 20
    )
    assert after["pid"] == before["pid"]
    assert after["began_us"] == before["began_us"]
    assert after["progress"]["elapsed_us"] > before["progress"]["elapsed_us"]
    assert desk.stop(slug)["verdict"] == "whole"


def test_a_recorder_that_was_killed_is_told_and_goes_on(desk: Desk) -> None:
    slug = desk.record()
    row = desk.until(slug, recording)
    os.kill(row["pid"], signal.SIGKILL)
    died = desk.until(slug, lambda row: not row["runs"])
    assert died["phase"] == "died"
    assert "died" in died["problem"]
    assert died["way_out"]
    assert desk.ask("POST", f"/api/recordings/{slug}/tags", {"tag": "1"}, 400)["error"]
    desk.ask("POST", f"/api/recordings/{slug}/resume", status=201)
    again = desk.until(slug, recording)
    assert again["pid"] != row["pid"]
    refused = desk.ask("POST", f"/api/recordings/{slug}/resume", status=400)
    assert "already" in refused["error"]
    over = desk.stop(slug)
    assert over["verdict"] != "nothing recorded"
    gaps = desk.ask("GET", f"/api/sessions/{slug}")["certificate"]["gaps"]
    assert "recorder died" in {gap["cause"] for gap in gaps}


def test_two_at_once_and_one_from_a_terminal(desk: Desk) -> None:
    whole = desk.record()
    ids = desk.ask("POST", "/api/resolve", {"what": desk.event})
    assert ids["recorded_by"] == [whole]
    some = desk.record(markets=[ids["markets"][0]["market"]])
    assert some != whole
    terminal = subprocess.Popen(
        [sys.executable, "-m", "gametape", "record", desk.event, "--name", "from a terminal"],
        env=desk.environment,
        cwd=desk.home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for slug in (whole, some):
            desk.until(slug, recording)
        row = _appears(desk, "from-a-terminal")
        assert row["pid"] == terminal.pid
        desk.ask("POST", f"/api/recordings/{some}/tags", {"label": "only here"})
        desk.stop(some)
        assert desk.listed(whole)["phase"] == "recording"
        assert not any(b"only here" in line for line in desk.lines(whole))
        assert desk.stop("from-a-terminal")["phase"] == "over"
        assert terminal.wait() == 0
    finally:
        terminal.kill()
    assets = len(json.loads((desk.folder(some).manifest_path).read_bytes())["markets"])
    assert assets == 1
    desk.stop(whole)


def _appears(desk: Desk, slug: str) -> Json:
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        rows = desk.ask("GET", "/api/recordings")["recordings"]
        if any(row["slug"] == slug for row in rows):
            return desk.until(slug, recording)
        time.sleep(0.1)
    raise AssertionError(f"{slug} is not in the list")


def test_one_that_waits_for_its_time_can_be_given_up(desk: Desk) -> None:
    slug = desk.record(at="2099-01-01T00:00:00Z", until="90m")
    row = desk.listed(slug)
    assert (row["phase"], row["runs"]) == ("waiting", True)
    assert row["starts_us"] == 4_070_908_800_000_000
    assert row["title"]
    desk.end()
    desk.begin()
    assert desk.listed(slug)["pid"] == row["pid"]
    given_up = desk.stop(slug)
    assert given_up["phase"] == "failed"
    assert "given up" in given_up["problem"]
    desk.ask("DELETE", f"/api/recordings/{slug}", status=204)
    assert not desk.folder(slug).root.exists()
    for field in ("at", "until"):
        body = {"what": desk.event, field: "soon"}
        assert "not a time" in desk.ask("POST", "/api/recordings", body, 400)["error"]


def test_the_list_is_told_once_a_second(desk: Desk) -> None:
    slug = desk.record()
    base = str(desk.http.base_url).rstrip("/")
    address = f"{base.replace('http', 'ws')}/api/recordings/live"
    with connect(address, origin=Origin(base)) as socket:
        heard = [json.loads(socket.recv(timeout=WITHIN_S)) for _ in range(3)]
    assert [one["recordings"][0]["slug"] for one in heard] == [slug] * 3
    times = [one["now_us"] for one in heard]
    assert all(b - a > 500_000 for a, b in pairwise(times))
    assert all(one["credentials"] for one in heard)
    desk.stop(slug)


def test_secrets_are_on_no_command_line(desk: Desk, venue: dict[str, str]) -> None:
    slug = desk.record()
    row = desk.until(slug, recording)
    command = Path(f"/proc/{row['pid']}/cmdline")
    if not command.exists():
        pytest.skip("this system shows no command lines under /proc")
    words = command.read_bytes().decode().split("\0")
    assert "record" in words
    assert not any(venue[name] in word for name in SECRETS for word in words)
    assert os.getsid(row["pid"]) == row["pid"]  # no child of the terminal's session
    desk.stop(slug)


def test_a_venue_that_nobody_answers_at(tmp_path: Path, venue: dict[str, str]) -> None:
    away = {name: "http://127.0.0.1:9" for name in venue if name.endswith("_API")}
    with Desk(tmp_path, {**venue, **away}) as desk:
        said = desk.ask("POST", "/api/resolve", {"what": desk.event}, 502)
        assert "/events/slug/" in said["error"], said


def test_a_feed_that_is_silent_is_loud(tmp_path: Path, venue: dict[str, str]) -> None:
    names = ("POLYMARKET_WS_MARKET", "POLYMARKET_WS_SPORTS")
    deaf = dict.fromkeys(names, "ws://127.0.0.1:9/ws")
    without = dict.fromkeys(SECRETS, "")
    with Desk(tmp_path, {**venue, **deaf, **without}) as desk:
        assert not desk.ask("GET", "/api/recordings")["credentials"]
        slug = desk.record()
        row = desk.until(slug, lambda row: row["alarm"])
        assert "NOT CONNECTED" in row["alarm"]
        assert not row["own"]
        assert desk.stop(slug)["verdict"] == "nothing recorded"


def test_a_recorder_that_hangs_is_said_to_say_nothing(desk: Desk) -> None:
    slug = desk.record()
    row = desk.until(slug, recording)
    os.kill(row["pid"], signal.SIGSTOP)
    try:
        silent = desk.until(slug, lambda row: row["alarm"])
        assert "has said nothing for" in silent["alarm"]
        assert silent["runs"]
    finally:
        os.kill(row["pid"], signal.SIGCONT)
    desk.until(slug, lambda row: not row["alarm"])
    desk.stop(slug)
    assert not is_held(desk.folder(slug).root / "lock")


def test_a_data_folder_that_cannot_be_written(tmp_path: Path, venue: dict[str, str]) -> None:
    (tmp_path / "sessions").write_text("a file where the sessions belong")
    with Desk(tmp_path, venue) as desk:
        (tmp_path / "sessions").unlink()
        (tmp_path / "sessions").symlink_to("/dev/full")
        said = desk.ask("POST", "/api/recordings", {"what": desk.event}, 500)
        assert "Not a directory" in said["error"]


def test_a_disk_that_is_full_is_told_with_what_is_safe(tmp_path: Path) -> None:
    with performing("--stress", "300:600") as busy, Desk(tmp_path, busy, 60_000) as desk:
        slug = desk.record()
        row = desk.until(slug, lambda row: not row["runs"])
        assert row["phase"] == "failed"
        assert "Safe is everything up to line" in row["problem"]
        assert desk.lines(slug)
        desk.ask("DELETE", f"/api/recordings/{slug}", status=204)
        assert desk.folder(slug).segments()
