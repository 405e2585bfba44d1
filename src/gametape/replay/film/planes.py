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


def to_planes(values: Ints, width: int) -> bytes:
    """The values as `width` planes of one byte each, lowest first; values must fit the width."""
    narrow = np.ascontiguousarray(values.astype(f"<i{width}" if width > 1 else "u1"))
    return narrow.view("u1").reshape(len(values), width).T.tobytes()


def from_planes(data: bytes, width: int, count: int, *, signed: bool) -> Ints:
    """What `to_planes` was given, as a fresh array of that width.

    Raises ValueError if `data` has not `width * count` bytes.
    """
    joined = _joined_compiled if is_compiled() else joined_plainly
    out = joined(data, width, count)
    return out.view(f"<i{width}") if signed else out


def _joined_compiled(data: bytes, width: int, count: int) -> Ints:
    out = np.empty(count, f"<u{width}")
    KERNEL.join_planes(data, width, out)
    return out


def joined_plainly(data: bytes, width: int, count: int) -> Ints:
    """The twin in NumPy of the kernel's `join_planes`, several times as fast as its plain one."""
    planes = np.frombuffer(data, dtype="u1").reshape(width, count)
    out: Ints = planes[0].astype(f"<u{width}")
    for rank in range(1, width):
        # The high planes of small numbers are empty, and looking is cheaper than adding nothing.
        if planes[rank].any():
            out |= np.left_shift(planes[rank], 8 * rank, dtype=out.dtype)
    return out
