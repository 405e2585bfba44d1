"""When a trader lets go: panic, disposition and break-even in one model of exits (methods 3.7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from gametape.analyze.behaviour.finding import Finding
from gametape.analyze.behaviour.rows import Floats, Periods
from gametape.analyze.context.looking import STEP_US
from gametape.analyze.context.prices import ticks
from gametape.analyze.context.surroundings import Context
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.material.decision import Decision
from gametape.analyze.statistics.gates import HAZARD, missing
from gametape.analyze.statistics.hazard import hazard_ratios
from gametape.analyze.statistics.intervals import Interval
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


def periods(evening: Evening) -> Periods:
    """Person-periods of all trades of an evening. A planned exit ends a trade's rows without one.

    Rows at which the book could not be believed are left out.
    """
    every: list[NDArray[np.bool_]] = []
    tables: list[Floats] = []
    lines = {key.asset: key for key in evening.courses}
    decisions = {one.order_id: one for one in evening.decisions}
    for account, episode in evening.episodes:
        line = lines.get(account.asset)
        context = None if line is None else evening.context(line)
        if line is None or context is None:
            continue
        end_us, left = _ending(episode, decisions, context.course.last_us)
        exited, rows = _rows(evening, line, context, episode, end_us, left=left)
        every.append(exited)
        tables.append(rows)
    return Periods.of(np.concatenate(every), np.concatenate(tables)) if every else Periods()


def hazard(sessions: Sequence[Periods], level: float = 0.90) -> Finding:
    """Hazard ratios of leaving.

    `adverse` above 1 is panic; `gain` above 1 cuts winners, below 1 rides them; `near` above 1
    clings to the entry price.
    """
    told = [one for one in sessions if len(one)]
    exits = sum(one.exits for one in told)
    lacking = missing(HAZARD, exits, len(told))
    ratios = None
    if not lacking:
        parts = [one.unpacked() for one in told]
        whole = np.concatenate([table for _, table in parts])
        groups = np.repeat(np.arange(len(told)), [len(one) for one in told])
        ratios = hazard_ratios(
            np.concatenate([exited for exited, _ in parts]),
            {name: whole[:, at] for at, name in enumerate(NAMES)},
            groups,
            level,
        )
        lacking = "" if ratios else "the exits do not tell these things apart"
    return Finding(
        code="hazard",
        title="what makes this trader leave sooner",
        n=exits,
        of="exits",
        sessions=len(told),
        gate="ok" if ratios else "inconclusive",
        estimates={} if ratios is None else ratios.ratios,
        p_values={} if ratios is None else {name: _p_value(ratios.ratios[name]) for name in SAID},
        fields={"rows": Field(sum(map(len, told)), "count")},
        missing=lacking,
    )


SAID = ("adverse", "gain", "near")
"""Ratios that something is said of; the others only keep these honest."""


def _p_value(ratio: Interval) -> float:
    """Two-sided, that a ratio is 1, from its interval; t, since errors are by session."""
    apart = float(np.log(ratio.high / ratio.low)) / (2 * float(norm.ppf((1 + ratio.level) / 2)))
    return float(2 * t.sf(abs(float(np.log(ratio.estimate))) / apart, ratio.n - 1))


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
