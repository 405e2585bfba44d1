"""Which row was the last at each of many moments.

The kernel has a compiled twin of the plain function, which is used where there is one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gametape.kernel.choice import KERNEL

Int64s = NDArray[np.int64]


def last_rows_plainly(times: Int64s, at_us: Int64s, rows: Int64s) -> None:
    """Fill in for each moment the last place of `times`, which rise, that is not above it, or -1.

    Raises ValueError for columns of other items than 64 bits, or of different lengths.
    """
    if len(at_us) != len(rows):
        raise ValueError("columns must be equally long")
    # In order, since then each search begins near the last one's memory.
    order = at_us.argsort(kind="stable")
    rows[order] = times.searchsorted(at_us[order], "right") - 1


last_rows = getattr(KERNEL, "last_rows", last_rows_plainly)
"""`last_rows_plainly` or its compiled twin."""
