"""Media beside a session: uploaded whole or not at all, played by ranges, never out of place."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api.served import Served, served
from hypothesis import example, given
from hypothesis import strategies as st

from gametape.api.film.media_files import NAME_LIMIT, TYPES, media_name
from gametape.api.problems import RefusedError
from gametape.settings.model import Settings
from gametape.settings.serving import ServeOptions

DATA = bytes(range(256)) * 5000
AT = "/api/sessions/first/media/"


def kept(home: Path) -> list[str]:
    folder = home / "sessions" / "first" / "media"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_an_upload_comes_back_whole_and_by_ranges(server: Served, home: Path) -> None:
    put = server.http.put(f"{AT}evening.MP4", content=DATA)
    assert put.json() == {"name": "evening.mp4", "bytes": len(DATA)}
    assert kept(home) == ["evening.mp4"]
    whole = server.http.get(f"{AT}evening.mp4")
    assert (whole.status_code, whole.content) == (200, DATA)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    assert "content-range" not in whole.headers
    for header, first, last in (
        ("bytes=0-0", 0, 0),
        ("bytes=1000-", 1000, len(DATA) - 1),
        ("bytes=-7", len(DATA) - 7, len(DATA) - 1),
        ("bytes=300000-700000", 300_000, 700_000),
    ):
        part = server.http.get(f"{AT}evening.mp4", headers={"range": header})
        assert part.status_code == 206
        assert part.content == DATA[first : last + 1]
        assert part.headers["content-range"] == f"bytes {first}-{last}/{len(DATA)}"
        assert part.headers["content-length"] == str(last - first + 1)


def test_a_range_behind_the_end_is_416(server: Served) -> None:
    server.http.put(f"{AT}a.webm", content=b"12345")
    answer = server.http.get(f"{AT}a.webm", headers={"range": "bytes=5-"})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == "bytes */5"


def test_a_part_of_another_version_is_not_mixed_in(server: Served) -> None:
    server.http.put(f"{AT}a.webm", content=b"12345")
    etag = server.http.get(f"{AT}a.webm").headers["etag"]
    asked = {"range": "bytes=1-2", "if-range": etag}
    assert server.http.get(f"{AT}a.webm", headers=asked).content == b"23"
    server.http.put(f"{AT}a.webm", content=b"other")
    changed = server.http.get(f"{AT}a.webm", headers=asked)
    assert (changed.status_code, changed.content) == (200, b"other")
    fresh = {"if-none-match": changed.headers["etag"]}
    assert server.http.get(f"{AT}a.webm", headers=fresh).status_code == 304


def test_an_empty_file_and_one_that_is_removed(server: Served, home: Path) -> None:
    server.http.put(f"{AT}empty.wav", content=b"")
    assert server.http.get(f"{AT}empty.wav").content == b""
    assert server.http.delete(f"{AT}empty.wav").status_code == 204
    assert server.http.delete(f"{AT}empty.wav").status_code == 404
    assert server.http.get(f"{AT}empty.wav").status_code == 404
    assert kept(home) == []


@pytest.fixture
def small(home: Path) -> Iterator[Served]:
    """A server that keeps a million bytes a file at most."""
    with served(Settings(home=home, serve=ServeOptions(media_limit_mb=1))) as running:
        yield running


def test_a_file_above_the_limit_is_refused_before_and_while_it_comes(
    small: Served, home: Path
) -> None:
    def pieces() -> Iterator[bytes]:  # sent in chunks, without saying how long it will be
        for _ in range(5):
            yield DATA[:300_000]

    for content in (DATA, pieces()):
        answer = small.http.put(f"{AT}large.mp4", content=content)
        assert answer.status_code == 413
        assert "media_limit_mb" in answer.json()["way_out"]
    assert kept(home) == []
    assert small.http.put(f"{AT}fits.mp4", content=DATA[:1_000_000]).status_code == 200


def test_a_full_disk_keeps_nothing_and_says_so(
    server: Served, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = asyncio.to_thread

    async def full(function: Any, *words: Any, **more: Any) -> Any:
        if getattr(function, "__name__", "") == "write":
            raise OSError(errno.ENOSPC, "No space left on device")
        return await real(function, *words, **more)

    monkeypatch.setattr(asyncio, "to_thread", full)
    answer = server.http.put(f"{AT}a.mp4", content=DATA)
    assert answer.status_code == 507
    assert "disk is full" in answer.json()["error"]
    monkeypatch.undo()
    assert kept(home) == []


def test_an_upload_that_breaks_off_leaves_nothing(server: Served, home: Path) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as plain:
        head = f"PUT {AT}a.mp4 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
        plain.sendall(head.encode() + b"x" * 300_000)
        until = time.monotonic() + 60
        while not kept(home) and time.monotonic() < until:
            time.sleep(0.02)
        assert kept(home)
    until = time.monotonic() + 60
    while kept(home) and time.monotonic() < until:
        time.sleep(0.02)
    assert kept(home) == []


@pytest.mark.parametrize("name", ["page.html", "run.js", "x.svg", "noending", "a.mp4.exe", "%00"])
def test_what_a_browser_would_run_is_not_kept(server: Served, home: Path, name: str) -> None:
    answer = server.http.put(f"{AT}{name}", content=b"<script>alert(1)</script>")
    assert answer.status_code == 415
    assert kept(home) == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/sessions/first/media/..%2f..%2fmanifest.json",
        "/api/sessions/first/media/%2e%2e%2fmanifest.json",
        "/api/sessions/first/media/..%5cmanifest.json",
        "/api/sessions/../sessions/first/media/a.mp4",
        "/api/sessions/..%2fsessions%2ffirst/timeline",
        "/api/sessions/%2e%2e/timeline",
        "/api/sessions/./timeline",
        "/api/sessions/fir/timeline",
        "/api/sessions/%00/timeline",
    ],
)
def test_no_address_leads_out_of_a_session(standing: Served, path: str) -> None:
    request = standing.http.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    assert standing.http.send(request).status_code == 404


ENDINGS = st.sampled_from([*TYPES, ".MP4", ".html", "", "."])
PARTS = st.text(max_size=40) | st.sampled_from(
    ["../", "..\\", "con", "NUL.", "/etc/passwd", "é" * 99]
)


@given(st.lists(PARTS, max_size=4).map("".join), ENDINGS)
@example("../../evil", ".mp4")
@example("con", ".mp4")
@example("NUL." + "é" * 99, ".mp4")
@example("\ud800", ".mp4")
@example("e\u0301" * 80, ".mp4")
def test_a_name_cannot_lead_anywhere_and_stays_as_it_is(stem: str, ending: str) -> None:
    try:
        name = media_name(stem + ending)
    except RefusedError:
        return
    assert not set(name) & set('/\\\0:*?"<>|\n\r')
    assert not name.startswith((".", " "))
    assert Path(name).suffix in TYPES
    assert len(name.encode()) <= NAME_LIMIT + 10
    assert (Path("folder") / name).resolve().parent == Path("folder").resolve()
    assert media_name(name) == name
