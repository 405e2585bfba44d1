"""Books and events as text: words in place of ids, within 80 columns whatever they hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library.evenings import quick_evening

from gametape.cli.book_text import book_text
from gametape.cli.event_text import EventText
from gametape.replay.bookat import book_at
from gametape.replay.bookview import BookView
from gametape.replay.table import Row, rows
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

WORDS = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "Zs")), max_size=120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SessionFolder:
    return quick_evening(tmp_path_factory.mktemp("home"))


def test_a_book_is_headed_by_its_question_and_outcome(folder: SessionFolder) -> None:
    market = Manifest.load(folder.manifest_path).markets[0]
    text = book_text(book_at(folder, "+0:20", None, 3))
    first, second, *_ = text.splitlines()
    assert first.startswith("evening, 20")
    assert second == f"{market.question}: {market.outcomes[0].label}"
    assert market.market not in text
    assert market.outcomes[0].asset not in text


def test_events_name_outcomes(folder: SessionFolder) -> None:
    market = Manifest.load(folder.manifest_path).markets[0]
    text = EventText(folder)
    lines = [text.line(row) for row in rows(folder.slug, read_tape(folder))]
    changes = [line for line in lines if " price_change " in line]
    assert changes
    labels = {outcome.label for outcome in market.outcomes}
    assert all(any(label in line for label in labels) for line in changes)
    assert max(map(len, lines)) <= 80


@given(WORDS, WORDS, WORDS, WORDS)
def test_a_book_fits_whatever_its_words(
    question: str, outcome: str, market: str, reason: str
) -> None:
    view = BookView(
        "session", market, "asset", 0, 1, not reason, reason, [("0.5", "1")], [], None, None,
        "1", "0", question, outcome,
    )  # fmt: skip
    assert max(map(len, book_text(view).splitlines())) <= 80


@given(st.dictionaries(st.sampled_from(["asset", "side", "size", "price", "text"]), WORDS))
def test_an_event_is_one_line_that_fits(payload: dict[str, object]) -> None:
    line = EventText(SessionFolder(Path("nowhere"))).line(
        Row(session_id="s", timestamp=0, sequence=1, event_type="note", payload=payload)
    )
    assert len(line) <= 80
    assert "\n" not in line
