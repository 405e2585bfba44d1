"""What a pattern says of an order, as text: every condition, what was seen, and whether it held."""

from __future__ import annotations

from textwrap import wrap

from gametape.analyze.patterns.traces import PatternTag, TraceLine
from gametape.analyze.population.summary import DecisionSummary
from gametape.cli.evidence_text import WIDTH, field_text

_MARKS = {True: "yes", False: "no ", None: "?  "}
_TESTS = {"least": "at least", "most": "at most", "is": "is", "one_of": "is"}


def tag_text(order: DecisionSummary, tag: PatternTag, started_us: int) -> str:
    """An order and the trace of one pattern under it, within 80 columns."""
    seconds = (order.decided_us - started_us) // 1_000_000
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    head = f"{order.order:<5} {clock}  {order.kind:<6} {_verdict(tag)}"
    return "\n".join([head, *(line for one in tag.trace for line in _line(one))])


def _verdict(tag: PatternTag) -> str:
    if tag.of is None:
        return "cannot be told"
    if tag.meaning == "setup" or not tag.of:
        return "fits" if tag.of else "does not fit"
    return {True: "kept", False: "broken", None: "cannot be told"}[tag.kept]


def _line(one: TraceLine) -> list[str]:
    asked = f"{_TESTS[one.test]} {field_text(one.wanted)}"
    words = f"{one.part} {one.field}: {field_text(one.seen)}, asked {asked}"
    return wrap(words, WIDTH, initial_indent=f"   {_MARKS[one.held]} ", subsequent_indent="       ")
