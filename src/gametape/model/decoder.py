"""What a venue or a game feed must offer: a decoder from its bytes to events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gametape.model.events import Event
from gametape.model.grid import PriceGrid


class Decoder(Protocol):
    """Turns the messages of one connection into events, in order; may keep state between them.

    Pure: it reads no clock, file or socket. One decoder serves one connection of one session.
    """

    grid: PriceGrid
    """The grid of the cells in this decoder's events."""

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """Events of one message, in order; empty for messages that carry none (a PONG).

        Raises ParseError, and nothing else, for bytes that are not of the promised form; the
        message then stays on the tape and is counted as unparsed.
        """
        ...
