"""What a performance consists of: steps in order of script time."""

from __future__ import annotations

from typing import Protocol

from gametape.simulate.venue.exchange.happenings import Moment
from gametape.simulate.venue.messages.writing import Outgoing
from gametape.simulate.venue.stage import Stage


class Programme(Protocol):
    """Steps to be taken, one after another, each when its time has come."""

    @property
    def next_us(self) -> int | None:
        """Script time of the next step, or None when the evening is over."""
        ...

    def step(self, now: Moment) -> list[Outgoing]:
        """Take the next step; its messages in order."""
        ...


class ScriptProgramme:
    """A script's actions, and in between what the exchange owes (statuses, delayed orders)."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._actions = stage.script.actions()
        self._pending = next(self._actions, None)

    @property
    def next_us(self) -> int | None:
        """See `Programme.next_us`."""
        owed_us = self._stage.exchange.agenda.next_us
        if self._pending is None:
            return owed_us
        at_us = self._pending.at_us
        return at_us if owed_us is None else min(at_us, owed_us)

    def step(self, now: Moment) -> list[Outgoing]:
        """See `Programme.step`; an action comes before what is owed at the same time."""
        exchange = self._stage.exchange
        pending = self._pending
        if pending is None or pending.at_us > now.script_us:
            return self._stage.tell(exchange.follow_up(now), now)
        self._pending = next(self._actions, None)
        return self._stage.tell(exchange.perform(pending, now), now)
