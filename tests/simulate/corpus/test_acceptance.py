"""The acceptance table in small: the same measures on fewer evenings, their gates with room.

Seeds are fixed, so every figure is the same each time; what moves it is a change of the generator
or of a detector, and then `python3 run.py corpus` says by how much.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from bench.corpus.judged import LABELS, Judged, Wanted, judge
from bench.corpus.opinion import Opinion
from bench.corpus.rates import area, chance_ratio, hits
from bench.corpus.studies import SCORE, hazard_of, pooled
from bench.corpus.traps import HEAVY_MEAN, coverage, fishing, heavy
from bench.corpus.truncation import SPORTS, Cut, compare
from gametape.analyze.detectors.detecting import Scored
from gametape.analyze.detectors.registry import detector
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels import scoring
from gametape.simulate.corpus.ladder import us_of
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.scoring import Sport
from gametape.simulate.corpus.trips import INNOCENT, PLANTED
from gametape.simulate.corpus.world import EFFICIENT, MILD, OVERREACTING

EVENINGS = 26
SESSIONS = 30


@cache
def planted(kappa: float) -> tuple[Judged, ...]:
    return tuple(judge(Wanted("area", seed, PLANTED, kappa)) for seed in range(EVENINGS))


@cache
def trader(name: str) -> tuple[Judged, ...]:
    habits = PLANTED if name == "planted" else INNOCENT
    return tuple(judge(Wanted(name, seed, habits, MILD)) for seed in range(SESSIONS))


@pytest.mark.parametrize("kappa", [EFFICIENT, OVERREACTING])
@pytest.mark.parametrize(
    ("name", "gate"), [("panic_sell", 0.80), ("fomo_buy", 0.80), ("revenge", 0.93)]
)
def test_labels_tell_planted_orders_from_others(name: str, gate: float, kappa: float) -> None:
    told = pooled(planted(kappa), name)
    assert sum(one.planted for one in told) >= 8
    assert area(told) >= gate
    assert hits(told, SCORE).recall >= 0.7


def test_one_label_alone_is_weak_evidence() -> None:
    """That is why no trade is called a mistake: most labels at .7 are of innocent orders."""
    for name in ("panic_sell", "fomo_buy"):
        assert hits(pooled(planted(EFFICIENT), name), SCORE).precision < 0.65
    assert 0.08 < hits(pooled(trader("innocent"), "panic_sell"), SCORE).of_others < 0.30


def test_a_trader_who_panics_is_found_and_an_innocent_one_is_not() -> None:
    rng = np.random.default_rng(1)
    found = chance_ratio([one.told["panic_sell"] for one in trader("planted")], SCORE, rng)
    assert found.low > 1
    innocent = chance_ratio([one.told["panic_sell"] for one in trader("innocent")], SCORE, rng)
    assert innocent.low < 1.1
    assert innocent.estimate < found.estimate


def test_the_hazard_of_leaving_says_so_too() -> None:
    found, innocent = hazard_of(trader("planted")), hazard_of(trader("innocent"))
    assert found is not None
    assert innocent is not None
    assert found.low > 1
    assert innocent.low < 1.1 < found.estimate


@pytest.mark.parametrize("sport", SPORTS)
@pytest.mark.parametrize("faulty", [False, True])
def test_no_label_changes_when_the_tape_is_cut(sport: Sport, faulty: bool) -> None:
    same = compare(Cut(1, sport, faulty))
    assert same.compared > 100
    assert same.differed == []


def test_every_planted_label_has_its_detector() -> None:
    assert set(planted(EFFICIENT)[0].told) == set(LABELS)


def test_the_best_of_ten_is_no_finding_and_the_other_half_knows() -> None:
    fished = fishing(250, np.random.default_rng(5))
    assert fished.best > 0.12
    assert fished.by_halves < 0.10


def test_intervals_of_session_totals_hold_what_they_promise() -> None:
    assert coverage(heavy, HEAVY_MEAN, 20, 300, np.random.default_rng(5)) > 0.84


def test_detectors_find_in_the_recorded_book_what_the_author_sees_in_the_world() -> None:
    """Two readings of the same formulas that share no code: scores from the material, and from
    the world's own arrays."""
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in LABELS}
    for seed in range(8):
        one = plant(seed, PLANTED, kappa=MILD, name="agreement")
        evening = Evening(one.material)
        opinion = Opinion(one, one.world.quoted).told()
        found = scoring.judge(evening, [detector(name) for name in LABELS], twins=0)
        answers = {(each.detector.name, each.decision.decided_us): each.answer for each in found}
        for name, told in opinion.items():
            for trip, theirs in zip(one.trips, told, strict=True):
                at_us = us_of(trip.leave_s if name == "panic_sell" else trip.enter_s)
                ours = answers.get((name, at_us))
                if isinstance(ours, Scored):
                    pairs[name].append((ours.match, theirs.score))
    for name, both in pairs.items():
        apart = np.abs(np.diff(np.array(both), axis=1))
        assert len(both) > 50, name
        assert np.median(apart) < 0.01, name
        assert (apart < 0.1).mean() > 0.95, name
