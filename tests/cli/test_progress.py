"""`gametape progress` and `goals` at the terminal: 80 columns, what is missing, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from analyze.population.seasons import repeated
from typer.testing import CliRunner

from gametape.cli.app import app
from gametape.library.judged.summaries import keep_summary
from gametape.tape.session import SessionFolder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAMETAPE_HOME", str(tmp_path))
    return tmp_path


def fill(home: Path, sessions: int) -> None:
    for one in repeated("planted", sessions):
        folder = SessionFolder.create(home, one.slug)
        folder.columns.mkdir()
        keep_summary(folder, one)


def told(*words: str) -> str:
    found = CliRunner().invoke(app, list(words))
    assert found.exit_code == 0, found.output
    return found.stdout


def test_an_empty_library_says_so(home: Path) -> None:
    assert "Nothing can be told" in told("progress")
    assert "No goals are set" in told("goals")


def test_a_season_fits_the_terminal_and_the_json_is_the_same_page(home: Path) -> None:
    fill(home, 17)
    told("goals", "after-score", "30")
    text = told("progress", "--since", "2026-10-05", "--all")
    assert "17 sessions with own trades" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "wait 30 s after a score: kept" in text
    page = json.loads(told("progress", "--json"))
    assert page["ledger"]["scope"] == "population"
    assert len(page["points"]) == 17
    assert page["goals"][0]["kind"] == "after_score"
    compared = told("progress", "--compare", "before:2026-10-05", "after:2026-10-05")
    assert max(map(len, compared.splitlines())) <= 80
    assert "net of a session" in compared


def test_what_cannot_be_read_is_refused_in_words(home: Path) -> None:
    fill(home, 2)
    for words in (["progress", "--since", "soon"], ["progress", "--compare", "sport:chess", "x"]):
        found = CliRunner().invoke(app, words)
        assert found.exit_code != 0
        assert found.exception is not None
        assert "Write" in str(found.exception)
