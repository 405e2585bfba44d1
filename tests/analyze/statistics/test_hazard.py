"""The chance of letting go: planted habits are found, absent ones are not."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.statistics.hazard import Hazards, disposition, hazard_ratios


def world(rng: np.random.Generator, panic: float, sessions: int = 30) -> Hazards | None:
    """Positions in rows of five seconds; an adverse shock multiplies the hazard by `panic`."""
    exited, adverse, gain, names = [], [], [], []
    for session in range(sessions):
        for _ in range(6):
            shock = rng.random(120) < 0.1
            ahead = rng.random(120) < 0.5
            leaves = rng.random(120) < 0.02 * np.where(shock, panic, 1.0)
            last = int(leaves.argmax()) + 1 if leaves.any() else 120
            exited += leaves[:last].tolist()
            adverse += shock[:last].astype(float).tolist()
            gain += ahead[:last].astype(float).tolist()
            names += [f"s{session}"] * last
    return hazard_ratios(exited, {"adverse": adverse, "gain": gain}, names)


def test_panic_is_found_and_innocence_too() -> None:
    rng = np.random.default_rng(25)
    panicked = [world(rng, 3.0) for _ in range(8)]
    innocent = [world(rng, 1.0) for _ in range(25)]
    ratios = [told.ratios["adverse"] for told in panicked if told is not None]
    assert len(ratios) == 8
    assert sum(ratio.low > 1 for ratio in ratios) >= 7
    assert np.mean([ratio.estimate for ratio in ratios]) == pytest.approx(3, abs=0.6)
    calm = [told.ratios[name] for told in innocent if told for name in ("adverse", "gain")]
    assert np.mean([ratio.low > 1 for ratio in calm]) <= 0.14  # nominal .05
    assert np.mean([ratio.estimate for ratio in calm]) == pytest.approx(1, abs=0.15)


def test_below_the_gate_and_where_nothing_can_be_told() -> None:
    rng = np.random.default_rng(26)
    assert world(rng, 2.0, sessions=8) is None
    rows = 1_200
    sessions = [f"s{at % 15}" for at in range(rows)]
    exited = (rng.random(rows) < 0.2).tolist()
    constant = {"never": [0.0] * rows}
    assert hazard_ratios(exited, constant, sessions) is None
    twice = {"a": rng.random(rows).tolist()}
    twice["b"] = twice["a"]
    assert hazard_ratios(exited, twice, sessions) is None
    foretold = {"it": [float(one) for one in exited]}
    assert hazard_ratios(exited, foretold, sessions) is None
    assert hazard_ratios(exited, {"x": rng.random(rows).tolist()}, sessions) is not None


def test_gains_and_losses_realized() -> None:
    told = disposition(24, 40, 11, 46)
    assert told is not None
    assert (round(told.gains, 3), round(told.losses, 3), round(told.z, 3)) == (0.375, 0.193, 2.276)
    assert disposition(0, 0, 1, 1) is None
    flat = disposition(1, 0, 1, 0)
    assert flat is not None
    assert flat.z == 0
