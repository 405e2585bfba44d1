"""What came after many moments of a line: the mid, what trading would have brought, the end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import Int64s
from gametape.analyze.moments.vocabulary import HORIZONS_S, SETTLED, SIZE_SHARES
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import FINE, THIN, UNDECIDED
from gametape.analyze.pricing.lines import Traded
from gametape.model.times import SECOND

Floats = NDArray[np.float64]


class Came:
    """Columns of what came, with a doubt (a code of `pricing.doubts`) where a value is missing."""

    def __init__(self, traded: Traded, at_us: Int64s, parameters: Parameters) -> None:
        self.next: dict[str, Floats] = {}
        self.doubts: dict[str, Int64s] = {}
        self._traded = traded
        self._latency_us = round(parameters.latency_s * SECOND)
        mid, code = traded.mids(at_us)
        paid, got, _ = self._prices(at_us)
        for seconds in HORIZONS_S:
            later = at_us + seconds * SECOND
            then, there = traded.mids(later)
            held = traded.doubts.of(at_us, later)
            doubt = _first(code, held, there)
            paid_then, got_then, arrived = self._prices(later)
            late = traded.doubts.of(at_us, arrived)
            name = str(seconds)
            self._add(name, then - mid, got_then - paid, got - paid_then, doubt, late)
        pays = traded.pays
        if pays is None:
            nothing = np.full(len(at_us), np.nan)
            doubt = np.full(len(at_us), UNDECIDED, np.int64)
            self._add(SETTLED, nothing, nothing, nothing, doubt, doubt)
        else:
            worth = 100.0 * float(pays)
            open_us = traded.settled_us if traded.settled_us is not None else traded.course.last_us
            doubt = np.where(at_us < open_us, code, UNDECIDED)
            self._add(SETTLED, worth - mid, worth - paid, got - worth, doubt, doubt)

    def _add(
        self, name: str, mid: Floats, buy: Floats, sell: Floats, doubt: Int64s, late: Int64s
    ) -> None:
        fine = doubt == FINE
        priced = fine & (late == FINE)
        self.next[f"mid_{name}"] = np.where(fine, mid, np.nan)
        self.next[f"buy_{name}"] = np.where(priced, buy, np.nan)
        self.next[f"sell_{name}"] = np.where(priced, sell, np.nan)
        thin = fine & (np.isnan(self.next[f"buy_{name}"]) | np.isnan(self.next[f"sell_{name}"]))
        self.doubts[name] = np.where(thin, np.where(late == FINE, THIN, late), doubt)

    def _prices(self, at_us: Int64s) -> tuple[Floats, Floats, Int64s]:
        """What buying costs and selling brings with fees, cents a share, sent at each moment."""
        traded = self._traded
        arrived = at_us + self._latency_us + delays(traded, at_us)
        wanted = np.full(len(at_us), SIZE_SHARES * 1_000_000, np.int64)
        ways = np.ones(len(at_us), np.int64)
        paid = traded.ladder.walks(arrived, ways, wanted).cents(wanted)
        got = traded.ladder.walks(arrived, -ways, wanted).cents(wanted)
        return (
            paid + traded.fee_cents(arrived, paid),
            got - traded.fee_cents(arrived, got),
            arrived,
        )


def delays(traded: Traded, at_us: Int64s) -> Int64s:
    """How long the venue holds back a taker's order that is sent at each moment."""
    told = traded.course.rules
    if not told:
        return np.zeros(len(at_us), np.int64)
    times = np.array([when for when, _ in told], np.int64)
    held = np.array([of.taker_delay_us or 0 for _, of in told], np.int64)
    return np.asarray(held[np.maximum(times.searchsorted(at_us, "right") - 1, 0)])


def _first(*codes: Int64s) -> Int64s:
    found = codes[0]
    for others in codes[1:]:
        found = np.where(found == FINE, others, found)
    return found
