"""Voice notes over HTTP: kept whole or not at all, only sound, played by ranges, gone and back."""

from __future__ import annotations

import asyncio
import errno
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api.served import Served
from tape.test_voice import MP4, OGG, SOUNDS, WAV, WEBM

from gametape.api.film import voice

SOUND = WEBM + bytes(range(256)) * 40
AT = "/api/sessions/first/voice"
WHEN = {"at_us": 1_700_000_000_000_000, "length_us": 4_200_000}


def kept(home: Path) -> list[str]:
    folder = home / "sessions" / "first" / "voice"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def notes(server: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.http.get("/api/sessions/first/notes").json()["notes"]
    return found


def test_the_life_of_a_voice_note(server: Served, home: Path) -> None:
    made = server.http.post(AT, params=WHEN, content=SOUND)
    assert made.status_code == 201
    note = made.json()
    assert re.fullmatch(r"[0-9a-f]{32}\.webm", note["voice"])
    assert (note["at_us"], note["voice_us"], note["kind"]) == (*WHEN.values(), "note")
    assert (notes(server), kept(home)) == ([note], [note["voice"]])
    whole = server.http.get(f"{AT}/{note['voice']}")
    assert (whole.status_code, whole.content) == (200, SOUND)
    assert whole.headers["content-type"] == "audio/webm"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "media-src 'self'" in whole.headers["content-security-policy"]
    assert "microphone=(self)" in whole.headers["permissions-policy"]
    part = server.http.get(f"{AT}/{note['voice']}", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, SOUND[10:20])
    words = server.http.patch(f"/api/notes/{note['id']}", json={"text": "Too early"}).json()
    assert (words["voice"], words["text"]) == (note["voice"], "Too early")
    assert server.http.delete(f"/api/notes/{note['id']}").status_code == 204
    assert notes(server) == []
    back = server.http.post(f"/api/notes/{note['id']}/undelete").json()
    assert back == words
    assert server.http.get(f"{AT}/{back['voice']}").content == SOUND


@pytest.mark.parametrize("ending", list(SOUNDS))
def test_the_name_goes_by_the_bytes_and_not_by_what_is_said(server: Served, ending: str) -> None:
    said = {"content-type": "text/html"}
    note = server.http.post(AT, params=WHEN, content=SOUNDS[ending], headers=said).json()
    assert note["voice"].endswith(ending)
    sent = server.http.get(f"{AT}/{note['voice']}")
    assert sent.headers["content-type"].startswith("audio/")


@pytest.mark.parametrize("body", [b"", b"<script>alert(1)</script>", b"\x89PNG\r\n\x1a\n" * 900])
def test_what_is_no_sound_leaves_nothing(server: Served, home: Path, body: bytes) -> None:
    answer = server.http.post(AT, params=WHEN, content=body)
    assert (answer.status_code, "WebM" in answer.json()["way_out"]) == (415, True)
    assert (kept(home), notes(server)) == ([], [])


@pytest.mark.parametrize("when", [(-1, 5), (1, 0), (1, 10**9), ("", 5)])
def test_a_moment_or_length_that_is_none(
    server: Served, home: Path, when: tuple[object, int]
) -> None:
    asked: dict[str, str | int] = {"at_us": str(when[0]), "length_us": when[1]}
    assert server.http.post(AT, params=asked, content=SOUND).status_code == 400
    assert kept(home) == []


def test_one_that_is_too_large_is_refused_before_and_while_it_comes(
    server: Served, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "LIMIT", 1_000_000)

    def pieces() -> Iterator[bytes]:  # sent in chunks, without saying how long it will be
        yield WEBM
        for _ in range(12):
            yield bytes(100_000)

    for content in (OGG + bytes(1_000_000), pieces()):
        answer = server.http.post(AT, params=WHEN, content=content)
        assert (answer.status_code, "1 MB" in answer.json()["error"]) == (413, True)
    assert (kept(home), notes(server)) == ([], [])


def test_a_full_disk_says_so_and_leaves_no_half_of_it(
    server: Served, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = asyncio.to_thread

    async def full(function: Any, *words: Any, **more: Any) -> Any:
        if getattr(function, "__name__", "") == "write":
            raise OSError(errno.ENOSPC, "No space left on device")
        return await real(function, *words, **more)

    monkeypatch.setattr(asyncio, "to_thread", full)
    answer = server.http.post(AT, params=WHEN, content=WAV + bytes(90_000))
    monkeypatch.undo()
    assert (answer.status_code, "disk is full" in answer.json()["error"]) == (507, True)
    assert (kept(home), notes(server)) == ([], [])


def test_a_note_that_cannot_be_written_leaves_no_sound(server: Served, home: Path) -> None:
    assert notes(server) == []  # the library is there
    with sqlite3.connect(home / "gametape.db") as database:
        database.execute(
            "create trigger no before insert on notes begin select raise(fail, 'x'); end"
        )
    answer = server.http.post(AT, params=WHEN, content=MP4)
    assert (answer.status_code, kept(home)) == (503, [])


@pytest.mark.parametrize(
    "name", ["0" * 32 + ".webm", "manifest.json", "..%2Fmanifest.json", "%2e%2e%2fraw", "x.webm"]
)
def test_names_that_are_none_find_nothing(standing: Served, name: str) -> None:
    assert standing.http.get(f"{AT}/{name}").status_code == 404


def test_another_site_adds_none(server: Served, home: Path) -> None:
    theirs = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = server.http.post(AT, params=WHEN, content=SOUND, headers=theirs)
    assert (answer.status_code, kept(home)) == (403, [])
    strange = server.http.post(AT, params=WHEN, content=SOUND, headers={"host": "evil.example"})
    assert (strange.status_code, kept(home)) == (421, [])


def test_an_unknown_session_keeps_none(server: Served) -> None:
    answer = server.http.post("/api/sessions/nobody/voice", params=WHEN, content=SOUND)
    assert answer.status_code == 404
