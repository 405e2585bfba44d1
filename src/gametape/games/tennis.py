"""Point-by-point records of Grand Slam tennis matches (one CSV row a point) as game events.

Rows carry elapsed time to the second and no wall time; a file holds many matches, each from 0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

import msgspec

from gametape.errors import ParseError, UsageError
from gametape.games.gameclock import ELAPSED_CLOCK, GameClock, shown_us
from gametape.model.events import Event, GameEvent
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid

SOURCE = "tennis.slam"
"""The source of frames that this decoder reads: a CSV row as a JSON object of its texts."""

_POINTS_HEAD = b"match_id,ElapsedTime,SetNo,"
_MATCHES_HEAD = b"match_id,year,slam,"


class _Row(msgspec.Struct, gc=False):
    """A point (`PointWinner`), or a match of the list of matches (`player1`)."""

    match_id: str
    set_no: str = msgspec.field(default="", name="SetNo")
    games1: str = msgspec.field(default="", name="P1GamesWon")
    games2: str = msgspec.field(default="", name="P2GamesWon")
    set_winner: str = msgspec.field(default="0", name="SetWinner")
    game_winner: str = msgspec.field(default="0", name="GameWinner")
    point_winner: str | None = msgspec.field(default=None, name="PointWinner")
    score1: str = msgspec.field(default="", name="P1Score")
    score2: str = msgspec.field(default="", name="P2Score")
    elapsed: str = msgspec.field(default="", name="ElapsedTime")
    player1: str | None = None
    player2: str = ""


_rows = msgspec.json.Decoder(_Row)


class SlamDecoder:
    """`point` events, then `game` and `set` where the point won one; `match` names the players.

    Scores are player 1 first: games, then points (`4-5 0-30`); `team` is the winner's number.
    """

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`; rows without a point (a walk-on) carry no events."""
        try:
            row = _rows.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ParseError(f"not a row of a tennis record: {error}.") from None
        if row.player1 is not None:
            text = f"{row.player1} v {row.player2}"
            game = row.match_id
            return (GameEvent(seq=seq, recv_us=recv_us, name="match", text=text, game=game),)
        if row.point_winner is None:
            raise ParseError("a row of a tennis record that is neither a point nor a match.")
        won = (("point", row.point_winner), ("game", row.game_winner), ("set", row.set_winner))
        return [
            GameEvent(
                seq=seq,
                recv_us=recv_us,
                name=name,
                text=f"{name} to player {winner}",
                game=row.match_id,
                score=f"{row.games1}-{row.games2} {row.score1}-{row.score2}",
                period=f"set {row.set_no}",
                game_clock=row.elapsed,
                team=winner,
            )
            for name, winner in won
            if winner in ("1", "2")
        ]


class SlamFile:
    """A `...-points.csv`, or the `...-matches.csv` that names the players."""

    name = "Grand Slam tennis points"
    clock: RecordedClock = "game"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: the columns are these records'."""
        return file.head.startswith((_POINTS_HEAD, _MATCHES_HEAD))

    def game_clock(self, file: ForeignFile) -> GameClock:  # noqa: ARG002
        """The clock that `--anchor` is read with."""
        return ELAPSED_CLOCK

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`; `recv_us` is the match's elapsed time."""
        reader = csv.DictReader(line.decode("utf-8", "backslashreplace") for line in file.lines())
        now_us: dict[str, int] = {}
        backwards = untimed = 0
        try:
            for row in reader:
                texts = {str(name): _text(value) for name, value in row.items()}
                match = texts.get("match_id", "")
                at_us = _elapsed_us(texts.get("ElapsedTime", "0:00:00"))
                untimed += at_us is None
                last_us = now_us.get(match, 0)
                backwards += at_us is not None and at_us < last_us
                now_us[match] = max(last_us, at_us or 0)
                yield Frame(Kind.GAME, SOURCE, now_us[match], msgspec.json.encode(texts))
        except csv.Error as error:
            raise ParseError(f"{file.name} is not a tennis record: {error}.") from None
        if len(now_us) > 1 and "ElapsedTime" in (reader.fieldnames or ()):
            warnings.append(f"{len(now_us)} matches share this file; each starts at 0:00:00.")
        if backwards:
            warnings.append(f"{backwards:,} points run back in elapsed time.")
        if untimed:
            warnings.append(f"{untimed:,} rows carry no elapsed time.")


def _text(value: str | list[str] | None) -> str:
    """A cell's text; cells beyond the last column come as a list, missing ones as None."""
    return ",".join(value) if isinstance(value, list) else value or ""


def _elapsed_us(text: str) -> int | None:
    try:
        return shown_us(text)
    except UsageError:
        return None
