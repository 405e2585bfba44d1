"""A short evening with own trades and what people wrote about it, for all tests of exporting."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from gametape.library.database import address, open_engine, upgrade
from gametape.library.written.answers import AnswerBook
from gametape.library.written.merging import merge_notes
from gametape.library.written.note import NoteDraft
from gametape.library.written.notes import Notebook
from gametape.library.written.tagging import TagBook
from gametape.library.written.video import Anchor, Video, Videos
from gametape.library.written.videos import VideoShelf
from gametape.replay.film.building import film_of
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

ODD_WORDS = 'a "quoted",\r\nline; =1+1 \u2028 é \U0001f3c0 \t'

REMARKS = {"0011aabbccdd": NoteDraft(at_us=5, text="a remark from a shared file")}
"""Was merged into the evening, and removed again."""


def library(home: Path) -> Engine:
    """The library of a data folder."""
    home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(address(home, ""))
    upgrade(engine)
    return engine


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("export") / "home"
    folder = SessionFolder.create(home, "evening")
    script = make_evening("basketball", seed=7, duration_s=45, rate=0.6, markets=("moneyline",))
    EveningTape(script, seed=7).write(folder)
    folder.media.mkdir()
    (folder.media / "voice-1.webm").write_bytes(bytes(range(256)) * 9)
    began = film_of(folder).timeline().from_us
    engine = library(home)
    notes = Notebook(engine)
    notes.add("evening", NoteDraft(at_us=began + 5, title=ODD_WORDS, text="", tags=["x y"]), 7)
    clip = NoteDraft(kind="clip", at_us=began, to_us=began + 9, text=ODD_WORDS)
    notes.add("evening", clip, 8)
    gone = notes.add("evening", NoteDraft(at_us=began, text="removed"), 9)
    notes.remove(gone.id, 10)
    merge_notes(engine, "evening", REMARKS, 9)
    notes.remove(notes.search("remark")[0].id, 10)
    notes.add("another", NoteDraft(at_us=began, text="of another session"), 9)
    video = Video(id="v1", kind="youtube", ref="abcdefghijk", anchors=[Anchor(began, 12.25)])
    VideoShelf(engine).put("evening", Videos([video]))
    AnswerBook(engine).give("evening", "0xo1", "panic_sell", "rejected", 11)
    TagBook(engine).put("evening", "0xo1", "tilt", 12)
    return home


@pytest.fixture(scope="session")
def folder(home: Path) -> SessionFolder:
    return SessionFolder(home / "sessions" / "evening")


@pytest.fixture(scope="session")
def engine(home: Path) -> Engine:
    return library(home)
