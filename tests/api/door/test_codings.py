"""Which codings an asker takes, whatever it says, and bodies that come out as they went in."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.api.door.codings import packed, takes


@pytest.mark.parametrize(
    ("accepted", "does"),
    [
        ("gzip", True), ("gzip, deflate, br", True), ("GZIP;q=0.5", True), ("*", True),
        ("", False), ("identity", False), ("gzip;q=0", False), ("*, gzip;q=0.0", False),
        ("br;q=1, *;q=0", False), ("gzip;q=much", False),
    ],
)  # fmt: skip
def test_accept_encoding(accepted: str, does: bool) -> None:
    assert takes(accepted, "gzip") is does


@given(st.text())
def test_no_accept_encoding_breaks_it(accepted: str) -> None:
    assert takes(accepted, "br") in (True, False)


@given(st.binary(max_size=40), st.integers(0, 100), st.sampled_from(["", "gzip", "br"]))
def test_a_body_comes_out_as_it_went_in(part: bytes, times: int, accepted: str) -> None:
    body = part * times
    sent, headers = packed(body, accepted)
    coded = headers.get("content-encoding") == "gzip"
    assert not coded or accepted == "gzip"
    assert (zlib.decompress(sent, 31) if coded else sent) == body
