"""What is wrong with a tape, where, and which lines it cost."""

from __future__ import annotations

import msgspec

TORN = "torn tail"
"""The file ends within a flush: the writer or the machine died while writing it."""
ZEROED = "zeroed tail"
"""The file ends in zeros: the machine died before the data reached the disk."""
DAMAGED = "damaged frame"
"""Bytes have changed since they were written."""
MISSING = "missing segment"
HOLE = "sequence hole"
"""Lines are absent though every file is sound."""
BACKWARDS = "sequence runs back"
"""Lines repeat numbers already read (a copied segment); they are not yielded."""
UNREADABLE = "unreadable line"
"""A sound file holds a line that is none of ours."""


class Damage(msgspec.Struct, frozen=True):
    """One place where the tape is not whole.

    Lines after `after_q` (None: from the start) and before `before_q` (None: to the end) are lost
    there: none if they are neighbours. Times (us) are those of these two lines. `offset` is the
    place in the segment's file.
    """

    segment: int
    offset: int
    cause: str
    after_q: int | None
    before_q: int | None
    after_t: int | None
    before_t: int | None

    @property
    def lost(self) -> int | None:
        """How many lines are certainly lost here; None when the next line is not known."""
        if self.before_q is None:
            return None
        return max(0, self.before_q - (-1 if self.after_q is None else self.after_q) - 1)
