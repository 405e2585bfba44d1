"""Polymarket's sports socket: one short message whenever a game changes, as game events.

polymarket-api.md 6.1: no subscription, all games are broadcast; the server sends the text `ping`;
any field may be missing; statuses, periods and scores are free text that differs by sport; there
is no time in a message, so `recv_us` is the only clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, GameEvent
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.times import iso_us

SOURCE = "polymarket.sports"
"""The source of frames that this decoder reads."""

Text = str | int | float | None
"""The feed's texts; numbers have been seen where text was promised."""


class _State(msgspec.Struct, gc=False):
    score: Text = None
    period: Text = None
    elapsed: Text = None
    status: Text = None
    live: bool | None = None
    ended: bool | None = None


class _Message(_State, gc=False):
    game_id: int | str | None = msgspec.field(default=None, name="gameId")
    slug: str | None = None
    home: str | None = msgspec.field(default=None, name="homeTeam")
    away: str | None = msgspec.field(default=None, name="awayTeam")
    turn: str | None = None
    finished: str | None = msgspec.field(default=None, name="finished_timestamp")
    finished_too: str | None = msgspec.field(default=None, name="finishedTimestamp")
    inner: _State | None = msgspec.field(default=None, name="eventState")

    def text(self, name: str) -> str | None:
        """A text of the message, else of its `eventState`; None if neither says it."""
        value = getattr(self, name)
        if value is None and self.inner is not None:
            value = getattr(self.inner, name)
        return None if value is None else str(value)

    def flag(self, name: str) -> bool | None:
        value: bool | None = getattr(self, name)
        if value is None and self.inner is not None:
            value = getattr(self.inner, name)
        return value


class _Game(msgspec.Struct):
    """What is known of one game so far; a field that a message leaves out keeps its value."""

    heard: bool = False
    title: str = ""
    score: str = ""
    period: str = ""
    elapsed: str = ""
    status: str = ""
    turn: str = ""
    live: bool | None = None
    ended: bool | None = None


_NAMES = {
    "status": "status",
    "live": "status",
    "ended": "status",
    "period": "period",
    "score": "score",
    "turn": "possession",
    "elapsed": "clock",
}
"""Event name of a change in each field, in the order the events are told."""

_decoder: msgspec.json.Decoder[_Message | str] = msgspec.json.Decoder(_Message | str)


class SportsFeedDecoder:
    """Game events of the chosen games: by event slug or game id; all games when none is named.

    The first message of a game gives one `status` event; later ones give an event for each thing
    that changed (`status`, `period`, `score`, `possession`, or `clock` when only that moved), each
    with all that is known. A message that changes nothing gives none.
    """

    grid: PriceGrid = UNIFORM

    def __init__(self, slugs: Collection[str] = (), game_ids: Collection[str | int] = ()) -> None:
        self._slugs = frozenset(slugs)
        self._game_ids = frozenset(str(game_id) for game_id in game_ids)
        self._games: dict[str, _Game] = {}

    def wants(self, raw: bytes) -> bool:
        """Whether a frame belongs on the tape: a message of a chosen game, or an unreadable one."""
        try:
            message = _read(raw)
        except ParseError:
            return True
        return message is not None and self._chosen(message)

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        message = _read(raw)
        if message is None or not self._chosen(message):
            return ()
        name = message.slug or str(message.game_id)
        game = self._games.setdefault(name, _Game())
        first = not game.heard
        changed = _update(game, message)
        happened = _finish_us(message) if "ended" in changed and game.ended else None
        return [
            GameEvent(
                seq=seq,
                recv_us=recv_us,
                name=word,
                text=game.title,
                game=name,
                score=game.score,
                period=game.period,
                game_clock=game.elapsed,
                status=game.status,
                team=game.turn if word == "possession" else "",
                live=game.live,
                ended=game.ended,
                happened_us=happened if word == "status" else None,
            )
            for word in _words(changed, first)
        ]

    def _chosen(self, message: _Message) -> bool:
        if not self._slugs and not self._game_ids:
            return True
        return message.slug in self._slugs or str(message.game_id) in self._game_ids


def _read(raw: bytes) -> _Message | None:
    """A message, or None for the text `ping`; raises ParseError."""
    try:
        message = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"not a message of the sports feed: {error}.") from None
    if isinstance(message, str):
        if message.lower() in ("ping", "pong"):
            return None
        raise ParseError(f"text {message[:40]!r} is not known of the sports feed.")
    if message.slug is None and message.game_id is None:
        raise ParseError("a message of the sports feed names no game.")
    return message


def _update(game: _Game, message: _Message) -> set[str]:
    """Take over what a message says; the fields that it changed."""
    said: dict[str, str | bool | None] = {
        "score": message.text("score"),
        "period": message.text("period"),
        "elapsed": message.text("elapsed"),
        "status": message.text("status"),
        "turn": message.turn,
        "live": message.flag("live"),
        "ended": message.flag("ended"),
    }
    changed = set()
    for name, value in said.items():
        if value is not None and value != getattr(game, name):
            setattr(game, name, value)
            changed.add(name)
    if message.home and message.away:
        game.title = f"{message.home} v {message.away}"
    game.heard = True
    return changed


def _words(changed: set[str], first: bool) -> list[str]:
    """Names of the events to tell, each once; the clock alone is told only when alone."""
    if first:
        return ["status"]
    words = list(dict.fromkeys(word for field, word in _NAMES.items() if field in changed))
    return [word for word in words if word != "clock"] or words


def _finish_us(message: _Message) -> int | None:
    stamp = message.finished or message.finished_too
    try:
        return iso_us(stamp) if stamp else None
    except ParseError:
        return None  # the end itself is worth more than its time
