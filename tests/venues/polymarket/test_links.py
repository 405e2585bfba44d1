"""What people paste, by the table of polymarket-api.md section 7.1, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import UsageError
from gametape.venues.polymarket.links import Reference, parse_reference

GAME = "nba-lal-bos-2026-01-25"
CONDITION = "0x" + "ab" * 32
TOKEN = "21742633143463906290569050155826241533067272736897614950488156847949938836455"


@pytest.mark.parametrize(
    ("pasted", "kind", "value"),
    [
        (f"https://polymarket.com/event/{GAME}", "event", GAME),
        (f"https://polymarket.com/event/{GAME}/", "event", GAME),
        ("https://polymarket.com/event/fed-decision-in-october/no-change?tid=1", "market",
         "no-change"),
        (f"polymarket.com/sports/nba/games/week/5/{GAME}", "event", GAME),
        (f"https://polymarket.com/sports/nba/{GAME}", "event", GAME),
        (f"https://polymarket.com/pt-br/sports/nba/{GAME}", "event", GAME),
        ("https://polymarket.com/es/event/foo#bar", "event", "foo"),
        ("https://polymarket.com/market/x-y", "market", "x-y"),
        (GAME, "either", GAME),
        (f"  {GAME}\n", "either", GAME),
        (CONDITION, "condition", CONDITION),
        (CONDITION.upper().replace("0X", "0x"), "condition", CONDITION),
        (TOKEN, "token", TOKEN),
        # Beyond the table: what the rules above it imply.
        (f"www.polymarket.com/event/{GAME}", "event", GAME),
        (f"http://www.polymarket.com/event/{GAME}?a=b&c=d#e", "event", GAME),
        (f"HTTPS://Polymarket.com/event/{GAME}", "event", GAME),
        (f"https://polymarket.com:443/event/{GAME}", "event", GAME),
        ("https://polymarket.com/event/a%2Db", "event", "a-b"),
        ("https://polymarket.com/event/event", "event", "event"),
        ("https://polymarket.com/sports/atp/atp-a-b-2026-08-17-Set-2-Winner", "event",
         "atp-a-b-2026-08-17-Set-2-Winner"),
        ("0x-protocol-token", "either", "0x-protocol-token"),
        ("2028", "either", "2028"),
        ("1" * 30, "token", "1" * 30),
        ("1" * 29, "either", "1" * 29),
    ],
)  # fmt: skip
def test_what_is_understood(pasted: str, kind: str, value: str) -> None:
    assert parse_reference(pasted) == Reference(kind, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", "Nothing was given"),
        ("  ", "Nothing was given"),
        ("polymarket.com", "names no event"),
        ("https://polymarket.com/event", "names no event"),
        ("https://polymarket.com/market/", "names no event"),
        ("https://polymarket.com/sports", "names no event"),
        ("https://polymarket.com/sports/nba", "names no event"),
        ("https://polymarket.com/sports/nba/games", "names no event"),
        ("https://polymarket.com/sports/nba/games/week/5", "names no event"),
        ("https://polymarket.com/profile/0xabc", "names no event"),
        ("https://polymarket.com/xx/profile/event", "names no event"),
        ("https://kalshi.com/event/foo", "not an address of polymarket.com"),
        ("https://polymarket.com.evil.example/event/foo", "not an address of polymarket.com"),
        ("polymarket.com.evil.example/event/foo", "not an address of polymarket.com"),
        ("https://polymarket.com@evil.example/event/foo", "not an address of polymarket.com"),
        ("https://evil.example/polymarket.com/event/foo", "not an address of polymarket.com"),
        ("ftp://polymarket.com/event/foo", "not an address of polymarket.com"),
        ("https://[polymarket.com/event/foo", "not a web address"),
        ("https://polymarket.com/event/f%20o", "no slug"),
        ("0x" + "ab" * 31, "62 characters"),
        ("0x" + "ab" * 33, "66 characters"),
        ("0x" + "ab" * 20, "wallet"),
        ("0x" + "zz" * 32, "not a condition id"),
        ("1" * 81, "neither"),
        ("lakers at celtics", "neither"),
        ("kalshi.com/event/x", "neither"),
        ("-leading-dash", "neither"),
    ],
)
def test_what_is_refused_says_why_and_the_way_out(pasted: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_reference(pasted)
    assert why in refused.value.what
    assert "polymarket.com/event/" in refused.value.way_out


@given(st.text(max_size=200) | st.from_regex(r"\A(https?://)?polymarket\.com/.*\Z"))
def test_anything_is_understood_or_refused(pasted: str) -> None:
    try:
        reference = parse_reference(pasted)
    except UsageError:
        return
    assert reference.value
    assert "/" not in reference.value


@given(st.from_regex(r"\A[a-zA-Z0-9][a-zA-Z0-9\-_.]{0,40}\Z").filter(lambda s: s.isascii()))
def test_a_slug_in_an_address_is_the_slug(slug: str) -> None:
    expected = Reference("event", slug)
    assert parse_reference(f"https://polymarket.com/event/{slug}?x=1#y") == expected
    assert parse_reference(f"polymarket.com/de/event/{slug}/") == expected
