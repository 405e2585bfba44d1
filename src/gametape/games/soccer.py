"""A soccer match as StatsBomb's event data tells it: one JSON array, thousands of touches.

Only what moves a market becomes a game event: periods, goals, shots, cards, substitutions and
injuries. Time starts again in each half and there is no wall time: frames stand on the game's
running clock (`gameclock`), halves one after the other as long as they really took.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from gametape.errors import ParseError, UsageError
from gametape.games.gameclock import SOCCER_PERIODS, GameClock, shown_us, soccer_clock
from gametape.model.events import Event, GameEvent
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid

SOURCE = "soccer.statsbomb"
"""The source of frames that this decoder reads."""

_EVENTS = re.compile(
    rb'\s*\[\s*\{\s*"id"\s*:[^{}]*"index"\s*:\s*\d+,\s*"period"\s*:[^{}]*"timestamp"\s*:'
)
_LINEUPS = re.compile(rb'\s*\[\s*\{\s*"team_id"\s*:[^{}]*"lineup"\s*:')
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_SHOOT_OUT = 5


class _Name(msgspec.Struct, gc=False):
    name: str = ""


class _Detail(msgspec.Struct, gc=False):
    outcome: _Name | None = None
    card: _Name | None = None
    replacement: _Name | None = None


class _Touch(msgspec.Struct, gc=False):
    """An element of the event data, or a team of the line-ups (`team_name`)."""

    period: int = 0
    timestamp: str = ""
    minute: int = 0
    second: int = 0
    type: _Name = msgspec.field(default_factory=_Name)
    team: _Name = msgspec.field(default_factory=_Name)
    player: _Name = msgspec.field(default_factory=_Name)
    shot: _Detail | None = None
    foul: _Detail | None = msgspec.field(default=None, name="foul_committed")
    behaviour: _Detail | None = msgspec.field(default=None, name="bad_behaviour")
    substitution: _Detail | None = None
    team_name: str | None = None

    @property
    def card(self) -> str:
        detail = self.foul or self.behaviour
        return detail.card.name if detail is not None and detail.card is not None else ""


_touches = msgspec.json.Decoder(_Touch)
_lists = msgspec.json.Decoder(list[msgspec.Raw])


class StatsBombDecoder:
    """`period`, `goal`, `shot`, `card`, `substitution`, `injury` and `lineup` events.

    The score is first-named team first (the home team).
    """

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._goals: dict[str, int] = {}
        self._told: set[tuple[int, str]] = set()

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`; a pass or a duel carries no events."""
        try:
            touch = _touches.decode(raw)
        except _UNREADABLE as error:
            raise ParseError(f"not an event of a soccer match: {error}.") from None
        if touch.team_name is not None:
            name = touch.team_name
            return (GameEvent(seq=seq, recv_us=recv_us, name="lineup", text=name, team=name),)
        if not touch.type.name or not touch.timestamp:
            raise ParseError("an event of a soccer match without type or time.")
        told = self._tell(touch)
        if told is None:
            return ()
        name, text, team = told
        return (
            GameEvent(
                seq=seq,
                recv_us=recv_us,
                name=name,
                text=text,
                score="-".join(map(str, self._goals.values())) if len(self._goals) == 2 else "",
                period=_period(touch.period),
                game_clock=f"{touch.minute}:{touch.second:02d}",
                team=team,
            ),
        )

    def _tell(self, touch: _Touch) -> tuple[str, str, str] | None:
        """(event name, text, team), or None for what is not told."""
        kind, team, player = touch.type.name, touch.team.name, touch.player.name
        if kind == "Starting XI":
            self._goals.setdefault(team, 0)
        elif kind in ("Half Start", "Half End"):
            # Each team reports it.
            if (touch.period, kind) not in self._told:
                self._told.add((touch.period, kind))
                return "period", kind, ""
        elif kind == "Shot" and touch.shot is not None and touch.shot.outcome is not None:
            return self._shot(touch, touch.shot.outcome.name)
        elif kind == "Own Goal For":
            self._score(team)
            return "goal", f"own goal for {team}", team
        elif touch.card:
            return "card", f"{touch.card}, {player}", team
        elif kind == "Substitution":
            on = touch.substitution.replacement if touch.substitution is not None else None
            return "substitution", f"{on.name} for {player}" if on else f"{player} off", team
        elif kind == "Injury Stoppage":
            return "injury", player, team
        return None

    def _shot(self, touch: _Touch, outcome: str) -> tuple[str, str, str]:
        team, player = touch.team.name, touch.player.name
        if touch.period == _SHOOT_OUT:
            return "penalty", f"{player}: {outcome}", team
        if outcome == "Goal":
            self._score(team)
            return "goal", player, team
        return "shot", f"{player}: {outcome}", team

    def _score(self, team: str) -> None:
        self._goals[team] = self._goals.get(team, 0) + 1


class StatsBombFile:
    """The event data of one match, or its line-ups, as one JSON array."""

    name = "StatsBomb soccer events"
    clock: RecordedClock = "game"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: an array of stamped events, or of teams with line-ups."""
        return any(head.match(file.head) is not None for head in (_EVENTS, _LINEUPS))

    def game_clock(self, file: ForeignFile) -> GameClock:
        """The clock that `--anchor` is read with: halves as long as this match's were."""
        return _clock([_peek(raw) for raw in _elements(file)])

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`; `recv_us` is the game's running clock."""
        raws = _elements(file)
        touches = [_peek(raw) for raw in raws]
        clock = _clock(touches)
        now_us = backwards = unread = 0
        for raw, touch in zip(raws, touches, strict=True):
            at_us = _position_us(touch, clock)
            unread += at_us is None
            backwards += at_us is not None and at_us < now_us
            now_us = max(now_us, at_us or 0)
            yield Frame(Kind.GAME, SOURCE, now_us, raw)
        if backwards:
            warnings.append(
                f"Events that run back on the game's clock: {backwards:,}; they stand where it was."
            )
        if unread:
            warnings.append(f"Events without a time that can be read: {unread:,}.")


def _elements(file: ForeignFile) -> list[bytes]:
    try:
        return [bytes(raw) for raw in _lists.decode(file.whole())]
    except _UNREADABLE as error:
        raise ParseError(f"{file.name} is not soccer event data: {error}.") from None


def _peek(raw: bytes) -> _Touch | None:
    try:
        return _touches.decode(raw)
    except _UNREADABLE:
        return None


def _clock(touches: Sequence[_Touch | None]) -> GameClock:
    """Every half as long as its last stamp says."""
    ends: dict[int, int] = {}
    for touch in touches:
        stamp = _stamp_us(touch)
        if touch is not None and stamp is not None and 0 < touch.period <= len(SOCCER_PERIODS):
            ends[touch.period] = max(stamp, ends.get(touch.period, 0))
    played = range(1, max(ends, default=0) + 1)
    return soccer_clock([ends.get(period, 0) for period in played])


def _position_us(touch: _Touch | None, clock: GameClock) -> int | None:
    stamp = _stamp_us(touch)
    if touch is None or stamp is None or not 0 < touch.period <= len(clock.periods):
        return 0 if touch is not None and touch.team_name is not None else None
    return clock.periods[touch.period - 1].start_us + stamp


def _stamp_us(touch: _Touch | None) -> int | None:
    try:
        return None if touch is None else shown_us(touch.timestamp)
    except UsageError:
        return None


def _period(number: int) -> str:
    return SOCCER_PERIODS[number - 1][0] if 0 < number <= len(SOCCER_PERIODS) else str(number)
