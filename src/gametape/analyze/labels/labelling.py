"""Labels of decisions: match, chance and confidence, and how each may be worded (methods 3.0.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from gametape.analyze.detectors.detecting import Detector, Scored
from gametape.analyze.evidence import Field, LabelRow, Unit
from gametape.analyze.labels.scoring import Judged
from gametape.analyze.statistics.chance import EARLY_BELOW, Baseline, baseline, words

CALLED_FROM = 0.5
"""Decisions that fit a pattern less than this are not called by its name, however rare."""

Baselines = Mapping[str, Baseline]
"""What chance does, by the name of the detector."""


def baselines_of(found: Iterable[Judged], shipped: Baselines | None = None) -> dict[str, Baseline]:
    """Learn what chance does from all decisions that count, of one evening or of many.

    Where there are fewer than thirty decisions the `shipped` ones are used, if there are any; they
    come from evenings that were made up, and every confidence by them is an early estimate.
    """
    scores: dict[str, list[float]] = defaultdict(list)
    twins: dict[str, list[float]] = defaultdict(list)
    for one in found:
        if one.counts and isinstance(one.answer, Scored):
            scores[one.detector.name].append(one.answer.match)
            twins[one.detector.name] += one.twins
    learned: dict[str, Baseline] = {}
    for name, matches in scores.items():
        known = shipped.get(name) if shipped and len(matches) < EARLY_BELOW else None
        told = known or baseline(matches, twins[name])
        if told is not None:
            learned[name] = told
    return learned


def label_rows(
    found: Sequence[Judged],
    learned: Baselines,
    names: Mapping[str, str],
    after: Callable[[Judged], dict[str, Field]] = lambda _: {},
    least: float = 0.3,
) -> dict[str, tuple[LabelRow, ...]]:
    """Rows by order id, the most certain first; `names` are the orders' short ids (O1, ...).

    Scores below `least` fit too badly to be kept at all. A label whose confidence is too low is
    kept without words and not shown; so is one that fits less than half, and a good one of a
    decision that carried out a plan. One whose detector has had no error rates measured, or whose
    chance was learned from few decisions, is never called more than "looks like".
    """
    kept = [one for one in found if isinstance(one.answer, Scored) and one.answer.match >= least]
    kept.sort(key=lambda one: (one.decision.decided_us, one.decision.order_id, one.detector.name))
    rows: dict[str, list[LabelRow]] = defaultdict(list)
    for number, one in enumerate(kept, 1):
        row = _row(one, f"L{number}", learned.get(one.detector.name), names, after(one))
        rows[one.decision.order_id].append(row)
    return {
        key: tuple(sorted(some, key=lambda row: -(row.confidence or 0.0)))
        for key, some in rows.items()
    }


def withheld(found: Iterable[Judged]) -> dict[str, str]:
    """Detectors that could judge none of an evening's decisions, and why, by name."""
    reasons: dict[str, list[str]] = defaultdict(list)
    judged = set()
    for one in found:
        if isinstance(one.answer, Scored):
            judged.add(one.detector.name)
        else:
            reasons[one.detector.name].append(one.answer.why)
    return {
        name: max(sorted(set(some)), key=some.count)
        for name, some in reasons.items()
        if name not in judged
    }


def _row(
    one: Judged,
    id_: str,
    learned: Baseline | None,
    names: Mapping[str, str],
    consequence: dict[str, Field],
) -> LabelRow:
    answer, detector = one.answer, one.detector
    assert isinstance(answer, Scored)
    confidence = None if learned is None else learned.confidence(answer.match)
    return LabelRow(
        id=id_,
        name=detector.name,
        order=names[one.decision.order_id],
        match=round(answer.match, 4),
        chance=None if learned is None else round(learned.chance(answer.match), 4),
        confidence=None if confidence is None else round(confidence, 4),
        words=_words(one, answer.match, learned),
        rule=detector.rule,
        inputs={name: _field(value, detector.units[name]) for name, value in answer.inputs.items()},
        thresholds=_thresholds(detector),
        consequence=consequence,
        title=detector.title,
    )


def _words(one: Judged, match: float, learned: Baseline | None) -> str:
    if one.plan:
        return "planned" if one.detector.kind == "negative" else ""
    if learned is None or match < CALLED_FROM:
        return ""
    told = words(learned.confidence(match))
    sure = one.detector.measured and not learned.early
    return told if sure or not told else "looks like"


def _thresholds(detector: Detector) -> dict[str, Field]:
    return {name: Field(value, unit) for name, (value, unit) in detector.thresholds.items()}


def _field(value: float, unit: Unit) -> Field:
    if unit in ("usd", "shares", "count", "clock"):
        return Field(round(value), unit)
    return Field(round(value, 4), unit)
