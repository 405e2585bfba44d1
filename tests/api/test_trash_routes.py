"""A session is deleted and brought back over HTTP; filters are those of the command line."""

from __future__ import annotations

from pathlib import Path

from api.served import Served

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


def test_filters_of_the_command_line(server: Served) -> None:
    assert slugs(server, "?sport=basketball&market=moneyline") == ["first"]
    assert slugs(server, "?sport=tennis") == []
    refused = server.http.get("/api/sessions?result=splendid")
    assert refused.status_code == 400
    assert "won, lost" in refused.json()["way_out"]
