"""When a game was played, for files that only know the game's own clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from gametape.errors import ParseError, UsageError
from gametape.games.alignment import Alignment, placement, start_anchor
from gametape.games.files import GameLayout
from gametape.games.gameclock import ELAPSED_CLOCK, GameClock
from gametape.model.events import Event, GameEvent, RulesRead
from gametape.model.times import iso_text
from gametape.record.foreign.files import UNREADABLE
from gametape.record.foreign.merging import Place
from gametape.record.foreign.sources import Source, named
from gametape.replay.session import SessionFold
from gametape.tape.lines import Line

_WAY_OUT = 'Say when with --anchor "Q1 12:00=2026-01-25T01:10:00Z".'


def game_places(sources: Sequence[Source], anchors: Sequence[str]) -> dict[int, Place]:
    """How each file on a game's clock comes to wall time, by the number of the source.

    By the anchors a person gives; else by the start of the game as a market beside it shows it,
    and the file is told to have estimated times. Files with no market beside them stay at the
    time elapsed in the game, and say so. Raises UsageError for anchors that mean nothing here, and
    where a market stands beside the game but shows no start.
    """
    games = [source for source in sources if source.layout.clock == "game"]
    others = [source for source in sources if source.layout.clock != "game"]
    if anchors:
        if not games:
            raise UsageError("None of these files stands on a game's clock: --anchor has no use.")
        return {source.number: placement(anchors, _clock(source)) for source in games}
    if not games:
        return {}
    if not others:
        for source in games:
            source.warnings.append(
                "There is no wall time: messages stand at the game's elapsed time, counted from "
                f"1970-01-01T00:00:00Z. {_WAY_OUT}"
            )
        return {}
    start_us, shown = _start(others)
    if start_us is None:
        raise UsageError(
            f"When the game of {named([source.label for source in games])} was played is not "
            "known: it stands on the game's clock, and nothing beside it shows the start.",
            _WAY_OUT,
        )
    for source in games:
        source.warnings.append(
            f"Times are estimated: the game's start is put at {iso_text(start_us)}, {shown}, and "
            f"how long the clock stood still is not known. {_WAY_OUT}"
        )
    return {
        source.number: _from_start(Alignment([start_anchor(_clock(source), start_us)]))
        for source in games
    }


def _from_start(alignment: Alignment) -> Place:
    return lambda game_us: alignment.wall(game_us).wall_us


def _clock(source: Source) -> GameClock:
    """The file's own clock; a file that cannot be read says so when its messages are."""
    if isinstance(source.layout, GameLayout):
        try:
            return source.layout.game_clock(source.file)
        except (*UNREADABLE, ParseError):
            pass
    return ELAPSED_CLOCK


def _start(sources: Sequence[Source]) -> tuple[int | None, str]:
    """When the first market went in play, else when a game was to start, and which it is."""
    live: list[int] = []
    planned: list[int] = []
    for source in sources:
        for event in _events(source):
            if isinstance(event, GameEvent) and event.live:
                live.append(event.happened_us or event.recv_us)
                break
            if isinstance(event, RulesRead) and event.rules.game_start_us is not None:
                planned.append(event.rules.game_start_us)
    if live:
        return min(live), "when the market went in play"
    return min(planned, default=None), "when it was to start"


def _events(source: Source) -> Iterator[Event]:
    fold = SessionFold()
    try:
        for seq, frame in enumerate(source.layout.frames(source.file, [])):
            raw = msgspec.Raw(frame.raw)
            yield from fold.decode(
                Line(t=frame.recv_us, q=seq, k=frame.kind, c=f"{frame.source}#1", m=raw)
            ).events
    except (*UNREADABLE, ParseError):
        return
