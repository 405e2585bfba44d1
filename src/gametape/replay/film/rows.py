"""Rows of a track as arrays: level changes and trades of one asset, in the order of the tape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Columns of equal length: receive time (us), tape sequence, kind, cell, size (micro-shares).

    `tops` is the sum of best bid and best ask cells after each row's whole message, 0 where the
    book is not two-sided, and for trades -1 (no news); it feeds the pyramid and is not stored.
    """

    times: Int64s
    seqs: Int64s
    kinds: Int64s
    cells: Int64s
    sizes: Int64s
    tops: Int64s

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, part: slice) -> Rows:
        return Rows(*(column[part] for column in self.columns))

    @property
    def columns(self) -> tuple[Int64s, ...]:
        """All columns, in the order of the fields."""
        return self.times, self.seqs, self.kinds, self.cells, self.sizes, self.tops

    def ordered(self) -> Rows:
        """The same rows by rising sequence; those of one sequence keep their order."""
        order = np.argsort(self.seqs, kind="stable")
        return Rows(*(column[order] for column in self.columns))


NOTHING = Rows(*(np.empty(0, np.int64) for _ in range(6)))


def joined(parts: list[Rows]) -> Rows:
    """The rows of all parts, one after the other."""
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    columns = zip(*(part.columns for part in parts), strict=True)
    return Rows(*(np.concatenate(column) for column in columns))
