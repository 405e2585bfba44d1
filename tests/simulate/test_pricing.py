"""The crowd's price: late, unbiased when efficient, and swinging too far when it over-reacts."""

from __future__ import annotations

from statistics import fmean
from typing import NamedTuple

import pytest

from gametape.model.times import SECOND
from gametape.simulate.draws import stream
from gametape.simulate.pricing import KAPPA, Pricing
from gametape.simulate.sports.game import Moment

STEP_US = SECOND // 4


class Seen(NamedTuple):
    mid: float
    excitement: float


def path(moments: list[Moment], kappa: float, seconds: int, seed: int = 1) -> list[Seen]:
    """What the pricing said after every second."""
    pricing = Pricing(moments, 0, stream(seed, "price"), kappa)
    seen = []
    for step in range(1, seconds * 4 + 1):
        pricing.step(step * STEP_US, 0.25)
        if step % 4 == 0:
            seen.append(Seen(pricing.mid, pricing.excitement))
    return seen


JUMP = [Moment(0, (0.5,)), Moment(10 * SECOND, (0.6,), 1.5), Moment(20 * SECOND, (0.7,), 1.5)]


def test_a_jump_arrives_two_seconds_late_and_excites_after_one() -> None:
    seen = path(JUMP, KAPPA["efficient"], 60)
    assert seen[10].mid == pytest.approx(0.5, abs=0.03)
    assert seen[12].mid == pytest.approx(0.6, abs=0.03)
    assert seen[9].excitement == 0.0
    assert seen[11].excitement == pytest.approx(1.5, rel=0.15)
    assert seen[55].excitement < 0.1


def test_only_an_over_reacting_crowd_swings_too_far_and_comes_back() -> None:
    def after(kappa: float, second: int) -> float:
        return fmean(path(JUMP, kappa, second + 1, seed)[second].mid for seed in range(12))

    assert after(KAPPA["efficient"], 24) == pytest.approx(0.7, abs=0.01)
    # Two moves of 0.1 in a row: a kick of 0.6/2 of the first and 0.6 * 2/2 of the second.
    assert after(KAPPA["overreacting"], 24) == pytest.approx(
        0.7 + 0.03 * 0.75 + 0.06 * 0.94, abs=0.02
    )
    assert after(KAPPA["overreacting"], 200) == pytest.approx(0.7, abs=0.01)


def test_a_decided_line_has_no_noise_and_stays_inside_the_grid() -> None:
    seen = path([Moment(0, (0.5,)), Moment(SECOND, (1.0,))], 0.0, 200)
    assert seen[-1].mid == pytest.approx(0.9997, abs=1e-6)
    assert all(0.0003 <= each.mid <= 0.9997 for each in seen)


def test_a_late_crowd_begins_calm_with_the_odds_of_the_moment() -> None:
    pricing = Pricing(JUMP, 0, stream(1), 0.6, from_us=15 * SECOND)
    assert pricing.mid == 0.6
    pricing.step(15 * SECOND + STEP_US, 0.25)
    assert pricing.excitement == 0.0
