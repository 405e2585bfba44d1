"""Strangers are refused at the door: rebound names, other sites, machines without the token."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import httpx
import pytest
from api.served import Served, served
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from gametape.api.door.access import Access
from gametape.api.door.policy import POLICY
from gametape.settings.model import Settings

CHANGES = (
    ("POST", "/api/sessions/first/notes"),
    ("PATCH", "/api/notes/1"),
    ("DELETE", "/api/notes/1"),
    ("POST", "/api/notes/1/undelete"),
    ("PUT", "/api/settings"),
    ("PUT", "/api/sessions/first/video"),
    ("PUT", "/api/sessions/first/media/a.mp4"),
    ("DELETE", "/api/sessions/first/media/a.mp4"),
    ("POST", "/api/recordings"),
    ("POST", "/api/demo"),
    ("POST", "/api/imports"),
    ("POST", "/nowhere"),
)


@pytest.mark.parametrize("path", ["/", "/api/status", "/api/sessions/first/timeline", "/x.js"])
def test_a_rebound_name_reads_nothing(standing: Served, path: str) -> None:
    for host in ("evil.example", "evil.example:80", f"localhost.evil.example:{standing.port}", ""):
        answer = standing.http.get(path, headers={"host": host})
        assert answer.status_code in (400, 421)  # an empty one is refused by the web server itself
        assert "first" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:1", "127.9.9.9"])
def test_this_machine_has_several_names(standing: Served, host: str) -> None:
    assert standing.http.get("/api/status", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_another_site_changes_nothing(standing: Served, method: str, path: str) -> None:
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"http://127.0.0.1:{standing.port + 1}"},
        {"origin": f"http://localhost:{standing.port}"},
        {"origin": f"file://127.0.0.1:{standing.port}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        # The kind of body that a browser sends to other sites without asking first.
        answer = standing.http.request(
            method, path, content="{}", headers={**headers, "content-type": "text/plain"}
        )
        assert answer.status_code == 403
        assert set(answer.json()) == {"error", "way_out"}


def test_our_own_page_and_programs_may(standing: Served) -> None:
    note = {"at_us": 5, "text": "mine"}
    own = {"origin": standing.url, "sec-fetch-site": "same-origin"}
    for headers in (own, {}, {"sec-fetch-site": "none"}):
        answer = standing.http.post("/api/sessions/first/notes", json=note, headers=headers)
        assert answer.status_code == 201


@pytest.mark.parametrize("path", ["/", "/api/status", "/api/nowhere", "/api/notes/x", "/no.js"])
def test_no_answer_is_for_other_sites(standing: Served, path: str) -> None:
    asking = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for method in ("GET", "OPTIONS", "HEAD"):
        answer = standing.http.request(method, path, headers=asking)
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "cross-origin-embedder-policy" not in answer.headers
        assert "server" not in answer.headers
        assert answer.headers["cache-control"] in ("no-store", "no-cache")


def test_the_policy_allows_no_script_in_the_text_of_a_page() -> None:
    sources = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert sources["default-src"] == "'self'"
    assert "script-src" not in sources  # so it is default-src's
    assert "unsafe" not in POLICY
    assert sources["frame-ancestors"] == sources["base-uri"] == sources["object-src"] == "'none'"


@pytest.mark.parametrize("path", ["/api/sessions/first/live", "/api/recordings/live"])
def test_sockets_check_where_they_come_from(standing: Served, path: str) -> None:
    address = f"ws://127.0.0.1:{standing.port}{path}"
    for origin in ("https://evil.example", "null", f"http://localhost:{standing.port}"):
        with pytest.raises(InvalidStatus) as caught, connect(address, origin=origin):  # type: ignore[arg-type]
            pass
        assert caught.value.response.status_code == 403
    with connect(address, origin=standing.url) as page:  # type: ignore[arg-type]
        assert json.loads(page.recv(20))


def test_a_rebound_name_opens_no_socket(standing: Served) -> None:
    address = f"ws://evil.example:{standing.port}/api/sessions/first/live"
    plain = socket.create_connection(("127.0.0.1", standing.port))
    with plain, pytest.raises(InvalidStatus), connect(address, sock=plain):
        pass


TOKEN = "a-token-of-some-length"


def test_with_a_token_nothing_goes_without_it(home: Path, web: Path) -> None:
    access = Access(frozenset(["tower.local"]), exposed=True, token=TOKEN)
    with served(Settings(home=home), access, web) as server:
        http = server.http
        assert http.get(f"/api/status?token={TOKEN}").is_success
        for path in ("/", "/api/status", "/assets/main-0a1b2c.js", "/api/openapi.json", "/nowhere"):
            answer = http.get(path)
            assert answer.status_code == 401
            assert TOKEN not in answer.text
            assert http.get(f"{path}?token=wrong").status_code == 401
            assert http.get(path, headers={"cookie": f"{access.cookie}=wrong"}).status_code == 401
        for ending in ("", "?token=wrong"):
            with pytest.raises(InvalidStatus), connect(server.ws("first") + ending):
                pass
        assert http.get("/api/status", headers={"authorization": f"Bearer {TOKEN}"}).is_success
        cookie = f"{access.cookie}={TOKEN}"
        with connect(server.ws("first"), additional_headers={"cookie": cookie}) as page:
            assert json.loads(page.recv(20)) == {"type": "ended"}
        with connect(f"{server.ws('first')}?token={TOKEN}") as page:
            assert page.recv(20)


def test_the_token_becomes_a_cookie_and_leaves_the_address(home: Path, web: Path) -> None:
    access = Access(frozenset(["tower.local"]), exposed=True, token=TOKEN)
    with served(Settings(home=home), access, web) as server:
        answer = server.http.get(f"/s/first?t=47%3A23&token={TOKEN}&zoom=5")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/s/first?t=47%3A23&zoom=5"
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert "SameSite=Lax" in answer.headers["set-cookie"]
        with httpx.Client(base_url=server.url, cookies=answer.cookies) as page:
            assert page.get(answer.headers["location"]).text.startswith("<!doctype html>")
            crossing = page.put("/api/settings", json={}, headers={"origin": "http://evil.example"})
            assert crossing.status_code == 403
            again = page.get(f"/?token={TOKEN}")  # it goes from the address all the same
            assert (again.status_code, again.headers["location"]) == (303, "/")
            assert page.get("/?token=wrong").status_code == 401
        host = {"host": "192.168.7.7:8477"}
        assert server.http.get(f"/?token={TOKEN}", headers=host).headers["location"] == "/"
        other = {"host": "evil.example"}
        assert server.http.get(f"/?token={TOKEN}", headers=other).status_code == 421


def test_the_way_back_leads_to_no_other_host(home: Path, web: Path) -> None:
    with served(Settings(home=home), Access(token=TOKEN), web) as server:
        for path in ("//evil.example/", "/\\evil.example/", "///evil.example"):
            request = server.http.build_request("GET", "/")
            request.url = request.url.copy_with(raw_path=f"{path}?token={TOKEN}".encode())
            answer = server.http.send(request)
            assert answer.status_code == 303
            place = answer.headers["location"]
            assert place.startswith("/")
            assert place[1:2] not in ("/", "\\")
