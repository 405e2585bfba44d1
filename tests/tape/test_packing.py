"""Packed frames come back whole or are refused."""

from __future__ import annotations

import contextlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import TapeError
from gametape.tape.packing import pack, unpack


@given(st.binary(max_size=2_000))
def test_data_comes_back(data: bytes) -> None:
    assert unpack(pack(data), len(data)) == data


@given(st.binary(min_size=1, max_size=500), st.data())
def test_a_flipped_bit_is_found(data: bytes, draw: st.DataObject) -> None:
    frame = bytearray(pack(data))
    frame[draw.draw(st.integers(0, len(frame) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    with contextlib.suppress(TapeError):
        assert unpack(bytes(frame), len(data)) == data


@given(st.binary(max_size=200), st.integers(0, 1000))
def test_any_bytes_are_refused_in_words(data: bytes, length: int) -> None:
    with contextlib.suppress(TapeError):
        unpack(data, length)


def test_more_than_was_said_is_not_unpacked() -> None:
    frame = pack(bytes(10_000_000))
    for length in (0, 100, 9_999_999, 10_000_001):
        with pytest.raises(TapeError):
            unpack(frame, length)
    unsized = zstandard.ZstdCompressor(write_content_size=False).compress(b"abc")
    with pytest.raises(TapeError):
        unpack(unsized, 3)
