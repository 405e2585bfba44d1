"""A table of moments of one session: columns of what was known, and apart from them what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gametape.ledger.steps import Line

Floats = NDArray[np.float32]
Int64s = NDArray[np.int64]
Codes = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class MomentTable:
    """Rows in order of line, then time.

    `line`, `kind` and `phase` are places in `lines`, `KINDS` and `phases`. `known` holds the
    features, nothing later than `at_us` in them. `next` is what came: for each step `mid_S`, the
    move of the mid in cents, and `buy_S`, `sell_S`, what buying (or selling) 100 shares then and
    closing at the step brought, cents a share after fees; not a number where that is not known,
    and then `why[S]` is the place of the reason in `reasons` (0: there is none).
    """

    lines: tuple[Line, ...]
    phases: tuple[str, ...]
    reasons: tuple[str, ...]
    line: Codes
    at_us: Int64s
    kind: Codes
    phase: Codes
    known: Mapping[str, Floats]
    next: Mapping[str, Floats]
    why: Mapping[str, Codes]

    def __len__(self) -> int:
        return len(self.at_us)
