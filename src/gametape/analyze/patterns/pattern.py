"""What a pattern is: a question about one's own decisions, and the conditions that answer it."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

Meaning = Literal["setup", "rule", "avoid"]
"""`setup`: what one looks for. `rule`: where the occasion arises, `keep` says what keeping it is.
`avoid`: a mistake; whoever does it breaks the pattern."""

Side = Literal["buy", "sell"]
"""Decisions asked: those that enter or add (`buy` of the outcome gone for), those that leave."""

Measure = Literal["trade", "decision"]
"""`trade`: the net of trades, by the order that opened each. `decision`: what the order itself
brought, against leaving half a minute later, or a minute after an addition."""

Test = Literal["least", "most", "is", "one_of"]

Part = Literal["when", "unless", "keep", "opportunity"]


class Condition(msgspec.Struct, frozen=True):
    """One field held against a number, a flag, a word or some words.

    Numbers are in the field's own unit as it is stored: micro-dollars, micro-shares, seconds.
    Words are compared without regard to case.
    """

    field: str
    test: Test
    value: float | bool | str | tuple[str, ...]


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """One pattern as its file says; see docs/patterns.md for every word of it.

    A decision fits where all of `when` hold and none of `unless` does. A moment at which nothing
    was done is an opportunity where all of `opportunity` hold; without any, none are counted.
    `least_trades` and `least_sessions` may ask for more than the house does, never for less.
    """

    name: str
    version: int
    title: str
    question: str
    description: str = ""
    meaning: Meaning
    side: Side
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()
    keep: tuple[Condition, ...] = ()
    opportunity: tuple[Condition, ...] = ()
    least_trades: int = 0
    least_sessions: int = 0

    @property
    def measure(self) -> Measure:
        """What its decisions are measured by.

        The net of a trade is a fair measure of how it was opened and of nothing else: that a trade
        is left after a fall, or added to while it loses, is itself a result of how it went.
        """
        adds = any(one.field == "kind" and one.value == "add" for one in self.when)
        return "decision" if self.side == "sell" or adds else "trade"

    @property
    def mark(self) -> str:
        """What tells these conditions from any others: eight hex digits."""
        asked = (self.meaning, self.side, self.when, self.unless, self.keep, self.opportunity)
        return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:8]


class Trouble(msgspec.Struct, frozen=True):
    """A file of one's own that is no pattern, and why: `words` begin with the file's name."""

    file: str
    words: str
