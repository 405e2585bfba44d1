"""How many of the venue's book hashes are recomputed: all, or in busy times a book's now and then.

An asset that is not known well, or any while a book is in doubt, has all of its hashes checked
whatever this says (`HashCheck`).
"""

from __future__ import annotations

from gametape.model.times import SECOND
from gametape.replay.certificate.hashcheck import HashCheck

BUSY_RATE = 2_000
"""Frames a second up to which every hash is recomputed."""

BUSY_US = 200_000
"""Above it a book's hash is recomputed so long after the last, and with it its whole message."""


class HashPace:
    """Sets which hashes are checked by how fast frames come, in this second and the one before."""

    def __init__(self, hashes: HashCheck) -> None:
        self._hashes = hashes
        self._second = 0
        self._frames = 0

    def ahead(self, recv_us: int) -> tuple[int, int]:
        """A frame at `recv_us` is about to be taken in; call it before each, or before several.

        As long as no more than so many come, all before that time, nothing has to change.
        """
        second = recv_us // SECOND
        if second != self._second:
            self._hashes.every_us = BUSY_US if self._frames >= BUSY_RATE else 0
            self._second, self._frames = second, 0
        elif self._frames >= BUSY_RATE:
            self._hashes.every_us = BUSY_US
        return BUSY_RATE - self._frames % BUSY_RATE, (second + 1) * SECOND

    def took(self, frames: int) -> None:
        """So many frames were taken in, no more than `ahead` said."""
        self._frames += frames
