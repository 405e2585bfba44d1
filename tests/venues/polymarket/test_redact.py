"""The one edit: one's own API strings leave a frame, everything else stays."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import SettingsError
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.redact import Redactor, is_pseudonym

KEY = "9f8b1c2d-3e4f-5a6b-7c8d-9e0f1a2b3c4d"
SECRET = "c2VjcmV0LXdpdGgvc2xhc2hlcysrYW5kLXBsdXNlcw=="  # made up for this test
PHRASE = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
ME = Credentials(KEY, SECRET, PHRASE)
REDACTOR = Redactor(ME)


def test_each_string_becomes_a_placeholder_of_its_length() -> None:
    for text, start in ((KEY, b"me-"), (SECRET, b"secret-"), (PHRASE, b"phrase-")):
        shown = REDACTOR.redact(f'{{"a":"{text}"}}'.encode())
        assert shown == b'{"a":"' + start + b"0" * (len(text) - len(start)) + b'"}'


def test_what_is_mine_still_shows_and_others_stay() -> None:
    other = KEY.replace("9", "8")
    raw = json.dumps({"owner": KEY, "order_owner": KEY.upper(), "maker": other}).encode()
    after = json.loads(REDACTOR.redact(raw))
    assert is_pseudonym(after["owner"])
    assert is_pseudonym(after["order_owner"])
    assert after["maker"] == other
    assert not is_pseudonym(other)
    assert not is_pseudonym("me-00000000x")


def test_a_frame_without_secrets_is_the_same_object() -> None:
    raw = rb'{"event_type":"book","text":"back\\slash"}'
    assert REDACTOR.redact(raw) == raw


@pytest.mark.parametrize("short", [Credentials("", SECRET, PHRASE), Credentials(KEY, "abc", PHRASE),
                                   Credentials(KEY, SECRET, "x" * 7)])  # fmt: skip
def test_strings_that_would_spoil_ordinary_text_are_refused(short: Credentials) -> None:
    with pytest.raises(SettingsError):
        Redactor(short)


@st.composite
def written(draw: st.DrawFn, text: str) -> str:
    """A text inside a JSON string, any character escaped in any of JSON's ways."""
    out = []
    for char in text:
        ways = [char, f"\\u{ord(char):04x}", f"\\u{ord(char):04X}"] + ["\\/"] * (char == "/")
        out.append(draw(st.sampled_from(ways)))
    return "".join(out)


@given(st.data(), st.sampled_from(ME.secrets), st.text(max_size=20), st.text(max_size=20))
def test_no_way_of_writing_a_secret_gets_through(
    data: Any, secret: str, before: str, after: str
) -> None:
    body = data.draw(written(secret))
    raw = (json.dumps(before)[:-1] + body + json.dumps(after)[1:]).encode()
    assert secret in json.loads(raw)
    clean = REDACTOR.redact(raw)
    assert secret not in json.loads(clean)
    assert len(clean) == len(raw)
    assert REDACTOR.redact(clean) == clean
    assert json.loads(clean).startswith(before)
    assert json.loads(clean).endswith(after)


@given(st.binary(max_size=300))
def test_other_bytes_are_never_touched(raw: bytes) -> None:
    if not any(re.search(re.escape(one.encode()), raw, re.IGNORECASE) for one in ME.secrets):
        assert REDACTOR.redact(raw) == raw
