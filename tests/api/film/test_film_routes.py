"""Film over HTTP: made once, compressed as it lies on the disk, never of the wrong version."""

from __future__ import annotations

import gzip
import threading
from pathlib import Path

import httpx
import msgspec
import pytest
from api.served import Served

from gametape.api.film import film_routes
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import film_folder
from gametape.replay.timeline import Timeline
from gametape.tape.session import SessionFolder
from gametape.tape.turns import turn


def loaded(server: Served) -> Timeline:
    answer = server.http.get("/api/sessions/first/timeline")
    assert answer.status_code == 200
    return msgspec.json.decode(answer.content, type=Timeline)


def test_the_timeline_is_that_of_the_film(server: Served, home: Path) -> None:
    timeline = loaded(server)
    assert timeline == film_of(SessionFolder(home / "sessions" / "first")).timeline()
    assert timeline.tracks
    assert not timeline.live


def test_a_timeline_that_is_known_is_not_sent_again(server: Served) -> None:
    first = server.http.get("/api/sessions/first/timeline")
    etag = first.headers["etag"]
    assert etag == f'"{first.json()["version"]}"'
    for given_etag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = server.http.get(
            "/api/sessions/first/timeline", headers={"if-none-match": given_etag}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    other = server.http.get("/api/sessions/first/timeline", headers={"if-none-match": '"x"'})
    assert other.status_code == 200


def test_a_track_is_the_stored_gzip_body_immutable_under_its_version(
    server: Served, home: Path
) -> None:
    timeline = loaded(server)
    film = film_of(SessionFolder(home / "sessions" / "first"))
    address = "/api/sessions/first/tracks/0"
    with server.http.stream("GET", address, params={"v": timeline.version}) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "accept-encoding"
    assert "immutable" in answer.headers["cache-control"]
    assert body == film.twin_path(0).read_bytes()
    assert gzip.decompress(body).startswith(b"GTRACK1\n")
    assert len(body) == timeline.tracks[0].bytes
    etag = answer.headers["etag"]
    again = server.http.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" not in server.http.get(address).headers["cache-control"]


def test_who_takes_no_gzip_gets_the_track_plain(server: Served, home: Path) -> None:
    loaded(server)
    film = film_of(SessionFolder(home / "sessions" / "first"))
    answer = server.http.get(
        "/api/sessions/first/tracks/0", headers={"accept-encoding": "identity"}
    )
    assert "content-encoding" not in answer.headers
    assert answer.content == gzip.decompress(film.twin_path(0).read_bytes())


def test_a_version_that_is_gone_is_refused(server: Served) -> None:
    before = server.http.get("/api/sessions/first/tracks/0")
    assert before.status_code == 409  # nobody has asked for the film yet
    assert "timeline" in before.json()["way_out"]
    loaded(server)
    assert server.http.get("/api/sessions/first/tracks/0?v=0123").status_code == 409
    assert server.http.get("/api/sessions/first/tracks/99").status_code == 404
    assert server.http.get("/api/sessions/first/tracks/-1").status_code == 400


def test_a_film_that_is_being_made_again_is_not_mixed(server: Served, home: Path) -> None:
    timeline = loaded(server)
    (film_folder(SessionFolder(home / "sessions" / "first")) / "film.json").unlink()
    answer = server.http.get(f"/api/sessions/first/tracks/0?v={timeline.version}")
    assert answer.status_code == 409
    assert loaded(server) == timeline


def test_many_who_ask_at_once_share_one_film(server: Served) -> None:
    answers: list[httpx.Response] = []

    def ask() -> None:
        answers.append(httpx.get(f"{server.url}/api/sessions/first/timeline", timeout=60))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    metrics = server.http.get("/api/metrics").text
    assert "\ngametape_films_made_total 1\n" in metrics


def test_who_would_wait_long_is_told_how_far_it_is(
    server: Served, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_routes, "PATIENCE_S", 0.05)
    place = film_folder(SessionFolder(home / "sessions" / "first"))
    place.mkdir(parents=True)
    with turn(place / "lock"):  # somebody else is making it
        answer = server.http.get("/api/sessions/first/timeline")
        assert (answer.status_code, answer.json()) == (202, {"building": True, "done": 0.0})
        assert answer.headers["retry-after"] == "1"
        assert "\ngametape_films_making 1\n" in server.http.get("/api/metrics").text
    monkeypatch.undo()
    assert loaded(server).tracks


def test_a_tape_that_cannot_be_read_is_told_and_can_be_tried_again(
    server: Served, home: Path
) -> None:
    folder = SessionFolder(home / "sessions" / "first")
    path = folder.segments()[0][1]
    data = path.read_bytes()
    path.unlink()
    path.mkdir()
    answer = server.http.get("/api/sessions/first/timeline")
    assert answer.status_code == 500
    assert "cannot be read" in answer.json()["error"]
    path.rmdir()
    path.write_bytes(data)
    assert loaded(server).tracks


def test_the_timeline_comes_packed_to_who_takes_that(server: Served) -> None:
    address = "/api/sessions/first/timeline"
    loaded(server)
    plain = server.http.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with server.http.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "accept-encoding"
        sent = b"".join(answer.iter_raw())
    assert len(sent) < len(plain.content)
    assert gzip.decompress(sent) == plain.content
