"""Sessions, notes, videos, settings and errors over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from api.served import Served, served
from typer.testing import CliRunner

from gametape.api.library import sessions
from gametape.api.problems import Problem
from gametape.cli.app import app
from gametape.library.sessions.catalogue import open_catalogue
from gametape.library.sessions.entry import examine
from gametape.replay.film.building import film_of
from gametape.replay.playhead import Playhead
from gametape.settings.model import Settings
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

NASTY = "<script>alert('x')</script>\u2028<img src=x onerror=alert(1)>"


def only_row(server: Served, query: str = "") -> dict[str, Any]:
    (row,) = server.http.get("/api/sessions", params={"q": query}).json()["sessions"]
    return dict(row)


def test_a_session_with_and_without_its_certificate(server: Served, home: Path) -> None:
    assert only_row(server)["verdict"] is None
    folder = SessionFolder(home / "sessions" / "first")
    entry, certificate = examine(folder, 7)
    open_catalogue(home).put(entry, certificate)
    row = only_row(server)
    assert (row["slug"], row["verdict"], row["live"], row["notes"]) == ("first", "whole", False, 0)
    assert row["tape_bytes"] == sum(path.stat().st_size for _, path in folder.segments())
    detail = server.http.get("/api/sessions/first").json()
    assert detail["row"] == row
    assert detail["certificate"]["verdict"] == "whole"
    assert detail["manifest"]["markets"]


def test_sessions_are_found_by_every_word(server: Served, home: Path) -> None:
    title = Manifest.load(home / "sessions" / "first" / "manifest.json").title
    assert only_row(server, title.upper())["slug"] == "first"
    assert only_row(server, "FIRST polymarket")["slug"] == "first"
    assert server.http.get("/api/sessions?q=first+absent").json()["sessions"] == []


def test_a_running_recording_is_live(server: Served, home: Path) -> None:
    with SessionFolder(home / "sessions" / "first").lock():
        assert only_row(server)["live"]


def test_a_broken_library_hides_no_session(server: Served, home: Path) -> None:
    (home / "gametape.db").write_bytes(b"broken" * 1000)
    found = server.http.get("/api/sessions").json()
    assert [row["slug"] for row in found["sessions"]] == ["first"]
    assert "db rebuild" in found["warning"]
    assert server.http.get("/api/sessions/first").json()["certificate"] is None
    assert server.http.get("/s/first").status_code == 200
    answer = server.http.get("/api/sessions/first/notes")
    assert answer.status_code == 503
    assert "rebuild" in answer.json()["way_out"]
    (home / "gametape.db").unlink()
    assert server.http.get("/api/sessions/first/notes").json() == {"notes": []}


def test_a_broken_manifest_is_told(server: Served, home: Path) -> None:
    (home / "sessions" / "first" / "manifest.json").write_text("{")
    assert "not a manifest" in only_row(server)["problem"]
    assert server.http.get("/api/sessions/first").json()["manifest"] is None


def test_an_empty_or_absent_data_folder_is_no_error(tmp_path: Path) -> None:
    with served(Settings(home=tmp_path / "none")) as server:
        assert server.http.get("/api/sessions").json() == {"sessions": [], "warning": ""}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("at", ["+0:30", "+5s", "1790000030000000"])
def test_the_book_is_what_the_command_prints(
    server: Served, home: Path, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAMETAPE_HOME", str(home))
    words = ["book", "first", "--at", at, "--depth", "3", "--json"]
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 0
    answer = server.http.get("/api/sessions/first/book", params={"at": at, "depth": 3})
    assert answer.json() == json.loads(said.stdout)


@pytest.mark.parametrize("query", ["at=soon", "at=%2B1s&market=nobody", "", "at=%2B1s&depth=-1"])
def test_a_moment_or_market_that_means_nothing(standing: Served, query: str) -> None:
    answer = standing.http.get(f"/api/sessions/first/book?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_the_life_of_a_note(server: Served) -> None:
    at = "/api/sessions/first/notes"
    draft = {"kind": "clip", "at_us": 5, "to_us": 9, "title": "Run", "text": "Sold Too Early"}
    note = server.http.post(at, json=draft | {"tags": ["exit"]}).json()
    assert {name: note[name] for name in draft} == draft
    assert server.http.get(at).json() == {"notes": [note]}
    assert only_row(server)["notes"] == 1
    number = f"/api/notes/{note['id']}"
    changed = server.http.patch(number, json={"text": "sold in time"}).json()
    assert (changed["title"], changed["text"]) == ("Run", "sold in time")
    assert server.http.get("/api/notes?q=SOLD+exit").json()["notes"] == [changed]
    assert server.http.get("/api/notes?q=early").json()["notes"] == []
    assert server.http.delete(number).status_code == 204
    assert server.http.get(at).json() == {"notes": []}
    assert server.http.delete(number).status_code == 404
    assert server.http.post(f"{number}/undelete").json() == changed
    assert server.http.get(at).json() == {"notes": [changed]}


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"at_us": -1}, {"at_us": "soon"}, {"at_us": 5, "kind": "x"}, {"at_us": 5, "more": 1},
        {"at_us": 5, "title": "x" * 201}, {"at_us": 5, "tags": [""]}, {"at_us": 2**63},
        {"at_us": 5, "kind": "clip"}, {"at_us": 5, "to_us": 4}, [], None, 5.5,
    ],
)  # fmt: skip
def test_a_note_of_another_form_is_refused_in_words(standing: Served, wrong: object) -> None:
    answer = standing.http.post("/api/sessions/first/notes", json=wrong)
    assert answer.status_code == 400
    assert set(answer.json()) == set(Problem.__struct_fields__)


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b'{"at_us": 5' + b" " * 2_000_000])
def test_a_body_that_is_no_json_or_too_large(standing: Served, body: bytes) -> None:
    answer = standing.http.post(
        "/api/sessions/first/notes", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (400, 413)
    assert answer.json()["error"]
    assert "Traceback" not in answer.text


def test_what_strangers_wrote_stays_text(server: Served, home: Path) -> None:
    path = home / "sessions" / "first" / "manifest.json"
    manifest = Manifest.load(path)
    manifest.title = NASTY
    manifest.save(path)
    note = server.http.post("/api/sessions/first/notes", json={"at_us": 1, "text": NASTY}).json()
    assert note["text"] == NASTY
    for address in ("/api/sessions", "/api/sessions/first/timeline", "/api/notes"):
        answer = server.http.get(address)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert NASTY in json.dumps(answer.json(), ensure_ascii=False).replace('\\"', '"')
    assert NASTY not in server.http.get("/s/first").text


def test_settings_come_back_and_nonsense_is_named(server: Served) -> None:
    shipped = server.http.get("/api/settings").json()
    assert (shipped["theme"], shipped["version"]) == ("system", 1)
    mine = shipped | {"theme": "dark", "keys": {"play": ["k"]}, "room": {"speed": "2", "lead_s": 5}}
    assert server.http.put("/api/settings", json=mine).json() == mine
    assert server.http.get("/api/settings").json() == mine
    refused = server.http.put("/api/settings", json=mine | {"theme": "loud"})
    assert refused.status_code == 400
    assert "theme" in refused.json()["error"]
    assert server.http.put("/api/settings", json={"colour": 1}).status_code == 400
    assert server.http.get("/api/settings").json() == mine


def test_videos_come_back(server: Served) -> None:
    video = {"id": "a", "kind": "twitch", "ref": "123", "title": "", "anchors": []}
    at = "/api/sessions/first/video"
    assert server.http.get(at).json() == {"videos": []}
    assert server.http.put(at, json={"videos": [video]}).json() == {"videos": [video]}
    assert server.http.get(at).json() == {"videos": [video]}
    wrong = video | {"ref": "https://evil.example"}
    assert server.http.put(at, json={"videos": [wrong]}).status_code == 400


@pytest.mark.parametrize("path", ["", "/notes", "/video", "/timeline", "/tracks/0", "/book?at=1"])
def test_a_session_that_is_not_there(standing: Served, path: str) -> None:
    for slug in ("none", "fir", "FIRST"):
        answer = standing.http.get(f"/api/sessions/{slug}{path}")
        assert answer.status_code == 404
        assert "no session" in answer.json()["error"]


def test_a_bug_is_told_without_its_insides(
    server: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inside /somewhere/secret.py")

    monkeypatch.setattr(sessions, "listed", broken)
    answer = server.http.get("/api/sessions")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "secret" in caplog.text  # it is for the log
    assert "content-security-policy" in answer.headers


def test_metrics_count_by_route(server: Served) -> None:
    server.http.get("/api/sessions/first/notes")
    server.http.get("/api/sessions/none/notes")
    server.http.get("/", headers={"host": "evil.example"})
    text = server.http.get("/api/metrics").text
    route = 'method="GET",route="/api/sessions/{slug}/notes"'
    assert f'gametape_requests_total{{{route},status="200"}} 1\n' in text
    assert f'gametape_requests_total{{{route},status="404"}} 1\n' in text
    assert 'route="refused or unknown",status="421"} 1\n' in text
    assert 'gametape_request_seconds_count{route="/api/sessions/{slug}/notes"} 2\n' in text
    assert "\ngametape_recordings_running 0\n" in text
    kinds = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds))


def test_profit_or_loss_is_listed_once_the_film_stands(server: Served, home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "first")
    catalogue = open_catalogue(home)
    entry, certificate = examine(folder, 7)
    assert entry.own_fills
    catalogue.put(entry, certificate)
    assert only_row(server)["pnl"] is None
    assert server.http.get("/api/sessions/first/timeline").status_code == 200
    film = film_of(folder)
    playhead = Playhead(film.timeline(), film)
    playhead.seek(film.timeline().to_us)
    total = playhead.moment(film.timeline().fills[0].asset).pnl.total  # it has one market
    assert total is not None
    assert only_row(server)["pnl"] == total
    assert catalogue.entries()["first"].pnl == total
    catalogue.put(entry, certificate)  # indexed again
    assert only_row(server)["pnl"] == total
