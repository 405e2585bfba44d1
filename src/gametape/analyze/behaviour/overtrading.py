"""More entries than this trader's own past says, and what the extra trading cost (methods 3.5)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from scipy import stats

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.phases import Phase
from gametape.model.times import HOUR

POPULATION_RATE = 4.0
"""Entries an hour that are expected of anybody, where nothing is known of a trader."""

_SHAPE = 1.0


class Window(msgspec.Struct, frozen=True):
    """A phase of an evening: entries in it, what was expected, and how likely so many are.

    `expected` is entries at the trader's own rate of earlier sessions; `p_value` the chance of at
    least as many (negative binomial). `flagged` asks for few enough, enough, and twice the rate.
    """

    phase: str
    from_us: int
    to_us: int
    entries: int
    expected: float
    p_value: float
    flagged: bool


def windows(evening: Evening, earlier: Sequence[Evening]) -> tuple[list[Window], str]:
    """The phases of an evening in which entries were counted, and why there are none ("" if some).

    A trader's rate is learned from earlier sessions only, in any phase.
    """
    if not evening.phases:
        return [], "no feed told the phases of the game"
    count, hours = _SHAPE, _SHAPE / POPULATION_RATE
    for one in earlier:
        count += len(_entries(one))
        hours += (one.material.to_us - one.material.from_us) / HOUR
    parameters = evening.parameters
    times = _entries(evening)
    found = []
    for phase, end_us in _spans(evening.phases, evening.material.to_us):
        length = (end_us - phase.from_us) / HOUR
        entries = sum(phase.from_us <= at < end_us for at in times)
        expected = count / hours * length
        p_value = float(stats.nbinom.sf(entries - 1, count, hours / (hours + length)))
        flagged = (
            p_value < parameters.overtrade_p
            and entries >= parameters.overtrade_n
            and entries >= parameters.overtrade_ratio * expected
        )
        found.append(Window(phase.name, phase.from_us, end_us, entries, expected, p_value, flagged))
    return found, ""


def _entries(evening: Evening) -> list[int]:
    return [one.decided_us for one in evening.asked[0] if one.enters]


def _spans(phases: Sequence[Phase], last_us: int) -> list[tuple[Phase, int]]:
    ends = [*(phase.from_us for phase in phases[1:]), last_us]
    return [
        (phase, end)
        for phase, end in zip(phases, ends, strict=True)
        if end > phase.from_us and (phase.in_play or phase.pause)
    ]
