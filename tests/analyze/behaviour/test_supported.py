"""Support against none: nothing is told of it before there are twenty exits of both kinds."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.behaviour.rows import Left
from gametape.analyze.behaviour.supported import LEAST, support


def nights(with_it: int, without: int, sessions: int = 10, gap: float = 0.0) -> list[list[Left]]:
    rng = np.random.default_rng(3)
    told: list[list[Left]] = [[] for _ in range(sessions)]
    for number in range(with_it + without):
        supported = number < with_it
        after = float(rng.normal(gap if supported else 0.0, 1.0))
        told[number % sessions].append(Left(supported, after))
    return told


@pytest.mark.parametrize(
    ("with_it", "without"), [(LEAST - 1, 80), (80, LEAST - 1), (0, 0), (19, 5)]
)
def test_below_the_gate_there_is_no_number(with_it: int, without: int) -> None:
    found = support(nights(with_it, without, gap=50))
    assert (found.gate, found.estimates, found.p_values) == ("inconclusive", {}, {})
    assert "support" in found.missing
    assert found.fields["with_support"].value == with_it


def test_what_is_missing_is_counted() -> None:
    assert support(nights(19, 8)).missing == (
        "1 more exit with support and 12 more exits without support"
    )


def test_few_sessions_are_not_enough_either() -> None:
    found = support(nights(40, 40, sessions=5))
    assert not found.estimates
    assert found.missing == "3 more sessions"


def test_the_difference_is_with_support_less_without() -> None:
    told = support(nights(60, 60, gap=4.0)).estimates["difference"]
    assert told.low < 4.0 < told.high
    assert told.low > 0
    none = support(nights(60, 60)).estimates["difference"]
    assert none.low < 0 < none.high
