"""Labels dealt again within sessions."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.statistics.permuting import MANY, LabelTest, sign_flips, within_sessions


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


def test_sessions_count_by_how_many_labels_they_have() -> None:
    values = [3.0, 5.0, 1.0, 1.0, 10.0, 4.0, 2.0]
    marked = [True, True, False, False, True, False, False]
    told = within_sessions(values, marked, list("aaaabbb"), np.random.default_rng(23), draws=9)
    assert told is not None
    assert (told.n, told.others, told.sessions) == (3, 4, 2)
    assert told.difference == pytest.approx((2 * 3 + 1 * 7) / 3)


@pytest.mark.parametrize("effect", [0.0, 0.15])
def test_over_many_sessions_the_sum_is_as_normal_as_it_is_taken_to_be(effect: float) -> None:
    """The p-value without deals, beside deals made here one by one."""
    rng = np.random.default_rng(24)
    sessions = np.repeat(np.arange(MANY + 20), 4)
    marked = np.tile([True, False, False, False], MANY + 20)
    values = rng.standard_t(5, len(sessions)) + effect * marked
    told = within_sessions(values.tolist(), marked.tolist(), list(map(str, sessions)), rng)
    assert told is not None
    table = values.reshape(-1, 4)
    observed = (table[:, 0] - table[:, 1:].mean(1)).mean()
    assert told.difference == pytest.approx(observed)
    dealt = np.array([rng.permuted(table, axis=1) for _ in range(2_000)])
    differences = (dealt[:, :, 0] - dealt[:, :, 1:].mean(2)).mean(1)
    assert told.p_value == pytest.approx((np.abs(differences) >= abs(observed)).mean(), abs=0.04)


def test_paired_sign_flips() -> None:
    rng = np.random.default_rng(22)
    assert sign_flips([1.0], rng) is None
    assert sign_flips([1.0] * 5, rng) == 2 / 32
    assert sign_flips([1.0, -1.0, 2.0, -2.0], rng) == 1.0
