"""Deleting takes a session away whole and brings it back whole, killed or not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from gametape.errors import TapeBusyError, UnknownSessionError, UsageError
from gametape.library.database import address, open_engine, upgrade
from gametape.library.keeping.trash import bring_back, discard, empty, trashed
from gametape.library.written.answers import AnswerBook
from gametape.library.written.note import NoteDraft
from gametape.library.written.notes import Notebook
from gametape.library.written.video import Video, Videos
from gametape.library.written.videos import VideoShelf
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder, list_sessions


@pytest.fixture
def engine(home: Path, database_url: str) -> Engine:
    made = open_engine(address(home, database_url))
    upgrade(made)
    return made


def folder_of(home: Path, slug: str = "first") -> SessionFolder:
    return SessionFolder(home / "sessions" / slug)


def names(home: Path) -> list[str]:
    return [one.slug for one in list_sessions(home)]


def test_there_and_back_with_all_that_was_written(engine: Engine, home: Path) -> None:
    notes, videos, answers = Notebook(engine), VideoShelf(engine), AnswerBook(engine)
    kept = notes.add("first", NoteDraft(at_us=5, text="mine", tags=["calm"]), 6)
    removed = notes.add("first", NoteDraft(at_us=7, text="removed"), 8)
    notes.remove(removed.id, 9)
    other = notes.add("second", NoteDraft(at_us=1, text="of another"), 2)
    videos.put("first", Videos([Video(id="v", kind="file", ref="game.mp4")]))
    answers.give("first", "0x1", "panic_sell", "confirmed", 3)
    before = verify_session(folder_of(home))
    gone = discard(engine, home, folder_of(home), 11)
    assert (gone.session, names(home)) == ("first", ["second"])
    assert notes.of_session("first") == []
    assert [one.id for one in notes.search("")] == [other.id]
    assert videos.of_session("first") == Videos([])
    assert [one.session for one in trashed(home)] == ["first"]
    assert bring_back(engine, home, "first").slug == "first"
    assert verify_session(folder_of(home)) == before
    assert notes.of_session("first") == [kept]
    assert notes.restore(removed.id).text == "removed"
    assert [one.ref for one in videos.of_session("first").videos] == ["game.mp4"]
    assert [one.label for one in answers.of_session("first")] == ["panic_sell"]
    assert trashed(home) == []


def test_never_while_it_records(engine: Engine, home: Path) -> None:
    with folder_of(home).lock(), pytest.raises(TapeBusyError):
        discard(engine, home, folder_of(home), 1)
    assert names(home) == ["first", "second"]


def test_a_name_can_be_deleted_twice_and_not_be_brought_back_over_another(
    engine: Engine, home: Path
) -> None:
    discard(engine, home, folder_of(home), 1)
    SessionFolder.create(home, "first").manifest_path.write_text("{}")
    with pytest.raises(UsageError, match="again"):
        bring_back(engine, home, "first")
    again = discard(engine, home, folder_of(home), 2)
    assert again.name == "first.2"
    bring_back(engine, home, "first")  # the last deleted
    assert folder_of(home).manifest_path.read_text() == "{}"
    assert [one.deleted_us for one in trashed(home)] == [1]


def test_only_emptying_is_for_good(engine: Engine, home: Path) -> None:
    discard(engine, home, folder_of(home), 1)
    (home / "trash" / ".emptying-first").mkdir()  # what a kill left of the last time
    (home / "trash" / ".emptying-first" / "half").touch()
    assert empty(home) == 1
    assert list((home / "trash").iterdir()) == []
    with pytest.raises(UnknownSessionError, match="not in the trash"):
        bring_back(engine, home, "first")
    assert names(home) == ["second"]


@pytest.mark.parametrize("step", ["replace_file", "Path.rename", "drop_rows"])
def test_a_kill_at_any_step_leaves_it_whole_here_or_there(home: Path, step: str) -> None:
    """The process kills itself right before each step that changes something."""
    engine = open_engine(address(home, ""))
    upgrade(engine)
    Notebook(engine).add("first", NoteDraft(at_us=5, text="mine"), 6)
    program = f"""
import os, signal, sys
from pathlib import Path
from gametape.library.keeping import trash
from gametape.library.database import address, open_engine
from gametape.tape.session import SessionFolder
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
home = Path(sys.argv[1])
trash.{step} = die
trash.discard(open_engine(address(home, "")), home, SessionFolder(home / "sessions" / "first"), 1)
"""
    done = subprocess.run([sys.executable, "-c", program, str(home)], timeout=120, check=False)
    assert done.returncode == (-9 if os.name == "posix" else done.returncode)
    here, there = "first" in names(home), [one.session for one in trashed(home)] == ["first"]
    assert here != there
    assert there == (step == "drop_rows")
    if there:
        bring_back(engine, home, "first")
    assert verify_session(folder_of(home)).verdict == "whole"
    assert [one.text for one in Notebook(engine).of_session("first")] == ["mine"]
