"""A session being read: tape lines in, decoded events and folded state out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import micro
from gametape.model.book import Level
from gametape.model.decoder import Decoder
from gametape.model.events import (
    BookSnapshot,
    ClockReading,
    Event,
    GameEvent,
    Gap,
    LinkChange,
    Note,
)
from gametape.model.frames import Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.replay.decoders import SHARED, decoder_for
from gametape.replay.state import SessionState
from gametape.replay.twins import TwinFilter
from gametape.tape import records
from gametape.tape.lines import Line

OWN_KINDS = frozenset(("segment", "books", "end", Kind.LINK, Kind.GAP, Kind.NOTE, Kind.CLOCK))
"""Lines the recorder wrote of itself; everything else arrived from outside."""


SPORTS = "polymarket.sports"
"""The source that tells of every game of the venue, whoever listens."""

_OF_A_NEW_RUN = frozenset((Kind.MARKET, Kind.LINK, Kind.GAP))
"""Lines that show a restarted recorder to be recording, and not only adding something."""


class Step(msgspec.Struct, frozen=True, gc=False):
    """One line after decoding.

    `fresh` are the events not already known from another connection or line; `problem` says why
    the line could not be parsed, else empty.
    """

    line: Line
    events: Sequence[Event]
    fresh: Sequence[Event]
    grid: PriceGrid
    problem: str = ""


class SessionFold:
    """Moves one `SessionState` along a tape, line by line, live or afterwards.

    `wallet` is the trader's address if it is known: it tells own fills from others'.
    """

    def __init__(self, wallet: str = "") -> None:
        self._wallet = wallet
        self.state = SessionState()
        self._decoders: dict[str, Decoder] = {}
        self._twins = TwinFilter()
        self._take_opening = True
        self._lost_lines = False
        self._stopped = ""

    @property
    def compares_twins(self) -> bool:
        """Whether two connections tell the same now: copies must be told from new events."""
        return self._twins.active

    def feed(self, line: Line) -> Step:
        """Decode a line and move the state; a line that cannot be parsed moves nothing."""
        step = self.decode(line)
        self.apply(step)
        return step

    def decode(self, line: Line) -> Step:
        """Decode without moving the state (a check may want to look at it first)."""
        if line.k in OWN_KINDS:
            try:
                return self._own(line)
            except ParseError as error:
                return Step(line=line, events=(), fresh=(), grid=UNIFORM, problem=error.what)
        self._take_opening = False
        decoder = self._decoder(line.c)
        try:
            events = decoder.decode(line.raw, line.q, line.t)
        except ParseError as error:
            return Step(line=line, events=(), fresh=(), grid=decoder.grid, problem=error.what)
        if line.source == SPORTS:
            events = [event for event in events if self._is_ours(event)]
        fresh = self._twins.fresh(line.c, events) if line.k == "market" else events
        return Step(line=line, events=events, fresh=fresh, grid=decoder.grid)

    def apply(self, step: Step) -> None:
        """Move the state by a decoded line."""
        line = step.line
        if self._stopped and line.k in _OF_A_NEW_RUN:
            self.state.lose(self._stopped)
            self._stopped = ""
        if line.k == "books":
            self.state.restore(line.c, step.grid, step.events)
        else:
            self.state.apply(line.c, step.grid, line.q, line.t, step.events)

    def missed(self, cause: str) -> None:
        """Lines are absent here: no book is to be believed until the tape tells it anew.

        The books at the head of the next segment do that too; whoever recorded missed nothing.
        """
        self.state.lose(cause)
        self._lost_lines = True

    def _decoder(self, connection: str) -> Decoder:
        decoder = self._decoders.get(connection)
        if decoder is None:
            source = connection.partition("#")[0]
            shared = SHARED.get(source, connection)
            decoder = self._decoders.get(shared) or decoder_for(source, self._wallet)
            self._decoders[shared] = self._decoders[connection] = decoder
        return decoder

    def _is_ours(self, event: Event) -> bool:
        """Whether a game of the sports feed, which broadcasts all, is one the markets are about."""
        game = event.game if isinstance(event, GameEvent) else ""
        named = [rules for rules in self.state.rules.values() if rules.event_slug or rules.game_id]
        return (
            not (named and game)
            or any(game in (rules.event_slug, rules.game_id) for rules in named)
            # Further markets of a game are an event of their own, named after it.
            or any(rules.event_slug.startswith(f"{game}-") for rules in named)
        )

    def _own(self, line: Line) -> Step:
        if line.k == "segment" and self._lost_lines:
            self._take_opening, self._lost_lines = True, False
        self._take_opening = self._take_opening and line.k in ("segment", "books")
        grid: PriceGrid = UNIFORM
        events: Sequence[Event] = ()
        fresh: Sequence[Event] | None = None
        match records.decode_record(line.k, line.raw):
            case records.Link() as link:
                events = (_link_change(line, link),)
                self._twins.link(link.connection, link.state)
                if link.state == "up":
                    self._decoders.pop(link.connection, None)
            case records.Hole() as hole:
                events = (_gap(line, hole),)
            case records.NoteRecord() as note:
                events = (Note(seq=line.q, recv_us=line.t, text=note.text, at_us=note.at_us),)
            case records.ClockRecord() as clock:
                events = (_clock_reading(line, clock),)
            case records.SegmentHead(restart=True) as head if not self._take_opening:
                closed = head.previous is not None and head.previous.closed
                self._stopped = "recorder stopped" if closed else "recorder died"
                self._twins = TwinFilter()
            case records.OpeningBook() as opening if self._take_opening:
                grid = self._decoder(line.c).grid
                events, fresh = _opening_events(line, opening, grid), ()
            case _:
                pass
        return Step(line=line, events=events, fresh=events if fresh is None else fresh, grid=grid)


def _link_change(line: Line, link: records.Link) -> LinkChange:
    return LinkChange(
        seq=line.q,
        recv_us=line.t,
        connection=link.connection,
        state=link.state,
        detail=link.detail,
        assets=link.assets,
        since_us=link.since_us,
    )


def _gap(line: Line, gap: records.Hole) -> Gap:
    return Gap(
        seq=line.q,
        recv_us=line.t,
        from_us=gap.from_us,
        to_us=gap.to_us,
        cause=gap.cause,
        scope=gap.scope,
    )


def _clock_reading(line: Line, clock: records.ClockRecord) -> ClockReading:
    return ClockReading(
        seq=line.q,
        recv_us=line.t,
        offset_us=clock.offset_us,
        round_trip_us=clock.round_trip_us,
        step_us=clock.step_us,
    )


def _opening_events(
    line: Line, opening: records.OpeningBook, grid: PriceGrid
) -> tuple[BookSnapshot] | tuple[BookSnapshot, LinkChange]:
    """A book as it stood when the segment began, and that it was not believed, if so."""

    def levels(side: Iterable[tuple[str, str]]) -> tuple[Level, ...]:
        return tuple((grid.cell(price), micro(size)) for price, size in side)

    snapshot = BookSnapshot(
        seq=line.q if opening.q is None else opening.q,
        # A hole told of from here on may have begun before the segment, and after the snapshot.
        recv_us=line.t if opening.snapshot_us is None else opening.snapshot_us,
        venue_us=opening.venue_us,
        asset=opening.asset,
        market=opening.market,
        bids=levels(opening.bids),
        asks=levels(opening.asks),
        tick=opening.tick,
    )
    if opening.valid:
        return (snapshot,)
    distrusted = LinkChange(
        seq=line.q,
        recv_us=line.t,
        connection=line.c,
        state="stale",
        detail=opening.reason or "not believed when the segment began",
        assets=(opening.asset,),
    )
    return snapshot, distrusted


def fold_lines(lines: Iterable[Line]) -> Iterator[tuple[Step, SessionState]]:
    """Every line of a tape with the state after it (one state, moved along)."""
    fold = SessionFold()
    for line in lines:
        yield fold.feed(line), fold.state
