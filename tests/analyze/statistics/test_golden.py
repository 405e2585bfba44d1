"""Worked figures of the specification (analysis-methods.md 2.7, 3.7, 5.2 to 5.8)."""

from __future__ import annotations

import pytest

from gametape.analyze.statistics.discoveries import findings
from gametape.analyze.statistics.gates import sessions_needed, trades_needed
from gametape.analyze.statistics.progress import change_point
from gametape.analyze.statistics.proportions import difference, proportion, wins_against_prices
from gametape.analyze.statistics.shrinkage import shrink_means, shrink_rates


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(4, 7, 25, 84), (13, 18, 49, 88), (20, 31, 47, 79), (19, 22, 67, 95), (7, 12, 32, 81)],
)
def test_what_small_samples_say(count: int, n: int, low: int, high: int) -> None:
    told = proportion(count, n, level=0.95)
    assert (round(told.low * 100), round(told.high * 100)) == (low, high)
    assert told.excludes(0.5) == ((count, n) == (19, 22))


def test_difference_of_two_rates() -> None:
    told = difference(24, 64, 11, 57, level=0.95)
    assert (round(24 / 64, 3), round(11 / 57, 3)) == (0.375, 0.193)
    assert (round(told.low, 3), round(told.high, 3)) == (0.020, 0.329)


def test_wins_against_prices() -> None:
    told = wins_against_prices(4, [0.9, 0.88, 0.52, 0.49, 0.3, 0.44, 0.61])
    assert round(told.expected, 2) == 4.14
    assert round(told.sd**2, 4) == 1.3894
    assert round(told.p_value, 5) == 0.70879


def test_shrunk_rates() -> None:
    told = shrink_rates([13, 20, 19, 7, 5, 2, 9], [18, 31, 22, 12, 11, 6, 30])
    assert told is not None
    assert (round(told.a, 2), round(told.b, 2)) == (5.02, 3.75)
    shown = [round(rate.estimate, 3) for rate in told.rates]
    assert shown == [0.673, 0.629, 0.781, 0.579, 0.507, 0.475, 0.362]
    assert all(rate.low < rate.estimate < rate.high for rate in told.rates)


def test_shrunk_means() -> None:
    told = shrink_means([6.2, 4.8, -1, 3.1, 0.4], [2.5, 1.9, 1.2, 3.4, 0.9])
    assert told is not None
    assert (round(told.tau2, 3), round(told.mu, 3)) == (4.988, 2.039)
    assert [round(mean.estimate, 2) for mean in told.means] == [3.89, 3.64, -0.32, 2.36, 0.63]


def test_false_discoveries() -> None:
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    told = findings(p)
    assert [round(value, 4) for value in told.adjusted] == [
        0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057, 0.216, 0.216, 0.216
    ]  # fmt: skip
    assert told.survive == (True,) * 6 + (False,) * 4
    assert told.n_tests == 10
    assert not any(findings(p, dependent=True).survive[2:])


def test_sessions_and_trades_it_takes() -> None:
    assert [sessions_needed(effect) for effect in (0.1, 0.2, 0.3, 0.5, 0.8)] == [
        620, 156, 71, 27, 12
    ]  # fmt: skip
    assert trades_needed(1, 5.3) == 174
    assert trades_needed(5, 50) == 619
    assert abs(trades_needed(1, 50) - 15_458) <= 1  # the specification rounds z


def test_a_change_of_habit() -> None:
    told = change_point([3, 2, 3, 4, 2, 3, 3, 1, 0, 1, 0, 1, 0, 1, 0, 0], [6] * 16)
    assert told is not None
    assert (round(told.bayes_factor), told.at, told.worth_saying) == (916, 7, True)
    same = change_point([2, 1, 2, 1, 2, 2, 1, 1, 2, 1, 2, 1, 2, 1, 1, 2], [6] * 16)
    assert same is not None
    assert (round(same.bayes_factor, 2), same.worth_saying) == (0.25, False)
