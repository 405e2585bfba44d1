"""Notes are kept, found in any case, and come back when removed by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from gametape.errors import UsageError
from gametape.library.database import address, open_engine, upgrade
from gametape.library.sessions.catalogue import Catalogue, cleared
from gametape.library.sessions.indexing import index
from gametape.library.sessions.listing import refreshed
from gametape.library.written.folding import folded
from gametape.library.written.note import (
    MOMENT_MAX,
    Kind,
    NoteDraft,
    NotePatch,
    UnknownNoteError,
    checked,
)
from gametape.library.written.notes import Notebook
from gametape.tape.session import list_sessions

TEXTS = st.text(max_size=30)
MOMENTS = st.integers(0, MOMENT_MAX)


@st.composite
def drafts(draw: st.DrawFn) -> NoteDraft:
    at_us = draw(MOMENTS)
    kind: Kind = draw(st.sampled_from(["note", "bookmark", "clip"]))
    to_us = draw(st.integers(at_us, MOMENT_MAX)) if kind == "clip" else None
    tags = draw(st.lists(st.text(min_size=1, max_size=10), max_size=4))
    return NoteDraft(
        kind=kind, at_us=at_us, to_us=to_us, title=draw(TEXTS), text=draw(TEXTS), tags=tags
    )


@pytest.fixture
def engine(home: Path, database_url: str) -> Engine:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    return engine


@pytest.fixture
def notes(engine: Engine) -> Notebook:
    return Notebook(engine)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(draft=drafts(), change=drafts())
def test_a_note_comes_out_as_it_was_put(
    notes: Notebook, draft: NoteDraft, change: NoteDraft
) -> None:
    made = notes.add("first", draft, 7)
    assert made in notes.of_session("first")
    kept = checked(draft)
    assert (made.title, made.text, made.tags) == (kept.title, kept.text, kept.tags)
    patch = NotePatch(
        kind=change.kind, at_us=change.at_us, to_us=change.to_us, title=change.title,
        text=change.text, tags=change.tags,
    )  # fmt: skip
    edited = notes.change(made.id, patch, 8)
    assert edited in notes.of_session("first")
    assert (edited.id, edited.created_us, edited.edited_us) == (made.id, 7, 8)
    assert edited.at_us == change.at_us
    notes.remove(made.id, 9)
    assert edited not in notes.of_session("first")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(draft=drafts())
def test_any_part_of_a_note_finds_it_in_any_case(notes: Notebook, draft: NoteDraft) -> None:
    made = notes.add("first", draft, 7)
    kept = checked(draft)
    for words in (kept.title.upper(), kept.text.lower(), *(tag.upper() for tag in kept.tags)):
        if folded(words) in folded("\n".join([kept.title, kept.text, *kept.tags])):
            assert made in notes.search(words)


def test_a_search_is_for_every_word_and_takes_signs_as_they_are(notes: Notebook) -> None:
    sale = notes.add("first", NoteDraft(at_us=1, text="Sold 50% at STRASSE, café_1"), 1)
    other = notes.add("second", NoteDraft(at_us=2, title="Sold nothing", tags=["Patience"]), 2)
    assert notes.search("sold") == [other, sale]
    assert notes.search("SOLD Straße") == [sale]
    assert notes.search("CAFÉ") == [sale]
    assert notes.search("patience NOTHING") == [other]
    assert notes.search("50%") == [sale]
    assert notes.search("5%0") == []
    assert notes.search("café_1") == [sale]
    assert notes.search("cafe_1") == [sale]
    assert notes.search("cafeX1") == []
    assert notes.search("sold absent") == []
    assert notes.search("  ") == [other, sale]


def test_words_that_no_database_takes_find_nothing(notes: Notebook) -> None:
    """What a terminal passes on that was no UTF-8, and a NUL."""
    kept = notes.add("s", NoteDraft(at_us=1, text="plain"), 1)
    assert notes.search("\udcff") == []
    assert notes.search("pl\0ain") == [kept]


def test_removing_can_be_undone_and_numbers_are_never_given_twice(notes: Notebook) -> None:
    made = notes.add("first", NoteDraft(at_us=5, text="keep me"), 1)
    notes.remove(made.id, 2)
    assert (notes.of_session("first"), notes.search("keep"), notes.counts()) == ([], [], {})
    with pytest.raises(UnknownNoteError):
        notes.remove(made.id, 3)
    with pytest.raises(UnknownNoteError):
        notes.change(made.id, NotePatch(text="x"), 3)
    assert notes.restore(made.id) == made
    assert notes.restore(made.id) == made
    assert notes.counts() == {"first": 1}
    assert notes.add("first", NoteDraft(at_us=5), 4).id > made.id


@pytest.mark.parametrize("number", [1, 2**31 - 1])
def test_a_note_that_never_was(notes: Notebook, number: int) -> None:
    with pytest.raises(UnknownNoteError, match=str(number)):
        notes.restore(number)


def test_ranges_that_are_none_are_refused(notes: Notebook) -> None:
    with pytest.raises(UsageError, match="needs an end"):
        notes.add("first", NoteDraft(kind="clip", at_us=5), 1)
    with pytest.raises(UsageError, match="before it begins"):
        notes.add("first", NoteDraft(kind="clip", at_us=5, to_us=4), 1)
    made = notes.add("first", NoteDraft(kind="clip", at_us=5, to_us=6), 1)
    with pytest.raises(UsageError, match="before it begins"):
        notes.change(made.id, NotePatch(at_us=7), 1)
    with pytest.raises(UsageError, match="needs an end"):
        notes.change(made.id, NotePatch(to_us=None), 1)
    assert notes.of_session("first") == [made]


def test_notes_are_in_order_of_their_moments(notes: Notebook) -> None:
    for at_us in (30, 10, 20, 10):
        notes.add("first", NoteDraft(at_us=at_us), 1)
    assert [note.at_us for note in notes.of_session("first")] == [10, 10, 20, 30]


def test_notes_outlive_indexing_and_a_rebuild(home: Path, engine: Engine) -> None:
    catalogue, notes = Catalogue(engine), Notebook(engine)
    refreshed(catalogue, home)
    made = notes.add("first", NoteDraft(at_us=5, text="mine"), 1)
    assert len(list(index(catalogue, list_sessions(home), 7, workers=1))) == 2
    assert notes.of_session("first") == [made]
    assert cleared(engine) == ""
    assert catalogue.entries() == {}
    assert notes.of_session("first") == [made]


def test_a_library_that_cannot_be_read_is_put_aside_whole(tmp_path: Path) -> None:
    (tmp_path / "gametape.db").write_bytes(b"no database, but perhaps somebody can mend it" * 99)
    engine = open_engine(address(tmp_path, ""))
    aside = Path(cleared(engine))
    assert aside.read_bytes().startswith(b"no database")
    assert Notebook(engine).add("first", NoteDraft(at_us=5), 1).id == 1
