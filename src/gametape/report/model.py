"""What a writer hands in: claims whose numbers are slots (methods 6.3), and its schema."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from gametape.errors import ParseError

Section = Literal["headline", "trade", "pattern", "whatif", "strength", "action", "caveat"]
"""What a claim is about; the order is the order of a report."""

Stance = Literal["fact", "interpretation", "advice"]

SECTIONS: tuple[Section, ...] = (
    "headline",
    "trade",
    "pattern",
    "whatif",
    "strength",
    "action",
    "caveat",
)


class Relation(msgspec.Struct, frozen=True):
    """What a comparing word rests on: `E1.panic gt E1.chance`; `approx` is within 10 %."""

    lhs: str
    op: Literal["gt", "lt", "approx"]
    rhs: str


class Claim(msgspec.Struct, frozen=True):
    """One thing said: text with slots like `{{E17.ratio}}`, and the evidence it rests on."""

    section: Section
    text: str
    evidence: list[str]
    relations: list[Relation]
    stance: Stance


class Report(msgspec.Struct, frozen=True):
    """All that a writer says, in reading order."""

    claims: list[Claim]


def read_report(text: str) -> Report:
    """A report from the JSON of a model's answer; raises ParseError if it is of another form."""
    try:
        return msgspec.json.decode(text, type=Report)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ParseError(f"The answer is not a report: {error}.") from None


def report_schema() -> dict[str, Any]:
    """The JSON schema of a report: one static object, nothing of a ledger in it.

    An enumeration of a ledger's ids would make the schema another with each request, and schemas
    that compile to too large a grammar are refused (methods 6.3).
    """
    (_,), named = msgspec.json.schema_components((Report,), ref_template="#/$defs/{name}")
    root = named.pop("Report")
    return {**root, "$defs": named}
