"""The catalogue from the command line, and what a recording starts without."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from library.evenings import quick_evening
from typer.testing import CliRunner

from gametape.cli.app import app
from gametape.library import migrations
from gametape.library.judged.analyses import analyze_session
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    quick_evening(home, "first")
    return home


@pytest.fixture
def home(recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    home = Path(shutil.copytree(recorded, tmp_path / "home"))
    monkeypatch.setenv("GAMETAPE_HOME", str(home))
    return home


def said(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == code, done.output
    return done.stdout


def test_a_session_from_unknown_to_whole(home: Path) -> None:
    assert json.loads(said("sessions", "--json"))[0]["verdict"] is None
    assert "not indexed yet" in said("sessions")
    assert json.loads(said("db", "rebuild", "--json")) == {"indexed": 1, "unreadable": []}
    (one,) = json.loads(said("sessions", "--json"))
    assert (one["session"], one["verdict"], one["recording"]) == ("first", "whole", False)
    listed = said("sessions")
    assert "whole" in listed
    assert max(map(len, listed.splitlines())) <= 80
    assert json.loads(said("db", "rebuild", "--changed", "--json"))["indexed"] == 0


def test_a_running_recording_shows(home: Path) -> None:
    with SessionFolder(home / "sessions" / "first").lock():
        assert "LIVE" in said("sessions")


def test_a_broken_database_hides_no_session(home: Path) -> None:
    (home / "gametape.db").write_bytes(b"broken" * 1000)
    done = CliRunner().invoke(app, ["sessions", "--json"])
    assert done.exit_code == 0
    assert [one["session"] for one in json.loads(done.stdout)] == ["first"]
    assert "Listed from the tapes alone" in done.stderr
    said("db", "rebuild")
    assert "whole" in said("sessions")


def test_an_empty_home_stays_empty(home: Path) -> None:
    shutil.rmtree(home)
    assert said("sessions", "--json").strip() == "[]"
    assert "No session" in said("sessions")
    assert not home.exists()


def test_check_and_upgrade_and_path(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said("db", "path").strip() == str(home / "gametape.db")
    assert json.loads(said("db", "check", "--json", code=1))["missing"] == ["first"]
    versions = Path(migrations.__file__).parent / "versions"
    newest = max(path.stem[1:5] for path in versions.glob("v*.py"))
    assert json.loads(said("db", "upgrade", "--json")) == {"before": None, "after": newest}
    said("db", "rebuild")
    assert json.loads(said("db", "check", "--json"))["unindexed"] == []
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@host/name")
    assert said("db", "path").strip() == "postgresql+psycopg://me:***@host/name"


def test_the_address_may_stand_in_the_dotenv_file(home: Path) -> None:
    Path(".env").write_text("DATABASE_URL=postgresql://me@host/name\n")
    assert said("db", "path").strip() == "postgresql+psycopg://me@host/name"


def test_a_recording_starts_without_database_and_columns() -> None:
    code = (
        "import sys, gametape.cli.app, gametape.cli.record, gametape.record.recorder\n"
        "heavy = {'sqlalchemy', 'alembic', 'psycopg', 'numpy', 'pyarrow', 'duckdb'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_rebuild_tells_again_what_sessions_are_chosen_by(home: Path) -> None:
    analyze_session(SessionFolder(home / "sessions" / "first"), "whole")
    said("db", "rebuild")
    before = json.loads(said("sessions", "--json"))[0]
    assert (before["sport"], before["analysed"]) == ("basketball", True)
    assert before["league"]
    assert len(before["teams"]) == 2
    assert before["market_types"] == ["moneyline"]
    assert before["own_trades"] > 0
    assert before["net"] == before["gross"] - before["fees"]
    with sqlite3.connect(home / "gametape.db") as database:  # as a gametape before it knew them
        database.execute(
            "update sessions set league = 'old', teams = null, sport = null, analysis = null,"
            " market_types = null, own_trades = null, net = null, labels = null"
        )
    database.close()
    said("db", "rebuild")
    after = json.loads(said("sessions", "--json"))[0]
    changing = {"indexed_us"}
    assert {key: after[key] for key in after.keys() - changing} == {
        key: before[key] for key in before.keys() - changing
    }
    chosen = ["--league", before["league"], "--team", before["teams"][0], "--sport", "basketball"]
    assert [one["session"] for one in json.loads(said("sessions", *chosen, "--json"))] == ["first"]
    assert json.loads(said("sessions", "--league", "old", "--json")) == []
