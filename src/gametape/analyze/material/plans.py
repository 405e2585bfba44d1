"""What the trader wrote down beforehand: tags that name a stop, a target, or that a reason is gone.

`plan stop 41c target 55c` is a plan with a stop and a target; `plan` alone is one without prices.
Words come after a tag's label or are the label. `thesis broken`, `intent` and `pass` say what they
say; `bankroll 500` says how many dollars the evening began with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from gametape.model.amounts import MICRO
from gametape.replay.timeline import GameEntry

_STOP = re.compile(r"\bstop\D{0,4}(\d{1,2}(?:\.\d{1,2})?)", re.ASCII)
_BANKROLL = re.compile(r"\bbankroll\D{0,4}(\d[\d,]{0,12}(?:\.\d{1,2})?)", re.ASCII)
_TARGET = re.compile(r"\btarget\D{0,4}(\d{1,2}(?:\.\d{1,2})?)", re.ASCII)


class Plan(NamedTuple):
    """A plan told at `told_us`; prices in cents of the outcome held, None where it names none."""

    told_us: int
    stop: float | None
    target: float | None


def plans_of(game: Sequence[GameEntry]) -> tuple[Plan, ...]:
    """Plans in the order they were told."""
    return tuple(
        Plan(entry.at_us, _cents(_STOP, words), _cents(_TARGET, words))
        for entry, words in _tags(game)
        if re.search(r"\bplan\b", words)
    )


def said(game: Sequence[GameEntry], wanted: str) -> tuple[int, ...]:
    """When tags said some words."""
    return tuple(entry.at_us for entry, words in _tags(game) if wanted in words)


def bankroll_of(game: Sequence[GameEntry]) -> int | None:
    """What the evening began with by the last tag that says so, micro-dollars."""
    found = [match for _, words in _tags(game) if (match := _BANKROLL.search(words))]
    return int(Decimal(found[-1][1].replace(",", "")) * MICRO) if found else None


def _tags(game: Sequence[GameEntry]) -> list[tuple[GameEntry, str]]:
    return [(entry, entry.text.lower()) for entry in game if entry.tag or entry.name == "tag"]


def _cents(pattern: re.Pattern[str], words: str) -> float | None:
    found = pattern.search(words)
    return float(found[1]) if found else None
