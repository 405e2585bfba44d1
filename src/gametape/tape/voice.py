"""Voice notes beside a tape: what their files are called, and which sound they hold."""

from __future__ import annotations

import re

from gametape.errors import ParseError

TYPES = {
    ".webm": "audio/webm",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
}
"""The endings of voice notes and how they are sent: the containers that browsers record into."""

NAME = r"[0-9a-f]{32}\.(?:webm|ogg|m4a|wav)"
"""Our own random number and an ending; nothing of it was ever typed by anybody."""

HEAD = 4096
"""So many first bytes decide what a file is, or fewer where it ends."""

_NAME = re.compile(NAME)
_EBML, _DOCTYPE = b"\x1a\x45\xdf\xa3", 0x4282
_FTYP_LIMIT = 1024


def is_voice_name(name: str) -> bool:
    """Whether this is the name of a voice note, with nothing before or after it."""
    return _NAME.fullmatch(name) is not None


def ending_of(head: bytes) -> str:
    """The ending for a recording that begins with these bytes; raises ParseError if it is none.

    Told by the magic numbers of the containers: EBML with the document type of WebM or Matroska
    (RFC 8794), Ogg (RFC 3533), the file type box of ISO 14496-12, RIFF with WAVE.
    """
    if head.startswith(_EBML):
        if _document_type(head) in (b"webm", b"matroska"):
            return ".webm"
    elif head.startswith(b"OggS\0") and len(head) >= 27 and head[5] & 2:  # first page of a stream
        return ".ogg"
    elif head[4:8] == b"ftyp" and len(head) >= 16:
        if 16 <= int.from_bytes(head[:4], "big") <= _FTYP_LIMIT and head[8:12].isalnum():
            return ".m4a"
    elif head.startswith(b"RIFF") and head[8:16] == b"WAVEfmt ":
        return ".wav"
    raise ParseError(
        "This is no sound that is kept as a voice note.", "It may be WebM, Ogg, MP4 or WAV."
    )


def _document_type(head: bytes) -> bytes:
    """The DocType of an EBML header; empty where it has none, or is not whole."""
    header, at = _number(head, len(_EBML))
    if not at:
        return b""
    end = min(at + header, len(head))
    while 0 < at < end:
        name, at = _identifier(head, at)
        size, at = _number(head, at) if at else (0, 0)
        if not at or at + size > end:
            return b""
        if name == _DOCTYPE:
            return head[at : at + size].rstrip(b"\0")
        at += size
    return b""


def _length(head: bytes, at: int) -> int:
    """How many bytes a number of EBML takes; 0 if there is none here."""
    first = head[at] if at < len(head) else 0
    length = 9 - first.bit_length() if first else 0
    return length if at + length <= len(head) else 0


def _number(head: bytes, at: int) -> tuple[int, int]:
    """A size (its marker taken off) and where the next thing begins; that is 0 without one."""
    length = _length(head, at)
    value = int.from_bytes(head[at : at + length], "big")
    return value & ((1 << 7 * length) - 1), at + length if length else 0


def _identifier(head: bytes, at: int) -> tuple[int, int]:
    """An element's id, its marker left on, and where the next thing begins; 0 without one."""
    length = _length(head, at)
    return int.from_bytes(head[at : at + length], "big"), at + length if length else 0
