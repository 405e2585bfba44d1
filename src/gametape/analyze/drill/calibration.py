"""Whether one is as often right as one says: stated confidence against what came."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.analyze.drill.told import Calibration, Confidence
from gametape.analyze.statistics.proportions import proportion

STATED = {1: 0.34, 2: 0.5, 3: 0.65, 4: 0.8, 5: 0.95}
"""What a confidence of 1 (a guess among three answers) to 5 (nearly certain) says."""

ENOUGH = 20
"""Answers of whole blind rounds below which nothing is said."""


def calibration(answers: Iterable[tuple[int, bool]]) -> Calibration:
    """From (confidence, right) of every answer whose outcome is known."""
    told = list(answers)
    levels = []
    for one, stated in STATED.items():
        mine = [right for confidence, right in told if confidence == one]
        held = proportion(sum(mine), len(mine)) if mine else None
        levels.append(
            Confidence(
                confidence=one, stated=stated, n=len(mine),
                right=None if held is None else round(held.estimate, 4),
                low=None if held is None else round(held.low, 4),
                high=None if held is None else round(held.high, 4),
            )
        )  # fmt: skip
    return Calibration(n=len(told), levels=levels, words=_words(told))


def _words(told: list[tuple[int, bool]]) -> str:
    if len(told) < ENOUGH:
        return f"{ENOUGH - len(told)} more answers in whole rounds until this says anything."
    stated = sum(STATED[confidence] for confidence, _ in told) / len(told)
    held = proportion(sum(right for _, right in told), len(told))
    share = f"right {held.estimate:.0%} of the time, sure of {stated:.0%}"
    if held.low <= stated <= held.high:
        return f"You were {share}: as sure as you may be, as far as {len(told)} answers show."
    return f"You were {share}: {'too sure' if stated > held.high else 'surer than you think'}."
