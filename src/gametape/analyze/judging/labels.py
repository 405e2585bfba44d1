"""Labels of decisions with their chance and confidence, and what the evening says of each habit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gametape.analyze.detecting import Detector, Scored, Values
from gametape.analyze.evening import Evening
from gametape.analyze.evidence import Field, Item, LabelRow, Unit
from gametape.analyze.judging.measured import Told
from gametape.analyze.judging.rows import Labelled
from gametape.analyze.scoring import Judged
from gametape.analyze.statistics.chance import Baseline, baseline, words
from gametape.analyze.statistics.gates import gate

FITS = 0.7
"""The match from which a decision counts as one of its pattern (methods 3.0)."""

KEPT_FROM = 0.3
"""Matches below this say nothing of a decision and are not kept."""

SHOWN_FROM = 0.5
"""Matches below this are never called anything, however rare chance is."""

SHOWN_LEAST = 0.3
"""The least confidence that is called anything (methods 3.0.3)."""

AFTER = ("markout_60", "net_60", "after_60", "after_120", "after_eog")


def labels_of(
    judged: Sequence[Judged], orders: Mapping[str, Told], ids: Mapping[str, str]
) -> dict[str, tuple[Labelled, ...]]:
    """Labels of each order by the venue's order id; `ids` are the ledger's (O1, ...)."""
    chances = chances_of(judged)
    found: dict[str, list[Labelled]] = defaultdict(list)
    number = 0
    for one in sorted(judged, key=lambda each: (each.decision.decided_us, each.detector.name)):
        if not isinstance(one.answer, Scored) or one.answer.match < KEPT_FROM:
            continue
        number += 1
        key = one.decision.order_id
        chance = chances.get(one.detector.name)
        fields, _ = orders.get(key, ({}, {}))
        row = _row(one, one.answer, f"L{number}", ids[key], chance, fields)
        found[key].append(Labelled(row, enters=one.detector.asks != "exits"))
    return {key: tuple(rows) for key, rows in found.items()}


def chances_of(judged: Sequence[Judged]) -> dict[str, Baseline]:
    """What chance does, by detector, from the evening's own decisions and their twins."""
    scores: dict[str, list[float]] = defaultdict(list)
    twins: dict[str, list[float]] = defaultdict(list)
    for one in judged:
        if one.counts and isinstance(one.answer, Scored):
            scores[one.detector.name].append(one.answer.match)
            twins[one.detector.name] += one.twins
    found = {name: baseline(scores[name], twins[name]) for name in scores}
    return {name: one for name, one in found.items() if one is not None}


def _row(
    one: Judged,
    answer: Scored,
    id_: str,
    order: str,
    chance: Baseline | None,
    measured: Mapping[str, Field],
) -> LabelRow:
    match = answer.match
    confidence = None if chance is None else chance.confidence(match)
    thresholds = {
        name: _field(value, unit) for name, (value, unit) in one.detector.thresholds.items()
    }
    return LabelRow(
        id=id_,
        name=one.detector.name,
        order=order,
        match=round(match, 4),
        chance=None if chance is None else round(chance.chance(match), 4),
        confidence=None if confidence is None else round(confidence, 4),
        words="" if one.plan else _words(match, chance),
        rule=_rule(one),
        inputs=_fields(answer.inputs, one.detector),
        thresholds=thresholds,
        consequence={name: measured[name] for name in AFTER if name in measured},
        title=one.detector.title,
    )


def _words(match: float, chance: Baseline | None) -> str:
    """What it may be called; of few decisions never more than that it looks like it."""
    if chance is None or match < SHOWN_FROM:
        return ""
    said = words(chance.confidence(match))
    return words(SHOWN_LEAST) if said and chance.early else said


def _rule(one: Judged) -> str:
    return (
        f"{one.detector.rule} It carried out a plan: {one.plan}."
        if one.plan
        else (one.detector.rule)
    )


def _fields(values: Values, detector: Detector) -> dict[str, Field]:
    return {name: _field(value, detector.units[name]) for name, value in values.items()}


def _field(value: float, unit: Unit) -> Field:
    """A detector's number as the ledger holds it: whole micro-amounts, fractions as they are."""
    if value != value:
        return Field(None, unit)
    if unit in ("usd", "shares", "count", "clock"):
        return Field(round(value), unit)
    return Field(round(value, 4), unit)


def habits(judged: Sequence[Judged]) -> Iterator[Item]:
    """What one evening says of each habit: counts, since a rate needs more than one evening."""
    chances = chances_of(judged)
    by_name: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_name[one.detector.name].append(one)
    for name, group in by_name.items():
        counted = [one for one in group if one.counts]
        fitting = [one for one in counted if _fits(one)]
        chance = chances.get(name)
        if not fitting or chance is None:
            continue
        told = gate(len(counted), 1)
        detector = group[0].detector
        yield Item(
            id="",
            kind="strength" if detector.kind == "positive" else "label",
            code=name,
            title=detector.title,
            fields={
                "times": Field(len(fitting), "count"),
                "n": Field(len(counted), "count"),
                "chance": Field(round(chance.chance(FITS), 4), "pct"),
            },
            gate="inconclusive",
            at_us=fitting[0].decision.decided_us,
            impact=0,
            detail={"rule": detector.rule, "missing": told.missing},
        )


def _fits(one: Judged) -> bool:
    return isinstance(one.answer, Scored) and one.answer.match >= FITS


def unasked(evening: Evening, detectors: Sequence[Detector]) -> Iterator[Item]:
    """Questions that this evening's recording cannot answer, by what is missing."""
    view = evening.view(evening.material.to_us)
    lacking: dict[str, list[str]] = defaultdict(list)
    for detector in detectors:
        if why := detector.missing(view):
            lacking[why].append(detector.title)
    for why, titles in lacking.items():
        yield Item(
            id="",
            kind="caveat",
            code="not_asked",
            title=f"not judged ({', '.join(titles)}): {why}",
            fields={},
            gate="ok",
        )
