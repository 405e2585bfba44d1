"""Byte planes to integers, plainly: the twin of kernel/src/planes.c.

A column of n integers of w bytes is stored as w planes of n bytes: all lowest bytes first, then
all of the next rank, because bytes of one rank resemble one another.
"""

from __future__ import annotations

from array import array
from typing import Any, Literal

_WIDTHS = (1, 2, 4, 8)
_FORMATS: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}
_MOST = 2**63 - 1
_LITTLE = array("H", [1]).tobytes()[0] == 1
"""Whether this machine puts the lowest byte of a number first."""


def join_planes(data: bytes, width: int, into: Any) -> None:
    """Planes to integers of `width` bytes (1, 2, 4, 8) in the buffer `into`.

    Raises ValueError where data and buffer are not equally long.
    """
    view = memoryview(into)
    if width not in _WIDTHS:
        raise ValueError("a width is 1, 2, 4 or 8")
    if view.itemsize != width:
        raise ValueError(f"into: items of {width} aligned bytes are wanted")
    if view.nbytes != len(data):
        raise ValueError("data and into must be equally long")
    view.cast("B")[:] = _joined(data, width)


def add_up_planes(data: bytes, width: int, first: int, unit: int, into: Any) -> None:
    """Planes of differences to running sums in the buffer `into` of 64-bit integers.

    The sums are `first` plus `unit` times the differences up to and with each. Raises ValueError
    where data and buffer do not fit, OverflowError where a sum or a step does not fit 64 bits.
    """
    view = memoryview(into)
    if width not in _WIDTHS:
        raise ValueError("a width is 1, 2, 4 or 8")
    if view.itemsize != 8:
        raise ValueError("into: items of 8 aligned bytes are wanted")
    if len(data) != width * len(view) or unit < 0:
        raise ValueError("data must have a difference for every place")
    if not data:
        return
    steps = memoryview(_joined(data, width)).cast(_FORMATS[width])
    total = first
    for place, step in enumerate(steps):
        total += unit * step
        if max(step, unit * step, total) > _MOST:
            raise OverflowError("a sum does not fit 64 bits")
        view[place] = total


def _joined(data: bytes, width: int) -> bytearray:
    """The integers' bytes in this machine's order."""
    count = len(data) // width
    out = bytearray(len(data))
    for rank in range(width):
        place = rank if _LITTLE else width - 1 - rank
        out[place::width] = data[rank * count : (rank + 1) * count]
    return out
