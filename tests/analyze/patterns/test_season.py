"""Whole evenings of a planted and of an innocent trader: the story is told, and none is made up."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from bench.corpus.product import STORY, claims_of
from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.rows import Playbook
from gametape.analyze.patterns.shipping import shipped_patterns
from gametape.library.judged.playbooks import night_of
from gametape.simulate.corpus.season import Trader, evening_of_season, season

SESSIONS = 40
FEW = 8
"""As few as there may be for anything to be claimed, give or take one."""


def told_of(seed: int, trader: Trader, n: int) -> Playbook:
    with ProcessPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        nights = [night_of(one) for one in season(seed, trader, n, pool.map)]
    return playbook_of(shipped_patterns(), nights)


def claims(told: Playbook) -> list[tuple[str, str]]:
    return [
        (row.pattern, claim.code) for row in told.rows for claim in row.claims if claim.survives
    ]


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_forty_evenings_tell_the_planted_story_and_innocent_ones_none() -> None:
    planted = told_of(1, "planted", SESSIONS)
    assert ("fomo_avoid", "difference") in claims(planted)
    rush = next(one for one in planted.rows if one.pattern == "fomo_avoid")
    assert rush.against is not None
    assert rush.against.difference is not None
    assert rush.against.difference.estimate < 0
    assert claims(told_of(1, "innocent", SESSIONS)) == []


def test_a_few_evenings_tell_part_of_the_story_and_innocent_ones_none() -> None:
    planted = claims_of(season(1, "planted", FEW))
    assert set(planted.progress) & set(STORY)
    innocent = claims_of(season(5, "innocent", FEW))
    assert innocent.tests > 0
    assert not innocent.any


def test_an_evening_leaves_all_that_the_playbook_asks() -> None:
    night = night_of(evening_of_season((1_001, "planted")))
    assert night.trips
    assert all(deed.trade in night.trips for deed in night.deeds)
    assert sum(deed.opens for deed in night.deeds) == len(night.trips)
    exits = [deed for deed in night.deeds if deed.leaves]
    assert exits
    assert all(deed.value is not None for deed in exits)
    told = playbook_of(shipped_patterns(), [night])
    assert (told.trades, told.n_tests) == (len(night.trips), 0)
    assert sum(row.decisions for row in told.rows) > 0
