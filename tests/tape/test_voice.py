"""A voice note is told by its first bytes, and a name of ours by its form."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.tape.voice import HEAD, TYPES, ending_of, is_voice_name

WEBM = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853")
OGG = b"OggS\0\2" + bytes(8) + b"\1\2\3\4" + bytes(8) + b"\1\x13OpusHead"
MP4 = b"\0\0\0\x1cftypiso5\0\0\2\0iso5iso6mp41"
WAV = b"RIFF\x24\x10\0\0WAVEfmt \x10\0\0\0"
SOUNDS = {".webm": WEBM, ".ogg": OGG, ".m4a": MP4, ".wav": WAV}


@pytest.mark.parametrize("ending", list(TYPES))
def test_what_browsers_record_is_told_by_its_bytes(ending: str) -> None:
    assert ending_of(SOUNDS[ending] + bytes(HEAD)) == ending


def test_matroska_with_a_long_header_is_webm() -> None:
    # Sizes of eight bytes, a Void element before the type, zeros behind it.
    kind = b"\x42\x82\x01" + bytes(6) + b"\x0amatroska\0\0"
    body = b"\xec\x83abc" + kind
    assert ending_of(b"\x1a\x45\xdf\xa3\x01" + bytes(6) + bytes([len(body)]) + body) == ".webm"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><script>",
        b"ID3\4\0\0\0\0\0\0",
        b"\x89PNG\r\n\x1a\n",
        WEBM.replace(b"webm", b"html"),
        WEBM[:20],
        OGG.replace(b"OggS\0\2", b"OggS\0\0"),
        OGG[:20],
        b"\xff\xff\xff\xff" + MP4[4:],
        MP4.replace(b"iso5", b"<a>\n"),
        WAV.replace(b"WAVE", b"AVI "),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="no sound"):
        ending_of(data)


@given(st.sampled_from([b"", *SOUNDS.values()]), st.integers(0, 40), st.binary(max_size=60))
@example(b"\x1a\x45\xdf\xa3", 4, b"\xff" * 9)
@example(b"\x1a\x45\xdf\xa3", 4, b"\x9f\x42\x82\xff")
def test_whatever_comes_it_is_an_ending_or_a_parse_error(
    start: bytes, kept: int, rest: bytes
) -> None:
    with contextlib.suppress(ParseError):
        assert ending_of(start[:kept] + rest) in TYPES


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-f]{32}\.webm\s?"))
def test_a_name_leads_nowhere_else(name: str) -> None:
    if is_voice_name(name):
        assert len(name) in (36, 37)
        assert name.isascii()
        assert set(name[:32]) <= set("0123456789abcdef")
        assert f".{name[33:]}" in TYPES


def test_names() -> None:
    assert is_voice_name("0" * 32 + ".webm")
    for name in ("../" + "0" * 29 + ".webm", "0" * 32 + ".webm\n", "0" * 32 + ".html", "x.webm"):
        assert not is_voice_name(name)
