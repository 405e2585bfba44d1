"""A session is deleted and brought back over HTTP; filters are those of the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from api.served import Served

from gametape.errors import TapeError
from gametape.replay.film.building import film_of
from gametape.tape.session import SessionFolder


def slugs(server: Served, query: str = "") -> list[str]:
    return [row["slug"] for row in server.http.get(f"/api/sessions{query}").json()["sessions"]]


def test_deleted_and_brought_back(server: Served, home: Path) -> None:
    with SessionFolder(home / "sessions" / "first").lock():
        assert server.http.delete("/api/sessions/first").status_code == 409
    gone = server.http.delete("/api/sessions/first").json()
    assert (gone["session"], slugs(server)) == ("first", [])
    assert [one["name"] for one in server.http.get("/api/trash").json()["sessions"]] == ["first"]
    assert server.http.delete("/api/sessions/first").status_code == 404
    back = server.http.post(f"/api/trash/{gone['name']}/restore")
    assert (back.status_code, back.json()["session"]) == (200, "first")
    assert slugs(server) == ["first"]
    assert server.http.post("/api/trash/first/restore").status_code == 404


def test_of_two_deleted_ones_of_a_name_the_chosen_one_comes_back(
    server: Served, home: Path
) -> None:
    server.http.delete("/api/sessions/first")
    shutil.copytree(home / "trash" / "first", home / "sessions" / "first")
    (home / "sessions" / "first" / "newer").touch()
    assert server.http.delete("/api/sessions/first").json()["name"] == "first.2"
    assert server.http.post("/api/trash/first/restore").status_code == 200
    assert not (home / "sessions" / "first" / "newer").exists()
    assert server.http.post("/api/trash/first.2/restore").status_code == 400


def test_filters_of_the_command_line(server: Served) -> None:
    assert slugs(server, "?sport=basketball&market=moneyline") == ["first"]
    assert slugs(server, "?sport=tennis") == []
    refused = server.http.get("/api/sessions?result=splendid")
    assert refused.status_code == 400
    assert "won, lost" in refused.json()["way_out"]


def test_the_trash_tells_titles_and_is_emptied(server: Served, home: Path) -> None:
    title = server.http.get("/api/sessions").json()["sessions"][0]["title"]
    server.http.delete("/api/sessions/first")
    assert [one["title"] for one in server.http.get("/api/trash").json()["sessions"]] == [title]
    assert server.http.delete("/api/trash").json() == {"removed": 1}
    assert server.http.get("/api/trash").json() == {"sessions": []}
    assert server.http.post("/api/trash/first/restore").status_code == 404


def test_a_search_shows_where_the_words_stand(server: Served) -> None:
    note = {"kind": "note", "at_us": 7, "text": "He waited for Dončić to rest"}
    assert server.http.post("/api/sessions/first/notes", json=note).status_code == 201
    found = server.http.get("/api/notes?q=doncic").json()
    assert [one["at_us"] for one in found["notes"]] == [7]
    (told,) = found["snippets"]
    assert (told["before"], told["match"]) == ("He waited for ", "Dončić")


def test_a_table_of_chosen_sessions_as_one_file(server: Served) -> None:
    wish = {"sessions": ["first"], "table": "trades", "format": "csv"}
    sent = server.http.post("/api/export", json=wish)
    assert sent.status_code == 200
    assert "1-sessions-trades.csv" in sent.headers["content-disposition"]
    one = server.http.get("/api/sessions/first/export?format=csv&table=trades")
    assert sent.content == one.content
    assert len(sent.content.splitlines()) > 1
    absent = server.http.post("/api/export", json=wish | {"sessions": ["first", "never"]})
    assert absent.status_code == 404


def test_an_analysis_is_made_once_and_told_without_its_evidence(server: Served) -> None:
    told: dict[str, object] = {"building": True}
    for _ in range(600):  # each waits two seconds at most
        told = server.http.post("/api/sessions/first/analysis").json()
        if not told["building"]:
            break
    assert told == {"building": False, "what": "analysis", "done": 1.0}
    row = server.http.get("/api/sessions").json()["sessions"][0]
    assert row["analysed"] is True
    assert server.http.post("/api/sessions/first/analysis").json()["building"] is False


def test_a_film_that_comes_too_late_leaves_nothing_in_the_way(server: Served, home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "first")
    server.http.delete("/api/sessions/first")
    with pytest.raises(TapeError):
        film_of(folder)  # it waited for its turn while the session was deleted
    assert not folder.root.exists()
    assert server.http.post("/api/trash/first/restore").status_code == 200
