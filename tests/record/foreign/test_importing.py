"""Import: nothing changed, nothing lost in silence, and no session that is half of one."""

from __future__ import annotations

import bz2
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record.imported import Imported, Load, definition_line, market_line, written

import gametape
from gametape.errors import ParseError, UsageError
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.times import iso_us
from gametape.record.foreign.importing import FLUSH_LINES, UNFINISHED, import_files
from gametape.record.foreign.merging import LOOK_AHEAD, merged
from gametape.record.foreign.sources import Source
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder, list_sessions

T0 = 1_600_000_000_000
"""Milliseconds: the first message."""

TOKEN = "7" * 70
SOURCE_FOLDER = str(Path(gametape.__file__).parents[1])


def book_line(at_ms: int) -> bytes:
    return json.dumps(
        {
            "event_type": "book",
            "market": "0x1",
            "asset_id": TOKEN,
            "timestamp": str(at_ms),
            "hash": "",
            "bids": [{"price": "0.4", "size": "5"}],
            "asks": [{"price": "0.6", "size": "5"}],
        }
    ).encode()


def actions(*rows: tuple[int, str, str]) -> bytes:
    """An NBA play-by-play of (period, time left, text)."""
    told = [
        {"actionNumber": n, "clock": left, "period": period, "description": text, "actionId": n}
        for n, (period, left, text) in enumerate(rows)
    ]
    return json.dumps({"game": {"gameId": "0042", "actions": told}}).encode()


# --- every byte -----------------------------------------------------------------------------

junk = st.binary(min_size=1, max_size=60).filter(
    lambda raw: not {10, 13} & set(raw) and raw.strip() == raw
)
messages = st.one_of(
    st.integers(0, 50).map(lambda n: book_line(T0 + n)),
    st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=9)).map(
        lambda value: json.dumps(value).encode()
    ),
    st.text(max_size=30).map(lambda text: json.dumps(text, ensure_ascii=False).encode()),
)


@settings(max_examples=60)
@given(st.lists(messages, max_size=12))
def test_json_lines_come_back_byte_for_byte(lines: list[bytes]) -> None:
    lines = [book_line(T0), *lines]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = written(home / "frames.jsonl", lines)
        session = Imported(home, import_files(home, [path]))
        assert [line.raw for line in session.lines] == lines
        assert session.report.frames == len(lines)


@settings(max_examples=60)
@given(st.lists(junk, max_size=8))
def test_whatever_else_stands_in_a_file_is_kept_as_text(lines: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = written(home / "frames.jsonl", [market_line(T0), *lines])
        session = Imported(home, import_files(home, [path]))
        kept = [line.raw for line in session.lines]
        assert len(kept) == len(lines) + 1
        for raw, line in zip(kept[1:], lines, strict=True):
            text = line.decode("utf-8", "backslashreplace")
            assert raw == line or json.loads(raw) == text
        assert session.certificate.frames == len(kept)


def test_a_file_is_read_as_it_is_written_never_whole() -> None:
    made = 0

    class Endless:
        name = "endless"
        clock: RecordedClock = "receiver"

        def recognises(self, file: ForeignFile) -> bool:
            raise NotImplementedError

        def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
            nonlocal made
            while True:
                made += 1
                yield Frame(Kind.MARKET, "betfair.stream", max(0, made - LOOK_AHEAD // 2), b"{}")

    nothing = ForeignFile("endless", "", b"", lambda: iter(()), lambda: b"")
    rows = merged([Source(nothing, Endless(), "endless", number, []) for number in (1, 2)], {})
    for count, _ in enumerate(rows, 1):
        assert made <= count + 2 * LOOK_AHEAD
        if count == 10 * LOOK_AHEAD:
            break


# --- several files --------------------------------------------------------------------------


@given(st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=8), min_size=1, max_size=4))
@settings(max_examples=40)
def test_files_are_merged_by_time_and_each_keeps_its_order(files: list[list[int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        paths = [
            written(home / f"{n}.jsonl", [market_line(T0 + at, n + 1, stake=at + 1) for at in ats])
            for n, ats in enumerate(files)
        ]
        session = Imported(home, import_files(home, paths))
        rows = [(line.c, json.loads(line.raw)) for line in session.lines]
        for number, ats in enumerate(files, 1):
            own = [row["pt"] - T0 for c, row in rows if c == f"betfair.stream#{number}"]
            assert own == ats
        if all(ats == sorted(ats) for ats in files):
            assert all(a.t <= b.t for a, b in pairwise(session.lines))
        else:
            assert any("older than the one before" in words for words in session.report.warnings)


def test_messages_without_a_time_stand_where_the_recording_begins(
    load: Load, tmp_path: Path
) -> None:
    timeless = json.dumps({"op": "connection", "connectionId": "1"}).encode()
    session = load(written(tmp_path / "a", [timeless]), written(tmp_path / "b", [market_line(T0)]))
    assert [line.t for line in session.lines] == [T0 * 1000, T0 * 1000]
    assert any("a: 1 of its messages carry no time" in w for w in session.report.warnings)
    assert session.manifest.created_us == T0 * 1000


def test_a_copy_is_imported_once_and_named(load: Load, tmp_path: Path) -> None:
    lines = [market_line(T0 + n) for n in range(2_000)]  # longer than what is looked at first
    one = written(tmp_path / "one.jsonl", lines)
    other = written(tmp_path / "other.jsonl", [*lines[:-1], market_line(T0 + 2_000)])
    packed = tmp_path / "packed.bz2"
    packed.write_bytes(bz2.compress(one.read_bytes()))
    session = load(one, other, packed)
    assert session.report.frames == 4_000
    same = "packed.bz2 is byte for byte the same as one.jsonl: imported once."
    assert same in session.report.warnings
    assert same in session.certificate.warnings


def test_warnings_name_their_file_and_many_alike_are_told_once(load: Load, tmp_path: Path) -> None:
    back = [market_line(T0 + 5), market_line(T0)]
    alone = load(written(tmp_path / "alone", back)).report.warnings
    assert alone == ["1 messages are older than the one before them."]
    paths = [
        written(tmp_path / f"f{n}", [*back, *[market_line(T0 + 9 - k) for k in range(n % 6)]])
        for n in range(6)
    ]
    (words,) = [w for w in load(*paths).report.warnings if "older" in w]
    assert words.startswith("f0: 1 messages are older")
    assert words.endswith("The same, with other numbers: f1, f2, f3, f4, f5.")


def test_files_left_out_are_named(load: Load, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    written(folder / "good", [market_line(T0)])
    written(folder / "diary.txt", [b"Dear diary"])
    (folder / "empty").write_bytes(b"")
    (folder / "cut.bz2").write_bytes(bz2.compress(b"x" * 99)[:20])
    (folder / "nowhere").symlink_to(folder / "gone")
    session = load(folder)
    assert session.report.frames == 1
    words = "\n".join(session.report.warnings)
    assert "Of no known layout: diary.txt." in words
    assert "empty is empty." in words
    assert "cut.bz2 cannot be read: Compressed file ended" in words
    assert "nowhere cannot be read: No such file" in words


def test_nothing_to_import_is_an_error_that_names_what_was_looked_for(
    load: Load, tmp_path: Path
) -> None:
    written(tmp_path / "diary.txt", [b"Dear diary"])
    with pytest.raises(UsageError) as told:
        load(tmp_path / "diary.txt")
    assert "diary.txt" in told.value.what
    assert "Betfair" in told.value.way_out
    assert "docs/importing.md" in told.value.way_out
    assert "gametape journal" not in told.value.way_out
    written(tmp_path / "my bets.CSV", [b"Dear,diary"])
    with pytest.raises(UsageError) as told:
        load(tmp_path / "my bets.CSV")
    assert "gametape journal" in told.value.way_out
    written(tmp_path / "none" / "trades.json", [b"[]"])
    with pytest.raises(UsageError, match="no message to import"):
        load(tmp_path / "none")
    assert list_sessions(tmp_path / "home") == []
    assert not list((tmp_path / "home").glob(".unpacked*"))


# --- what breaks off ------------------------------------------------------------------------


def test_a_file_that_breaks_off_is_kept_up_to_there_and_says_so(load: Load, tmp_path: Path) -> None:
    rng = random.Random(2)
    lines = [market_line(T0 + n, rng.randrange(9**9)) for n in range(30_000)]
    whole = bz2.compress(b"\n".join(lines))
    (tmp_path / "cut.bz2").write_bytes(whole[: len(whole) // 2])
    session = load(tmp_path / "cut.bz2")
    kept = [line.raw for line in session.lines]
    assert 1_000 < len(kept) < 30_000
    assert kept == lines[: len(kept)]
    (words,) = session.certificate.warnings[-1:]
    assert f"cannot be read beyond message {len(kept):,}: Compressed file ended" in words


def test_a_document_that_breaks_off_leaves_no_session(load: Load, tmp_path: Path) -> None:
    game = actions((1, "PT12M00.00S", "tip"), (1, "PT11M30.00S", "shot"))
    written(tmp_path / "game.json", [game[:-20]])
    with pytest.raises(UsageError, match="cannot be read beyond message 0"):
        load(tmp_path / "game.json")
    assert list_sessions(tmp_path / "home") == []


def test_stopped_by_hand_the_session_says_what_it_is(load: Load, tmp_path: Path) -> None:
    path = written(tmp_path / "long", [market_line(T0 + n) for n in range(3 * FLUSH_LINES)])
    heard: list[int] = []

    def watch(frames: int) -> bool:
        heard.append(frames)
        return len(heard) < 2

    session = load(path, watch=watch)
    assert heard == [FLUSH_LINES, 2 * FLUSH_LINES]
    assert session.report.frames == session.certificate.frames == 2 * FLUSH_LINES
    assert session.report.warnings[0].startswith("The import was stopped after 4,000 messages")
    assert session.report.warnings[0] in session.certificate.warnings
    assert session.certificate.ended == "closed"


def run(script: str, *args: Path) -> subprocess.CompletedProcess[bytes]:
    head = "import os, resource, sys\nfrom pathlib import Path\n"
    head += (
        "from gametape.record.foreign.importing import import_files\n"
        "home, path = map(Path, sys.argv[1:])\n"
    )
    return subprocess.run(
        [sys.executable, "-c", head + script, *map(str, args)],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": SOURCE_FOLDER},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes there")
def test_a_full_disk_leaves_no_session(tmp_path: Path) -> None:
    rng = random.Random(4)
    lines = [market_line(T0 + n, rng.randrange(9**9)) for n in range(20_000)]
    path, home = written(tmp_path / "long", lines), tmp_path / "home"
    script = "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
    done = run(script + "import_files(home, [path])\n", home, path)
    assert done.returncode == 1
    said = done.stderr.decode().splitlines()[-1]
    assert said.startswith("gametape.errors.TapeFullError")
    assert "nothing of it is left" in said
    assert list_sessions(home) == []


def test_an_importer_that_dies_leaves_a_session_that_says_so(tmp_path: Path) -> None:
    lines = [market_line(T0 + n) for n in range(2 * FLUSH_LINES)]
    path, home = written(tmp_path / "long", lines), tmp_path / "home"
    done = run("import_files(home, [path], watch=lambda frames: os._exit(9))\n", home, path)
    assert done.returncode == 9
    certificate = verify_session(SessionFolder.named(home, "long"))
    assert UNFINISHED in certificate.warnings
    assert certificate.ended == "not closed"


def test_any_other_error_leaves_no_session(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ParseError("on purpose")

    monkeypatch.setattr("gametape.record.foreign.importing.describe", broken)
    with pytest.raises(ParseError, match="on purpose"):
        load(written(tmp_path / "a", [market_line(T0)]))
    assert list_sessions(tmp_path / "home") == []


# --- the manifest ---------------------------------------------------------------------------


def test_the_manifest_tells_title_venue_and_names_no_place(load: Load, tmp_path: Path) -> None:
    lines = [definition_line(T0), market_line(T0 + 1)]
    path = written(tmp_path / "1.5.jsonl", lines)
    manifest = load(path).manifest
    assert manifest.title == "Home v Away: Match Odds"
    assert (manifest.venue, manifest.clock, manifest.event_slug) == ("betfair", "venue", "77")
    assert manifest.created_us == T0 * 1000
    assert manifest.imported_from == ["1.5.jsonl"]
    assert [market.market for market in manifest.markets] == ["1.5"]
    assert str(tmp_path) not in json.dumps(manifest.warnings)
    named = load(path, name="Our final").manifest
    assert (named.session, named.title) == ("our-final", "Our final")
    assert load(written(tmp_path / "bare.jsonl", [market_line(T0)])).manifest.title == "bare"


def test_whose_clock_is_the_least_trusted_of_the_market(load: Load, tmp_path: Path) -> None:
    received = [b'{"recv_ms":%d,"raw":%s}' % (T0, book_line(T0 - 50))]
    one = written(tmp_path / "received.jsonl", received)
    other = written(tmp_path / "bare.jsonl", [book_line(T0)])
    assert load(one).manifest.clock == "receiver"
    assert load(one).certificate.latency_ms.p50 is None  # one book answers a subscription
    assert load(one, other).manifest.clock == "venue"


# --- games ----------------------------------------------------------------------------------

GAME = actions(
    (1, "PT12M00.00S", "tip-off"),
    (1, "PT06M00.00S", "three"),
    (2, "PT12M00.00S", "second quarter"),
)


def game_times(session: Imported) -> list[int]:
    """Times of the actions, in seconds."""
    lines = [line for line in session.lines if line.source == "nba.playbyplay"]
    return [round(line.t / 1_000_000) for line in lines if b"description" in line.raw]


def test_anchors_place_a_game_by_its_own_clock(load: Load, tmp_path: Path) -> None:
    path = written(tmp_path / "game.json", [GAME])
    anchors = ["Q1 12:00=2020-09-13T12:30:00Z", "Q2 12:00=2020-09-13T13:00:00Z"]
    session = load(path, anchors=anchors)
    start = iso_us("2020-09-13T12:30:00Z") // 1_000_000
    assert game_times(session) == [start, start + 900, start + 1800]
    assert not any("elapsed" in w or "estimated" in w for w in session.report.warnings)


def test_a_market_in_play_places_a_game_roughly(load: Load, tmp_path: Path) -> None:
    market = [definition_line(T0), definition_line(T0 + 60_000, in_play=True)]
    paths = (written(tmp_path / "game.json", [GAME]), written(tmp_path / "market", market))
    session = load(*paths)
    start = (T0 + 60_000) // 1000
    assert game_times(session) == [start, start + 360, start + 720]
    (words,) = [w for w in session.report.warnings if "estimated" in w]
    assert words.startswith("game.json: Times are estimated: the game's start is put at 2020-09-13")
    assert "when the market went in play" in words
    planned = load(paths[0], written(tmp_path / "before", market[:1]))
    assert game_times(planned)[0] == iso_us("2020-09-13T12:30:00Z") // 1_000_000
    assert any("when it was to start" in w for w in planned.report.warnings)


def test_a_game_alone_stays_on_its_own_clock(load: Load, tmp_path: Path) -> None:
    session = load(written(tmp_path / "game.json", [GAME]))
    assert game_times(session) == [0, 360, 720]
    assert session.manifest.clock == "game"
    assert any("There is no wall time" in words for words in session.certificate.warnings)


def test_a_game_that_nothing_places_is_refused(load: Load, tmp_path: Path) -> None:
    game = written(tmp_path / "game.json", [GAME])
    market = written(tmp_path / "market", [market_line(T0)])
    with pytest.raises(UsageError, match=r"game of game\.json .* Say when with --anchor"):
        load(game, market)
    with pytest.raises(UsageError, match="--anchor has no use"):
        load(market, anchors=["Q1 12:00=2020-09-13T12:30:00Z"])
    with pytest.raises(UsageError, match="Anchor"):
        load(game, anchors=["Q1 12:00"])
    assert list_sessions(tmp_path / "home") == []
