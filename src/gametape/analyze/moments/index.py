"""Moments of many sessions laid out for searching: one column a feature, all from one side.

A moment of an outcome at 70 cents is one of the other at 30: every row is kept as who looks from
the cheaper outcome sees it, so that both sides of a market are searched at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.moments.table import Floats, Int64s, MomentTable
from gametape.analyze.moments.vocabulary import FEATURES, Feature, steps


class Evening(NamedTuple):
    """A session whose moments are searched; `lines` are market, asset and opposite by place.

    `labels` are the names of the two outcomes of each.
    """

    slug: str
    title: str
    sport: str
    lines: tuple[tuple[str, str, str], ...]
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class MomentIndex:
    """Rows of all sessions. `turned` where the row is seen from the line's second outcome.

    `scaled` are features divided by their units, not a number where one was not known.
    """

    sessions: tuple[Evening, ...]
    phases: tuple[str, ...]
    session: NDArray[np.int32]
    line: NDArray[np.int16]
    at_us: Int64s
    kind: NDArray[np.int16]
    phase: NDArray[np.int16]
    turned: NDArray[np.bool_]
    scaled: Mapping[str, Floats]
    next: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.at_us)


def index_of(tables: Iterable[tuple[Evening, MomentTable]]) -> MomentIndex:
    """The index of some sessions."""
    told = list(tables)
    phases = tuple(dict.fromkeys(["", *(name for _, one in told for name in one.phases)]))
    place = {name: number for number, name in enumerate(phases)}
    turned = [one.known["price"] > 50.0 for _, one in told]
    return MomentIndex(
        sessions=tuple(evening for evening, _ in told),
        phases=phases,
        session=np.repeat(np.arange(len(told), dtype=np.int32), [len(one) for _, one in told]),
        line=_joined([one.line for _, one in told], np.int16),
        at_us=_joined([one.at_us for _, one in told], np.int64),
        kind=_joined([one.kind for _, one in told], np.int16),
        phase=_joined(
            [
                np.array([place[name] for name in one.phases], np.int16)[one.phase]
                for _, one in told
            ],
            np.int16,
        ),
        turned=_joined(turned, np.bool_),
        scaled={
            feature.name: _joined(
                [
                    scaled(feature, seen(feature, one.known, way))
                    for (_, one), way in zip(told, turned, strict=True)
                ],
                np.float32,
            )
            for feature in FEATURES
        },
        next=_next([one for _, one in told], turned),
    )


def seen(feature: Feature, known: Mapping[str, Floats], turned: NDArray[np.bool_]) -> Floats:
    """A feature, from the second outcome where `turned`."""
    own = known[feature.name]
    if feature.other:
        return np.where(turned, known[feature.other], own).astype(np.float32)
    if feature.turn == "sign":
        return np.where(turned, -own, own).astype(np.float32)
    if feature.turn == "complement":
        return np.where(turned, 100 - own, own).astype(np.float32)
    return own


def scaled(feature: Feature, values: Floats) -> Floats:
    """A feature in its units."""
    if feature.doubling:
        values = np.log2(1.0 + np.maximum(values, 0.0)).astype(np.float32)
    return (values / np.float32(feature.unit)).astype(np.float32)


def seen_one(known: Mapping[str, float]) -> tuple[dict[str, float], bool]:
    """The features of one moment in their units from the cheaper outcome, and whether turned."""
    turned = known["price"] > 50.0
    arrays = {name: np.array([value], np.float32) for name, value in known.items()}
    way = np.array([turned])
    return {
        feature.name: float(scaled(feature, seen(feature, arrays, way))[0]) for feature in FEATURES
    }, turned


def _next(
    tables: Sequence[MomentTable], turned: Sequence[NDArray[np.bool_]]
) -> Mapping[str, Floats]:
    found: dict[str, Floats] = {}
    for step in steps():
        parts: dict[str, list[Floats]] = {"mid": [], "buy": [], "sell": []}
        for one, way in zip(tables, turned, strict=True):
            mid, buy, sell = (one.next[f"{what}_{step}"] for what in parts)
            parts["mid"].append(np.where(way, -mid, mid).astype(np.float32))
            parts["buy"].append(np.where(way, sell, buy).astype(np.float32))
            parts["sell"].append(np.where(way, buy, sell).astype(np.float32))
        found |= {f"{what}_{step}": _joined(some, np.float32) for what, some in parts.items()}
    return found


def _joined(parts: Sequence[NDArray], kind: type) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate([np.zeros(0, kind), *parts])
