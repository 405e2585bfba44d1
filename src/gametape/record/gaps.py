"""Holes onto the tape: once a hole has closed, one record says from when to when, and why."""

from __future__ import annotations

from gametape.model.times import SECOND
from gametape.replay.coverage import Coverage, Hole
from gametape.tape import records

PATIENCE_US = 5 * SECOND
"""How long a hole of several assets waits for the last of them before it is written."""


class GapLog:
    """Gathers the holes of single assets into one record per cause."""

    def __init__(self) -> None:
        self._taken = 0
        self._pending: dict[tuple[int, str], dict[str, Hole]] = {}
        self._since: dict[tuple[int, str], int] = {}

    def closed(self, coverage: Coverage, now_us: int) -> list[records.Hole]:
        """Records of holes that have closed for all their assets, or waited long enough."""
        fresh = coverage.closed(self._taken)
        if not fresh and not self._pending:
            return []
        self._taken += len(fresh)
        for asset, hole in fresh:
            key = (hole.from_us, hole.cause)
            self._pending.setdefault(key, {})[asset] = hole
            self._since.setdefault(key, now_us)
        still_open = {(hole.from_us, hole.cause) for hole in coverage.opened().values()}
        ready = [
            key
            for key in self._pending
            if key not in still_open or now_us - self._since[key] >= PATIENCE_US
        ]
        return [self._record(key, coverage) for key in ready]

    def unfinished(self, coverage: Coverage, now_us: int) -> list[records.Hole]:
        """Records of everything left when a recording ends; open holes end now."""
        found = [self._record(key, coverage) for key in list(self._pending)]
        grouped: dict[tuple[int, str], list[str]] = {}
        for asset, hole in coverage.opened().items():
            grouped.setdefault((hole.from_us, hole.cause), []).append(asset)
        everything = len(list(coverage.assets))
        for (from_us, cause), assets in grouped.items():
            scope = () if len(assets) == everything else tuple(sorted(assets))
            found.append(records.Hole(from_us=from_us, to_us=now_us, cause=cause, scope=scope))
        return found

    def _record(self, key: tuple[int, str], coverage: Coverage) -> records.Hole:
        members = self._pending.pop(key)
        del self._since[key]
        everything = len(members) == len(list(coverage.assets))
        return records.Hole(
            from_us=key[0],
            to_us=max(hole.to_us for hole in members.values()),
            cause=key[1],
            scope=() if everything else tuple(sorted(members)),
        )
