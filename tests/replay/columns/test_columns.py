"""Files of columns: true to the tape, made once, made again when they are not."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from library.evenings import quick_evening
from replay.two_outcomes import NO, RULES, START_US, YES, Feed, mirrored

from gametape.errors import UsageError
from gametape.model.book import OrderBook, Side
from gametape.model.grid import UNIFORM
from gametape.record.foreign.importing import import_files
from gametape.replay.certificate.verifying import verify_session
from gametape.replay.columns import columns as module
from gametape.replay.columns.columns import build_columns, column_files, disagreements
from gametape.replay.columns.parquet import read_facts
from gametape.replay.columns.sql import ask
from gametape.replay.session import SessionFold
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

DATA = Path(__file__).parents[3].parent / "shared" / "data"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> SessionFolder:
    return quick_evening(tmp_path_factory.mktemp("home"))


@pytest.fixture
def folder(recorded: SessionFolder, tmp_path: Path) -> SessionFolder:
    return SessionFolder(Path(shutil.copytree(recorded.root, tmp_path / "evening")))


def all_rows(folder: SessionFolder) -> list[dict[str, object]]:
    files = column_files(folder)
    return [row for file in files for row in pq.read_table(file.level_changes).to_pylist()]


def two_outcomes(home: Path, *, honest: bool) -> SessionFolder:
    folder = SessionFolder.create(home, "two-outcomes")
    feed = Feed(100_000)
    feed.book(YES, {40: 1}, {60: 1})
    feed.book(NO, {40: 1}, {60: 1})
    for size in range(300):
        feed.changes(mirrored("BUY", 30, size) if honest or size < 250 else [(NO, "BUY", 9, size)])
    with TapeWriter(folder, segment_lines=100) as tape:
        for line in feed.lines:
            tape.append(line.k, line.c, line.raw, line.t)
    Manifest(
        session=folder.slug, venue="polymarket", title="", created_us=START_US, markets=[RULES]
    ).save(folder.manifest_path)
    return folder


def test_columns_replayed_are_the_folds_books(folder: SessionFolder) -> None:
    build_columns(folder)
    rows = all_rows(folder)
    (rules,) = Manifest.load(folder.manifest_path).markets
    first, second = (outcome.asset for outcome in rules.outcomes)
    assert {row["asset"] for row in rows} == {first}
    lines = list(read_tape(folder))
    rng = random.Random(5)
    moments = [*sorted(rng.sample(range(50, len(lines)), 30)), len(lines) - 1]
    fold, book, at = SessionFold(), OrderBook(UNIFORM.cells), 0
    mirror_seen = 0
    for line in lines:
        fold.feed(line)
        if line.q != moments[0]:
            continue
        moments.pop(0)
        while at < len(rows) and int(str(rows[at]["seq"])) <= line.q:
            row = rows[at]
            book.set_level(Side(str(row["side"])), int(str(row["cell"])), int(str(row["size"])))
            at += 1
        held, mirror = fold.state.book(first), fold.state.book(second)
        assert held is not None
        assert mirror is not None
        assert book == held.book
        turned = [(UNIFORM.mirror(cell), size) for cell, size in mirror.book.asks()]
        mirror_seen += turned == list(book.bids())
    assert not moments
    assert at == len(rows)
    assert mirror_seen > 25  # a moment may fall between the two messages


def test_counts_agree_with_the_certificate(folder: SessionFolder) -> None:
    report = build_columns(folder)
    assert disagreements(report, verify_session(folder)) == []
    counts = report.counts
    assert counts.price_changes == counts.written + counts.mirrored > 2000
    assert report.level_changes == counts.written + counts.expanded
    assert report.trades == counts.trades > 50
    assert report.warnings == []
    assert (report.mirrored, report.both) == (1, [])
    wrong = verify_session(folder)
    wrong.events["trade"] += 1
    assert len(disagreements(report, wrong)) == 1


def test_rows_are_sorted_and_best_prices_are_the_books(folder: SessionFolder) -> None:
    build_columns(folder)
    for file in column_files(folder):
        table = pq.read_table(file.level_changes)
        keys = list(
            zip(*(table[name].to_pylist() for name in ("asset", "seq", "part")), strict=True)
        )
        assert keys == sorted(set(keys))
        assert all(
            row["best_bid"] is None or row["best_ask"] is None or row["best_bid"] < row["best_ask"]
            for row in table.to_pylist()
        )
    (first,) = file.facts.mirrored
    assert first.checked > 1000


def test_files_are_made_once_and_again_when_gone(folder: SessionFolder) -> None:
    made = build_columns(folder)
    assert made.made == [number for number, _ in folder.segments()] == list(range(made.segments))
    assert build_columns(folder).made == []
    path = folder.columns / "level_changes-00001.parquet"
    before = path.read_bytes()
    path.unlink()
    assert [file.segment for file in column_files(folder)] == [0, 2]
    again = build_columns(folder)
    assert again.made == [1]
    assert path.read_bytes() == before
    path.write_bytes(before[: len(before) // 2])
    assert build_columns(folder).made == [1]
    assert build_columns(folder, again=True).made == [0, 1, 2]
    assert not list(folder.columns.glob("*.tmp"))
    shutil.rmtree(folder.columns)
    assert build_columns(folder) == made


def test_files_of_another_version_are_made_again(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_columns(folder)
    monkeypatch.setattr(module, "__version__", "99")
    assert column_files(folder) == []
    assert build_columns(folder).made == [0, 1, 2]


def test_files_after_a_segment_that_changed_are_made_again(folder: SessionFolder) -> None:
    build_columns(folder)
    with folder.segment_path(1).open("ab") as file:
        file.write(b"\0" * 40)
    report = build_columns(folder)
    assert report.made == [1, 2]
    assert "damaged" in report.warnings[0]
    assert build_columns(folder).made == [1, 2]  # nothing vouches for them
    assert len(column_files(folder)) == 3


def test_the_segment_being_written_waits(folder: SessionFolder) -> None:
    with folder.lock():
        assert build_columns(folder).made == [0, 1]
    assert build_columns(folder).made == [2]


def test_a_second_outcome_that_is_no_mirror_is_written(tmp_path: Path) -> None:
    folder = two_outcomes(tmp_path, honest=False)
    report = build_columns(folder)
    assert (report.both, report.mirrored) == ([RULES.market], 0)
    assert report.made == list(range(report.segments))
    assert {row["asset"] for row in all_rows(folder)} == {YES, NO}
    assert report.counts.mirrored == 0
    assert {file.facts.both for file in column_files(folder)} == {(RULES.market,)}
    assert build_columns(folder).made == []
    assert disagreements(report, verify_session(folder)) == []


def test_a_second_outcome_that_is_one_is_left_out(tmp_path: Path) -> None:
    folder = two_outcomes(tmp_path, honest=True)
    report = build_columns(folder)
    assert (report.both, report.mirrored) == ([], 1)
    assert {row["asset"] for row in all_rows(folder)} == {YES}
    assert report.counts.mirrored == 300


def test_what_is_no_file_of_ours_says_nothing(tmp_path: Path) -> None:
    assert read_facts(tmp_path / "absent") is None
    (tmp_path / "x.parquet").write_bytes(b"PAR1 and no more")
    assert read_facts(tmp_path / "x.parquet") is None
    pq.write_table(pa.table({"seq": [1]}), tmp_path / "y.parquet")
    assert read_facts(tmp_path / "y.parquet") is None


def test_without_pyarrow_the_extra_is_named(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError, match=r"gametape\[columns\]"):
        build_columns(folder)
    assert not folder.columns.exists()


def test_sql_sees_the_columns_and_the_events(folder: SessionFolder) -> None:
    report = build_columns(folder)
    (row,) = ask(folder, "select count(*), count(price) from level_changes").rows
    assert row == (report.level_changes, report.level_changes)
    assert next(ask(folder, "select count(*) from trades").rows) == (report.trades,)
    labels = ask(
        folder, "select distinct outcome from level_changes join assets using (asset)"
    ).rows
    (rules,) = Manifest.load(folder.manifest_path).markets
    assert list(labels) == [(rules.outcomes[0].label,)]
    answer = ask(folder, "select event_type, count(*) n from session_events group by 1")
    assert answer.columns == ["event_type", "n"]
    assert {row[0]: row[1] for row in answer.rows} == verify_session(folder).events


@pytest.mark.parametrize("query", ["selec", "select * from nowhere", "select 'x'::int"])
def test_sql_that_is_wrong_is_one_line(folder: SessionFolder, query: str) -> None:
    with pytest.raises(UsageError, match="DuckDB") as caught:
        list(ask(folder, query).rows)
    assert "\n" not in str(caught.value)
    assert ("The tables are level_changes, " in caught.value.way_out) == ("nowhere" in query)


@pytest.mark.parametrize("query", ["", ";", "-- nothing", "select '\udcff'"])
def test_what_is_no_statement_is_said(folder: SessionFolder, query: str) -> None:
    with pytest.raises(UsageError, match="statement"):
        ask(folder, query)


@pytest.mark.parametrize(
    "name",
    [
        "betfair/tennis_hassan_haerteis/29788105",
        "kalshi/ws_session_with_fills",
        "polymarket/old_price_change",
    ],
)
def test_recorded_sessions_agree_with_their_certificates(tmp_path: Path, name: str) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"no recorded data in {DATA / name}")
    folder = SessionFolder.open(tmp_path, import_files(tmp_path, [DATA / name]).session)
    report = build_columns(folder)
    assert disagreements(report, verify_session(folder)) == []
    assert report.level_changes > 1000
