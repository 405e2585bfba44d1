"""More entries than this trader's own past says, and what the extra trading cost (methods 3.5)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from scipy import stats

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rows import Stretch
from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.phases import Phase
from gametape.analyze.parameters import Parameters
from gametape.analyze.statistics.regressed import mean_of
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


def stretches(evening: Evening) -> tuple[Stretch, ...]:
    """The phases of an evening with the entries in each; none where no feed told any."""
    times = entries(evening)
    return tuple(
        Stretch(
            phase.name, phase.from_us, end_us, sum(phase.from_us <= at < end_us for at in times)
        )
        for phase, end_us in _spans(evening.phases, evening.material.to_us)
    )


def windows(
    told: Sequence[Stretch], earlier: Sequence[tuple[int, float]], parameters: Parameters
) -> tuple[list[Window], str]:
    """The phases of an evening in which entries were counted, and why there are none ("" if some).

    A trader's rate is learned from earlier sessions only, in any phase: their entries and hours.
    """
    if not told:
        return [], "no feed told the phases of the game"
    count = _SHAPE + sum(some for some, _ in earlier)
    hours = _SHAPE / POPULATION_RATE + sum(length for _, length in earlier)
    found = []
    for one in told:
        length = (one.to_us - one.from_us) / HOUR
        expected = count / hours * length
        p_value = float(stats.nbinom.sf(one.entries - 1, count, hours / (hours + length)))
        flagged = (
            p_value < parameters.overtrade_p
            and one.entries >= parameters.overtrade_n
            and one.entries >= parameters.overtrade_ratio * expected
        )
        found.append(
            Window(one.phase, one.from_us, one.to_us, one.entries, expected, p_value, flagged)
        )
    return found, ""


def busier(sessions: Sequence[Sequence[Stretch]]) -> list[Finding]:
    """Of each phase: entries an hour in it less those in the rest of the same game, by session.

    Only sessions that have the phase and another one are asked; stretches of a phase's name are
    taken together.
    """
    found = []
    for phase in sorted({one.phase for some in sessions for one in some}):
        apart, n = [], 0
        for some in sessions:
            inside = [one for one in some if one.phase == phase]
            other = [one for one in some if one.phase != phase]
            if _hours(inside) > 0 and _hours(other) > 0:
                n += sum(one.entries for one in inside)
                apart.append(_rate(inside) - _rate(other))
        gate, missing = gated(n, len(apart))
        test = (
            mean_of(apart, [f"{number}" for number in range(len(apart))]) if gate == "ok" else None
        )
        found.append(
            Finding(
                code=f"pace_{phase}",
                title=f"entries an hour in {phase}, against the rest of the same games",
                n=n,
                of="entries",
                sessions=len(apart),
                gate=gate,
                estimates={"more": test.interval} if test else {},
                p_values={"more": test.p_value} if test else {},
                missing=missing,
            )
        )
    return found


def _hours(some: Sequence[Stretch]) -> float:
    return sum(one.to_us - one.from_us for one in some) / HOUR


def _rate(some: Sequence[Stretch]) -> float:
    return sum(one.entries for one in some) / _hours(some)


def entries(evening: Evening) -> list[int]:
    """When each entry of an evening was decided, microseconds."""
    return [one.decided_us for one in evening.asked[0] if one.enters]


def _spans(phases: Sequence[Phase], last_us: int) -> list[tuple[Phase, int]]:
    ends = [*(phase.from_us for phase in phases[1:]), last_us][: len(phases)]
    return [
        (phase, end)
        for phase, end in zip(phases, ends, strict=True)
        if end > phase.from_us and (phase.in_play or phase.pause)
    ]
