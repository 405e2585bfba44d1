"""What a person says of a label: that it is right, or that it is not."""

from __future__ import annotations

from typing import Literal

import msgspec

Word = Literal["confirmed", "rejected"]


class Answer(msgspec.Struct, frozen=True):
    """A person's word on one label of one order; `given_us` microseconds since 1970.

    Kept by the venue's order id and the label's name, so that it outlives a new analysis.
    """

    order_id: str
    label: str
    answer: Word
    given_us: int
