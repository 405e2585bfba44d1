"""Labels dealt again within sessions."""

from __future__ import annotations

import numpy as np

from gametape.analyze.statistics.permuting import LabelTest, sign_flips, within_sessions


def sample(rng: np.random.Generator, effect: float) -> LabelTest | None:
    """Ten sessions, each with its own level, ten stakes in each, half of them after a loss."""
    sessions = np.repeat(np.arange(10), 10)
    after_loss = np.tile([True, False], 50)
    values = rng.normal(0, 3, 10)[sessions] + rng.standard_t(4, 100) + effect * after_loss
    return within_sessions(
        values.tolist(), after_loss.tolist(), list(map(str, sessions)), rng, draws=99
    )


def test_nothing_is_found_as_often_as_promised_and_something_nearly_always() -> None:
    rng = np.random.default_rng(20)
    none = [told.p_value for _ in range(120) if (told := sample(rng, 0))]
    some = [told.p_value for _ in range(20) if (told := sample(rng, 1.5))]
    assert 0.04 <= np.mean(np.array(none) <= 0.10) <= 0.18
    assert np.median(some) <= 0.02


def test_sessions_of_one_kind_say_nothing() -> None:
    rng = np.random.default_rng(21)
    assert within_sessions([], [], [], rng) is None
    assert within_sessions([1.0, 2.0], [True, False], ["a", "b"], rng) is None
    told = within_sessions(
        [5.0, 1.0, 9.0, 2.0], [True, False, True, True], ["a", "a", "b", "b"], rng, draws=49
    )
    assert told == LabelTest(4.0, 1.0, 1, 1, 1)


def test_paired_sign_flips() -> None:
    rng = np.random.default_rng(22)
    assert sign_flips([1.0], rng) is None
    assert sign_flips([1.0] * 5, rng) == 2 / 32
    assert sign_flips([1.0, -1.0, 2.0, -2.0], rng) == 1.0
