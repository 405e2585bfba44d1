"""Holes onto the tape: once a hole has closed, one record says from when to when, and why."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.model.times import SECOND
from gametape.replay.certificate.coverage import Coverage
from gametape.replay.gathering import TOGETHER_US, Hole, gather
from gametape.tape import records

PATIENCE_US = 2 * TOGETHER_US
"""How long a closed hole waits for others that belong to it before it is written."""

LONGEST_WAIT_US = 10 * SECOND
"""How long it waits for assets whose hole of the same cause and start is still open."""


class GapLog:
    """Gathers the holes of single assets into as few records as tell the truth."""

    def __init__(self) -> None:
        self._taken = 0
        self._pending: list[Hole] = []

    def closed(self, coverage: Coverage, now_us: int) -> list[records.Hole]:
        """Records of holes that have closed, once nothing more belongs to them."""
        fresh = coverage.closed(self._taken)
        self._taken += len(fresh)
        self._pending += [hole for _, hole in fresh]
        if not self._pending:
            return []
        opened = [(hole.from_us, hole.cause) for hole in coverage.opened().values()]
        newest_us = max(hole.to_us for hole in self._pending)
        oldest_us = min(hole.to_us for hole in self._pending)
        waiting = any((hole.from_us, hole.cause) in opened for hole in self._pending)
        if now_us - newest_us < PATIENCE_US and now_us - oldest_us < LONGEST_WAIT_US:
            return []
        if waiting and now_us - oldest_us < LONGEST_WAIT_US:
            return []
        ready, self._pending = self._pending, []
        return _records(ready, coverage)

    def unfinished(self, coverage: Coverage, now_us: int) -> list[records.Hole]:
        """Records of everything left when a recording ends; open holes end now."""
        self._pending += [hole for _, hole in coverage.closed(self._taken)]
        still = [
            Hole(hole.from_us, now_us, hole.cause, hole.scope)
            for hole in coverage.opened().values()
        ]
        return _records([*self._pending, *still], coverage)


def _records(holes: Iterable[Hole], coverage: Coverage) -> list[records.Hole]:
    return [
        records.Hole(from_us=one.from_us, to_us=one.to_us, cause=one.cause, scope=one.scope)
        for one in gather(holes, len(list(coverage.assets)))
    ]
