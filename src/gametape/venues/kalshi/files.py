"""Every known layout of recorded Kalshi files."""

from __future__ import annotations

from gametape.model.foreign import Layout
from gametape.venues.kalshi.captures import BareFrames, ReceivedFrames
from gametape.venues.kalshi.exchanges import AnswerWithNote, ExchangeLines, NoteFile
from gametape.venues.kalshi.matches import MatchFile

LAYOUTS: tuple[Layout, ...] = (
    BareFrames(),
    ReceivedFrames(),
    ExchangeLines(),
    NoteFile(),
    MatchFile(),
    AnswerWithNote(),
)
"""In the order in which to ask them."""
