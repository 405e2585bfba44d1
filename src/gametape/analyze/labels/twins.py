"""Random-time twins: the same decision at other moments of the same game (methods 3.0.2).

They say how often chance alone fits a pattern. Twins use the whole game, so whatever is learned
from them is a statistic of the session after it, and no part of a label's match.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.context.looking import STEP_US
from gametape.analyze.context.prices import doubtful
from gametape.analyze.context.surroundings import Context
from gametape.analyze.detectors.detecting import Asks
from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.decision import Decision
from gametape.ledger.steps import Line

LOW_C, HIGH_C = 7.0, 93.0
"""Prices between which a twin of an entry may lie, cents."""

AFTER_S = (5.0, 900.0)
"""How long after the entry a twin of what is done in a position may lie."""

REACH_S = 75.0
"""How far back the windows of a score reach: no bad stretch may lie in it."""

Int64s = NDArray[np.int64]


class Twins:
    """Draws the twins of an evening's decisions; the same ones each time."""

    def __init__(self, evening: Evening, count: int | None = None) -> None:
        self._evening = evening
        self._count = evening.parameters.twins if count is None else count
        self._moments: dict[tuple[Line, bool, bool], Int64s] = {}

    def of(self, decision: Decision, asks: Asks) -> list[Decision]:
        """Twins of a decision; none where no moment of the game would do."""
        flat = asks == "entries" and decision.kind == "entry"
        moments = self._valid(decision.line, entry=asks == "entries", flat=flat)
        if asks != "entries":
            if decision.opened_us is None:
                return []
            after, before = (decision.opened_us + round(one * 1e6) for one in AFTER_S)
            low, high = moments.searchsorted([after, before + 1], "left").tolist()
            moments = moments[low:high]
        if not len(moments):
            return []
        rng = _chance(self._evening.material.slug, decision.order_id, asks)
        drawn = moments[rng.integers(0, len(moments), self._count)]
        drawn = drawn + rng.integers(0, STEP_US, self._count)
        return _copies(decision, drawn.tolist())

    def _valid(self, line: Line, *, entry: bool, flat: bool) -> Int64s:
        """Looks at which the game was on and the book could be believed, in order.

        `flat` leaves out those at which a position was held: whoever holds one cannot enter, and
        lately left none, so that such twins make every entry look as if it came soon after an exit.
        """
        key = (line, entry, flat)
        if key not in self._moments:
            context = self._evening.context(line)
            nothing = np.zeros(0, np.int64)
            looks = nothing if context is None else _looks(context, entry=entry)
            self._moments[key] = self._flat(line, looks) if flat else looks
        return self._moments[key]

    def _flat(self, line: Line, looks: Int64s) -> Int64s:
        held = np.zeros(len(looks), np.bool_)
        for account, episode in self._evening.episodes:
            if (account.market, account.asset) == (line.market, line.asset):
                low = looks.searchsorted(episode.opened_us, "left")
                ended_us = episode.closed_us
                high = len(looks) if ended_us is None else looks.searchsorted(ended_us, "left")
                held[low:high] = True
        return looks[~held]


def _looks(context: Context, *, entry: bool) -> Int64s:
    prices, course = context.prices, context.course
    fine = prices.in_play & ~np.isnan(prices.mid) & ~np.isnan(prices.threshold)
    fine &= ~doubtful(course, prices.times, round(REACH_S * 1e6))
    if entry:
        fine &= (prices.mid >= LOW_C) & (prices.mid <= HIGH_C)
    return np.asarray(prices.times[fine], dtype=np.int64)


_NAMES = [one.name for one in fields(Decision)]
_VALUES = attrgetter(*_NAMES)
_TIMES = (_NAMES.index("decided_us"), _NAMES.index("told_us"))


def _copies(decision: Decision, times: list[int]) -> list[Decision]:
    """The decision at other times; `dataclasses.replace` takes five times as long."""
    values = list(_VALUES(decision))
    found = []
    for at_us in times:
        for place in _TIMES:
            values[place] = at_us
        found.append(Decision(*values))
    return found


def _chance(*names: str) -> np.random.Generator:
    digest = hashlib.sha256("\x00".join(names).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "little")))


def times_of(decisions: Sequence[Decision]) -> Int64s:
    """When decisions were made."""
    return np.array([one.decided_us for one in decisions], np.int64)
