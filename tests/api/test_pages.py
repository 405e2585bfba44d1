"""The front end's files, and its document for every address the page itself knows."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from api.served import Served, served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gametape.api.door.policy import HOSTED_POLICY, POLICY
from gametape.settings.model import Settings

DOCUMENT = "<!doctype html><title>page</title>"


@pytest.mark.parametrize(
    "path", ["/", "/s/first", "/s/first?t=5", "/record", "/any/where", f"/{'x' * 400}"]
)
def test_every_address_of_the_page_is_its_document(standing: Served, path: str) -> None:
    answer = standing.http.get(path)
    assert (answer.status_code, answer.text) == (200, DOCUMENT)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    again = standing.http.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")


def test_assets_are_for_ever_and_other_files_are_not(standing: Served) -> None:
    asset = standing.http.get("/assets/main-0a1b2c.js")
    assert asset.headers["content-type"].startswith("text/javascript")
    assert "immutable" in asset.headers["cache-control"]
    icon = standing.http.get("/icon.svg")
    assert icon.headers["content-type"].startswith("image/svg+xml")
    assert icon.headers["cache-control"] == "no-cache"


def test_a_packed_twin_goes_to_who_takes_its_coding(server: Served, web: Path) -> None:
    path = web / "assets" / "main-0a1b2c.js"
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
    path.with_name(path.name + ".br").write_bytes(b"as a build made it")
    etags = set()
    for codings, coding in (("identity", None), ("gzip", "gzip"), ("gzip, br", "br")):
        headers = {"accept-encoding": codings}
        with server.http.stream("GET", "/assets/main-0a1b2c.js", headers=headers) as answer:
            assert answer.headers.get("content-encoding") == coding
            assert answer.headers["content-type"].startswith("text/javascript")
            assert answer.headers["vary"] == "accept-encoding"
            sent = b"".join(answer.iter_raw())
            etags.add(answer.headers["etag"])
        if coding == "br":
            assert sent == b"as a build made it"
        else:
            assert (gzip.decompress(sent) if coding else sent) == path.read_bytes()
    assert len(etags) == 3


@pytest.mark.parametrize("path", ["/assets/gone.js", "/favicon.ico", "/s/first/x.map"])
def test_a_file_that_is_not_there_is_no_document(standing: Served, path: str) -> None:
    answer = standing.http.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "way_out"}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/sessions/first/nothing"])
def test_an_unknown_address_of_the_interface_is_told_as_json(standing: Served, path: str) -> None:
    answer = standing.http.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"] == "There is nothing at this address."


def raw_get(server: Served, path: str) -> httpx.Response:
    """A request whose path no client library has made tidy."""
    request = server.http.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    return server.http.send(request)


PIECES = st.sampled_from(
    ["..", ".", "%2e%2e", "%2E.", "/", "%2f", "%5c", "\\", "secret.txt", "assets", "%00", "~", "",
     "index.html", "....", "%252e%252e", "home", "gametape.db"]
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES, max_size=8), prefix=st.sampled_from(["/", "/assets/", "/s/"]))
def test_no_address_leads_out_of_the_folder(
    standing: Served, pieces: list[str], prefix: str
) -> None:
    for joint in ("/", ""):
        answer = raw_get(standing, prefix + joint.join(pieces))
        assert answer.status_code in (200, 304, 400, 404)
        if answer.status_code == 200:
            inside = ("<!doctype", "export", "<svg")
            assert answer.text.startswith(inside)


def test_a_link_out_of_the_folder_is_not_followed(server: Served, web: Path) -> None:
    (web / "out.txt").symlink_to(web.parent / "secret.txt")
    assert server.http.get("/out.txt").status_code == 404


def test_without_a_front_end_it_says_how_to_get_one(home: Path, tmp_path: Path) -> None:
    with served(Settings(home=home), web=tmp_path / "absent") as server:
        answer = server.http.get("/s/first")
        assert answer.status_code == 503
        assert "run.py demo" in answer.text
        assert server.http.get("/api/status").status_code == 200


def test_only_a_session_with_a_hosted_video_may_frame_its_host(server: Served) -> None:
    def policy(path: str) -> str:
        return server.http.get(path).headers["content-security-policy"]

    def put(kind: str, ref: str) -> httpx.Response:
        video = {"id": "a", "kind": kind, "ref": ref}
        return server.http.put("/api/sessions/first/video", json={"videos": [video]})

    assert policy("/s/first") == POLICY
    assert put("file", "evening.mp4").status_code == 200
    assert policy("/s/first") == POLICY
    before = server.http.get("/s/first").headers["etag"]
    assert put("youtube", "dQw4w9WgXcQ").status_code == 200
    assert policy("/s/first") == HOSTED_POLICY
    assert "https://www.youtube-nocookie.com" in HOSTED_POLICY
    changed = server.http.get("/s/first", headers={"if-none-match": before})
    assert changed.status_code == 200  # a document kept by the browser would keep its policy
    for other in ("/", "/s/other", "/s/" + quote("first/x"), "/record", "/s/first/x"):
        assert policy(other) == POLICY
