"""Byte planes: a column of integers as all first bytes, then all second bytes, and so on.

Bytes of one rank resemble one another, so zstd finds more in them than in whole integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
"""A one-dimensional array of integers."""


def to_planes(values: Ints, width: int) -> bytes:
    """The values as `width` planes of one byte each, lowest first; values must fit the width."""
    narrow = np.ascontiguousarray(values.astype(f"<i{width}" if width > 1 else "u1"))
    return narrow.view("u1").reshape(len(values), width).T.tobytes()


def from_planes(data: bytes, width: int, count: int, *, signed: bool) -> Ints:
    """What `to_planes` was given, as a fresh array of that width."""
    out = np.empty((count, width), dtype="u1")
    out.T[...] = np.frombuffer(data, dtype="u1", count=width * count).reshape(width, count)
    return out.reshape(-1).view(f"<{'i' if signed else 'u'}{width}")
