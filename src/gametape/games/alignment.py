"""From a game's clock to the wall clock, by moments at which both are known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

from gametape.errors import ParseError, UsageError
from gametape.games.gameclock import (
    BREAK_US,
    ELAPSED_CLOCK,
    GameClock,
    basketball_clock,
    soccer_clock,
)
from gametape.model.times import iso_us

Certainty = Literal["exact", "interpolated", "estimated"]


class Anchor(msgspec.Struct, frozen=True, order=True):
    """A moment known on both clocks, in microseconds."""

    game_us: int
    wall_us: int


class Aligned(msgspec.Struct, frozen=True):
    """A wall time in microseconds since 1970, and how it was come by.

    `exact` at an anchor, `interpolated` between two, `estimated` outside them.
    """

    wall_us: int
    certainty: Certainty


class Alignment:
    """Piecewise linear between anchors; outside them it goes on at the pace of the nearest stretch.

    The pace is wall time per game time: above 1 where the game's clock stops now and then. With a
    single anchor it is taken as 1, which is all that can be said. Stretches that are only a break
    have no pace.
    """

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        """Raises UsageError without anchors, and for anchors that contradict each other."""
        self._anchors = sorted(set(anchors))
        if not self._anchors:
            raise UsageError("No anchor says when the game was played.", "Give one with --anchor.")
        for one, other in zip(self._anchors, self._anchors[1:], strict=False):
            if one.game_us == other.game_us or one.wall_us >= other.wall_us:
                raise UsageError(
                    "Two anchors contradict each other: the later one on the game's clock is not "
                    "later on the wall clock."
                )

    def wall(self, game_us: int) -> Aligned:
        """Wall time of a moment on the game's clock."""
        anchors = self._anchors
        place = bisect_left(anchors, game_us, key=lambda anchor: anchor.game_us)
        if place < len(anchors) and anchors[place].game_us == game_us:
            return Aligned(anchors[place].wall_us, "exact")
        if place == 0:
            first = anchors[0]
            return Aligned(first.wall_us + self._paced(game_us - first.game_us, 1), "estimated")
        before = anchors[place - 1]
        if place == len(anchors):
            return Aligned(before.wall_us + self._paced(game_us - before.game_us, -1), "estimated")
        after = anchors[place]
        passed = (game_us - before.game_us) * (after.wall_us - before.wall_us)
        return Aligned(before.wall_us + passed // (after.game_us - before.game_us), "interpolated")

    def _paced(self, game_us: int, direction: Literal[1, -1]) -> int:
        """Wall microseconds that `game_us` take at the first (1) or last (-1) known pace."""
        stretches = list(zip(self._anchors, self._anchors[1:], strict=False))[::direction]
        for before, after in stretches:
            game = after.game_us - before.game_us
            if game > BREAK_US:
                return game_us * (after.wall_us - before.wall_us) // game
        return game_us


def parse_anchor(text: str, clock: GameClock) -> Anchor:
    """`Q1 12:00=2026-01-25T01:10:00Z` to an anchor on this clock; raises UsageError."""
    shown, equals, wall = text.partition("=")
    if not equals:
        raise UsageError(
            f"Anchor {text[:40]!r} has no '='.", 'Write it as "Q1 12:00=2026-01-25T01:10:00Z".'
        )
    try:
        return Anchor(clock.read(shown), iso_us(wall))
    except ParseError as error:
        raise UsageError(error.what, "Write the wall time as 2026-01-25T01:10:00Z.") from None


def start_anchor(clock: GameClock, wall_us: int) -> Anchor:
    """The game's start, where only that is known (the market went in play)."""
    return Anchor(clock.at_start(), wall_us)


def placement(texts: Sequence[str], clock: GameClock | None = None) -> Callable[[int], int]:
    """Game clock to wall clock by anchors as a person writes them; raises UsageError.

    `clock` is the file's own (`GameLayout.game_clock`): soccer needs it, since its halves are as
    long as they were. Without it the periods' names decide (`Q1`, `1H`, or none: elapsed time),
    and a first half is taken to last 45 minutes.
    """
    known = clock or _clock_of(texts)
    alignment = Alignment(parse_anchor(text, known) for text in texts)
    return lambda game_us: alignment.wall(game_us).wall_us


def _clock_of(texts: Sequence[str]) -> GameClock:
    """The first clock whose periods have the names that these anchors use."""
    name = texts[0].partition("=")[0].strip().rpartition(" ")[0] if texts else ""
    for clock in (basketball_clock(), soccer_clock()):
        if any(period.answers_to(name) for period in clock.periods):
            return clock
    return basketball_clock() if name else ELAPSED_CLOCK
