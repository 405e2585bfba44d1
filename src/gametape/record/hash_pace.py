"""How many of the venue's book hashes are recomputed: all in quiet times, a sample in busy ones."""

from __future__ import annotations

from gametape.model.times import SECOND
from gametape.replay.hashcheck import HashCheck

BUSY_RATE = 500
"""Frames a second up to which every hash is recomputed."""

SAMPLED = 4
"""Above it each n-th, n growing with the rate: this many for each `BUSY_RATE` frames a second."""


_LEAST_US = 5_000


class HashPace:
    """Sets which hashes are checked by how fast frames come, in this second and the one before."""

    def __init__(self, hashes: HashCheck) -> None:
        self._hashes = hashes
        self._second = 0
        self._first_us = 0
        self._frames = 0

    def ahead(self, recv_us: int) -> tuple[int, int]:
        """A frame at `recv_us` is about to be taken in; call it before each, or before several.

        As long as no more than so many come, all before that time, nothing has to change.
        """
        second = recv_us // SECOND
        if second != self._second:
            self._hashes.every = _every(self._frames)
            self._second, self._first_us, self._frames = second, recv_us, 0
        elif self._frames and self._frames % BUSY_RATE == 0:
            # A second that began quietly may turn out busy: by the rate so far, until it is over.
            rate = self._frames * SECOND // max(recv_us - self._first_us, _LEAST_US)
            self._hashes.every = max(self._hashes.every, _every(rate))
        return BUSY_RATE - self._frames % BUSY_RATE, (second + 1) * SECOND

    def took(self, frames: int) -> None:
        """So many frames were taken in, no more than `ahead` said."""
        self._frames += frames


def _every(frames_a_second: int) -> int:
    return SAMPLED * frames_a_second // BUSY_RATE if frames_a_second >= BUSY_RATE else 1
