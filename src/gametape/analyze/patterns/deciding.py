"""Whether a pattern fits a decision or a moment, with the trace: every condition and its value."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.analyze.patterns.chances import Fields
from gametape.analyze.patterns.pattern import Condition, Part, Pattern, Test


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One condition, what was seen, and whether it held; None where the field was not known."""

    part: Part
    field: str
    test: Test
    value: float | bool | str | tuple[str, ...]
    seen: float | bool | str | None
    held: bool | None


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """What a pattern says of one decision.

    `fits` is whether it is one of the pattern, `kept` whether the trader did as it advises: None
    for a setup, and wherever it cannot be told. `trace` has every condition that was asked.
    """

    pattern: str
    version: int
    fits: bool | None
    kept: bool | None
    trace: tuple[Reading, ...]


def fit_of(pattern: Pattern, fields: Fields, *, enters: bool, leaves: bool) -> Fit | None:
    """What a pattern says of a decision with such fields; None if it asks no such decisions."""
    if not (enters if pattern.side == "buy" else leaves):
        return None
    when = _read("when", pattern.when, fields)
    unless = _read("unless", pattern.unless, fields)
    fits = _both(_all(when), _negated(_any(unless)))
    keep = _read("keep", pattern.keep, fields) if fits else ()
    kept: bool | None = None
    if pattern.meaning == "avoid":
        kept = _negated(fits)
    elif pattern.meaning == "rule" and fits:
        kept = _all(keep)
    return Fit(
        pattern=pattern.name,
        version=pattern.version,
        fits=fits,
        kept=kept,
        trace=(*when, *unless, *keep),
    )


def decide(pattern: Pattern, fields: Fields) -> tuple[bool | None, bool | None]:
    """What `fit_of` says, `fits` and `kept`, without the trace: for hundreds of thousands."""
    fits = _every(pattern.when, fields)
    if fits is not False:
        for one in pattern.unless:
            held = _holds(one, fields.get(one.field))
            if held:
                fits = False
                break
            if held is None:
                fits = None
    if pattern.meaning == "avoid":
        return fits, _negated(fits)
    return fits, _every(pattern.keep, fields) if fits and pattern.keep else None


def _every(asked: Iterable[Condition], fields: Fields) -> bool | None:
    told: bool | None = True
    for one in asked:
        held = _holds(one, fields.get(one.field))
        if held is False:
            return False
        if held is None:
            told = None
    return told


def _read(part: Part, asked: Iterable[Condition], fields: Fields) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            part=part,
            field=one.field,
            test=one.test,
            value=one.value,
            seen=fields.get(one.field),
            held=_holds(one, fields.get(one.field)),
        )
        for one in asked
    )


def _holds(one: Condition, seen: float | bool | str | None) -> bool | None:
    if seen is None:
        return None
    wanted = one.value
    if isinstance(wanted, tuple):
        return str(seen).casefold() in {word.casefold() for word in wanted}
    if isinstance(wanted, str):
        return str(seen).casefold() == wanted.casefold()
    if isinstance(wanted, bool) or isinstance(seen, str):
        return seen == wanted
    return seen >= wanted if one.test == "least" else seen <= wanted


def _all(readings: Iterable[Reading]) -> bool | None:
    """True if all held, False if one did not, None if that could not be told."""
    told = [one.held for one in readings]
    if False in told:
        return False
    return None if None in told else True


def _any(readings: Iterable[Reading]) -> bool | None:
    told = [one.held for one in readings]
    if True in told:
        return True
    return None if None in told else False


def _negated(told: bool | None) -> bool | None:
    return None if told is None else not told


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
