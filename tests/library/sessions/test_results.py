"""The catalogue's row says what the kept analysis found, and nothing when it is gone."""

from __future__ import annotations

from pathlib import Path

from gametape.library.judged.analyses import analyze_session
from gametape.library.judged.summaries import FILE, kept_summary
from gametape.library.sessions.catalogue import Catalogue
from gametape.library.sessions.entry import examine
from gametape.library.sessions.listing import Listed, refreshed
from gametape.library.written.note import Note
from gametape.library.written.snippets import snippet
from gametape.tape.session import SessionFolder


def first(catalogue: Catalogue, home: Path) -> Listed:
    return next(one for one in refreshed(catalogue, home) if one.session == "first")


def test_an_analysis_fills_the_row_and_its_going_empties_it(
    catalogue: Catalogue, home: Path
) -> None:
    folder = SessionFolder(home / "sessions" / "first")
    catalogue.put(*examine(folder, 7))
    before = first(catalogue, home)
    assert (before.analysed, before.net, before.sport) == (False, None, "basketball")
    assert before.teams
    assert before.market_types == ["moneyline"]
    analyze_session(folder, "whole")
    summary = kept_summary(folder)
    assert summary is not None
    assert summary.trades
    after = first(catalogue, home)
    assert (after.gross, after.fees, after.net) == (summary.gross, summary.fees, summary.net)
    assert (after.own_trades, after.analysed) == (len(summary.trades), True)
    assert after.verdict == "whole"
    assert catalogue.certificate("first") is not None
    (folder.columns / FILE).unlink()
    assert first(catalogue, home).net is None


def note(text: str) -> Note:
    return Note(
        id=1, session="s", kind="note", at_us=1, to_us=None, title="", text=text, tags=["calm"],
        created_us=1, edited_us=1, voice="", voice_us=None,
    )  # fmt: skip


def test_a_snippet_shows_where_the_words_stand() -> None:
    found = snippet(note("x " * 100 + "then Halftime came " + "y " * 100), "halftime zebra")
    assert found.match == "Halftime"
    assert found.before.endswith("then ")
    assert found.before.startswith("...")
    assert found.after.startswith(" came")
    assert found.after.endswith("...")
    assert len(found.before + found.match + found.after) < 90
    assert snippet(note("short"), "calm").match == "calm"
    assert snippet(note("short"), "absent").match == ""


def test_a_snippet_is_exact_where_a_letter_is_folded_to_two() -> None:
    found = snippet(note("Straße, Straße, then İstanbul won"), "istanbul")
    assert (found.before, found.match) == ("Straße, Straße, then ", "İstanbul")
