"""An evening of the corpus as an unlucky recorder has it: holes, silence, a new tick, late orders.

Everything that goes wrong has its place, so that a test can ask exactly what a metric does there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf

import numpy as np

from gametape.analyze.material.course import Course, Int64s, Span, Trades
from gametape.analyze.material.filmed import stale_times
from gametape.analyze.material.material import Material, ToldFill, ToldOrder
from gametape.model.book import Level
from gametape.model.times import SECOND
from gametape.simulate.corpus.ladder import us_of
from gametape.simulate.corpus.planner import Planner
from gametape.simulate.corpus.planted import LINE, Planted, planted_of
from gametape.simulate.corpus.scoring import Sport
from gametape.simulate.corpus.trips import Habits, Trip
from gametape.simulate.corpus.world import EFFICIENT, chance, make_world

DELAY_US = 3 * SECOND
"""How long the venue of a faulty evening holds a taker's order back."""

FINE_TICK = 10
"""Cells of the tick that it changes to."""

_GAP_S, _BLINK_S, _SILENCE_S, _EPOCH_S = (60.0, 240.0), (2.0, 5.0), (40.0, 90.0), 0.6


@dataclass(frozen=True, slots=True)
class Faults:
    """When what went wrong, seconds of the game; each (from, to).

    In `gap` and `blink` (a reconnection) nothing was received; in `silence` prints came and no
    book; in `epoch` the tick had changed and no new book had come.
    """

    gap: tuple[float, float]
    blink: tuple[float, float]
    silence: tuple[float, float]
    epoch: tuple[float, float]


def draw_faults(length_s: float, rng: np.random.Generator) -> Faults:
    """Four faults in the four quarters of a game, in any order."""
    lengths = [_GAP_S, _BLINK_S, _SILENCE_S, (_EPOCH_S, _EPOCH_S)]
    quarters = rng.permutation(len(lengths))
    spans = []
    for quarter, (low, high) in zip(quarters.tolist(), lengths, strict=True):
        begin = length_s * (quarter + float(rng.uniform(0.2, 0.8))) / len(lengths)
        spans.append((begin, begin + float(rng.uniform(low, high))))
    return Faults(*spans)


def plant_faulty(
    seed: int,
    habits: Habits,
    *,
    kappa: float = EFFICIENT,
    sport: Sport = "basketball",
    name: str = "faulty",
) -> tuple[Planted, Faults]:
    """An evening with every fault there is: those of the recorder, and those of the venue.

    Takers wait three seconds; limit exits buy the other outcome; the last trip is held to a
    settlement at one half; fills are reported twice.
    """
    world = make_world(seed, sport, kappa, name=name)
    rng = chance(seed, name, "trader")
    trips = _held(_crosswise(Planner(world, habits, rng).trips()))
    slug = f"{name}-{sport}-{seed}"
    half = Decimal("0.5")
    whole = planted_of(world, trips, slug=slug, delay_us=DELAY_US, pays=half)
    faults = draw_faults(world.scoring.length_s, chance(seed, name, "faults"))
    return replace(whole, material=suffer(whole.material, faults)), faults


def _crosswise(trips: Sequence[Trip]) -> list[Trip]:
    return [replace(trip, crosswise=trip.limit_ticks is not None) for trip in trips]


def _held(trips: list[Trip]) -> tuple[Trip, ...]:
    """The same, the last trip to the end."""
    return (*trips[:-1], *(replace(trip, leave_s=inf, limit_ticks=None) for trip in trips[-1:]))


def suffer(material: Material, faults: Faults) -> Material:
    """What a recorder has of an evening that had these faults."""
    deaf = [(us_of(begin), us_of(end)) for begin, end in (faults.gap, faults.blink)]
    return replace(
        material,
        courses={LINE: _course(material.courses[LINE], faults)},
        orders=sorted((_late(one, deaf) for one in material.orders), key=lambda told: told.told_us),
        fills=sorted(
            (told for one in material.fills for told in _twice(one, deaf)),
            key=lambda told: told.told_us,
        ),
        game=[one for one in material.game if not _within(one.at_us, deaf)],
        tape=f"{material.tape}-faulty",
    )


def _within(at_us: int, spans: Sequence[tuple[int, int]]) -> int | None:
    """The end of the span that a time lies in."""
    return next((end for begin, end in spans if begin <= at_us < end), None)


def _late(told: ToldOrder, deaf: Sequence[tuple[int, int]]) -> ToldOrder:
    """What happens while nobody hears is learnt when the link is back."""
    back_us = _within(told.told_us, deaf)
    return told if back_us is None else told._replace(told_us=back_us)


def _twice(told: ToldFill, deaf: Sequence[tuple[int, int]]) -> list[ToldFill]:
    first_us = _within(told.told_us, deaf) or told.told_us
    again_us = first_us + 2 * SECOND
    again_us = _within(again_us, deaf) or again_us
    return [told._replace(told_us=first_us), told._replace(told_us=again_us)]


def _course(course: Course, faults: Faults) -> Course:
    deaf = [(us_of(begin), us_of(end)) for begin, end in (faults.gap, faults.blink)]
    silent = (us_of(faults.silence[0]), us_of(faults.silence[1]))
    epoch = (us_of(faults.epoch[0]), us_of(faults.epoch[1]))
    heard = np.ones(len(course.times), np.bool_)
    for begin, end in (*deaf, silent, epoch):
        heard &= (course.times < begin) | (course.times >= end)
    printed = np.ones(len(course.trades.times), np.bool_)
    for begin, end in deaf:
        printed &= (course.trades.times < begin) | (course.trades.times >= end)
    times = course.times[heard]
    trades = Trades(
        course.trades.times[printed],
        course.trades.cells[printed],
        course.trades.sizes[printed],
        course.trades.sides[printed],
    )
    bad = [Span(begin, end, end, "gap: the link was down") for begin, end in deaf]
    bad += [
        span
        for span in stale_times(times, trades.times)
        if not any(begin <= span.to_us and span.from_us <= end for begin, end in deaf)
    ]
    bad.append(Span(*epoch, epoch[0], "tick_epoch"))
    books = _LastHeard(course, times)
    return replace(
        course,
        times=times,
        bid=course.bid[heard],
        ask=course.ask[heard],
        trades=trades,
        bad=tuple(sorted(bad)),
        ticks=(*course.ticks, (epoch[0], FINE_TICK)),
        books=books,
    )


class _LastHeard:
    """Books as they were when something was last heard of them."""

    def __init__(self, course: Course, times: Int64s) -> None:
        self._books = course.books
        self._times = times

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """See `Books.levels`."""
        row = int(self._times.searchsorted(at_us, "right")) - 1
        return self._books.levels(int(self._times[row])) if row >= 0 else ([], [])
