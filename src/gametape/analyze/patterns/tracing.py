"""The trace of a tag for the eye: every condition with its field in words, units and verdict."""

from __future__ import annotations

from gametape.analyze.evidence import Field
from gametape.analyze.patterns.deciding import Fit, Reading
from gametape.analyze.patterns.nights import Deed, Night
from gametape.analyze.patterns.pattern import Pattern
from gametape.analyze.patterns.tagged import Words, fit_and_tag
from gametape.analyze.patterns.traces import PatternTag, TraceLine
from gametape.analyze.patterns.vocabulary import FIELDS, NEVER


def trace_of(fit: Fit) -> tuple[TraceLine, ...]:
    """Every condition that was asked."""
    return tuple(_line(one) for one in fit.trace)


def pattern_tag(pattern: Pattern, night: Night, deed: Deed, words: Words) -> PatternTag | None:
    """What a pattern and the trader say of an order, with the trace; None if it is not asked."""
    told = fit_and_tag(pattern, night, deed, words)
    if told is None:
        return None
    fit, tag = told
    return PatternTag(
        pattern=pattern.name,
        title=pattern.title,
        meaning=pattern.meaning,
        version=pattern.version,
        mark=pattern.mark,
        of=tag.of,
        kept=tag.kept,
        said=tag.said,
        trace=trace_of(fit),
    )


def _line(one: Reading) -> TraceLine:
    kind = FIELDS[one.field]
    number = kind.type == "number"
    wanted = Field(_number(one.value, kind.unit), kind.unit) if number else _word(one.value)
    seen = _word(one.seen)
    if number and isinstance(one.seen, float):
        never = kind.unit == "seconds" and one.seen >= NEVER
        seen = Field("not yet", "name") if never else Field(_number(one.seen, kind.unit), kind.unit)
    return TraceLine(
        part=one.part,
        field=one.field,
        words=kind.words,
        test=one.test,
        seen=seen,
        wanted=wanted,
        held=one.held,
    )


def _number(value: object, unit: str) -> float | int:
    assert isinstance(value, (int, float))
    return round(value) if unit in ("usd", "shares", "count") else value


def _word(value: object) -> Field:
    if value is None:
        return Field(None, "name")
    if isinstance(value, bool):
        return Field("yes" if value else "no", "name")
    if isinstance(value, tuple):
        return Field(" or ".join(value), "name")
    return Field(str(value), "name")
