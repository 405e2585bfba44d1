"""What a person should know about a file others recorded: times that run back, repeated rows."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from itertools import pairwise
from typing import TypeVar

Row = TypeVar("Row")

NEWEST_FIRST = "The file lists its rows newest first; they are read from its end."


def counted(count: int, noun: str) -> str:
    """`1 row`, `2 rows`, `27,404 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


class Notices:
    """Counts over the rows of one file, told as sentences at its end.

    Exact repeats are found by an 8-byte digest of each row; leave `repeats` off for streams,
    where the memory for it would grow without end, and `ordered` off for files whose order says
    nothing.
    """

    def __init__(
        self, warnings: list[str], noun: str = "row", repeats: bool = True, ordered: bool = True
    ) -> None:
        self._warnings = warnings
        self._noun = noun
        self._seen: set[bytes] | None = set() if repeats else None
        self._ordered = ordered
        self._last_us: int | None = None
        self._back = self._back_us = 0
        self._repeated = 0
        self.count = 0

    def row(self, recv_us: int, raw: bytes) -> None:
        """Take one row into account."""
        self.count += 1
        if self._last_us is not None:
            step_us = recv_us - self._last_us
            self._back += step_us < 0
            self._back_us = max(self._back_us, -step_us)
        self._last_us = recv_us
        if self._seen is not None:
            digest = blake2b(raw, digest_size=8).digest()
            self._repeated += digest in self._seen
            self._seen.add(digest)

    @property
    def last_us(self) -> int:
        """Time of the last row; 0 before the first."""
        return self._last_us or 0

    def say(self, sentence: str) -> None:
        """Add a sentence of the layout's own."""
        self._warnings.append(sentence)

    def close(self) -> None:
        """The file is at its end."""
        if self._ordered:
            self._say_order()
        if self._repeated:
            self.say(
                f"{self._repeated:,} of {counted(self.count, self._noun)} repeat an earlier one "
                "exactly; they are kept."
            )

    def _say_order(self) -> None:
        if self._back:
            self.say(
                f"Times run back at {self._back:,} of {counted(self.count, self._noun)}, at worst "
                f"by {self._back_us // 1000:,} ms."
            )


def oldest_first(rows: list[Row], at_us: Callable[[Row], int]) -> tuple[list[Row], bool]:
    """Rows of a listing in the order they happened, and whether that is not the file's order.

    Services list newest first. Such a file is no recording whose order is to be kept: it is read
    from its end, which keeps the order of rows of one second among each other.
    """
    times = [at_us(row) for row in rows]
    back = sum(now < before for before, now in pairwise(times))
    on = sum(now > before for before, now in pairwise(times))
    return (rows[::-1], True) if back > on else (rows, False)
