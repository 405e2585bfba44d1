"""Shifting a session's decisions: the wheel of valid time, and what chance does with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.statistics.shifting import Times, ValidTime, shift_test


@st.composite
def stretches(draw: st.DrawFn) -> list[tuple[int, int]]:
    parts = draw(
        st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=5)
    )
    at, found = draw(st.integers(0, 10**15)), []
    for gap, length in parts:
        at += gap
        found.append((at, at + length))
        at += length
    return found


@given(stretches(), st.integers(0, 10**6))
def test_every_valid_moment_has_a_place_on_the_wheel(
    parts: list[tuple[int, int]], offset: int
) -> None:
    valid = ValidTime(parts)
    moments = np.array([at for start, end in parts for at in range(start, end)], dtype=np.int64)
    assert valid.length == len(moments)
    places = valid.position(moments)
    assert places.tolist() == list(range(len(moments)))
    assert valid.time(places).tolist() == moments.tolist()
    turned = valid.time(places + offset)
    assert sorted(turned.tolist()) == moments.tolist()
    with pytest.raises(ValueError, match="outside"):
        valid.position(np.array([parts[-1][1]]))
    with pytest.raises(ValueError, match="outside"):
        valid.position(np.array([parts[0][0] - 1]))


def test_stretches_must_be_in_order_and_apart() -> None:
    for wrong in ([], [(5, 5)], [(5, 9), (8, 12)], [(5, 9), (1, 3)]):
        with pytest.raises(ValueError, match="stretches"):
            ValidTime(wrong)


LENGTH = 6_000
VALID = ValidTime([(0, 2_000), (3_000, 7_000)])


def world(rng: np.random.Generator) -> np.ndarray:
    """What a decision at each moment of the wheel would bring: noise with a memory."""
    noise = rng.normal(size=LENGTH)
    return np.convolve(noise, np.ones(40) / 40, mode="same")


def p_value(rng: np.random.Generator, skill: float) -> float:
    games = [world(rng) for _ in range(3)]
    chosen: list[tuple[Times, ValidTime]] = []
    for game in games:
        places = rng.integers(0, LENGTH, 12)
        best = np.argsort(game)[-LENGTH // 10 :]
        lucky = rng.random(12) < skill
        places[lucky] = rng.choice(best, lucky.sum())
        chosen.append((VALID.time(places), VALID))

    def brought(number: int, times: Times) -> float:
        return float(games[number][VALID.position(times)].sum())

    return shift_test(chosen, brought, rng, draws=99).p_value


def test_chance_is_found_significant_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    found = [p_value(rng, 0.0) for _ in range(150)]
    assert 0.03 <= np.mean(np.array(found) <= 0.10) <= 0.17
    assert 0.42 <= np.mean(found) <= 0.58
    assert min(found) >= 1 / 100


def test_skill_is_found() -> None:
    rng = np.random.default_rng(12)
    assert np.median([p_value(rng, 0.4) for _ in range(20)]) <= 0.02


def test_the_same_question_has_the_same_answer() -> None:
    times = VALID.time(np.arange(0, 600, 50))
    value = world(np.random.default_rng(13))

    def brought(_: int, at: Times) -> float:
        return float(value[VALID.position(at)].sum())

    one, other = (
        shift_test([(times, VALID)], brought, np.random.default_rng(14), draws=199)
        for _ in range(2)
    )
    assert one == other
    assert one.low <= one.chance <= one.high
