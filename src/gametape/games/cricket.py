"""Cricket scores as Betfair streams them (`op: ccm`): each ball and each score once.

The feed sends its lists again with every update, so that most entries are known already; an
incident comes seconds after it happened, now and then late or out of order, and is sometimes
corrected. What is new or changed becomes an event; the rest is silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, TypedDict

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, GameEvent
from gametape.model.grid import UNIFORM, PriceGrid

SOURCE = "betfair.cricket"
"""The `source` of frames that `CricketScoreDecoder` reads."""

_MILLISECOND = 1000
_Millis = Annotated[int, msgspec.Meta(ge=0, le=100_000_000_000_000)]
_NAMES = {
    "OUT": "wicket",
    "WIDE": "wide",
    "NO_BALL": "no_ball",
    "BYE": "bye",
    "LEG_BYE": "leg_bye",
    "INNING_END": "innings_end",
}
_BOUNDARIES = ("4", "6")
_UNNAMED = ("", "0")
"""What stands where the feed has no name yet."""


class _Fixture(msgspec.Struct, rename="camel", gc=False):
    event_status: str = ""
    fixture_status: str = ""


class _Innings(msgspec.Struct, rename="camel", gc=False):
    innings_num: int
    batting_team: str = ""
    innings_runs: int = 0
    innings_wickets: int = 0
    innings_overs: str = ""


class _Stats(msgspec.Struct, rename="camel", gc=False):
    current_innings: int = 0
    toss_result: str | None = None
    innings_stats: tuple[_Innings, ...] = ()


class _Incident(msgspec.Struct, rename="camel", gc=False):
    incident_type: str
    actual_time: _Millis
    overs: str = ""
    value: str | None = None
    participant_ref: str | None = None
    innings: int | None = None


class _Incidents(msgspec.Struct, rename="camel", gc=False):
    incident_list: tuple[_Incident, ...] = ()


class _Change(msgspec.Struct, rename="camel", gc=False):
    event_id: str
    fixture_info: _Fixture | None = None
    match_stats: _Stats | None = None
    incident_list_wrapper: _Incidents | None = None


class _Message(msgspec.Struct, gc=False):
    op: str
    pt: _Millis | None = None
    cc: tuple[_Change, ...] = ()


class _At(TypedDict):
    seq: int
    recv_us: int
    venue_us: int | None
    game: str


class _Known(msgspec.Struct):
    """An incident as last told."""

    innings: int | None
    value: str | None


class _Match:
    """What has been told of one match."""

    def __init__(self) -> None:
        self.status = ("", "")
        self.toss = ""
        self.score = ""
        self.innings: dict[int, _Innings] = {}
        self.incidents: dict[tuple[str, int, str, int | None], _Known] = {}

    def read(self, change: _Change, at: _At) -> Iterator[GameEvent]:
        """Everything in this change that is news."""
        if change.match_stats is not None:
            yield from self._stats(change.match_stats, at)
        if change.incident_list_wrapper is not None:
            yield from self._incidents(change.incident_list_wrapper.incident_list, at)
        if change.fixture_info is not None:
            yield from self._fixture(change.fixture_info, at)

    def _fixture(self, fixture: _Fixture, at: _At) -> Iterator[GameEvent]:
        status = (fixture.event_status, fixture.fixture_status)
        if status == self.status:
            return
        self.status = status
        yield GameEvent(
            **at,
            name="status",
            text=fixture.event_status.replace("_", " ").lower(),
            status=fixture.event_status,
            score=self.score,
            live=fixture.fixture_status == "IN_RUNNING",
            ended=fixture.fixture_status == "FINISHED",
        )

    def _stats(self, stats: _Stats, at: _At) -> Iterator[GameEvent]:
        toss = stats.toss_result or ""
        if toss and toss != self.toss:
            self.toss = toss
            yield GameEvent(**at, name="toss", text=toss, score=self.score)
        for innings in stats.innings_stats:
            innings.innings_overs = _overs(innings.innings_overs)
            if innings == self.innings.get(innings.innings_num):
                continue
            self.innings[innings.innings_num] = innings
            team = _name(innings.batting_team)
            if innings.innings_num > stats.current_innings or not team:
                continue
            score = f"{innings.innings_runs}/{innings.innings_wickets}"
            if innings.innings_num == stats.current_innings:
                self.score = score
            yield GameEvent(
                **at,
                name="score",
                text=f"{team} {score} ({innings.innings_overs})",
                score=score,
                period=str(innings.innings_num),
                game_clock=innings.innings_overs,
                team=team,
            )

    def _incidents(self, incidents: Sequence[_Incident], at: _At) -> Iterator[GameEvent]:
        # Sent newest first; told in the order in which they happened.
        oldest_first = list(incidents[::-1])
        oldest_first.sort(key=lambda incident: incident.actual_time)
        for incident in oldest_first:
            known = self._known(incident)
            if known is None:
                yield self._event(incident, at, _event_name(incident), _words(incident))
            elif incident.value is not None and incident.value != known.value:
                was = "without runs" if known.value is None else f"{known.value} run(s)"
                known.value = incident.value
                yield self._event(
                    incident, at, "correction", f"{_words(incident)}, first told as {was}"
                )

    def _known(self, incident: _Incident) -> _Known | None:
        """The same incident as told before; None, and remembered, when it is new.

        The same is: type, time and over. The innings is named only while an incident is the
        newest, so it tells two apart only when both were named.
        """
        what = (incident.incident_type, incident.actual_time, incident.overs)
        key: tuple[str, int, str, int | None] = (*what, None)
        known = self.incidents.get(key)
        if known is not None and incident.innings is not None:
            if known.innings is None:
                known.innings = incident.innings
            elif known.innings != incident.innings:
                key = (*what, incident.innings)
                known = self.incidents.get(key)
        if known is None:
            self.incidents[key] = _Known(incident.innings, incident.value)
        return known

    def _event(self, incident: _Incident, at: _At, name: str, text: str) -> GameEvent:
        innings = self.innings.get(incident.innings or 0)
        return GameEvent(
            **at,
            name=name,
            text=text,
            score=self.score,
            period=str(incident.innings or ""),
            game_clock=incident.overs,
            team=_name(innings.batting_team) if innings is not None else "",
            happened_us=incident.actual_time * _MILLISECOND,
        )


class CricketScoreDecoder:
    """Decodes cricket score messages to game events; keeps what was told of each match.

    Names: `status` (also `DATA_ASSEMBLY_ISSUE`, the feed's word for "do not rely on me now"),
    `toss`, `score`, and for incidents `wicket`, `boundary`, `ball`, `wide`, `no_ball`, `bye`,
    `leg_bye`, `innings_end`, `incident`, `correction`. `score` is runs/wickets, `period` the
    innings, `game_clock` the overs. An incident's `happened_us` is the feed's own time for it.
    """

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._json = msgspec.json.Decoder(_Message)
        self._matches: dict[str, _Match] = {}

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`; raises ParseError."""
        try:
            message = self._json.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ParseError(f"not a cricket score message: {error}.") from None
        if message.op != "ccm":
            raise ParseError(f"{message.op[:40]!r} is no operation of the cricket score stream.")
        venue_us = message.pt * _MILLISECOND if message.pt else None
        events: list[Event] = []
        for change in message.cc:
            match = self._matches.setdefault(change.event_id, _Match())
            at: _At = {
                "seq": seq,
                "recv_us": recv_us,
                "venue_us": venue_us,
                "game": change.event_id,
            }
            events += match.read(change, at)
        return events


def _name(text: str) -> str:
    return "" if text in _UNNAMED else text


def _overs(text: str) -> str:
    """Overs bowled; the feed wavers between `20` and `20.0`."""
    return f"{text}.0" if text.isdigit() else text


def _event_name(incident: _Incident) -> str:
    if incident.incident_type == "STRIKE":
        return "boundary" if incident.value in _BOUNDARIES else "ball"
    return _NAMES.get(incident.incident_type, "incident")


def _words(incident: _Incident) -> str:
    """`8.5 out A. Batter`, `6.1 strike 4 A. Batter`: over, type, runs, player."""
    player = _name(incident.participant_ref or "")
    what = incident.incident_type.replace("_", " ").lower()
    return " ".join(filter(None, (incident.overs, what, incident.value or "", player)))
