"""Play-by-play of an NBA game (the league's `playbyplayv3` answer) as game events.

There is no wall time: frames stand on the game's running clock (`gameclock`). Actions are in the
order of `actionId`; `actionNumber` repeats and runs back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from gametape.errors import GametapeError, ParseError
from gametape.games.gameclock import GameClock, basketball_clock
from gametape.model.events import Event, GameEvent
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.times import MINUTE, SECOND

SOURCE = "nba.playbyplay"
"""The source of frames that this decoder reads."""

CLOCK = basketball_clock()

_LEFT = re.compile(r"PT(\d{1,2})M(\d{1,2})\.(\d{1,6})S", re.ASCII)
_PRINTED = re.compile(r"\((\d{1,2}:\d{2} [AP]M [A-Z]{2,4})\)")
_HEAD = re.compile(rb'"actions"\s*:\s*\[\s*\{\s*"actionNumber"')
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Action(msgspec.Struct, gc=False):
    period: int
    clock: str
    number: int = msgspec.field(default=0, name="actionNumber")
    kind: str = msgspec.field(default="", name="actionType")
    sub_kind: str = msgspec.field(default="", name="subType")
    description: str = ""
    team: str = msgspec.field(default="", name="teamTricode")
    home: str = msgspec.field(default="", name="scoreHome")
    away: str = msgspec.field(default="", name="scoreAway")


class _Game(msgspec.Struct, gc=False):
    id: str = msgspec.field(default="", name="gameId")


class _Line(msgspec.Struct, gc=False):
    """An action, or the rest of the file without its actions."""

    period: int | None = None
    game: _Game | None = None


_lines = msgspec.json.Decoder(_Line)
_actions = msgspec.json.Decoder(_Action)
_objects = msgspec.json.Decoder(dict[str, msgspec.Raw])
_lists = msgspec.json.Decoder(list[msgspec.Raw])


class PlayByPlayDecoder:
    """One game event an action, `score` where the score has moved.

    Scores are home-away; an action that the league sends without one has none here either.
    """

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._game = ""
        self._score = ""

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        try:
            line = _lines.decode(raw)
            if line.game is not None:
                self._game = line.game.id
                return ()
            action = _actions.decode(raw)
        except _UNREADABLE as error:
            raise ParseError(f"not an action of an NBA game: {error}.") from None
        score = f"{action.home}-{action.away}" if action.home and action.away else ""
        scored = score not in ("", self._score, "0-0")
        self._score = score or self._score
        return (
            GameEvent(
                seq=seq,
                recv_us=recv_us,
                name="score" if scored and action.kind != "period" else _name(action),
                text=action.description,
                game=self._game,
                score=score,
                period=_period(action.period),
                game_clock=_shown(_left_us(action.clock)),
                status=f"{action.kind} {action.sub_kind}" if action.kind == "period" else "",
                team=action.team,
            ),
        )


class PlayByPlayFile:
    """The whole answer in one JSON file: first what stands around the actions, then each action."""

    name = "NBA play-by-play"
    clock: RecordedClock = "game"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: a JSON object with a list of numbered actions."""
        return file.head.lstrip()[:1] == b"{" and _HEAD.search(file.head) is not None

    def game_clock(self, file: ForeignFile) -> GameClock:  # noqa: ARG002
        """The clock that `--anchor` is read with."""
        return CLOCK

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`; `recv_us` is the game's running clock."""
        try:
            answer = _objects.decode(file.whole())
            game = _objects.decode(answer["game"])
            raws = _lists.decode(game.pop("actions"))
        except (*_UNREADABLE, KeyError) as error:
            raise ParseError(f"{file.name} is not an NBA play-by-play: {error}.") from None
        around = msgspec.json.encode(answer | {"game": msgspec.Raw(msgspec.json.encode(game))})
        yield Frame(Kind.GAME, SOURCE, CLOCK.at_start(), around)
        now_us = CLOCK.at_start()
        watch = _Watch()
        for raw in map(bytes, raws):
            at_us = _position_us(raw, watch)
            watch.backwards += at_us is not None and at_us < now_us
            now_us = max(now_us, at_us or 0)
            yield Frame(Kind.GAME, SOURCE, now_us, raw)
        warnings.extend(watch.say())


class _Watch:
    """What a person should know about the actions, counted while they are read."""

    def __init__(self) -> None:
        self.unread = self.backwards = self.scoreless = self.number_backwards = 0
        self.numbers: Counter[int] = Counter()
        self.printed: list[str] = []
        self._last = 0

    def see(self, action: _Action) -> None:
        self.scoreless += not action.home
        self.number_backwards += action.number < self._last
        self._last = action.number
        self.numbers[action.number] += 1
        if action.kind == "period":
            self.printed += _PRINTED.findall(action.description)

    def say(self) -> Iterator[str]:
        repeats = self.numbers.total() - len(self.numbers)
        if repeats or self.number_backwards:
            yield (
                f"actionNumber repeats {repeats:,} times and goes back {self.number_backwards:,} "
                "times; the order of the file is kept."
            )
        for count, words in (
            (self.scoreless, "actions carry no score."),
            (self.backwards, "actions run back on the game's clock; they stand where it was."),
            (self.unread, "actions cannot be read; they are kept as they are."),
        ):
            if count:
                yield f"{count:,} {words}"
        if self.printed:
            yield (
                "There is no wall time; period starts and ends are printed to the minute "
                f"({', '.join(self.printed)}) and can serve as --anchor once the day is known."
            )


def _position_us(raw: bytes, watch: _Watch) -> int | None:
    """Running clock of an action; None if that cannot be read."""
    try:
        action = _actions.decode(raw)
        at_us = CLOCK.period(_period(action.period)).position_us(_left_us(action.clock))
    except (*_UNREADABLE, GametapeError):
        watch.unread += 1
        return None
    watch.see(action)
    return at_us


def _name(action: _Action) -> str:
    """The league's word; blocks and steals are told by their text alone."""
    if action.kind:
        return action.kind.lower()
    return next((word for word in ("block", "steal") if word.upper() in action.description), "play")


def _period(number: int) -> str:
    return f"Q{number}" if number <= 4 else f"OT{number - 4}"


def _left_us(clock: str) -> int:
    match = _LEFT.fullmatch(clock)
    if match is None:
        raise ParseError(f"game clock {clock[:20]!r} is not known.")
    return int(match[1]) * MINUTE + int(match[2]) * SECOND + int(match[3].ljust(6, "0"))


def _shown(left_us: int) -> str:
    """`11:38`, and tenths in the last minute."""
    minutes, rest = divmod(left_us, MINUTE)
    seconds, fine = divmod(rest, SECOND)
    tenths = f".{fine // 100_000}" if fine else ""
    return f"{minutes}:{seconds:02d}{tenths}"
