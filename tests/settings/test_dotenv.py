"""The `.env` file: names and values, and nothing expanded or run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.settings.dotenv import parse_dotenv


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("A=1", {"A": "1"}),
        ("export A=1", {"A": "1"}),
        (" A = 1 ", {"A": "1"}),
        ("A='x # y'", {"A": "x # y"}),
        ('A="x"', {"A": "x"}),
        ("A=x # why", {"A": "x"}),
        ("A=x#y", {"A": "x#y"}),
        ("A=$HOME/`id`", {"A": "$HOME/`id`"}),
        ("A=b=c==", {"A": "b=c=="}),
        ("A=", {"A": ""}),
        ("# A=1", {}),
        ("=1", {}),
        ("A", {}),
        ("", {}),
    ],
)
def test_lines(line: str, found: dict[str, str]) -> None:
    assert parse_dotenv(line) == found


def test_the_last_of_equal_names_wins() -> None:
    assert parse_dotenv("A=1\nA=2\n") == {"A": "2"}


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(name and "=" not in name for name in parse_dotenv(text))


def test_a_comment_behind_a_quoted_value_is_no_part_of_it() -> None:
    """Quotes that reached the venue would be a wrong key."""
    assert parse_dotenv('A="x y" # mine') == {"A": "x y"}
    assert parse_dotenv("A='x # y'") == {"A": "x # y"}
    assert parse_dotenv('A="x" "y"') == {"A": 'x" "y'}
