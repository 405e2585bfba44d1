"""When to connect again: backoff after failures, planned rotation, the handover between sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gametape.model.times import HOUR, SECOND


class Backoff:
    """Waits between attempts: doubling, capped, jittered, forgotten after a minute of health.

    `random` gives numbers in [0, 1); the jitter keeps the shards of many recorders from coming
    back in step after the venue restarts. Attempts never end.
    """

    def __init__(
        self,
        random: Callable[[], float],
        first_us: int = SECOND // 2,
        most_us: int = 30 * SECOND,
        healthy_after_us: int = 60 * SECOND,
    ) -> None:
        self._random = random
        self._first_us = first_us
        self._most_us = most_us
        self._healthy_after_us = healthy_after_us
        self._failures = 0
        self._opened_us: int | None = None

    def opened(self, now_us: int) -> None:
        """The connection is up."""
        self._opened_us = now_us

    def failed(self, now_us: int) -> int:
        """The connection ended or could not be made: microseconds to wait before the next try.

        Between half and the whole of the doubled wait, so that it is never nothing.
        """
        up_us = 0 if self._opened_us is None else now_us - self._opened_us
        self._opened_us = None
        if up_us >= self._healthy_after_us:
            self._failures = 0
        # 2 ** 32 half seconds are over a century: enough for any cap, and no growing integer.
        ceiling = min(self._first_us << min(self._failures, 32), self._most_us)
        self._failures += 1
        return ceiling // 2 + int(self._random() * (ceiling - ceiling // 2))


class Rotation:
    """When a healthy connection is replaced all the same, because old ones were seen to degrade.

    Assets have gone quiet on connections that were healthy for about eight hours (section 3.10).
    Shards take turns: shard `index` of `shards` is first due part of a period later, so that
    never two are in handover together.
    """

    def __init__(
        self, opened_us: int, every_us: int = 6 * HOUR, index: int = 0, shards: int = 1
    ) -> None:
        self._every_us = every_us
        self._due_us = opened_us + every_us + every_us * index // max(shards, 1)

    @property
    def due_us(self) -> int:
        """When the next handover should start."""
        return self._due_us

    def due(self, now_us: int) -> bool:
        """Whether a handover should start now."""
        return now_us >= self._due_us

    def opened(self, now_us: int) -> None:
        """The connection was opened anew, by rotation or after a failure."""
        self._due_us = now_us + self._every_us


class Handover:
    """From an old socket to a new one without a hole.

    The new socket is opened beside the old one; once every asset has sent its first book there,
    or `patience_us` is over, the old one may close.
    """

    def __init__(
        self, assets: Iterable[str], opened_us: int, patience_us: int = 30 * SECOND
    ) -> None:
        self._missing = set(assets)
        self._until_us = opened_us + patience_us

    def book(self, asset: str) -> None:
        """The new socket sent the book of an asset."""
        self._missing.discard(asset)

    @property
    def missing(self) -> frozenset[str]:
        """Assets that have sent no book on the new socket yet."""
        return frozenset(self._missing)

    def complete(self) -> bool:
        """Whether the new socket carries everything."""
        return not self._missing

    def expired(self, now_us: int) -> bool:
        """Whether waiting longer is no use; what is `missing` then is not delivered at all."""
        return now_us >= self._until_us
