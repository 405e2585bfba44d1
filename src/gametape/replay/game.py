"""The game as far as its feeds have told: score, period, clock, and whether it is on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import msgspec

from gametape.model.events import GameEvent


class ClockTold(Protocol):
    """What an event says of period and clock; texts are empty where it says nothing."""

    @property
    def period(self) -> str:
        """The feed's own name of it."""
        ...

    @property
    def game_clock(self) -> str:
        """As the feed writes it."""
        ...

    @property
    def ended(self) -> bool | None:
        """Whether the game is over."""
        ...


def clock_after(event: ClockTold, period: str, clock: str) -> str:
    """The game clock after an event, from period and clock before it.

    A clock belongs to its period: another period, or the end, that tells none has none.
    """
    turned = bool(event.period) and event.period != period
    return event.game_clock or ("" if turned or event.ended else clock)


class GameState(msgspec.Struct):
    """The last known of each thing; texts are the feeds' own, `as_of_us` is our receive time."""

    score: str = ""
    period: str = ""
    game_clock: str = ""
    status: str = ""
    live: bool = False
    ended: bool = False
    as_of_us: int | None = None

    def hear(self, event: GameEvent) -> None:
        """Take over what an event says; what it leaves out stays as it was."""
        self.game_clock = clock_after(event, self.period, self.game_clock)
        self.score = event.score or self.score
        self.period = event.period or self.period
        self.status = event.status or self.status
        self.live = self.live if event.live is None else event.live
        self.ended = self.ended if event.ended is None else event.ended
        self.as_of_us = event.recv_us

    @property
    def known(self) -> bool:
        """Whether any feed has spoken."""
        return self.as_of_us is not None

    @property
    def text(self) -> str:
        """One line for people."""
        return f"{self.score} {self.period} {self.game_clock}".strip() or self.status


class Games(msgspec.Struct):
    """What was heard of any game, and of the session's own.

    A feed may tell of other games too: once the own one has been told of by name, events that name
    another do not count. One that names none is of the own one.
    """

    any: GameState = msgspec.field(default_factory=GameState)
    own: GameState = msgspec.field(default_factory=GameState)
    told: bool = False

    def hear(self, event: GameEvent, names: Collection[str]) -> None:
        """Take over what an event says; `names` are those of the session's own game."""
        own = event.game in names
        self.told = self.told or own
        self.any.hear(event)
        if own or not event.game:
            self.own.hear(event)

    @property
    def counted(self) -> GameState:
        """The game that counts."""
        return self.own if self.told else self.any
