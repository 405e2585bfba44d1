"""Pattern files: what is right is read, what is wrong is refused by line, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.patterns.parsing import FORMAT, LARGEST_BYTES, parse_pattern
from gametape.analyze.patterns.pattern import Condition
from gametape.analyze.patterns.shipping import shipped_patterns, shipped_text
from gametape.errors import ParseError

GOOD = f"""format = {FORMAT}
name = "mine"
version = 3
title = "Mine"
question = "Is it?"
description = \"\"\"
[when]
nonsense = 1
\"\"\"
meaning = "rule"
side = "buy"

[when]
stake = {{ least = 12.5, most = 100 }}
sport = ["basketball", "Soccer"]

[unless]
halftime = true

[keep]
since_move = {{ least = 30 }}

[gate]
sessions = 12
"""


def test_a_file_is_read_into_the_units_that_fields_have() -> None:
    mine = parse_pattern(GOOD.encode())
    assert mine.when == (
        Condition("stake", "least", 12_500_000.0),
        Condition("stake", "most", 100_000_000.0),
        Condition("sport", "one_of", ("basketball", "Soccer")),
    )
    assert mine.unless == (Condition("halftime", "is", True),)
    assert mine.keep == (Condition("since_move", "least", 30.0),)
    assert (mine.version, mine.least_trades, mine.least_sessions) == (3, 0, 12)
    assert parse_pattern(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == mine


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("since_move =", "since_moove =", 21, "Did you mean “since_move”?"),
        ("halftime = true", "halftime = 1", 18, "true or false"),
        ("least = 12.5", "leest = 12.5", 14, "Did you mean “least”?"),
        ("least = 12.5", "least = 200", 14, "can never be"),
        ("least = 12.5", "least = inf", 14, "at most 10^12"),
        ("least = 12.5", "least = 1e999999999", 14, "at most 10^12"),
        ("least = 12.5", 'least = "1"', 14, "against a number"),
        ('"Soccer"', '"\\u001b[2J"', 15, "plain characters"),
        ('"Mine"', '"\\u202eMine"', 4, "cannot be shown"),
        ("format = 1", "format = 2", 1, "reads format 1"),
        ("version = 3", "version = true", 3, "whole number"),
        ('name = "mine"', 'name = "../mine"', 2, "letters a to z"),
        ('side = "buy"', 'side = "long"', 11, "buy, sell"),
        ('meaning = "rule"', 'meaning = "setup"', 10, "has no [keep]"),
        ("[keep]", "[kepe]", 20, "Did you mean “keep”?"),
        ("[unless]", "[opportunity]\nkind = 'add'\n[unless]", 18, "of an order only"),
        ("sessions = 12", "sessions = 0", 24, "from 1 to 10000"),
        ("sessions = 12", "seasons = 12", 24, "Did you mean “sessions”?"),
        ("[gate]", "[gate", 23, "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_pattern(GOOD.replace(old, new, 1).encode(), "mine.toml")
    assert f"line {line}" in str(caught.value)
    assert "mine.toml" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"a" * (LARGEST_BYTES + 1),
        b"a = " + b"[" * 20_000,
        b"a = " + b"9" * 20_000,
        GOOD.encode().replace(b"[when]\nstake", b"[[when]]\nstake"),
        b"when = 3\n" + GOOD.encode().partition(b"[when]")[0],
        GOOD.encode().replace(b"sport", b'"spo\\u001brt"'),
    ],
)
def test_what_is_no_pattern_is_our_error_in_plain_characters(content: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        parse_pattern(content)
    assert str(caught.value).isprintable()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        parse_pattern(content)


@given(
    st.integers(0, len(GOOD)),
    st.integers(0, 40),
    st.text(max_size=12) | st.sampled_from(["=", "[[", "{", '"""', "1e9999", "least = 1", "\x00"]),
)
def test_a_damaged_file_is_read_or_refused(at: int, cut: int, put: str) -> None:
    damaged = GOOD[:at] + put + GOOD[at + cut :]
    try:
        found = parse_pattern(damaged.encode("utf-8", "surrogatepass"))
    except ParseError as error:
        assert str(error).isprintable()  # noqa: PT017 - either is right
    else:
        assert found.when


def test_what_comes_with_gametape_is_read_and_told_under_its_own_name() -> None:
    found = shipped_patterns()
    assert len(found) >= 10
    for one in found:
        body = shipped_text(one.name)
        assert body is not None
        assert parse_pattern(body) == one
        assert one.question.endswith("?")
    assert len({one.mark for one in found}) == len(found)
    assert shipped_text("../secret") is None
