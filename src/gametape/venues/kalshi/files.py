"""Every known layout of recorded Kalshi files, and the decoder of each source they carry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gametape.model.decoder import Decoder
from gametape.model.events import Event
from gametape.model.foreign import Layout
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.kalshi import match, rest, stream, wire
from gametape.venues.kalshi.captures import BareFrames, ReceivedFrames
from gametape.venues.kalshi.exchanges import (
    NOTE_SOURCE,
    AnswerWithNote,
    ExchangeLines,
    NoteFile,
)
from gametape.venues.kalshi.matches import MatchFile


class NoteDecoder:
    """A recorder's note about its own capture: understood, and without events."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:  # noqa: ARG002
        """See `Decoder.decode`."""
        wire.decode(raw, dict[str, object])
        return ()


LAYOUTS: tuple[Layout, ...] = (
    BareFrames(),
    ReceivedFrames(),
    ExchangeLines(),
    NoteFile(),
    MatchFile(),
    AnswerWithNote(),
)
"""In the order in which to ask them."""

DECODERS: dict[str, Callable[[], Decoder]] = {
    stream.SOURCE: stream.KalshiStreamDecoder,
    rest.SOURCE: rest.KalshiRestDecoder,
    match.SOURCE: match.KalshiMatchDecoder,
    NOTE_SOURCE: NoteDecoder,
}
"""A fresh decoder for each source of these layouts' frames."""
