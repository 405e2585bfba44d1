"""Names that anybody can write come out as one short line without marks, addresses or tricks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.report.strangers import TITLE_LENGTH, cleaned, runs_of


@given(st.text())
def test_whatever_comes_in(text: str) -> None:
    clean = cleaned(text)
    assert len(clean) <= TITLE_LENGTH
    assert not any(unicodedata.category(c).startswith("C") for c in clean)
    assert not set(clean) & set("<>`|\\[]{}*#~")
    assert "\n" not in clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Will the Lakers win?", "Will the Lakers win?"),
        ("a\n\tb\u2028c", "a b c"),
        ("activity_sample__2 _x_", "activity sample 2 x"),
        ("\u202eevil\u200b", "evil"),
        ("{{E1.title}} and {<{x}>}", "E1.title and x"),
        ("{<{E1.rate}>}", "E1.rate"),
        ("go to https://evil.example/x now", "go to (link removed) now"),
        ("go to evil.com/x now", "go to (link removed) now"),
        ("javascript:alert(1)", "(link removed)"),
        ("\uff57\uff57\uff57\uff0eevil\uff0ecom", "(link removed)"),
        ("x" * 100, "x" * 77 + "..."),
    ],
)
def test_examples(text: str, clean: str) -> None:
    assert cleaned(text) == clean


def test_runs() -> None:
    assert runs_of("Will the Lakers win?", 4) == {("will", "the", "lakers", "win")}
    assert runs_of("the lakers", 4) == {("the", "lakers")}
    assert runs_of("Lakers", 4) == set()
    assert runs_of("", 4) == set()
