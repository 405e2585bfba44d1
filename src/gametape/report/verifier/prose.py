"""What of a claim is prose: its text without slots and ids, and its sentences."""

from __future__ import annotations

import re

from gametape.report.slots import SLOT

HOLE = "\x00"
"""Stands where a slot was: no letter, no digit, no space."""

NAMED_ID = re.compile(r"\b([STOLE][0-9]{1,6})\b", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


def without_slots(text: str) -> str:
    """The text with a mark in place of each slot."""
    return SLOT.sub(HOLE, text)


def prose(text: str) -> str:
    """The text with marks in place of slots and of ids like T3."""
    return NAMED_ID.sub(HOLE, without_slots(text))


def words(text: str) -> list[str]:
    """The words of the prose, folded; a hyphen parts words."""
    return [word.replace("\u2019", "'") for word in _WORD.findall(prose(text).casefold())]


def phrase(text: str) -> str:
    """The prose as words with single spaces, for finding expressions of several words."""
    return " ".join(words(text))


def sentences(text: str) -> list[str]:
    """The sentences and half-sentences of a text, slots in place."""
    return [part for part in _SENTENCE.split(text) if part]
