"""Byte planes: a column of integers as all first bytes, then all second bytes, and so on.

Bytes of one rank resemble one another, so zstd finds more in them than in whole integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gametape.kernel.choice import KERNEL, is_compiled

Ints = NDArray[Any]
"""A one-dimensional array of integers."""

_ROOM = (1, 1, 2, 4, 4, 8, 8, 8, 8)
"""Bytes of the least integer that holds so many planes."""


def least_width(values: Ints) -> int:
    """Bytes that the largest of these values needs, of which none is negative; 0 if all are 0."""
    return (int(values.max(initial=0)).bit_length() + 7) // 8


def to_planes(values: Ints, width: int) -> bytes:
    """The values as `width` planes of one byte each, lowest first; values must fit the width."""
    room = _ROOM[width]
    narrow = np.ascontiguousarray(values.astype(f"<u{room}"))
    return narrow.view("u1").reshape(len(values), room).T[:width].tobytes()


def from_planes(data: bytes, width: int, count: int) -> Ints:
    """What `to_planes` was given, unsigned, in a fresh array of the least integers that hold it.

    Raises ValueError if `data` has not `width * count` bytes.
    """
    joined = _joined_compiled if is_compiled() else joined_plainly
    return joined(data, width, count)


def _joined_compiled(data: bytes, width: int, count: int) -> Ints:
    room = _ROOM[width]
    if len(data) != width * count:
        raise ValueError("data must have all planes")
    out = np.empty(count, f"<u{room}")
    KERNEL.join_planes(data + bytes((room - width) * count), room, out)
    return out


def joined_plainly(data: bytes, width: int, count: int) -> Ints:
    """The twin in NumPy of the kernel's `join_planes`, several times as fast as its plain one."""
    planes = np.frombuffer(data, dtype="u1").reshape(width, count)
    out: Ints = np.zeros(count, f"<u{_ROOM[width]}")
    for rank in range(width):
        # The high planes of small numbers are empty, and looking is cheaper than adding nothing.
        if rank == 0 or planes[rank].any():
            out |= np.left_shift(planes[rank], 8 * rank, dtype=out.dtype)
    return out
