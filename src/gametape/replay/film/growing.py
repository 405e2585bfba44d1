"""An array that grows at its end without being copied at every step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Growing:
    """`view` is the array so far; it stays what it was when more is added."""

    __slots__ = ("_count", "_room", "view")

    def __init__(self, dtype: DTypeLike) -> None:
        self._room: NDArray[Any] = np.empty(0, dtype)
        self._count = 0
        self.view: NDArray[Any] = self._room

    def __len__(self) -> int:
        return self._count

    def reserve(self, count: int) -> None:
        """Make room for so many values in all."""
        if count > len(self._room):
            room = np.empty(count, self._room.dtype)
            room[: self._count] = self.view
            self._room = room
            self.view = room[: self._count]

    def extend(self, values: NDArray[Any]) -> None:
        """Add values at the end."""
        self.more(len(values))[:] = values

    def more(self, count: int) -> NDArray[Any]:
        """Room for so many values at the end, to be written to."""
        room = self.room(count)
        self.took(count)
        return room

    def room(self, count: int) -> NDArray[Any]:
        """Room for so many values behind the end, of which `took` says how many were written."""
        end = self._count + count
        if end > len(self._room):
            self.reserve(max(end, 2 * self._count))
        return self._room[self._count : end]

    def took(self, count: int) -> None:
        """So many values were written to the last `room`."""
        self._count += count
        self.view = self._room[: self._count]
