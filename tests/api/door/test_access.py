"""The rules of the door, without a server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.api.door.access import Access, host_name, is_same_origin

HEADERS = st.text(max_size=60) | st.from_regex(r"[a-z.\[\]:@/?#0-9 %]{0,30}", fullmatch=True)


@given(HEADERS)
def test_any_host_is_ours_or_not(header: str) -> None:
    name = host_name(header)
    ours = Access().host_is_ours(header)
    assert ours in (True, False)
    if ours:
        assert name == "localhost" or name == "::1" or str(name).startswith(("127.", "::"))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:8477", "localhost"), ("[::1]:5", "::1"), ("A.B.", "a.b"),
        ("127.0.0.1", "127.0.0.1"),
        ("", None), (":80", None), ("a:b", None), ("a:99999", None), ("user@localhost", None),
        ("localhost/evil", None), ("localhost#x", None), ("localhost?x", None), ("[::1", None),
    ],
)  # fmt: skip
def test_the_name_in_a_host_header(header: str, name: str | None) -> None:
    assert host_name(header) == name


def test_beyond_this_machine_plain_numbers_and_own_names_are_ours() -> None:
    access = Access(frozenset(["tower", "tower.local"]), exposed=True, token="x")
    for ours in ("192.168.1.5:8477", "[fd00::5]:8477", "tower:8477", "Tower.local", "localhost"):
        assert access.host_is_ours(ours)
    for strange in ("evil.example", "tower.evil.example", "192.168.1.5.evil.example", "0x7f.1"):
        assert not access.host_is_ours(strange)
    assert not Access().host_is_ours("192.168.1.5")


@given(st.text(max_size=20), st.text(max_size=20))
def test_only_the_token_itself_opens(token: str, given_token: str) -> None:
    access = Access(token=token)
    assert access.is_token(given_token) == (bool(token) and token == given_token)


def test_a_cookie_among_others() -> None:
    access = Access(token="abc")
    mine = f"{access.cookie}=abc"
    assert access.has_token({"cookie": f"other=1; {mine}; more=2"})
    assert not access.has_token({"cookie": f"other_{mine}"})
    assert not access.has_token({"cookie": f"{access.cookie}=abcd"})
    assert not access.has_token({"authorization": "Basic abc"})
    assert access.has_token({"authorization": "bearer abc"})
    assert Access(token="abd").cookie != access.cookie
    assert Access().has_token({})


@given(st.dictionaries(st.sampled_from(["origin", "host", "sec-fetch-site"]), HEADERS))
def test_an_origin_is_the_same_only_if_it_names_this_host(headers: dict[str, str]) -> None:
    same = is_same_origin(headers)
    if same and "origin" in headers:
        host = headers.get("host", "").lower()
        assert headers["origin"].lower() in (f"http://{host}", f"https://{host}")
