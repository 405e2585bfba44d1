"""Deleting takes a session away whole and brings it back whole, killed or not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from gametape.errors import TapeBusyError, TapeError, UnknownSessionError, UsageError
from gametape.library import database
from gametape.library.database import address, open_engine, upgrade
from gametape.library.keeping import trash
from gametape.library.keeping.trash import bring_back, discard, empty, trashed
from gametape.library.written.answers import AnswerBook
from gametape.library.written.merging import merge_notes
from gametape.library.written.note import NoteDraft
from gametape.library.written.notes import Notebook
from gametape.library.written.video import Video, Videos
from gametape.library.written.videos import VideoShelf
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.lock import SessionLock
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
    half = home / "trash" / ".emptying-second"
    half.mkdir(parents=True)
    discard(engine, home, folder_of(home), 1)
    assert not half.exists()  # what was agreed to is finished at the next occasion
    (home / "trash" / ".emptying-first").mkdir()  # what a kill left of the last time
    (home / "trash" / ".emptying-first" / "half").touch()
    assert empty(home) == 1
    assert list((home / "trash").iterdir()) == []
    with pytest.raises(UnknownSessionError, match="not in the trash"):
        bring_back(engine, home, "first")
    assert names(home) == ["second"]


def test_the_names_of_merged_comments_go_and_come_with_it(engine: Engine, home: Path) -> None:
    """Another session of the name takes the same comments; the first one knows them still."""
    drafts = {"a" * 12: NoteDraft(at_us=1, text="from a file")}
    assert len(merge_notes(engine, "first", drafts, 2)) == 1
    discard(engine, home, folder_of(home), 3)
    assert len(merge_notes(engine, "first", drafts, 4)) == 1
    bring_back(engine, home, "first")
    assert merge_notes(engine, "first", drafts, 5) == []
    assert len(Notebook(engine).of_session("first")) == 1


def test_who_undoes_at_the_same_time_takes_no_notes_away(
    engine: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first moves the session back while the second is about to put its notes there."""
    kept = Notebook(engine).add("first", NoteDraft(at_us=5, text="mine"), 6)
    discard(engine, home, folder_of(home), 7)
    connected = database.transaction

    @contextmanager
    def late(engine: Engine) -> Iterator[Connection]:
        (home / "trash" / "first").rename(home / "sessions" / "first")
        with connected(engine) as connection:
            yield connection

    monkeypatch.setattr(trash, "transaction", late)
    with pytest.raises(TapeError, match="cannot be moved back"):
        bring_back(engine, home, "first")
    assert Notebook(engine).of_session("first") == [kept]


def test_what_was_put_into_the_trash_by_hand_keeps_its_notes(engine: Engine, home: Path) -> None:
    kept = Notebook(engine).add("first", NoteDraft(at_us=5, text="mine"), 6)
    (home / "trash").mkdir()
    folder_of(home).root.rename(home / "trash" / "first")
    discard(engine, home, folder_of(home, "second"), 7)
    bring_back(engine, home, "first")
    assert Notebook(engine).of_session("first") == [kept]


def test_a_note_that_comes_while_it_goes_is_not_lost(
    engine: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written by somebody else before the session's lock was taken."""
    notes = Notebook(engine)
    locked = SessionFolder.lock

    def late(folder: SessionFolder) -> SessionLock:
        notes.add("first", NoteDraft(at_us=5, text="in time"), 6)
        return locked(folder)

    monkeypatch.setattr(SessionFolder, "lock", late)
    discard(engine, home, folder_of(home), 7)
    bring_back(engine, home, "first")
    assert [one.text for one in notes.of_session("first")] == ["in time"]


def test_numbers_go_on_after_what_comes_back_to_another_database(
    engine: Engine, home: Path, tmp_path: Path
) -> None:
    """The session was deleted elsewhere, where notes had higher numbers."""
    away = open_engine(address(tmp_path, ""))
    upgrade(away)
    for text in ("one", "two"):
        Notebook(away).add("first", NoteDraft(at_us=5, text=text), 6)
    discard(away, home, folder_of(home), 7)
    bring_back(engine, home, "first")
    for text in ("three", "four", "five"):
        Notebook(engine).add("first", NoteDraft(at_us=6, text=text), 8)
    assert len({one.id for one in Notebook(engine).of_session("first")}) == 5


def test_a_slip_that_names_a_place_elsewhere_is_not_believed(engine: Engine, home: Path) -> None:
    discard(engine, home, folder_of(home), 1)
    slip = home / "trash" / "first" / "deleted.json"
    slip.write_bytes(slip.read_bytes().replace(b'"first"', b'"../../elsewhere"', 1))
    assert bring_back(engine, home, "first").root == home / "sessions" / "first"


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
