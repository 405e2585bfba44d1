"""Evenings of one trader in a row, as what they leave for many: the truth behind is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec
import numpy as np

from gametape.analyze.evening.evening import Evening
from gametape.analyze.patterns.chances import Chances
from gametape.analyze.population.summarizing import judge_and_summarize
from gametape.analyze.population.summary import SessionSummary
from gametape.model.times import HOUR
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import INNOCENT, PLANTED, Habits
from gametape.simulate.corpus.world import MILD

Trader = Literal["planted", "innocent"]

TRADERS: dict[Trader, Habits] = {"planted": PLANTED, "innocent": INNOCENT}

APART_US = 51 * HOUR
"""Between the evenings of a season: two days and a bit, so that hours of the day differ."""

Run = Callable[[Callable[[tuple[int, Trader]], SessionSummary], Iterable[tuple[int, Trader]]],
               Iterable[SessionSummary]]  # fmt: skip


def evening_of_season(wanted: tuple[int, Trader]) -> SessionSummary:
    """One evening by its seed, judged; equal seeds are equal evenings."""
    seed, trader = wanted
    made = plant(seed, TRADERS[trader], kappa=MILD, name=f"season-{trader}")
    return judge_and_summarize(Evening(made.material), "whole")[1]


def season(seed: int, trader: Trader, n: int, run: Run = map) -> tuple[SessionSummary, ...]:
    """`n` evenings of a trader, one after the other; seasons of other seeds share none.

    `run` does the work: `map`, or that of a pool.
    """
    wanted = [(seed * 1_000 + number, trader) for number in range(n)]
    return tuple(at_time(one, number) for number, one in enumerate(run(evening_of_season, wanted)))


def at_time(one: SessionSummary, number: int) -> SessionSummary:
    """The evening as the one of that number: all its times moved, since all are made at once."""
    later = number * APART_US
    return msgspec.structs.replace(
        one,
        slug=f"{one.slug}-{number}",
        started_us=one.started_us + later,
        ended_us=one.ended_us + later,
        trades=tuple(
            msgspec.structs.replace(
                trade,
                opened_us=trade.opened_us + later,
                closed_us=None if trade.closed_us is None else trade.closed_us + later,
            )
            for trade in one.trades
        ),
        decisions=tuple(
            msgspec.structs.replace(
                order,
                decided_us=order.decided_us + later,
                before_us=order.before_us + later,
                fields=_at_hour(order.fields, later),
            )
            for order in one.decisions
        ),
        moments=tuple(
            msgspec.structs.replace(moment, at_us=moment.at_us + later) for moment in one.moments
        ),
        chances=_later(one.chances, later),
    )


def _later(chances: Chances, later: int) -> Chances:
    hours = np.frombuffer(chances.numbers.get("hour", b""), "<f4")
    moved = {"hour": ((hours + later // HOUR) % 24).astype("<f4").tobytes()} if len(hours) else {}
    return msgspec.structs.replace(
        chances,
        at_us=(chances.times + later).astype("<i8").tobytes(),
        numbers=chances.numbers | moved,
    )


def _at_hour(
    fields: dict[str, float | bool | str | None], later: int
) -> dict[str, float | bool | str | None]:
    hour = fields.get("hour")
    if not isinstance(hour, int | float):
        return fields
    return fields | {"hour": float((hour + later // HOUR) % 24)}
