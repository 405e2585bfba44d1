"""Which outcome a market is told in changes no label: yes and no are one exposure."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from gametape.analyze.detectors.detecting import Scored
from gametape.analyze.detectors.registry import detectors
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels.scoring import judge
from gametape.analyze.material.course import Books, Course
from gametape.analyze.material.material import Material
from gametape.ledger.account import Settlement
from gametape.ledger.steps import Line
from gametape.model.book import Level
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import SEVERAL

TOP = 10_000


class Turned:
    """The same books in terms of the other outcome."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        bids, asks = self._books.levels(at_us)
        return [(TOP - cell, size) for cell, size in asks], [
            (TOP - cell, size) for cell, size in bids
        ]


def mirrored(told: Material) -> Material:
    ((line, course),) = told.courses.items()
    (market, rules), (settled,) = next(iter(told.rules.items())), told.settled.values()
    assert settled.payouts is not None
    other = Line(market, line.opposite, line.asset)
    turned = msgspec.structs.replace(rules, outcomes=rules.outcomes[::-1])
    return replace(
        told,
        courses={other: _course(course, other)},
        rules={market: turned},
        settled={market: Settlement(settled.at_us, settled.payouts[::-1])},
    )


def _course(course: Course, line: Line) -> Course:
    trades = course.trades
    return replace(
        course,
        line=line,
        bid=np.where(course.ask >= 0, TOP - course.ask, -1).astype(np.int32),
        ask=np.where(course.bid >= 0, TOP - course.bid, -1).astype(np.int32),
        trades=replace(
            trades,
            cells=(TOP - trades.cells).astype(np.int32),
            sides=(-trades.sides).astype(np.int8),
        ),
        books=Turned(course.books),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_relabelling_the_outcomes_changes_no_label(seed: int) -> None:
    told = replace(plant(seed, SEVERAL, kappa=0.3).material, bankroll=300 * 10**6)
    # The rushes that `panic_fade` goes against are percentages of one outcome's price.
    some = [one for one in detectors() if one.name != "panic_fade"]
    found, other = (judge(Evening(one), some, twins=4) for one in (told, mirrored(told)))
    assert len(found) == len(other) > 50
    for one, two in zip(found, other, strict=True):
        assert one.decision.direction == -two.decision.direction
        assert (one.decision.kind, one.plan) == (two.decision.kind, two.plan)
        name = (one.detector.name, one.decision.order_id)
        if isinstance(one.answer, Scored):
            assert isinstance(two.answer, Scored), name
            assert one.answer.match == pytest.approx(two.answer.match, abs=1e-6), name
            assert one.twins == pytest.approx(two.twins, abs=1e-6), name
        else:
            assert one.answer == two.answer
