"""The sound of a note goes where the note goes: the trash and back, a backup, a rebuild."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from gametape.errors import UsageError
from gametape.library.database import address, open_engine, transaction, upgrade
from gametape.library.keeping.backup import back_up, restore
from gametape.library.keeping.stores import FolderStore
from gametape.library.keeping.trash import bring_back, discard
from gametape.library.sessions.catalogue import cleared
from gametape.library.tables import NOTES
from gametape.library.written.note import Note, NoteDraft, NotePatch, Spoken
from gametape.library.written.notes import Notebook
from gametape.tape.session import SessionFolder

NAME = "00112233445566778899aabbccddeeff.webm"
SOUND = bytes(range(256)) * 20


@pytest.fixture
def engine(home: Path, database_url: str) -> Engine:
    made = open_engine(address(home, database_url))
    upgrade(made)
    return made


@pytest.fixture
def spoken(home: Path, engine: Engine) -> Note:
    """A voice note of the session `first`, its sound beside the tape."""
    file = sound(home)
    file.parent.mkdir()
    file.write_bytes(SOUND)
    return Notebook(engine).add("first", NoteDraft(at_us=5), 6, Spoken(NAME, 2_500_000))


def sound(home: Path) -> Path:
    return SessionFolder(home / "sessions" / "first").voice / NAME


def test_words_come_later_and_the_sound_stays(engine: Engine, spoken: Note) -> None:
    notes = Notebook(engine)
    assert (spoken.voice, spoken.voice_us, spoken.text) == (NAME, 2_500_000, "")
    assert notes.of_session("first") == [spoken]
    changed = notes.change(spoken.id, NotePatch(text="Too early"), 8)
    assert (changed.voice, changed.voice_us, changed.text) == (NAME, 2_500_000, "Too early")
    assert notes.search("early") == [changed]
    notes.remove(spoken.id, 9)
    assert notes.of_session("first") == []
    assert notes.restore(spoken.id) == changed


@pytest.mark.parametrize("name", ["../../x.webm", "note.webm", NAME + "\n", ""])
def test_a_sound_elsewhere_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(UsageError, match="voice note"):
        Notebook(engine).add("first", NoteDraft(at_us=5), 6, Spoken(name, 1))
    assert Notebook(engine).of_session("first") == []


def test_the_trash_and_a_rebuild_lose_no_sound(engine: Engine, home: Path, spoken: Note) -> None:
    discard(engine, home, SessionFolder(home / "sessions" / "first"), 11)
    assert not sound(home).exists()
    bring_back(engine, home, "first")
    cleared(engine)
    assert sound(home).read_bytes() == SOUND
    assert Notebook(engine).of_session("first") == [spoken]


def test_a_backup_brings_the_sound_and_its_note_back(
    engine: Engine, home: Path, spoken: Note, tmp_path: Path
) -> None:
    store, elsewhere = FolderStore(tmp_path / "store"), tmp_path / "elsewhere"
    (sound(home).parent / f".{NAME}.0a1b2c3d.part").write_bytes(b"half an upload")
    back_up(engine, home, store, 1, lambda *_: None)
    other = open_engine(address(elsewhere, ""))
    upgrade(other)
    restore(other, elsewhere, store, lambda *_: None)
    assert [path.name for path in sound(elsewhere).parent.iterdir()] == [NAME]
    assert sound(elsewhere).read_bytes() == SOUND
    assert Notebook(other).of_session("first") == [spoken]


def test_notes_from_before_there_were_voices_have_none(home: Path, database_url: str) -> None:
    engine = open_engine(address(home, database_url))
    upgrade(engine, "0008")
    old = {
        "session": "first",
        "kind": "note",
        "at_us": 5,
        "title": "",
        "text": "old",
        "tags": [],
        "search": "old",
        "created_us": 1,
        "edited_us": 1,
    }
    with transaction(engine) as connection:
        connection.execute(NOTES.insert().inline(), [old])
    upgrade(engine)
    (note,) = Notebook(engine).of_session("first")
    assert (note.text, note.voice, note.voice_us) == ("old", None, None)
