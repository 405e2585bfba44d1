"""Text of strangers in a notification calls nobody, links nowhere and formats nothing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from gametape.notify.message import LINE_LENGTH, MOST_LINES, harmless, message

NASTY = "@everyone <@42> <!channel> **b** _x_ `y` [a](http://evil.example/x) <b>&lt;</b> evil.com"


def test_mentions_links_and_markup_are_taken_out() -> None:
    told = harmless(NASTY)
    assert not re.search(r"@\w", told)
    assert not set("<>*_`[]") & set(told)
    assert "evil" not in told
    assert told.startswith("@\u200beveryone")


@given(st.text(max_size=300))
def test_whatever_a_title_holds_it_stays_one_harmless_line(text: str) -> None:
    told = harmless(text)
    assert "\n" not in told
    assert not re.search(r"@[^\u200b]", told)
    assert not set("<>*_`[]|~") & set(told)


def test_a_message_is_cut_to_what_a_service_takes() -> None:
    told = message("judged", "T", [f"{n} " + "x" * 999 for n in range(50)])
    assert len(told.lines) == MOST_LINES
    assert told.lines[-1] == f"... and {50 - MOST_LINES + 1} more lines."
    assert max(map(len, told.lines)) == LINE_LENGTH
    assert told.body.count("\n") == MOST_LINES - 1
