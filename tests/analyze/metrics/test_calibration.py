"""Stated chances and prices paid against what happened."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gametape.analyze.metrics.calibration import (
    HeldToEnd,
    Stated,
    may_be_said,
    reliability,
    scores,
)


def test_scores_by_hand() -> None:
    told = scores([Stated("g", 0.8, 0.6, 1), Stated("h", 0.3, 0.5, 0)])
    assert told is not None
    assert told.brier == pytest.approx((0.04 + 0.09) / 2)
    assert told.brier_market == pytest.approx((0.16 + 0.25) / 2)
    assert told.log == pytest.approx(-(math.log(0.8) + math.log(0.7)) / 2)
    assert told.skill == pytest.approx(1 - 0.13 / 0.41)
    assert told.better is None  # two games are too few
    assert scores([]) is None


def test_a_certain_chance_that_fails_is_not_endlessly_bad() -> None:
    told = scores([Stated("g", 1.0, 0.5, 0)])
    assert told is not None
    assert told.log == pytest.approx(-math.log(0.001))


def test_the_better_forecaster_is_found_by_game() -> None:
    rng = np.random.default_rng(3)
    truth = rng.uniform(0.2, 0.8, 400)
    stated = [
        Stated(f"g{number % 40}", float(p), 0.5, int(rng.random() < p))
        for number, p in enumerate(truth)
    ]
    told = scores(stated)
    assert told is not None
    assert told.better is not None
    assert told.better.low > 0


def test_small_buckets_join_the_next() -> None:
    trades = [HeldToEnd("g", 0.15, 0)] * 4 + [HeldToEnd("h", 0.35, 1)] * 8
    trades += [HeldToEnd("i", 0.55, 1)] * 12 + [HeldToEnd("j", 0.95, 1)] * 2
    first, second = reliability(trades)
    assert (first.low, first.high, first.n) == (0.0, 0.4, 12)
    assert (second.low, second.high, second.n) == (0.4, 1.0, 14)
    assert first.won.estimate == pytest.approx(8 / 12)
    assert reliability([]) == ()


def test_little_is_said_of_few() -> None:
    many = [HeldToEnd(f"g{number % 40}", 0.5, 1) for number in range(100)]
    assert may_be_said(many)
    assert not may_be_said(many[:99])
    assert not may_be_said([one._replace(game="g") for one in many])
