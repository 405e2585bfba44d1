"""Comments become notes once, also when they were changed or removed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from gametape.errors import UsageError
from gametape.library.database import address, open_engine, upgrade
from gametape.library.written.merging import merge_notes
from gametape.library.written.note import NoteDraft, NotePatch
from gametape.library.written.notes import Notebook


def test_each_comes_once(tmp_path: Path) -> None:
    engine = open_engine(address(tmp_path, ""))
    upgrade(engine)
    notes = Notebook(engine)
    drafts = {f"{n:012x}": NoteDraft(at_us=n, title="Anna", text=f"words {n}") for n in (1, 2, 3)}
    assert merge_notes(engine, "s", {"1" * 12: drafts[f"{1:012x}"]}, 5) == ["1" * 12]
    assert merge_notes(engine, "s", drafts, 6) == list(drafts)
    found = notes.of_session("s")
    assert [(one.at_us, one.title, one.text) for one in found][1:] == [
        (n, "Anna", f"words {n}") for n in (1, 2, 3)
    ]
    notes.remove(found[1].id, 7)
    notes.change(found[2].id, NotePatch(text="other words"), 8)
    assert merge_notes(engine, "s", drafts, 9) == []
    assert len(notes.of_session("s")) == 3
    assert len(merge_notes(engine, "another", drafts, 9)) == 3
    assert [one.text for one in notes.search("other words")] == ["other words"]


def test_all_or_none(tmp_path: Path) -> None:
    engine = open_engine(address(tmp_path, ""))
    upgrade(engine)
    drafts = {"a" * 12: NoteDraft(at_us=1, text="x"), "b" * 12: NoteDraft(at_us=1, kind="clip")}
    with pytest.raises(UsageError):
        merge_notes(engine, "s", drafts, 1)
    assert Notebook(engine).of_session("s") == []
