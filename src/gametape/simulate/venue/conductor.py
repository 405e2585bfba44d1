"""Performs a programme in venue time: each step when it is due, its messages at once.

At speed 60 a minute of the script passes in a second. The venue's own times stay real all the
same: every message carries the wall clock of the moment it was made, as if the evening itself had
been that quick, so that latencies measured against it are true.
"""

from __future__ import annotations

import asyncio
import math

from gametape.simulate.venue.messages.writing import Outgoing
from gametape.simulate.venue.mischief import Mischief
from gametape.simulate.venue.programme import Programme
from gametape.simulate.venue.sockets.hub import Hub
from gametape.simulate.venue.stage import Stage
from gametape.simulate.venue.truth.records import PaceTruth

_SHORTEST_SLEEP_S = 0.002
_LONGEST_SLEEP_S = 0.05
_BEHIND_S = -0.02
"""From so far behind on, the conductor no longer rests between batches."""

_BATCH = 128


class Conductor:
    """Runs one performance; speed `math.inf` does not wait but for slow readers."""

    def __init__(
        self, stage: Stage, hub: Hub, mischief: Mischief, speed: float, programme: Programme
    ) -> None:
        self._stage = stage
        self._hub = hub
        self._mischief = mischief
        self._speed = speed
        self._programme = programme
        self._start_us: int | None = None

    @property
    def elapsed_us(self) -> int:
        """Wall time since the performance began; 0 before."""
        if self._start_us is None:
            return 0
        return self._stage.clock.mono_us() - self._start_us

    async def run(self) -> None:
        """Perform everything, and what the venue still owes after the last action."""
        stage = self._stage
        self._start_us = stage.clock.mono_us()
        self._pace("begins")
        while (due_us := self._programme.next_us) is not None:
            wait_s = self._wait_s(due_us)
            resting = wait_s > _BEHIND_S and not math.isinf(self._speed)
            nap_s = min(max(wait_s, _SHORTEST_SLEEP_S), _LONGEST_SLEEP_S) if resting else 0
            await asyncio.sleep(nap_s)
            if not math.isinf(self._speed):
                stage.script_us = int(self.elapsed_us * self._speed)
            self._mischief.poll(self.elapsed_us)
            self._hub.publish(self._perform_due())
            if math.isinf(self._speed):
                await self._hub.drained()
        self._pace("ends")

    def _wait_s(self, due_us: int) -> float:
        if math.isinf(self._speed):
            return 0.0
        return (due_us / self._speed - self.elapsed_us) / 1_000_000

    def _perform_due(self) -> list[Outgoing]:
        """Messages of what is due by now, at most a batch."""
        stage, programme = self._stage, self._programme
        reached_us = math.inf if math.isinf(self._speed) else self.elapsed_us * self._speed
        messages: list[Outgoing] = []
        for _ in range(_BATCH):
            due_us = programme.next_us
            if due_us is None or due_us > reached_us:
                break
            stage.script_us = due_us
            messages += programme.step(stage.now())
        return messages

    def _pace(self, state: str) -> None:
        wall_us = self._stage.clock.wall_us()
        self._stage.truth.add(PaceTruth(t=wall_us, script_us=self._stage.script_us, state=state))
