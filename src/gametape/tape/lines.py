"""One line of the tape: how a message is wrapped, and how it comes back byte for byte."""

from __future__ import annotations

import base64
import json
import re
from enum import StrEnum
from functools import lru_cache

import msgspec

RAW_LIMIT = 32 * 1024 * 1024
"""Longest message a tape takes, in bytes; more is a fault of the source, or an attack."""

OWN_CONNECTION = "gametape.tape"
"""The connection of lines that the tape writes about itself."""


class OwnKind(StrEnum):
    """Kinds of the tape's own lines, beside `gametape.model.frames.Kind`."""

    SEGMENT = "segment"
    BOOKS = "books"
    END = "end"


class Line(msgspec.Struct, gc=False):
    """One line: receive time `t` (us, UTC), sequence `q`, kind `k`, connection `c`, the message.

    `p` numbers the element when the message was part of an array frame. The message is `m` (JSON
    as it came), or `s` (text that cannot stand in a line as JSON) or `x` (bytes that are not
    UTF-8); `raw` gives it back byte for byte whichever it was.
    """

    t: int
    q: int
    k: str
    c: str
    p: int | None = None
    m: msgspec.Raw = msgspec.Raw(b"")
    s: str | None = None
    x: bytes | None = None

    @property
    def raw(self) -> bytes:
        """The message byte for byte as it was appended."""
        if self.s is not None:
            return self.s.encode()
        return bytes(self.m) if self.x is None else self.x

    @property
    def source(self) -> str:
        """The source of the message: the connection's name without its number."""
        return self.c.partition("#")[0]


_validate = msgspec.json.Decoder(msgspec.Raw).decode
_lines = msgspec.json.Decoder(Line)
_SPACE = 0x20
_DEEP_LINE = re.compile(
    rb'\{"t":(-?\d+),"q":(\d+),"k":"([^"\\]*)","c":"([^"\\]*)"(?:,"p":(\d+))?,"m":'
    rb'([\[{].*[\]}])(?:,"f":\d+)?\}',
    re.DOTALL,
)


def text_frame(text: str) -> bytes:
    """A text frame that is not JSON (`PONG`) as the JSON string under which the tape keeps it."""
    try:
        return msgspec.json.encode(text)
    except UnicodeEncodeError:  # a lone surrogate: JSON can say it, UTF-8 cannot
        return json.dumps(text).encode()


@lru_cache(maxsize=4096)
def line_head(kind: str, connection: str) -> bytes:
    """What stands between a line's number and its message (or its part's number)."""
    return b',"k":%b,"c":%b,' % (msgspec.json.encode(kind), msgspec.json.encode(connection))


def encode_line(
    recv_us: int, seq: int, kind: str, connection: str, raw: bytes, part: int | None = None
) -> bytes:
    """One line with its line end; whatever `raw` is, the line is one line of valid JSON."""
    head = line_head(kind, connection)
    if part is not None:
        head = b'%b"p":%d,' % (head, part)
    if stands(raw):
        return b'{"t":%d,"q":%d%b"m":%b}\n' % (recv_us, seq, head, raw)
    return b'{"t":%d,"q":%d%b%b}\n' % (recv_us, seq, head, _wrapped(raw))


def stands(raw: bytes) -> bool:
    """Whether a message can stand in a line as it is, and come back byte for byte.

    That is JSON without line breaks (pretty-printing is legal JSON) and without space around it
    (which JSON readers drop).
    """
    if not raw or raw[0] <= _SPACE or raw[-1] <= _SPACE:
        return False
    if raw.find(b"\n") >= 0 or raw.find(b"\r") >= 0:
        return False
    try:
        _validate(raw)
        if not raw.isascii():
            raw.decode()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _wrapped(raw: bytes) -> bytes:
    try:
        return b'"s":' + msgspec.json.encode(raw.decode())
    except UnicodeDecodeError:
        return b'"x":"%b"' % base64.b64encode(raw)


def decode_lines(text: bytes) -> tuple[list[Line], int]:
    """Lines of a text of whole lines, and how many of them cannot be read (foreign tapes only)."""
    try:
        return _lines.decode_lines(text), 0
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    found: list[Line] = []
    bad = 0
    for line in text.split(b"\n"):
        if not line:
            continue
        try:
            found.append(_decode_line(line))
        except (msgspec.DecodeError, UnicodeDecodeError):
            bad += 1
    return found, bad


def _decode_line(line: bytes) -> Line:
    try:
        return _lines.decode(line)
    except RecursionError:
        # Nested deeper than this reader's stack allows: take the envelope off by its fixed form.
        match = _DEEP_LINE.fullmatch(line)
        if match is None:
            raise msgspec.DecodeError("nested too deeply") from None
        t, q, k, c, p, m = match.groups()
        part = None if p is None else int(p)
        return Line(int(t), int(q), k.decode(), c.decode(), part, msgspec.Raw(m))
