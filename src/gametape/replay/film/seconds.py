"""The pyramid's base: per second how high and low the middle went, where it ended, what traded.

For lists and overviews only. A middle is told as best bid cell + best ask cell, 0 where there is
no book with two sides.
"""

from __future__ import annotations

import numpy as np

from gametape.errors import TapeError
from gametape.model.times import SECOND
from gametape.replay.film.layout import SECONDS_LIMIT, Codec, SecondsEntry
from gametape.replay.film.rows import Int64s, Rows
from gametape.replay.film.sections import read_sections, write_sections

COLUMNS = ("high", "low", "last", "volume")
_NO_LOW = 1 << 40
_Part = tuple[Int64s, Int64s, Int64s, Int64s, Int64s]
"""Second, high (0: none), low (_NO_LOW: none), last (-1: no news), volume."""


class SecondsFold:
    """Gathers a track's rows by the second; keeps only seconds in which something happened."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []

    def add(self, rows: Rows) -> None:
        """More rows, in order; a second may be added to in several goes."""
        if not len(rows):
            return
        seconds = rows.times // SECOND
        starts = np.flatnonzero(np.diff(seconds, prepend=seconds[0] - 1))
        trades = rows.tops < 0
        two_sided = rows.tops > 0
        # The last news of each second: the highest row number that is not a trade.
        told = np.where(trades, -1, np.arange(len(rows)))
        latest = np.maximum.reduceat(told, starts)
        known = latest >= 0
        self._parts.append(
            (
                seconds[starts],
                np.maximum.reduceat(np.where(two_sided, rows.tops, 0), starts),
                np.minimum.reduceat(np.where(two_sided, rows.tops, _NO_LOW), starts),
                np.where(known, rows.tops[latest], -1),
                np.add.reduceat(np.where(trades, rows.sizes, 0), starts),
            )
        )
        if len(self._parts) > 64:
            self._parts = [self._gathered()]

    def finish(self) -> tuple[bytes, SecondsEntry] | None:
        """The pyramid (codec none, at offset 0); None without rows."""
        if not self._parts:
            return None
        seconds, highs, lows, lasts, volumes = self._gathered()
        step, first, count = 1, int(seconds[0]), int(seconds[-1] - seconds[0]) + 1
        while count > SECONDS_LIMIT:
            step *= 2
            first, count = first // step * step, int(seconds[-1] // step - first // step) + 1
        at = (seconds - first) // step
        high, low = np.zeros(count, np.int64), np.full(count, _NO_LOW)
        volume = np.zeros(count, np.int64)
        last = np.full(count, -1, np.int64)
        np.maximum.at(high, at, highs)
        np.minimum.at(low, at, lows)
        np.add.at(volume, at, volumes)
        news = lasts >= 0
        last[at[news]] = lasts[news]
        # What nobody tells anew stays: each step begins with how the one before it ended.
        whence = np.maximum.accumulate(np.where(last >= 0, np.arange(count), 0))
        last = np.maximum(last[whence], 0)
        before = np.concatenate(([0], last[:-1]))
        high = np.maximum(high, before)
        low = np.where(before > 0, np.minimum(low, before), low)
        data, sections = write_sections(
            {
                "high": high,
                "low": np.where(low == _NO_LOW, 0, low),
                "last": last,
                "volume": volume,
            }
        )
        first_us = first * SECOND
        return data, SecondsEntry(
            at=0, bytes=len(data), first_us=first_us, n=count, step_us=step * SECOND,
            sections=sections,
        )  # fmt: skip

    def _gathered(self) -> _Part:
        """All parts as one, each second once."""
        seconds, highs, lows, lasts, volumes = (
            np.concatenate(column) for column in zip(*self._parts, strict=True)
        )
        starts = np.flatnonzero(np.diff(seconds, prepend=seconds[0] - 1))
        latest = np.maximum.reduceat(np.where(lasts < 0, -1, np.arange(len(lasts))), starts)
        return (
            seconds[starts],
            np.maximum.reduceat(highs, starts),
            np.minimum.reduceat(lows, starts),
            np.where(latest >= 0, lasts[latest], -1),
            np.add.reduceat(volumes, starts),
        )


def read_seconds(data: bytes, entry: SecondsEntry, codec: Codec) -> dict[str, Int64s]:
    """The pyramid's columns by name; raises TapeError for anything that no writer writes."""
    columns = read_sections(data, entry.sections, COLUMNS, codec)
    if not 0 < entry.n <= SECONDS_LIMIT or entry.step_us < SECOND:
        raise TapeError("The pyramid of the track has an impossible length.")
    if any(columns.count(name) != entry.n for name in COLUMNS):
        raise TapeError("The columns of the pyramid differ in length.")
    return {name: columns.ints(name).astype(np.int64) for name in COLUMNS}
