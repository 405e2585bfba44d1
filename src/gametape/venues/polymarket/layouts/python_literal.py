"""Layout: lines written by Python's `print` or `str`, dictionaries with single quotes.

Such a line is no JSON, so it stands on the tape as a JSON string of its text, and its decoder
reads the Python literal, writes it as JSON and gives that to the market decoder. Lines that are
JSON after all become plain market messages.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import is_json, sniff
from gametape.venues.polymarket.layouts.messages import is_message, message_frame
from gametape.venues.polymarket.layouts.notices import Notices
from gametape.venues.polymarket.market import MarketDecoder
from gametape.venues.polymarket.wire import split_frame, text_raw

SOURCE = "polymarket.python-literal"
"""The source name of Python-literal lines, each a JSON string."""

_LONGEST = 1 << 22
_TEXT = msgspec.json.Decoder(str)


def literal_json(text: str) -> bytes:
    """A Python literal as JSON; raises ParseError."""
    if len(text) > _LONGEST:
        raise ParseError("literal is too long to be one message.")
    try:
        with warnings.catch_warnings():
            # A stray backslash in a text is nothing the reader of a recording can mend.
            warnings.simplefilter("ignore")
            return msgspec.json.encode(ast.literal_eval(text))
    except (
        ValueError, SyntaxError, TypeError, RecursionError, MemoryError, OverflowError,
        msgspec.MsgspecError,
    ) as error:  # fmt: skip
        raise ParseError(f"not a Python literal: {str(error)[:80]}.") from None


class PythonLiteralDecoder:
    """Market messages written as Python literals; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._market = MarketDecoder()

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        try:
            text = _TEXT.decode(raw)
        except (msgspec.MsgspecError, ValueError) as error:
            raise ParseError(f"literal: {error}.") from None
        return self._market.decode(literal_json(text), seq, recv_us)


class PythonLiterals:
    """Market messages one a line, as Python literals or JSON."""

    name = "Polymarket messages as Python literals"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        line = file.head.lstrip().partition(b"\n")[0]
        if line[:2] not in (b"{'", b"[{") or is_json(line):
            return False
        return _message_in(line) is not None

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings, "message", repeats=False)
        literals = 0
        for line in file.lines():
            if not line.strip():
                continue
            message = None if is_json(line) else _message_in(line)
            if message is None:
                for raw in split_frame(line):
                    frame = message_frame(raw, None, None, notices.last_us)
                    notices.row(frame.recv_us, raw)
                    yield frame
                continue
            literals += 1
            at_us = message_frame(message, None, None, notices.last_us).recv_us
            raw = text_raw(line)
            notices.row(at_us, raw)
            yield Frame(Kind.MARKET, SOURCE, at_us, raw)
        notices.say(
            f"{literals:,} of {notices.count:,} lines are Python literals, not JSON; times are "
            "the venue's."
        )
        notices.close()


def _message_in(line: bytes) -> bytes | None:
    """The (first) message of a literal line as JSON; None if there is none."""
    try:
        text = literal_json(line.decode())
    except (ParseError, UnicodeDecodeError):
        return None
    first = split_frame(text)[0]
    fields = sniff(first)
    return first if isinstance(fields, Mapping) and is_message(fields) else None
