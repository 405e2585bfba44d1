"""The playbook over HTTP: rows, moments, notes, files, tags with their trace, patterns as files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api.conftest import front_end
from api.served import Served, served

from gametape.analyze.patterns.shipping import shipped_patterns, shipped_text
from gametape.library.judged.analyses import analyze_session
from gametape.settings.model import Settings
from gametape.simulate.corpus.taped import tape_planted
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one planted evening that was judged."""
    home = tmp_path_factory.mktemp("judged") / "home"
    folder = SessionFolder.create(home, "planted")
    tape_planted(folder, seed=2, rate=0.05)
    analyze_session(folder, "whole")
    return home


@pytest.fixture
def book(judged: Path, tmp_path: Path) -> Iterator[Served]:
    home = Path(shutil.copytree(judged, tmp_path / "home"))
    with served(Settings(home=home), web=front_end(tmp_path)) as running:
        yield running


def get(book: Served, path: str, status: int = 200) -> Any:
    answer = book.http.get(f"/api/{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def row(book: Served, name: str) -> dict[str, Any]:
    return next(one for one in get(book, "playbook")["rows"] if one["pattern"] == name)


def test_rows_and_the_moments_behind_them(book: Served) -> None:
    told = get(book, "playbook")
    assert {one["pattern"] for one in told["rows"]} == {one.name for one in shipped_patterns()}
    assert (told["sessions"], told["missing_sessions"], told["n_tests"]) == (1, 0, 0)
    waits = row(book, "cool_down")
    assert waits["gate"] == "inconclusive"
    assert waits["win_rate"] is None
    moments = get(book, "playbook/cool_down/moments")["moments"]
    assert len(moments) == waits["kept"] + waits["broken"] > 2
    broken = get(book, "playbook/cool_down/moments?which=broken")["moments"]
    assert len(broken) == waits["broken"]
    assert all(one["watch_us"] < one["decided_us"] for one in moments)
    assert get(book, "playbook?sport=tennis")["sessions"] == 0
    assert "no pattern" in get(book, "playbook/nothing/moments", 404)["error"]


def test_the_word_on_a_proposal_and_a_tag_by_hand_change_the_row(book: Served) -> None:
    tags = get(book, "sessions/planted/tags")
    assert tags["judged"]
    order, tag = next(
        (order, tag)
        for order in tags["orders"]
        for tag in order["patterns"]
        if tag["pattern"] == "cool_down" and tag["kept"] is False
    )
    assert any(not line["held"] for line in tag["trace"] if line["part"] == "keep")
    before = row(book, "cool_down")
    said = {"order_id": order["order_id"], "label": "pattern:cool_down", "answer": "rejected"}
    assert book.http.put("/api/sessions/planted/answers", json=said).status_code == 200
    after = row(book, "cool_down")
    assert (after["broken"], after["rejected"]) == (before["broken"] - 1, 1)

    quiet = next(one for one in tags["orders"] if one["order_id"] != order["order_id"])
    for name in ("halftime_value", "felt sure"):
        given = {"order_id": quiet["order_id"], "tag": name}
        assert book.http.put("/api/sessions/planted/tags", json=given).status_code == 200
    assert row(book, "halftime_value")["by_hand"] == 1
    mine = next(
        one
        for one in get(book, "sessions/planted/tags")["orders"]
        if one["order_id"] == quiet["order_id"]
    )
    assert mine["tags"] == ["felt sure"]
    assert {one["said"] for one in mine["patterns"] if one["pattern"] == "halftime_value"} == {
        "by hand"
    }
    off = {"order_id": quiet["order_id"], "tag": "halftime_value", "on": False}
    assert book.http.put("/api/sessions/planted/tags", json=off).status_code == 200
    assert row(book, "halftime_value")["by_hand"] == 0


def test_a_pattern_written_now_is_answered_now_from_what_was_kept(
    book: Served, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "patterns"
    folder.mkdir()
    body = (shipped_text("cool_down") or b"").decode().replace('"cool_down"', '"mine"')
    (folder / "mine.toml").write_text(body)
    (folder / "bad.toml").write_text(body.replace("since_move", "since_mov", 1))
    kept = row(book, "cool_down")["kept"]
    assert row(book, "mine")["kept"] == kept
    (folder / "mine.toml").write_text(body.replace("least = 30 ", "least = 0.001 "))
    assert row(book, "mine")["kept"] > kept
    files = get(book, "patterns")
    assert [one["file"] for one in files["troubles"]] == ["bad.toml"]
    assert "Did you mean" in files["troubles"][0]["words"]
    assert "least = 0.001" in next(
        one["text"] for one in files["patterns"] if one["name"] == "mine"
    )


def test_notes_and_files(book: Served) -> None:
    answer = book.http.put("/api/playbook/cool_down/note", json={"text": " only early "})
    assert answer.json() == {"text": "only early"}
    assert row(book, "cool_down")["note"] == "only early"
    assert book.http.put("/api/playbook/none/note", json={"text": "x"}).status_code == 404
    csv = book.http.get("/api/playbook/file")
    assert csv.headers["content-disposition"] == 'attachment; filename="playbook.csv"'
    assert csv.text.startswith("pattern,title,")
    assert "only early" in book.http.get("/api/playbook/file?form=markdown").text


def test_a_session_that_was_not_judged_says_so(server: Served) -> None:
    assert get(server, "sessions/first/tags") == {
        "judged": False,
        "orders": [],
        "known": [one.name for one in shipped_patterns()],
    }
    assert get(server, "playbook")["missing_sessions"] == 1
    assert get(server, "sessions/none/tags", 404)["error"]
