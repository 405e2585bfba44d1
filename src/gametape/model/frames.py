"""A frame: one message exactly as it arrived, before anybody has an opinion about it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What a line of the tape is about."""

    MARKET = "market"
    USER = "user"
    GAME = "game"
    LINK = "link"
    GAP = "gap"
    NOTE = "note"
    CLOCK = "clock"
    RULES = "rules"


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One message as it arrived.

    `source` names the format and with it the decoder (`polymarket.market`, `betfair.stream`);
    `raw` is JSON, byte for byte as received (a text frame is kept as a JSON string);
    `recv_us` is the receive time in microseconds since 1970, UTC; `part` numbers the element
    when the venue sent an array of messages in one frame (0, 1, ...), else None.
    """

    kind: Kind
    source: str
    recv_us: int
    raw: bytes
    part: int | None = None
