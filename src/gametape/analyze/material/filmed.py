"""From film to material: the arrays and lists that an evening is judged from."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.course import Course, Int32s, Int64s, Span, Trades
from gametape.analyze.material.ladder import Rows
from gametape.analyze.material.material import Material, ToldFill, ToldOrder
from gametape.analyze.material.plans import bankroll_of
from gametape.kernel.choice import KERNEL
from gametape.ledger.account import Settlement
from gametape.ledger.steps import Line
from gametape.model.book import Level
from gametape.model.market import MarketRules, Outcome, won
from gametape.replay.film.knowledge import Knowledge, as_change, as_fill
from gametape.replay.film.track import Track
from gametape.replay.film.unlisted import unlisted_markets
from gametape.replay.timeline import Timeline

TrackOf = Callable[[int], Track]

STALE_US = 10_000_000
"""A book without a change for so long while prints go on is called stale (methods 0.4)."""


class TrackBooks:
    """Whole books of one track; `turned` where the line's asset is the track's opposite."""

    def __init__(self, track: Track, *, turned: bool) -> None:
        self._track = track
        self._turned = turned

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """See `Books.levels`."""
        self._track.seek(at_us)
        bids, asks = self._track.bids(), self._track.asks()
        if not self._turned:
            return bids, asks
        top = self._track.header.cells - 1
        return [(top - cell, size) for cell, size in asks], [
            (top - cell, size) for cell, size in bids
        ]

    def rows(self) -> Rows:
        """Every change of the book, as the track holds it."""
        track, held = self._track, self._track.held()
        return Rows(track.times, *held, track.levels, track.stride, track.unit, self._turned)


def material_of(
    timeline: Timeline,
    track: TrackOf,
    *,
    sport: str = "",
    bankroll: int | None = None,
) -> Material:
    """Everything of a session's film that is judged.

    `track` gives tracks by index. Lines whose prices are no probabilities on the uniform grid (a
    Betfair ladder) have no course: they are accounted for and not judged. `bankroll` is
    micro-dollars at the start; where it is not given, a tag may tell it.
    """
    known = Knowledge(timeline)
    to_us = timeline.to_us
    rules = {
        facts.market: told
        for facts in timeline.markets
        if (told := known.rules(facts.market, to_us)) is not None
    }
    rules = _unlisted(timeline) | rules
    game = list(known.game_and_tags(to_us))
    return Material(
        slug=timeline.session,
        title=timeline.title,
        sport=sport,
        from_us=timeline.from_us,
        to_us=to_us,
        courses={
            course.line: course
            for market, of in rules.items()
            for course in _courses(known, market, of, track)
        },
        orders=[
            ToldOrder(
                one.at_us,
                one.order_id,
                one.asset,
                one.market,
                one.side,
                one.cell,
                one.size,
                one.matched,
                one.resting,
                str(one.action),
            )
            for one in timeline.orders
        ],
        fills=[ToldFill(one.at_us, as_fill(one)) for one in timeline.fills],
        game=game,
        rules=rules,
        settled=_settled(timeline),
        changes=[as_change(one) for one in timeline.changes],
        bankroll=bankroll_of(game) if bankroll is None else bankroll,
        tape=timeline.version,
    )


def _unlisted(timeline: Timeline) -> dict[str, MarketRules]:
    """Rules of markets that nobody described, as far as their assets tell: no fees, no tick."""
    tracks = [one for one in timeline.tracks if one.grid == "uniform"]
    known = {one.market for one in tracks}
    sides = [(one.market, one.asset, one.label) for one in tracks]
    sides += [(one.market, one.asset, one.asset) for one in timeline.fills if one.market in known]
    return {
        facts.market: MarketRules(
            market=facts.market,
            question=facts.question,
            outcomes=tuple(Outcome(one.asset, one.label) for one in facts.outcomes),
        )
        for facts in unlisted_markets({one.market for one in timeline.markets}, sides)
    }


def _settled(timeline: Timeline) -> dict[str, Settlement]:
    """When each market was first told to be decided, and what it paid.

    Payouts that the venue stated count before a winner that it named.
    """
    found: dict[str, Settlement] = {}
    for told in timeline.rules:
        if told.payouts is not None:
            payouts = tuple(Decimal(one) for one in told.payouts)
            found.setdefault(told.market, Settlement(told.at_us, payouts))
    outcomes = {one.market: [each.asset for each in one.outcomes] for one in timeline.markets}
    for named in timeline.resolved:
        pays = won(outcomes.get(named.market, []), named.winner)
        if pays is not None:
            found.setdefault(named.market, Settlement(named.at_us, pays))
    return found


def _courses(known: Knowledge, market: str, rules: MarketRules, track: TrackOf) -> list[Course]:
    outcomes = [outcome.asset for outcome in rules.outcomes]
    lines = (
        [Line(market, outcomes[0], outcomes[1])]
        if len(outcomes) == 2
        else [Line(market, asset) for asset in outcomes]
    )
    made = [_course(known, line, track) for line in lines]
    return [course for course in made if course is not None]


def _course(known: Knowledge, line: Line, track: TrackOf) -> Course | None:
    timeline = known.timeline
    where = timeline.assets.get(line.asset)
    if where is None or timeline.tracks[where.track].grid != "uniform":
        return None
    film = track(where.track)
    times, bid, ask = best_of(film)
    trades = trades_of(film)
    if where.mirror:
        top = film.header.cells - 1
        bid, ask = _complement(ask, top), _complement(bid, top)
        sides = (-trades.sides).astype(np.int8)
        trades = Trades(trades.times, _complement(trades.cells, top), trades.sizes, sides)
    owner = film.header.asset
    facts = next((one for one in timeline.markets if one.market == line.market), None)
    told = [entry for entry in timeline.rules if entry.market == line.market]
    moments = [timeline.from_us, *(entry.at_us for entry in told)]
    rules = [(at_us, known.rules(line.market, at_us)) for at_us in moments]
    bad = [
        *_doubted(timeline, owner),
        *_holes(timeline, owner),
        *stale_times(times, trades.times),
    ]
    ticks = [(at, int(one.tick * 10_000)) for at, one in rules if one is not None and one.tick]
    return Course(
        line=line,
        first_us=timeline.from_us,
        last_us=timeline.to_us,
        times=times,
        bid=bid,
        ask=ask,
        trades=trades,
        bad=tuple(sorted(bad)),
        ticks=tuple(ticks),
        rules=tuple((at, one) for at, one in rules if one is not None),
        game_start_us=None if facts is None else facts.game_start_us,
        books=TrackBooks(film, turned=where.mirror),
    )


def best_of(track: Track) -> tuple[Int64s, Int32s, Int32s]:
    """Times and best cells after each message of a track: one pass over its rows."""
    kinds, keys, sizes = track.columns()
    rows = track.rows
    book = np.zeros((2, track.levels), np.int64)
    best = np.empty((2, rows), np.int32)
    depth = np.empty((2, rows), np.int64)
    track.seek_row(0)
    for side, levels in enumerate((track.bids(), track.asks())):
        for cell, size in levels:
            book[side, cell // track.stride] = size
    KERNEL.fold_features(book[0], book[1], kinds, keys, sizes, best[0], best[1], depth[0], depth[1])
    times = track.times
    last = np.flatnonzero(np.append(times[1:] != times[:-1], rows > 0)[:rows])
    cells = np.where(best[:, last] >= 0, best[:, last] * track.stride, -1).astype(np.int32)
    return times[last], cells[0], cells[1]


def trades_of(track: Track) -> Trades:
    """The public trades of a track."""
    return Trades(*track.trade_columns())


def _complement(cells: NDArray[np.int32], top: int) -> Int32s:
    return np.where(cells >= 0, top - cells, -1).astype(np.int32)


def _doubted(timeline: Timeline, asset: str) -> list[Span]:
    """Times in which the fold itself did not believe the book."""
    spans, since, reason = [], None, ""
    for entry in timeline.validity.get(asset, ()):
        if not entry.valid and since is None:
            since, reason = entry.at_us, entry.reason
        elif entry.valid and since is not None:
            spans.append(Span(since, entry.at_us, since, reason))
            since = None
    if since is not None:
        spans.append(Span(since, timeline.to_us, since, reason))
    return spans


def _holes(timeline: Timeline, asset: str) -> list[Span]:
    return [
        Span(gap.from_us, gap.to_us, gap.at_us, f"gap: {gap.cause}")
        for gap in timeline.gaps
        if not gap.scope or asset in gap.scope
    ]


def stale_times(times: Int64s, prints: Int64s) -> list[Span]:
    """Silences of a book of more than ten seconds in which somebody traded all the same.

    Known from the first print that comes ten seconds after the last change.
    """
    spans = []
    for gap in np.flatnonzero(np.diff(times) > STALE_US).tolist():
        begin, end = int(times[gap]), int(times[gap + 1])
        first = int(prints.searchsorted(begin + STALE_US, "right"))
        if first < len(prints) and prints[first] < end:
            told_us = int(prints[first])
            spans.append(Span(begin, end, told_us, "stale"))
    return spans
