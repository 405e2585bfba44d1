"""A blind clip: the film up to a moment, without names, ids or times that say which evening it is.

Nothing in it comes from later than the moment, and equal evenings up to it give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec
import numpy as np

from gametape.errors import UsageError
from gametape.ledger.steps import Line
from gametape.replay.film.cutting import cut_blocks
from gametape.replay.film.rows import Rows
from gametape.replay.film.stored import Film
from gametape.replay.film.writing import track_bytes
from gametape.replay.timeline import (
    Entry,
    GameEntry,
    GapEntry,
    MarketFacts,
    OutcomeFacts,
    RulesEntry,
    Timeline,
    TrackFacts,
    TrackOf,
)  # fmt: skip

MOMENT_US = 1_000_000_600_000_000
"""Every clip's moment is at this time, so that no clip says when it was."""

LEAD_US = 600_000_000
"""A clip begins at most so long before its moment."""

NAMES = ("outcome", "opposite")
"""Ids of the two outcomes in a clip."""

LABELS = ("This side", "The other side")
MARKET = "market"

_E = TypeVar("_E", bound=Entry)


class Clip(msgspec.Struct, frozen=True):
    """A timeline and its tracks (codec none, docs/track-format.md), all ids and times made up."""

    timeline: Timeline
    tracks: list[bytes]


def clip_of(film: Film, line: Line, moment_us: int, to_us: int | None = None) -> Clip:
    """The clip of a line up to a moment, or on to `to_us` for who has answered.

    Raises UsageError where the film has no book of the line, TapeError if it is damaged.
    """
    whole = film.timeline()
    maker = _Maker(whole, line, moment_us, moment_us if to_us is None else to_us)
    return maker.clip(film)


class _Maker:
    def __init__(self, whole: Timeline, line: Line, moment_us: int, end_us: int) -> None:
        self._whole = whole
        self._line = line
        self._from_us = max(whole.from_us, moment_us - LEAD_US)
        self._end_us = min(end_us, whole.to_us)
        self._shift = MOMENT_US - moment_us
        self._names = dict(zip((line.asset, line.opposite), NAMES, strict=True))
        self._first_seq = 0

    def clip(self, film: Film) -> Clip:
        assets = {
            name: self._whole.assets[asset]
            for asset, name in self._names.items()
            if asset in self._whole.assets
        }
        if NAMES[0] not in assets:
            raise UsageError("There is no book of this market to practise on.")
        wanted = sorted({of.track for of in assets.values()})
        self._first_seq = self._lowest(film, wanted)
        tracks, facts = [], []
        for number, index in enumerate(wanted):
            data, rows = self._track(film, index)
            told = self._whole.tracks[index]
            tracks.append(data)
            facts.append(
                TrackFacts(
                    index=number, asset=self._names.get(told.asset, NAMES[0]), market=MARKET,
                    label="", grid=told.grid, rows=rows, bytes=len(data),
                )
            )  # fmt: skip
        places = {name: TrackOf(wanted.index(of.track), of.mirror) for name, of in assets.items()}
        return Clip(self._timeline(facts, places), tracks)

    def _timeline(self, tracks: list[TrackFacts], places: dict[str, TrackOf]) -> Timeline:
        whole, shift = self._whole, self._shift
        fed = [one for one in whole.game if not one.tag]  # the trader's marks are no part of it
        facts = next(one for one in whole.markets if one.market == self._line.market)
        return Timeline(
            session="drill", title="Drill", venue=whole.venue, version="clip",
            from_us=self._from_us + shift, to_us=self._end_us + shift, live=False,
            clock=whole.clock,
            markets=[_market(facts)], tracks=tracks, assets=places,
            rules=[_open(one) for one in self._kept(whole.rules) if one.market == facts.market],
            validity={
                name: self._state(self._whole.validity.get(asset, []))
                for asset, name in self._names.items()
            },
            gaps=[self._gap(one) for one in whole.gaps if self._concerns(one)],
            game=[_bare(one) for one in self._state(fed, 40)],
            odd_trades=[
                msgspec.structs.replace(one, asset=self._names[one.asset])
                for one in self._within(whole.odd_trades) if one.asset in self._names
            ],
        )  # fmt: skip

    def _track(self, film: Film, index: int) -> tuple[bytes, int]:
        def moved(rows: Rows) -> Rows:
            seqs = np.maximum(rows.seqs - self._first_seq, 0) + 1
            return Rows(
                rows.times + self._shift, seqs, rows.kinds, rows.cells, rows.sizes, rows.tops
            )

        with film.file(index) as file:
            blocks = list(cut_blocks(file, self._from_us, self._end_us, moved))
            asset = self._names.get(file.header.asset, NAMES[0])
            header = msgspec.structs.replace(
                file.header, session="drill", asset=asset, market=MARKET, codec="none",
                basis="clip", rows=0, from_us=0, to_us=0,
            )  # fmt: skip
        return track_bytes(header, blocks), sum(entry.rows for _, entry in blocks)

    def _lowest(self, film: Film, wanted: Iterable[int]) -> int:
        """The number of the first row within the clip, which becomes 1."""
        found = []
        for index in wanted:
            with film.file(index) as file:
                number = file.block_at(self._from_us) or 0
                if number < len(file.index.blocks):
                    rows = file.block(number).rows()
                    start = int(np.searchsorted(rows.times, self._from_us, "left"))
                    found.append(int(rows.seqs[max(0, start - 1)]))
        return min(found, default=0)

    def _place(self, one: _E) -> _E:
        """An entry at its made-up time; what was told before the clip stands at its beginning."""
        return msgspec.structs.replace(
            one,
            at_us=max(one.at_us, self._from_us) + self._shift,
            seq=max(one.seq - self._first_seq, 0) + 1,
        )

    def _within(self, told: Iterable[_E]) -> list[_E]:
        return [self._place(one) for one in told if self._from_us <= one.at_us <= self._end_us]

    def _kept(self, told: Iterable[_E]) -> list[_E]:
        return [self._place(one) for one in told if one.at_us <= self._end_us]

    def _state(self, told: list[_E], before: int = 1) -> list[_E]:
        """The last entries before the clip, and all within it."""
        earlier = [one for one in told if one.at_us < self._from_us]
        return [*(self._place(one) for one in earlier[-before:]), *self._within(told)]

    def _concerns(self, gap: GapEntry) -> bool:
        named = {*self._names, self._line.market}
        near = gap.at_us <= self._end_us and gap.to_us >= self._from_us
        return (
            near and gap.from_us <= self._end_us and (not gap.scope or bool(named & {*gap.scope}))
        )

    def _gap(self, gap: GapEntry) -> GapEntry:
        return msgspec.structs.replace(
            self._place(gap),
            from_us=max(gap.from_us, self._from_us) + self._shift,
            to_us=min(gap.to_us, self._end_us) + self._shift,
            scope=[],
        )


def _market(facts: MarketFacts) -> MarketFacts:
    outcomes = [OutcomeFacts(name, label) for name, label in zip(NAMES, LABELS, strict=True)][
        : len(facts.outcomes)
    ]
    return msgspec.structs.replace(
        facts, market=MARKET, question="", slug="", event_slug="", line="", game_start_us=None,
        outcomes=outcomes,
    )  # fmt: skip


def _open(rules: RulesEntry) -> RulesEntry:
    return msgspec.structs.replace(
        rules, market=MARKET, game_start_us=None, closed=None, resolution="", payouts=None
    )


def _bare(one: GameEntry) -> GameEntry:
    """Score, period and clock; no words of a feed, which name players and teams."""
    name = one.name if one.name in ("score", "period", "status") else "event"
    return msgspec.structs.replace(one, happened_us=None, name=name, text="", game="", team="")
