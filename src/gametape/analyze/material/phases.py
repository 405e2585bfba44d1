"""Phases of the game, only as its feeds told them: never guessed from the clock on the wall.

Statuses and periods are free text that differs by sport (polymarket-api.md 6.1); what is not
recognised as a break or an end is play.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gametape.errors import UsageError
from gametape.games.gameclock import GameClock, basketball_clock, shown_us
from gametape.model.times import MINUTE, SECOND
from gametape.replay.timeline import GameEntry

_HALFTIME = ("ht", "halftime", "half time", "half-time")
_BREAKS = (*_HALFTIME, "break", "intermission", "timeout", "time out", "suspended", "delayed")
_OVER = ("ft", "final", "finished", "ended", "closed", "f/ot", "f/so")
_BEFORE = ("scheduled", "not started", "pre", "upcoming", "postponed", "canceled", "cancelled")

_SOCCER = 90 * MINUTE


class Phase(NamedTuple):
    """What the game was in from `from_us` on, when it was told; microseconds."""

    from_us: int
    name: str
    in_play: bool
    pause: bool
    halftime: bool


class Clock(NamedTuple):
    """What the game's own clock showed when it was told: scheduled time left, and share gone."""

    told_us: int
    left_us: int
    share: float


def phases_of(game: Sequence[GameEntry]) -> tuple[Phase, ...]:
    """Phases in order; empty where no feed told any. The trader's own tags are not phases."""
    found: list[Phase] = []
    for entry in game:
        if entry.tag or entry.name == "tag" or not _speaks(entry):
            continue
        phase = _phase(entry)
        if not found or found[-1][1:] != phase[1:]:
            found.append(phase)
    return tuple(found)


def clocks_of(game: Sequence[GameEntry], sport: str) -> tuple[Clock, ...]:
    """Readings of a game clock that has a scheduled end (basketball, soccer); else none."""
    found = []
    for entry in game:
        left_us, whole_us = _left(entry, sport)
        if left_us is not None:
            found.append(Clock(entry.at_us, left_us, 1 - left_us / whole_us))
    return tuple(found)


def _speaks(entry: GameEntry) -> bool:
    return bool(entry.period or entry.status or entry.live is not None or entry.ended is not None)


def _phase(entry: GameEntry) -> Phase:
    words = {entry.period.strip().lower(), entry.status.strip().lower()}
    over = bool(entry.ended) or any(word in _OVER or word.startswith("ft") for word in words)
    before = (entry.live is False and not over) or any(word in _BEFORE for word in words)
    halftime = any(word in _HALFTIME for word in words)
    pause = any(word in _BREAKS or word.startswith("end ") for word in words)
    on = not over and not before
    name = entry.period or entry.status or ("live" if entry.live else "not live")
    return Phase(entry.at_us, name, on and not pause, on and pause, on and halftime)


_BASKETBALL = basketball_clock()


def _left(entry: GameEntry, sport: str) -> tuple[int | None, int]:
    """Scheduled microseconds left and in all; None where the clock does not say."""
    if sport == "basketball":
        return _counted_down(entry, _BASKETBALL), 48 * MINUTE
    if sport == "soccer" and entry.game_clock.isascii() and entry.game_clock.isdigit():
        return max(0, _SOCCER - int(entry.game_clock[:3]) * MINUTE), _SOCCER
    return None, SECOND


def _counted_down(entry: GameEntry, clock: GameClock) -> int | None:
    try:
        gone = clock.period(entry.period).position_us(shown_us(entry.game_clock))
    except UsageError:
        return None
    end = clock.periods[3].start_us + 12 * MINUTE
    if gone > end:  # an overtime ends when it ends
        return max(0, 5 * MINUTE - (gone - clock.period(entry.period).start_us))
    return end - gone
