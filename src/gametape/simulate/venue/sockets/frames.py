"""Websocket frames as the venue sends them: built once as bytes, written to every socket."""

from __future__ import annotations

import struct

_TEXT = 0x81  # final frame, text


def text_frame(text: str) -> bytes:
    """An unmasked, unfragmented text frame (RFC 6455 section 5.2)."""
    payload = text.encode()
    length = len(payload)
    if length < 126:
        return struct.pack("!BB", _TEXT, length) + payload
    if length < 65_536:
        return struct.pack("!BBH", _TEXT, 126, length) + payload
    return struct.pack("!BBQ", _TEXT, 127, length) + payload
