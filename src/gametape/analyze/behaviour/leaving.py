"""When a trader lets go: panic, disposition and break-even in one model of exits (methods 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.behaviour.finding import Finding
from gametape.analyze.context.looking import STEP_US
from gametape.analyze.context.prices import ticks
from gametape.analyze.context.surroundings import Context
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.material.decision import Decision
from gametape.analyze.statistics.gates import HAZARD, missing
from gametape.analyze.statistics.hazard import hazard_ratios
from gametape.ledger.steps import Line
from gametape.ledger.trades import Episode
from gametape.model.times import SECOND

BIN_US = 5 * SECOND
FRESH_US = 30 * SECOND
GAIN_C = 0.5

NAMES = ("adverse", "favour", "gain", "near", "log_held", "elapsed", "far")
"""Covariates at the beginning of a bin: a shock against and for the position began in the last 30 s
(0 or 1), it was up by more than half a cent, the mid was within a tick of the entry, log of seconds
held and five, share of the recording gone, cents from 50 in hundredths."""

Floats = NDArray[np.float64]


@dataclass(slots=True)
class PersonPeriods:
    """One row for each five seconds with an open position; 1 where the exit was decided."""

    exited: list[NDArray[np.bool_]] = field(default_factory=list)
    rows: list[Floats] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)

    @property
    def exits(self) -> int:
        """How many exits there are."""
        return int(sum(one.sum() for one in self.exited))


def table(evenings: Sequence[Evening]) -> PersonPeriods:
    """Person-periods of all trades of all evenings. A planned exit ends a trade's rows without one.

    Rows at which the book could not be believed are left out.
    """
    found = PersonPeriods()
    for number, evening in enumerate(evenings):
        lines = {key.asset: key for key in evening.courses}
        decisions = {one.order_id: one for one in evening.decisions}
        for account, episode in evening.episodes:
            line = lines.get(account.asset)
            context = None if line is None else evening.context(line)
            if line is None or context is None:
                continue
            end_us, left = _ending(episode, decisions, context.course.last_us)
            exited, rows = _rows(evening, line, context, episode, end_us, left=left)
            found.exited.append(exited)
            found.rows.append(rows)
            found.sessions += [f"{number}"] * len(rows)
    return found


def hazard(evenings: Sequence[Evening], level: float = 0.90) -> Finding:
    """Hazard ratios of leaving.

    `adverse` above 1 is panic; `gain` above 1 cuts winners, below 1 rides them; `near` above 1
    clings to the entry price.
    """
    told = table(evenings)
    sessions = len(set(told.sessions))
    lacking = missing(HAZARD, told.exits, sessions)
    ratios = None
    if not lacking:
        whole = np.concatenate(told.rows)
        covariates = {name: whole[:, at].tolist() for at, name in enumerate(NAMES)}
        ratios = hazard_ratios(
            np.concatenate(told.exited).tolist(), covariates, told.sessions, level
        )
        lacking = "" if ratios else "the exits do not tell these things apart"
    return Finding(
        code="hazard",
        title="what makes this trader leave sooner",
        n=told.exits,
        of="exits",
        sessions=sessions,
        gate="ok" if ratios else "inconclusive",
        estimates={} if ratios is None else ratios.ratios,
        fields={"rows": Field(len(told.sessions), "count")},
        missing=lacking,
    )


def _ending(episode: Episode, decisions: dict[str, Decision], last_us: int) -> tuple[int, bool]:
    """When it was decided to leave for good, and whether that was a decision of the moment."""
    if episode.closed_us is None or episode.ended != "trade":
        return min(last_us, episode.closed_us or last_us), False
    leaving = decisions.get(episode.orders[-1])
    if leaving is None:
        return episode.closed_us, True
    if leaving.planned:
        return episode.closed_us, False
    return max(leaving.decided_us, episode.opened_us), True


def _rows(
    evening: Evening, line: Line, context: Context, episode: Episode, end_us: int, *, left: bool
) -> tuple[NDArray[np.bool_], Floats]:
    times = np.arange(
        episode.opened_us, end_us + (1 if left else 1 - BIN_US), BIN_US, dtype=np.int64
    )
    course, prices = context.course, context.prices
    look = ((times - course.first_us) // STEP_US).clip(0, len(prices.times) - 1)
    rows = course.rows(times)
    way = episode.direction
    up, down = (prices.up_us, prices.down_us) if way > 0 else (prices.down_us, prices.up_us)
    average = evening.standings.averages(line, times)
    touch = (course.bid if way > 0 else course.ask)[rows] / 100.0
    mid = prices.mid[look]
    table_ = np.column_stack([
        (down[look] >= 0) & (times - down[look] <= FRESH_US),
        (up[look] >= 0) & (times - up[look] <= FRESH_US),
        way * (touch - average) > GAIN_C,
        np.abs(mid - average) <= ticks(course, times),
        np.log((times - episode.opened_us) / 1e6 + 5.0),
        (times - course.first_us) / max(1, course.last_us - course.first_us),
        np.abs(mid - 50.0) / 100.0,
    ]).astype(np.float64)  # fmt: skip
    exited = np.zeros(len(times), np.bool_)
    if left and len(times):
        exited[-1] = True
    known = ~np.isnan(mid) & ~np.isnan(prices.threshold[look]) & (rows >= 0) & (touch >= 0)
    known &= ~np.isnan(average)
    return exited[known], table_[known]
