"""Valid messages with a few of their bytes replaced, for the fuzz tests of readers."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [b"", b"9", b"-", b"null", b'"', b"[", b"]", b"{}", b"1e308", b"\xc3", b"\\ud800", b"e9"]


@st.composite
def damaged(draw: st.DrawFn, valid: bytes) -> bytes:
    """`valid` with one to four wounds: up to three bytes give way to a piece of JSON or junk."""
    raw = bytearray(valid)
    for _ in range(draw(st.integers(1, 4))):
        at, cut = draw(st.integers(0, len(raw) - 1)), draw(st.integers(0, 3))
        raw[at : at + cut] = draw(st.sampled_from(PIECES))
    return bytes(raw)
