"""What is told of the tags of an order: patterns with their trace, and words of one's own."""

from __future__ import annotations

import msgspec

from gametape.analyze.evidence import Field
from gametape.analyze.patterns.pattern import Meaning, Part, Test
from gametape.analyze.patterns.tagged import Said


class TraceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One condition: what was looked at, what was seen, what was asked, and whether it held.

    `held` is None where the field was not known; `part` says which list of the file it is in.
    """

    part: Part
    field: str
    words: str
    test: Test
    seen: Field
    wanted: Field
    held: bool | None


class PatternTag(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern on one order: whether the order is of it, what the trader said, and why.

    `mark` tells the conditions that said so from any others of the same name.
    """

    pattern: str
    title: str
    meaning: Meaning
    version: int
    mark: str
    of: bool | None
    kept: bool | None
    said: Said
    trace: tuple[TraceLine, ...]


class OrderTags(msgspec.Struct, frozen=True, kw_only=True):
    """The tags of one order: those that patterns propose or were said of, and those by hand."""

    order_id: str
    order: str
    trade: str
    patterns: tuple[PatternTag, ...]
    tags: tuple[str, ...]
