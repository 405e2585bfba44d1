"""The moments nearest to one, over all sessions: a scaled distance, a tolerance, few a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.moments.index import MomentIndex
from gametape.analyze.moments.table import Floats, Int64s
from gametape.analyze.moments.told import Filters
from gametape.analyze.moments.vocabulary import FEATURES, HORIZONS_S, KINDS
from gametape.model.times import SECOND

APART_S = 60
"""Matched moments of one line are at least half of this apart: nearer ones share what came."""

BASE_ROWS = 20_000
_CHUNK = 1 << 16
_UNKNOWN = 1.0
_AFTER_US = max(HORIZONS_S) * SECOND


class Asked(NamedTuple):
    """The moment that others are compared with: features in units from the cheaper outcome.

    Of its own session, and of others of the same markets, only moments count whose outcomes had
    come by `at_us`: what follows would be its own future. How they were settled always is.
    """

    scaled: Mapping[str, float]
    slug: str = ""
    at_us: int = 0
    without: str = ""


class Found(NamedTuple):
    """Rows of the index by rising distance, and rows of the base: moments whatever they are like.

    `looked` is how many were compared; `own` are the places of the asked moment's own session and
    of others of its markets.
    """

    rows: Int64s
    distances: Floats
    base: Int64s
    looked: int
    own: tuple[int, ...] = ()


def nearest(index: MomentIndex, asked: Asked, filters: Filters) -> Found:
    """The matched moments and the base that they are held against.

    A feature that was not known of the asked moment does not count; one that was not known of
    another counts as one unit. `asked.without` leaves a whole session out.
    """
    allowed = _allowed(index, asked, filters)
    squares = distances(index, asked.scaled)
    hit = np.flatnonzero(allowed & (squares <= np.float32(filters.tolerance) ** 2))
    order = hit[np.argsort(squares[hit], kind="stable")]
    rows = _few(index, order, filters.per_session)
    return Found(
        rows,
        np.sqrt(squares[rows]),
        _chance_rows(index, np.flatnonzero(allowed)),
        int(allowed.sum()),
        _own(index, asked),
    )


def distances(index: MomentIndex, asked: Mapping[str, float]) -> Floats:
    """Weighted mean squared difference of every row from a moment."""
    told = [one for one in FEATURES if asked[one.name] == asked[one.name]]
    whole = sum(one.weight for one in told) or 1.0
    found = np.zeros(len(index), np.float32)
    for start in range(0, len(index), _CHUNK):
        part = slice(start, start + _CHUNK)
        out = found[part]
        for one in told:
            away = index.scaled[one.name][part] - np.float32(asked[one.name])
            away *= away
            away[np.isnan(away)] = _UNKNOWN
            away *= np.float32(one.weight / whole)
            out += away
    return found


def _allowed(index: MomentIndex, asked: Asked, filters: Filters) -> NDArray[np.bool_]:
    left_out = {asked.without, asked.slug} if filters.others else {asked.without}
    sessions = np.array(
        [
            (not filters.sport or one.sport == filters.sport) and one.slug not in left_out
            for one in index.sessions
        ],
        np.bool_,
    )
    allowed = sessions[index.session] if len(sessions) else np.zeros(len(index), np.bool_)
    if filters.phase:
        wanted = [name == filters.phase for name in index.phases]
        allowed &= np.array(wanted, np.bool_)[index.phase]
    if filters.kind is not None:
        allowed &= index.kind == KINDS.index(filters.kind)
    if filters.position:
        own = np.abs(index.scaled["position"])  # not a number, where it was not known, is neither
        allowed &= own > 0 if filters.position == "held" else own == 0
    if filters.from_us is not None:
        allowed &= index.at_us >= filters.from_us
    if filters.to_us is not None:
        allowed &= index.at_us < filters.to_us
    for place in _own(index, asked):
        first, last = np.searchsorted(index.session, [place, place + 1])
        allowed[first:last] &= index.at_us[first:last] + _AFTER_US <= asked.at_us
    return allowed


def _own(index: MomentIndex, asked: Asked) -> tuple[int, ...]:
    markets = {
        market for one in index.sessions if one.slug == asked.slug for market, *_ in one.lines
    }
    return tuple(
        place
        for place, one in enumerate(index.sessions)
        if one.slug == asked.slug or any(market in markets for market, *_ in one.lines)
    )


def _few(index: MomentIndex, order: Int64s, most: int) -> Int64s:
    """Of rows by rising distance the first of each minute of a line, and few of each session."""
    kept: Int64s = order
    for shift in (0, APART_S // 2):  # a minute may begin between two that are close together
        minute = (index.at_us[kept] // SECOND + shift) // APART_S
        lines = (index.session[kept].astype(np.int64) << 16) + index.line[kept]
        _, first = np.unique((lines << 32) + minute, return_index=True)
        kept = kept[np.sort(first)]
    session = index.session[kept]
    by_session = np.argsort(session, kind="stable")
    grouped = session[by_session]
    begun = np.searchsorted(grouped, grouped, "left")
    rank = np.empty(len(kept), np.int64)
    rank[by_session] = np.arange(len(kept)) - begun
    few: Int64s = np.asarray(kept[rank < most])
    return few


def _chance_rows(index: MomentIndex, allowed: Int64s) -> Int64s:
    """Moments that come along every five seconds, whatever they are like: as many of each session.

    Chance is seeded with what there is to choose from, so that the same question gets one answer.
    """
    quiet: Int64s = allowed[index.kind[allowed] == 0]
    if len(quiet) <= BASE_ROWS:
        return quiet
    chosen: Int64s = np.random.default_rng(len(quiet)).choice(quiet, BASE_ROWS, replace=False)
    base: Int64s = np.sort(chosen)
    return base
