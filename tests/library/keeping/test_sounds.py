"""Deleted voice notes: whatever is done, a note that is there plays, and no sound is left over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection

from gametape.errors import UsageError
from gametape.library.database import address, open_engine, transaction, upgrade
from gametape.library.keeping.sounds import UNDO_US, sweep
from gametape.library.keeping.trash import bring_back, discard, empty, trashed
from gametape.library.tables import NOTES
from gametape.library.written.note import NoteDraft, Spoken, UnknownNoteError
from gametape.library.written.notes import Notebook
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Engine]]:
    home = tmp_path_factory.mktemp("sounds")
    engine = open_engine(address(home, ""))
    upgrade(engine)

    @event.listens_for(engine, "checkout")
    def hasty(connection: DBAPIConnection, *_: object) -> None:
        for pragma in ("synchronous = off", "journal_mode = memory"):
            connection.cursor().execute(f"pragma {pragma}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)  # hundreds of steps; no power is cut here
        yield home, engine
    engine.dispose()


def say(notes: Notebook, folder: SessionFolder, number: int, now_us: int) -> int:
    name = f"{number:032x}.webm"
    folder.voice.mkdir(parents=True, exist_ok=True)
    (folder.voice / name).write_bytes(b"sound")
    return notes.add(folder.slug, NoteDraft(at_us=5), now_us, Spoken(name, 9)).id


def check(home: Path, engine: Engine) -> None:
    """Every note that is there, or can be brought back, has its sound; every sound its note."""
    with transaction(engine) as connection:
        rows = connection.execute(select(NOTES.c.session, NOTES.c.voice)).all()
    named = {(row[0], row[1]) for row in rows}
    lying = {(path.parent.parent.name, path.name) for path in home.glob("sessions/*/voice/*")}
    assert lying == {(session, voice) for session, voice in named if voice is not None}


ACTIONS = ("say", "remove", "restore", "wait", "sweep", "discard", "bring back", "empty")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5)), max_size=24))
def test_a_note_that_is_there_plays_and_no_sound_is_left(
    shelf: tuple[Path, Engine], steps: list[tuple[str, int]]
) -> None:
    home, engine = shelf
    shutil.rmtree(home / "sessions", ignore_errors=True)
    shutil.rmtree(home / "trash", ignore_errors=True)
    with transaction(engine) as connection:
        connection.execute(delete(NOTES))
    notes, now_us, made = Notebook(engine), 10 * UNDO_US, list[int]()
    removed_at: dict[int, int] = {}
    for count, (action, pick) in enumerate(steps):
        slug = ("one", "two")[pick % 2]
        folder = SessionFolder(home / "sessions" / slug)
        number = made[pick % len(made)] if made else 0
        now_us += 1
        try:
            if action == "say":
                if not folder.root.exists():
                    folder = SessionFolder.create(home, slug)
                made.append(say(notes, folder, count, now_us))
            elif action == "remove":
                notes.remove(number, now_us)
                removed_at[number] = now_us
            elif action == "restore":
                notes.restore(number)
            elif action == "wait":
                now_us += UNDO_US // 3
            elif action == "sweep":
                sweep(engine, home, now_us)
            elif action == "discard" and folder.root.exists():
                discard(engine, home, folder, now_us)
            elif action == "bring back" and trashed(home):
                bring_back(engine, home, trashed(home)[0].name)
            elif action == "empty":
                empty(home)
        except (UnknownNoteError, UsageError):
            pass  # what cannot be done changes nothing
        check(home, engine)
    sweep(engine, home, now_us)
    check(home, engine)
    with transaction(engine) as connection:
        left = connection.execute(select(NOTES.c.deleted_us)).scalars().all()
    assert all(one is None or one >= now_us - UNDO_US for one in left)


def test_only_what_cannot_be_undone_goes(shelf: tuple[Path, Engine]) -> None:
    home, engine = shelf
    notes, now_us = Notebook(engine), 10 * UNDO_US
    folder = SessionFolder.create(home, "evening")
    gone, fresh = (say(notes, folder, number, now_us) for number in (900, 901))
    typed = notes.add("evening", NoteDraft(at_us=5, text="typed"), now_us).id
    for number in (gone, typed):
        notes.remove(number, now_us)
    notes.remove(fresh, now_us + UNDO_US)
    strange = folder.voice / f"{999:032x}.webm"  # of another library, perhaps
    draft, coming = folder.voice / ".x.webm.1.part", folder.voice / ".y.webm.2.part"
    for path in (strange, draft, coming):
        path.write_bytes(b"half")
    left, busy = home / ".restoring-a", home / ".uploaded-b"
    for scratch in (left, busy):
        (scratch / "evening").mkdir(parents=True)
    os.utime(left, (1, 1))
    os.utime(busy, (1, (now_us + UNDO_US) // 1_000_000))
    os.utime(coming, (1, (now_us + UNDO_US) // 1_000_000))
    os.utime(draft, (1, 1))
    assert sweep(engine, home, now_us + UNDO_US + 1) == 1
    assert sweep(engine, home, now_us + UNDO_US + 1) == 0
    assert [left.exists(), busy.exists()] == [False, True]
    lying = {path.name for path in folder.voice.iterdir()}
    assert lying == {f"{901:032x}.webm", strange.name, coming.name}
    assert notes.restore(fresh).voice == f"{901:032x}.webm"
    assert notes.restore(typed).text == "typed"
    with pytest.raises(UnknownNoteError):
        notes.restore(gone)
