"""Comments that come back are strangers' bytes: read or refused, nothing else."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.share.comments import CommentFile, read_comments

GOOD: dict[str, Any] = {
    "gametape": "comments 1",
    "session": "evening",
    "file": "f",
    "comments": [{"id": "0011aabbccdd", "at_us": 5, "author": "Anna", "text": "why?"}],
}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_a_file_is_read() -> None:
    found = read_comments(json.dumps(GOOD).encode())
    assert (found.session, found.comments[0].author, found.comments[0].at_us) == (
        "evening",
        "Anna",
        5,
    )


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    rude = {**GOOD["comments"][0], "author": "\x1b[31mA\u202e", "text": "a\x00b\nc\x07\x9b2J"}
    (found,) = read_comments(json.dumps({**GOOD, "comments": [rude]}).encode()).comments
    assert (found.author, found.text) == ("[31mA", "ab\nc2J")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_comments(data)


@given(st.sampled_from(["gametape", "session", "comments", "file"]), values, st.data())
def test_any_value_in_any_place_is_read_or_refused(
    name: str, value: object, data: st.DataObject
) -> None:
    inside = data.draw(st.sampled_from(["id", "at_us", "author", "text"]))
    one = {**GOOD["comments"][0], inside: value}
    for made in ({**GOOD, name: value}, {**GOOD, "comments": [one]}):
        with contextlib.suppress(ParseError):
            assert isinstance(read_comments(json.dumps(made).encode()), CommentFile)


def test_too_much_is_refused() -> None:
    with pytest.raises(ParseError, match="too large"):
        read_comments(b" " * 5_000_001)
    many = {**GOOD, "comments": GOOD["comments"] * 2_001}
    with pytest.raises(ParseError):
        read_comments(json.dumps(many).encode())
