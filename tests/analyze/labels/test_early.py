"""What stands in for a trader's own chance is there for every rule that was measured."""

from __future__ import annotations

import pytest

from gametape.analyze.detectors.registry import detectors
from gametape.analyze.labels.early import early_baselines


@pytest.mark.parametrize("name", [one.name for one in detectors() if one.measured])
def test_every_measured_rule_has_one(name: str) -> None:
    known = early_baselines()[name]
    assert known.early
    assert len(known.twins) == len(known.scores) == 101
    told = [known.confidence(score / 20) for score in range(21)]
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] < 1


def test_a_random_exit_looks_like_a_panic_about_one_time_in_six() -> None:
    assert 0.10 < early_baselines()["panic_sell"].chance(0.7) < 0.25
    assert early_baselines()["panic_sell"].confidence(0.7) > 0.2
