"""A tag that a person puts on one of their orders, and how long what they write may be."""

from __future__ import annotations

import msgspec

LONGEST_TAG = 60
LONGEST_NOTE = 4_000


class Tag(msgspec.Struct, frozen=True):
    """A tag that a person put on an order; `given_us` microseconds since 1970."""

    order_id: str
    tag: str
    given_us: int
