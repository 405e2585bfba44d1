"""Which moments a round asks: what is due, own decisions, strong signals, and quiet ones like them.

Moments of one evening come in order of time and far apart, so that what is shown after an answer
is never the future of a later question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.drill.clip import LEAD_US
from gametape.analyze.drill.moment import BEFORE_US, DrillMoment, Kind, moment_of
from gametape.analyze.moments.table import MomentTable
from gametape.analyze.moments.vocabulary import EVERY_S, HORIZONS_S, KINDS
from gametape.model.times import SECOND

AFTER_US = max(HORIZONS_S) * SECOND
"""So much is shown after an answer."""

APART_US = AFTER_US + 60 * SECOND
STRONG_SIGMAS = 2.0
CLEAR_US = 120 * SECOND
"""A quiet moment has no signal and no own decision so long before and after it."""

LIVELY = (5.0, 95.0)
_MIX: tuple[Kind, ...] = ("decision", "quiet", "signal", "decision", "quiet")


def pool_of(session: str, table: MomentTable) -> list[DrillMoment]:
    """Every moment of a session that can be asked, decisions first.

    The book has to be known when the room stops and for two minutes after it, with the price
    between 5 and 95 cents.
    """
    found: list[DrillMoment] = []
    for place, line in enumerate(table.lines):
        mine = np.flatnonzero(table.line == place)
        times, kinds = table.at_us[mine], table.kind[mine]
        price = table.known["price"][mine]
        good = (price >= LIVELY[0]) & (price <= LIVELY[1])
        good &= ~np.isnan(table.next["buy_120"][mine]) & ~np.isnan(table.next["sell_120"][mine])
        own = good & (kinds == KINDS.index("decision")) & _seen_before(times, kinds)
        move = np.nan_to_num(np.abs(table.known["move_30_sigmas"][mine]))
        strong = good & (kinds == KINDS.index("signal")) & (move >= STRONG_SIGMAS)
        quiet = _quiet(times, kinds, good, own | strong, price)
        for kind, rows in (("decision", own), ("signal", strong), ("quiet", quiet)):
            found += [
                moment_of(kind, session, line, int(at))  # type: ignore[arg-type]
                for at in times[rows]
                if at - LEAD_US // 10 >= table.at_us[mine][0]
            ]
    return found


def choose(
    pool: Sequence[DrillMoment],
    due: Iterable[str],
    seen: Mapping[str, int],
    length: int,
    chance: Random,
) -> list[DrillMoment]:
    """The moments of a round in the order in which they are asked.

    `due` are keys of moments that are due, the longest due first; `seen` are those asked before,
    which wait until they are due. Fewer than `length` where there are not enough.
    """
    by_key = {one.key: one for one in pool}
    wanted = [by_key[key] for key in due if key in by_key]
    new: dict[Kind, list[DrillMoment]] = {"decision": [], "signal": [], "quiet": []}
    for one in pool:
        if one.key not in seen:
            new[one.kind].append(one)
    for some in new.values():
        chance.shuffle(some)
    while any(new.values()):
        wanted += [new[kind].pop() for kind in _MIX if new[kind]]
    chosen: list[DrillMoment] = []
    for one in wanted:
        if len(chosen) == length:
            break
        if all(_apart(one, other) for other in chosen):
            chosen.append(one)
    return _in_order(chosen, chance)


def _in_order(chosen: Sequence[DrillMoment], chance: Random) -> list[DrillMoment]:
    """Sessions mixed by chance, each in order of time."""
    mixed = [one.session for one in chosen]
    chance.shuffle(mixed)
    waiting = {
        session: sorted(
            (one for one in chosen if one.session == session), key=lambda one: one.at_us
        )
        for session in set(mixed)
    }
    return [waiting[session].pop(0) for session in mixed]


def _apart(one: DrillMoment, other: DrillMoment) -> bool:
    return one.session != other.session or abs(one.at_us - other.at_us) >= APART_US


def _seen_before(times: NDArray[np.int64], kinds: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Where the book was believed shortly before the room would stop."""
    grid = times[kinds == 0]
    if not len(grid):
        return np.zeros(len(times), np.bool_)
    stops = times - BEFORE_US
    last = grid.searchsorted(stops, "right") - 1
    near = stops - grid[np.maximum(last, 0)] < 2 * EVERY_S * SECOND
    return np.asarray((last >= 0) & near, np.bool_)


def _quiet(
    times: NDArray[np.int64],
    kinds: NDArray[np.int16],
    good: NDArray[np.bool_],
    matched: NDArray[np.bool_],
    price: NDArray[np.float32],
) -> NDArray[np.bool_]:
    """For each moment that matters the moment nearest in price at which nothing happened."""
    loud = times[kinds != 0]
    place = loud.searchsorted(times)
    edges = np.concatenate([[-(1 << 60)], loud, [1 << 60]])
    clear = (times - edges[place] >= CLEAR_US) & (edges[place + 1] - times >= CLEAR_US)
    free = good & clear & (kinds == 0)
    found = np.zeros(len(times), np.bool_)
    for row in np.flatnonzero(matched).tolist():
        rows = np.flatnonzero(free & ~found)
        if len(rows):
            far = np.abs(price[rows] - price[row]) + np.abs(times[rows] - times[row]) / 6e8
            found[rows[int(np.argmin(far))]] = True
    return found
