"""One rule of comparing words, the same here and in the page."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.library.written.folding import folded, places


class Golden(msgspec.Struct):
    """`alike` are groups of texts that are compared as one; `letters` a digest of whole blocks."""

    alike: list[list[str]]
    folds: dict[str, str]
    blocks: list[tuple[int, int]]
    sha256: str


PATH = Path(__file__).parents[2] / "golden" / "folding.json"
GOLDEN = msgspec.json.decode(PATH.read_bytes(), type=Golden)


@pytest.mark.parametrize("group", GOLDEN.alike, ids=lambda group: group[0])
def test_the_same_word_in_other_letters(group: list[str]) -> None:
    assert len({folded(text) for text in group}) == 1


def test_the_golden_answers() -> None:
    assert {text: folded(text) for text in GOLDEN.folds} == GOLDEN.folds


def test_every_letter_of_the_scripts_that_names_are_written_in() -> None:
    letters = [chr(code) for first, last in GOLDEN.blocks for code in range(first, last + 1)]
    told = "\n".join(folded(letter) for letter in letters)
    assert hashlib.sha256(told.encode()).hexdigest() == GOLDEN.sha256


@given(st.text(), st.text())
def test_what_stands_beside_a_letter_changes_nothing(one: str, other: str) -> None:
    assert folded(one + other) == folded(one) + folded(other)
    assert len(places(one)) == len(folded(one))


@given(st.text())
def test_twice_is_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
