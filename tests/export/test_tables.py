"""Exported tables: documented, and the same rows again from CSV, JSON lines and Parquet."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from export.conftest import ODD_WORDS
from sqlalchemy import Engine

from gametape.api.library.exporting import export_tables, subject_of, tables_named
from gametape.errors import UsageError
from gametape.export.reading import read_table
from gametape.export.rows import Subject, Written, rows_of
from gametape.export.schema import BY_NAME, TABLES, Values
from gametape.export.writing import FORMATS, write_table
from gametape.replay.table import rows as event_rows
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

DOCS = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")


@pytest.fixture(scope="module")
def subject(folder: SessionFolder, engine: Engine) -> Subject:
    return subject_of(folder, engine)


@pytest.fixture(scope="module")
def written(
    folder: SessionFolder, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """All tables in each format."""
    out = tmp_path_factory.mktemp("tables")
    for form in FORMATS:
        export_tables([folder], engine, out / form, form, TABLES)
    return {form: out / form for form in FORMATS}


@pytest.mark.parametrize("table", BY_NAME)
def test_every_format_gives_the_same_rows_back(
    written: dict[str, Path], subject: Subject, table: str
) -> None:
    made = list(rows_of(table, subject))
    for form in FORMATS:
        assert list(read_table(written[form] / f"{table}.{form}")) == made
    assert bool(made) == (table not in _EMPTY)


_EMPTY = {"own_changes", "gaps", "judged_trades", "decisions", "labels"}
"""Nothing of these happened in the evening of these tests, or it was not analysed."""


def test_values_of_every_kind_survive(tmp_path: Path) -> None:
    labels: list[Values] = [
        ("s", "T1", "O1", "L1", "n", ODD_WORDS, 1 / 3, None, 1e-300, "", "", "{}", "[null]",
         '"a,\\n"'),
        ("", "", "", "", "", "\0 \r", -0.1, 0.0, None, "", "", "1", "{}", "{}"),
    ]  # fmt: skip
    trades: list[Values] = [
        ("s", "T1", "m", "q", "o", -(2**63), None, "", 2**63 - 1, "0.5", "", 0, 0, -1, True, False,
         None, "{}", "{}"),
    ]  # fmt: skip
    for name, rows in (("labels", labels), ("judged_trades", trades)):
        for form in FORMATS:
            path = tmp_path / f"{name}.{form}"
            assert write_table(path, BY_NAME[name], rows, form) == len(rows)
            assert list(read_table(path)) == rows


def test_tables_say_what_the_tape_says(subject: Subject, folder: SessionFolder) -> None:
    events = list(event_rows(folder.slug, read_tape(folder)))
    told = list(rows_of("session_events", subject))
    assert [row[1:4] for row in told] == [
        (one.timestamp, one.sequence, one.event_type) for one in events
    ]
    trades = [one for one in events if one.event_type == "trade"]
    shown = list(rows_of("trades", subject))
    assert len(shown) <= len(trades)
    first = {(one.sequence): Decimal(str(one.payload["price"])) for one in trades}
    assert all(
        Decimal(str(row[5])) in (first[int(str(row[2]))], 1 - first[int(str(row[2]))])
        for row in shown
    )


def test_own_orders_and_money_can_be_left_out(
    folder: SessionFolder, engine: Engine, tmp_path: Path
) -> None:
    tables = tables_named([], own=False)
    assert not [table.name for table in tables if table.own]
    export_tables([folder], engine, tmp_path, "jsonl", tables, own=False)
    everything = "".join(path.read_text() for path in tmp_path.iterdir())
    ids = [fill.key for fill in subject_of(folder, engine).timeline.fills]
    assert ids
    assert not [part for key in ids for part in key.split("/") if part in everything]
    assert "user_fill" not in everything


def test_a_voice_note_is_told_with_its_file_and_length(tmp_path: Path, subject: Subject) -> None:
    name = "00112233445566778899aabbccddeeff.webm"
    said = Written("note", 5, None, "", "Too early", [], name, 2_500_000)
    made = list(rows_of("notes", replace(subject, notes=[said])))
    assert made[0] == ("evening", "note", 5, None, "", "Too early", "[]", name, 2_500_000)
    for form in FORMATS:
        path = tmp_path / f"notes.{form}"
        write_table(path, BY_NAME["notes"], made, form)
        assert list(read_table(path)) == made


def test_several_sessions_stand_one_after_the_other(
    folder: SessionFolder, engine: Engine, tmp_path: Path
) -> None:
    (told,) = export_tables([folder, folder], engine, tmp_path, "csv", [BY_NAME["notes"]])
    assert told.rows == 4
    with pytest.raises(UsageError, match="no table"):
        tables_named(["note"], own=True)


def test_the_page_documents_every_column() -> None:
    for table in TABLES:
        part = DOCS.partition(f"### `{table.name}`")[2].partition("\n### ")[0]
        assert table.meaning in part
        rows = re.findall(r"^\| `(\w+)` \| (\w+)(?:, ([^|]+?))? \| (.+) \|$", part, re.MULTILINE)
        assert rows == [(c.name, c.kind, c.unit, c.meaning) for c in table.columns]
