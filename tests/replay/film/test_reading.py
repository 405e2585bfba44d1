"""Whatever a file holds, it is read as a track or refused in words, in bounded memory."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.film.made_rows import ROWS, T0, Row, rows_of, track

from gametape.errors import ParseError, TapeError
from gametape.replay.film.layout import BID, HEAD, MAGIC, TRAILER
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.track import Track

CHANCE = Random(3)
MADE: list[Row] = rows_of(
    (CHANCE.choice((0, 50_000)), 1, [(CHANCE.randrange(5), CHANCE.randrange(10_001), 7)])
    for _ in range(60)
)
WHOLE = {codec: track(MADE, codec) for codec in ("none", "zstd")}


def read_all(data: bytes) -> Track:
    """Everything a reader may ask of a file."""
    with TrackFile(data) as file:
        file.seconds()
        for number in range(len(file.index.blocks)):
            file.block(number).rows()
            file.block(number).before.keyframe()
    found = Track.load(data)
    found.seek(T0 + 500_000)
    found.bids()
    found.last_trade(found.rows)
    return found


@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_a_whole_file_is_read(codec: str) -> None:
    found = read_all(WHOLE[codec])
    assert found.rows == len(MADE)
    assert (found.header.from_us, found.header.to_us) == (MADE[0][0], MADE[-1][0])
    assert found.header.rows == len(MADE)


@settings(deadline=None)
@given(ROWS, st.sampled_from(["none", "zstd"]))
def test_one_block_is_found_without_the_others(rows: list[Row], codec: Any) -> None:
    with TrackFile(track(rows, codec)) as file:
        assert file.block_at(T0 - 1) is None
        for row in rows:
            number = file.block_at(row[0])
            assert number is not None
            seqs = file.block(number).rows().seqs
            # The last row of this moment is in it, so a seek needs no other block.
            assert int(seqs.max()) >= max(one[1] for one in rows if one[0] <= row[0])


@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_torn_files_are_refused(codec: str) -> None:
    data = WHOLE[codec]
    for length in range(0, len(data), 7):
        with pytest.raises(TapeError):
            read_all(data[:length])


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(["none", "zstd"]), st.data())
def test_flipped_bits_never_crash_and_never_pass_packed(codec: str, data: st.DataObject) -> None:
    whole = WHOLE[codec]
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(TapeError, ParseError):
        read_all(bytes(flipped))


def test_flipped_bits_in_packed_blocks_are_found() -> None:
    whole = WHOLE["zstd"]
    with TrackFile(whole) as file:
        entry = file.index.blocks[1]
    for place in range(entry.at, entry.at + entry.bytes):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        with pytest.raises(TapeError):
            read_all(bytes(flipped))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    for head in (b"", MAGIC, HEAD.pack(MAGIC, 8, 0)):
        with pytest.raises(TapeError):
            read_all(head + data)


def changed(change: Callable[[dict[str, Any]], None], whole: bytes = WHOLE["none"]) -> bytes:
    """The file with another index."""
    at, length, magic = TRAILER.unpack(whole[-TRAILER.size :])
    index = json.loads(whole[at : at + length])
    change(index)
    text = json.dumps(index).encode()
    return whole[:at] + text + TRAILER.pack(at, len(text), magic)


LIES: list[Callable[[dict[str, Any]], None]] = [
    lambda index: index["blocks"].pop(),
    lambda index: index["blocks"].reverse(),
    lambda index: index["blocks"][0].update(rows=1 << 40),
    lambda index: index["blocks"][0].update(rows=0),
    lambda index: index["blocks"][0].update(bytes=1 << 50),
    lambda index: index["blocks"][0].update(at=-8),
    lambda index: index["blocks"][0].update(at=1 << 62),
    lambda index: index["blocks"][0].update(first_us=1 << 62),
    lambda index: index["blocks"][0].update(last_us=5),
    lambda index: index["blocks"][0].update(stride=7),
    lambda index: index["blocks"][0].update(time_unit=0),
    lambda index: index["blocks"][0].update(size_unit=-1),
    lambda index: index["blocks"][0].update(size_unit=3),
    lambda index: index["blocks"][0].update(kf_unit=0),
    lambda index: index["blocks"][0].update(bid_key=10_001),
    lambda index: index["blocks"][0].update(bid_key=0),
    lambda index: index["blocks"][0].update(ask_key=-1),
    lambda index: index["blocks"][0].update(ask_key=10_000),
    lambda index: index["blocks"][0].update(sections=[]),
    lambda index: index["blocks"][0]["sections"].reverse(),
    lambda index: index["blocks"][0]["sections"][2].__setitem__(1, 5),
    lambda index: index["blocks"][0]["sections"][2].__setitem__(1, 1 << 40),
    lambda index: index["blocks"][0]["sections"][2].__setitem__(2, 1 << 40),
    lambda index: index["blocks"][0]["sections"][3].__setitem__(1, -1),
    lambda index: index["blocks"][0]["sections"][3].__setitem__(2, -1),
    lambda index: index["blocks"][0]["sections"][6].__setitem__(2, 1),
    lambda index: index["seconds"].update(n=0),
    lambda index: index["seconds"].update(n=1 << 40),
    lambda index: index["seconds"].update(at=1 << 40),
    lambda index: index["seconds"].update(step_us=0),
]


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_index_is_refused(lie: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(TapeError):
        read_all(changed(lie))


@settings(deadline=None, max_examples=300)
@given(
    st.integers(0, 3),
    st.sampled_from(["at", "bytes", "rows", "first_us", "last_us", "first_seq", "time_unit",
                     "stride", "size_unit", "kf_unit", "bid_key", "ask_key", "sections"]),
    st.one_of(st.integers(-(1 << 63), 1 << 63), st.none(), st.lists(st.integers(), max_size=3),
              st.sampled_from([1, 10, 100])),
)  # fmt: skip
def test_an_index_of_any_numbers_never_crashes(number: int, field: str, value: object) -> None:
    with contextlib.suppress(TapeError):
        read_all(changed(lambda index: index["blocks"][number].__setitem__(field, value)))


def test_a_claim_of_much_takes_little_memory() -> None:
    """A megabyte that says it unpacks to a hundred is not believed."""
    many = changed(lambda index: index["blocks"][0]["sections"][2].__setitem__(2, 1 << 20),
                   WHOLE["zstd"])  # fmt: skip
    tracemalloc.start()
    try:
        with pytest.raises(TapeError):
            read_all(many)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="cannot be read"):
        TrackFile(tmp_path / "absent.track")
    with pytest.raises(TapeError):
        TrackFile(tmp_path)


def test_a_newer_version_says_what_to_do() -> None:
    newer = WHOLE["none"].replace(b'"version":2', b'"version":3')
    with pytest.raises(TapeError, match="version 3"):
        TrackFile(newer)


def test_a_price_beyond_the_grid_is_refused() -> None:
    rows = [(T0, 1, BID, 10_000, 5)]
    data = track(rows).replace(b'"cells":10001', b'"cells":9901 ')
    with pytest.raises(TapeError):
        read_all(data)
