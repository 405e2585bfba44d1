"""share, export and the archive's way back, as programs and people call them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from library.evenings import quick_evening
from share.conftest import PAGE
from share.opened import Opened
from typer.testing import CliRunner, Result

from gametape.cli.app import app
from gametape.cli.library import open_library
from gametape.errors import UnknownSessionError, UsageError
from gametape.library.written.note import NoteDraft
from gametape.library.written.notes import Notebook
from gametape.replay.film.building import film_of
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one session, `evening`; the folder that commands run in is beside it."""
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    monkeypatch.setenv("GAMETAPE_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(here)
    monkeypatch.setattr("gametape.share.document.template", lambda: PAGE)
    quick_evening(home, "evening")
    return home


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def printed(*words: str) -> Any:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def narrow(result: Result) -> str:
    assert result.exit_code == 0, result.output
    assert [line for line in result.stdout.splitlines() if len(line) > 80] == []
    return result.stdout


def test_a_preview_writes_nothing_and_the_file_is_what_it_said(home: Path) -> None:
    here = Path()
    said = narrow(call("share", "evening", "--preview"))
    assert "Left out:" in said
    assert list(here.iterdir()) == []
    told = printed("share", "evening", "--with", "money,wallet", "-o", "x.html")
    assert told["files"] == ["x.html"]
    data = Path("x.html").read_bytes()
    assert told["contents"][0]["bytes"] == len(data)
    assert Opened(data).meta.money == "dollars"
    assert "evening.html" in narrow(call("share"))


def test_a_clip_of_the_notes_and_comments_that_come_back(home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "evening")
    began = film_of(folder).timeline().from_us
    notes = Notebook(open_library(Settings(home=home)))
    draft = NoteDraft(kind="clip", at_us=began + 1_000_000, to_us=began + 3_000_000, title="run")
    notes.add("evening", draft, 1)
    (contents,) = printed("share", "evening", "--clip", "run")["contents"]
    assert (contents["from_us"], contents["to_us"]) == (draft.at_us, draft.to_us)
    with pytest.raises(UsageError, match="No clip is called"):
        CliRunner().invoke(app, ["share", "evening", "--clip", "x"], catch_exceptions=False)
    comment = {"id": "0011aabbccdd", "at_us": began, "author": "Anna", "text": "why?"}
    told = {"gametape": "comments 1", "session": "evening", "file": "f", "comments": [comment]}
    Path("c.json").write_text(json.dumps(told))
    assert printed("share", "merge", "c.json")["added"] == 1
    assert "known before" in narrow(call("share", "merge", "c.json"))
    assert [note.title for note in notes.of_session("evening")] == ["Anna", "run"]


@pytest.mark.parametrize("name", ["last", "even", "PATH", "evening/../evening", ""])
def test_the_name_in_a_strangers_file_is_only_a_name(home: Path, name: str) -> None:
    path = str(home / "sessions" / "evening")
    comment = {"id": "0011aabbccdd", "at_us": 1, "author": "Eve", "text": "hello"}
    told = {"gametape": "comments 1", "session": name, "file": "f", "comments": [comment]}
    Path("c.json").write_text(json.dumps(told).replace("PATH", path))
    assert isinstance(call("share", "merge", "c.json").exception, UnknownSessionError)
    assert Notebook(open_library(Settings(home=home))).of_session("evening") == []
    assert printed("share", "merge", "c.json", "--into", "even")["session"] == "evening"


def test_tables_and_archives_from_the_command_line(home: Path) -> None:
    told = printed(
        "export", "evening", "--table", "trades", "--table", "notes", "--format", "jsonl"
    )
    assert [one["table"] for one in told["tables"]] == ["trades", "notes"]
    assert Path("evening-tables/trades.jsonl").stat().st_size > 0
    assert printed("export", "--all", "--format", "archive")["archives"] == ["evening.gametape"]
    taken = call("import", "evening.gametape")
    assert (taken.exit_code, isinstance(taken.exception, UsageError)) == (1, True)
    report = printed("import", "evening.gametape", "--name", "again")
    assert report["session"] == "again"
    ours, back = (SessionFolder(home / "sessions" / name) for name in ("evening", "again"))
    assert [path.read_bytes() for _, path in back.segments()] == [
        path.read_bytes() for _, path in ours.segments()
    ]
    for words in (
        ("export", "evening", "--all"),
        ("export", "--format", "archive", "--without-own"),
        ("export", "--table", "x"),
        ("import", "evening.gametape", "other.gametape"),
    ):
        assert isinstance(call(*words).exception, UsageError)


def test_of_many_archives_one_that_cannot_be_keeps_no_other_back(home: Path) -> None:
    quick_evening(home, "later")
    SessionFolder.create(home, "in-between")  # with nothing on its tape
    told = call("export", "--all", "--format", "archive", "-o", "all", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["sessions"] == ["evening", "later"]
    assert "in-between has no tape" in told.stderr
    assert sorted(path.name for path in Path("all").iterdir()) == [
        "evening.gametape",
        "later.gametape",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_an_archive_takes_the_place_of_files_alone(home: Path) -> None:
    """A device, which an administrator could replace, stays what it is."""
    os.mkfifo("pipe")
    told = call("export", "evening", "--format", "archive", "-o", "pipe")
    assert isinstance(told.exception, UsageError)
    assert Path("pipe").is_fifo()
