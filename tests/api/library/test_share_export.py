"""Sharing and exporting over HTTP: previews, files to keep, comments that come back once."""

from __future__ import annotations

from pathlib import Path

import httpx
import msgspec
import pytest
from api.served import Served
from share.opened import Opened
from tape.test_voice import WEBM

from gametape.api.library.exporting import import_archive
from gametape.api.library.share_routes import SharePreview
from gametape.cli.library import open_library
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

SHARE = "/api/sessions/first/share"
COMMENT = {"id": "0011aabbccdd", "at_us": 5, "author": "Anna\x00", "text": "why?"}
COMMENTS = {"gametape": "comments 1", "session": "first", "file": "f", "comments": [COMMENT]}


def preview(server: Served) -> SharePreview:
    answer = server.http.get(f"{SHARE}/preview")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=SharePreview)


def test_the_file_is_what_the_preview_said(standing: Served) -> None:
    told = preview(standing)
    (contents,) = told.contents
    assert told.names == ["first.html"]
    answer = standing.http.get(SHARE)
    assert answer.headers["content-disposition"] == 'attachment; filename="first.html"'
    assert len(answer.content) == contents.bytes
    opened = Opened(answer.content)
    assert opened.timeline.session == "first"
    assert opened.meta.money == "cents"
    middle = (contents.from_us + contents.to_us) // 2
    query: dict[str, str | int] = {
        "from_us": middle,
        "at_us": middle + 5,
        "with": "money",
        "notes": "false",
    }
    clip = Opened(standing.http.get(SHARE, params=query).content)
    assert (clip.timeline.from_us, clip.meta.at_us, clip.meta.money) == (
        middle, middle + 5, "dollars",
    )  # fmt: skip


def test_no_voice_goes_along_and_the_preview_says_so(server: Served) -> None:
    (before,) = preview(server).contents
    when = {"at_us": (before.from_us + before.to_us) // 2, "length_us": 900_000}
    at = "/api/sessions/first/voice"
    said, silent = (server.http.post(at, params=when, content=WEBM).json() for _ in range(2))
    server.http.patch(f"/api/notes/{said['id']}", json={"text": "Sold too early"})
    (contents,) = preview(server).contents
    assert any("voice notes" in line for line in contents.left_out)
    assert "1 note with its words" in [one.what for one in contents.inside]
    file = server.http.get(SHARE).content
    assert [note.text for note in Opened(file).meta.notes] == ["Sold too early"]
    assert all(name.encode() not in file for name in (said["voice"], silent["voice"]))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/sessions/nobody/share", 404),
        (f"{SHARE}?part=2", 404),
        (f"{SHARE}?with=dollars", 400),
        (f"{SHARE}?from_us=9&to_us=5", 400),
        (f"{SHARE}/preview?from_us=-1", 400),
        ("/api/sessions/nobody/export", 404),
        ("/api/sessions/first/export?format=csv", 400),
        ("/api/sessions/first/export?format=csv&table=nothing", 400),
        ("/api/sessions/first/export?format=csv&table=own_fills&own=false", 400),
        ("/api/sessions/first/export?format=xlsx&table=trades", 400),
    ],
)
def test_what_cannot_be_is_said(standing: Served, address: str, status: int) -> None:
    answer = standing.http.get(address)
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)


def test_comments_become_notes_once(server: Served) -> None:
    address = "/api/sessions/first/comments"
    first, again = (server.http.post(address, json=COMMENTS).json() for _ in range(2))
    assert first == {"session": "first", "added": 1, "known": 0}
    assert again == {"session": "first", "added": 0, "known": 1}
    (note,) = server.http.get("/api/sessions/first/notes").json()["notes"]
    assert (note["title"], note["text"], note["tags"]) == ("Anna", "why?", ["comment"])
    other = server.http.post(address, json={**COMMENTS, "session": "second"})
    assert (other.status_code, "not on" in other.json()["error"]) == (400, True)
    assert server.http.post(address, json={"gametape": "x"}).status_code == 400
    stranger = {"origin": "https://evil.example"}
    refused = httpx.post(f"{server.url}{address}", json=COMMENTS, headers=stranger)
    assert refused.status_code == 403


def test_tables_and_archives_are_sent_and_nothing_stays(
    server: Served, home: Path, tmp_path: Path
) -> None:
    answer = server.http.get("/api/sessions/first/export?format=csv&table=outcomes")
    assert answer.headers["content-disposition"] == 'attachment; filename="first-outcomes.csv"'
    assert answer.text.startswith("session,market,question")
    archive = server.http.get("/api/sessions/first/export")
    assert archive.headers["content-disposition"] == 'attachment; filename="first.gametape"'
    path, other = tmp_path / "first.gametape", tmp_path / "other"
    path.write_bytes(archive.content)
    import_archive(other, open_library(Settings(home=other)), path)
    back, ours = (SessionFolder(place / "sessions" / "first") for place in (other, home))
    for number, segment in ours.segments():
        assert back.segment_path(number).read_bytes() == segment.read_bytes()
    assert not list(home.glob(".exported-*"))
