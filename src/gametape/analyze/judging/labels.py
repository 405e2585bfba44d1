"""Labels of decisions with their chance and confidence, and what the evening says of each habit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gametape.analyze.detectors.detecting import Detector, Scored
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field, Item
from gametape.analyze.judging.measured import Told
from gametape.analyze.judging.rows import Labelled
from gametape.analyze.labels.consequences import consequences
from gametape.analyze.labels.early import early_baselines
from gametape.analyze.labels.labelling import baselines_of, label_rows
from gametape.analyze.labels.scoring import Judged
from gametape.analyze.statistics.chance import Baseline
from gametape.analyze.statistics.gates import gate

FITS = 0.7
"""The match from which a decision counts as one of its pattern (methods 3.0)."""


def labels_of(
    evening: Evening,
    judged: Sequence[Judged],
    orders: Mapping[str, Told],
    ids: Mapping[str, str],
) -> dict[str, tuple[Labelled, ...]]:
    """Labels of each order by the venue's order id; `ids` are the ledger's (O1, ...)."""
    whole = {one.order_id: one for one in evening.decisions}

    def after(one: Judged) -> dict[str, Field]:
        key = one.decision.order_id
        fields, _ = orders.get(key, ({}, {}))
        return consequences(whole[key], one.detector.asks, fields)

    asks = {one.detector.name: one.detector.asks for one in judged}
    rows = label_rows(judged, learned_of(judged), ids, after)
    return {
        key: tuple(Labelled(row, enters=asks[row.name] != "exits") for row in some)
        for key, some in rows.items()
    }


def learned_of(judged: Sequence[Judged]) -> dict[str, Baseline]:
    """What chance does, from the evening itself or, where it is too short, from planted ones."""
    return baselines_of(judged, early_baselines())


def habits(judged: Sequence[Judged]) -> Iterator[Item]:
    """What one evening says of each habit: counts, since a rate needs more than one evening."""
    chances = learned_of(judged)
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
