"""Frames to columns: both twins give the same rows, and the rows are what the decoder reads."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.market_frames import ASSETS, market_frames
from kernel.twins import BOTH, compiled

from gametape.kernel.choice import PURE, Kernel
from gametape.kernel.columns import (
    ASK,
    BID,
    BOUGHT,
    CLEAR,
    REFUSED,
    SOLD,
    TOP,
    UNSAID,
    Columns,
)
from gametape.model.events import BookSnapshot, Event, LevelChange, TopOfBook, Trade
from gametape.venues.polymarket.market import MarketDecoder

Row = tuple[int, ...]

ORDINARY = (
    b'{"event_type":"price_change","market":"0x1","timestamp":"1800000000000","price_changes":['
    b'{"asset_id":"3","price":"0.5","size":"10.5","side":"SELL","hash":"ab","best_bid":"0.4",'
    b'"best_ask":"0.5"}]}'
)


def rows(kernel: Kernel, data: bytes, room: int = 4000) -> tuple[tuple[int, int, int], list[Row]]:
    into = Columns.of(room)
    told = kernel.parse_columns(data, ASSETS, into)
    return told, list(zip(*(column[: told[0]] for column in into), strict=True))


def as_rows(frame: int, events: Sequence[Event]) -> list[Row]:
    """What the rows of a frame must be, by the events of the venue's own decoder."""
    found: list[Row] = []
    for event in events:
        at_us = event.venue_us or 0
        match event:
            case LevelChange():
                kind = BID if event.side == "BUY" else ASK
                bid, ask = event.best_bid, event.best_ask
                assert bid is not None
                assert ask is not None
                place = ASSETS.index(event.asset)
                found.append((frame, at_us, place, kind, event.cell, event.size, bid, ask))
            case BookSnapshot():
                start = (frame, at_us, ASSETS.index(event.asset))
                found.append((*start, CLEAR, -1, 0, UNSAID, UNSAID))
                for kind, levels in ((BID, event.bids), (ASK, event.asks)):
                    found += [(*start, kind, *level, UNSAID, UNSAID) for level in levels]
            case TopOfBook():
                place = ASSETS.index(event.asset)
                found.append((frame, at_us, place, TOP, -1, 0, event.best_bid, event.best_ask))
            case Trade():
                kind = BOUGHT if event.side == "BUY" else SOLD
                place = ASSETS.index(event.asset)
                found.append((frame, at_us, place, kind, event.cell, event.size, UNSAID, UNSAID))
            case _:
                raise AssertionError(event)
    return found


@given(frames=st.lists(market_frames(), max_size=6))
def test_the_twins_read_the_same(frames: list[bytes]) -> None:
    data = b"\n".join(frames)
    assert rows(compiled(), data) == rows(PURE, data)


@given(frames=st.lists(market_frames(), max_size=6), room=st.integers(0, 12))
def test_the_twins_stop_at_the_same_place_when_room_ends(frames: list[bytes], room: int) -> None:
    data = b"\n".join(frames) + b"\n"
    assert rows(compiled(), data, room) == rows(PURE, data, room)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_alike(data: bytes) -> None:
    assert rows(compiled(), data) == rows(PURE, data)


@pytest.mark.parametrize("kernel", BOTH)
@given(frame=market_frames())
def test_what_is_not_refused_is_what_the_decoder_reads(kernel: Kernel, frame: bytes) -> None:
    _, found = rows(kernel, frame)
    if not frame or found[0][3] == REFUSED:
        return
    assert found == as_rows(0, MarketDecoder().decode(frame, 1, 1))


@pytest.mark.parametrize("kernel", BOTH)
def test_an_ordinary_frame_is_not_refused(kernel: Kernel) -> None:
    told, found = rows(kernel, ORDINARY + b"\n" + ORDINARY)
    row = (1_800_000_000_000_000, 2, ASK, 5000, 10_500_000, 4000, 5000)
    assert told == (2, 2, 2 * len(ORDINARY) + 1)
    assert found == [(0, *row), (1, *row)]


@pytest.mark.parametrize("kernel", BOTH)
def test_every_single_byte_matters(kernel: Kernel) -> None:
    """Any byte replaced by one that is none of JSON's own is refused."""
    for at in range(len(ORDINARY)):
        for byte in (b"\x00", b"\\", b"\x80"):
            frame = ORDINARY[:at] + byte + ORDINARY[at + 1 :]
            _, found = rows(kernel, frame)
            assert [row[3] for row in found] == [REFUSED], (at, byte)


@pytest.mark.parametrize("kernel", BOTH)
def test_columns_of_the_wrong_kind_are_refused(kernel: Kernel) -> None:
    with pytest.raises(ValueError, match="twice"):
        kernel.parse_columns(b"", ("1", "1"), Columns.of(1))


def test_the_extension_checks_what_it_writes_into() -> None:
    kernel, good = compiled(), Columns.of(8)
    with pytest.raises(ValueError, match="size"):
        kernel.parse_columns(b"", ("1",), good._replace(size=good.cell))
    with pytest.raises((ValueError, BufferError)):
        kernel.parse_columns(b"", ("1",), good._replace(kind=b"12345678"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="eight"):
        kernel.parse_columns(b"", ("1",), good[:3])  # type: ignore[arg-type]


def test_long_data_are_read_in_parts_of_any_size() -> None:
    kernel, rng = compiled(), random.Random(1)
    data = b"\n".join([ORDINARY] * 500)
    whole, parts, at = rows(kernel, data)[1], [], 0
    frames = 0
    while at < len(data):
        (_, more, read), found = rows(kernel, data[at:], rng.randint(1, 40))
        parts += [(row[0] + frames, *row[1:]) for row in found]
        at, frames = at + read, frames + more
    assert parts == whole
