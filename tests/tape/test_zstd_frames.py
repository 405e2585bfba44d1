"""Pieces of a segment: other people's zstd, noise, and files made to exhaust a reader."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from gametape.tape import zstd_frames
from gametape.tape.damage import Damage
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.zstd_frames import MAGIC, Piece, read_piece

needs_zstd = pytest.mark.skipif(shutil.which("zstd") is None, reason="no zstd program here")


def pieces(data: bytes) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    while at < len(data):
        found.append(read_piece(data, at))
        assert found[-1].start == at
        assert found[-1].end > at
        at = found[-1].end
    assert at == len(data)
    return found


@given(st.lists(st.binary(max_size=60) | st.just(MAGIC) | st.just(bytes(9)), max_size=8))
def test_noise_never_raises_and_always_advances(parts: list[bytes]) -> None:
    assert all(piece.text == b"" for piece in pieces(b"".join(parts)) if piece.cause)


@given(st.data())
def test_mutated_frames_never_raise(data: st.DataObject) -> None:
    compressor = zstandard.ZstdCompressor(write_checksum=data.draw(st.booleans()))
    frames = bytearray(b"".join(compressor.compress(b"line %d\n" % n * 9) for n in range(3)))
    for _ in range(data.draw(st.integers(1, 6))):
        frames[data.draw(st.integers(0, len(frames) - 1))] = data.draw(st.integers(0, 255))
    pieces(bytes(frames))


@needs_zstd
@pytest.mark.parametrize("options", [["-19"], ["--no-check"], ["-1", "-T2"], ["--fast=5"]])
def test_a_segment_compressed_again_by_zstd_reads_the_same(
    options: list[str], folder: SessionFolder, record: Callable[..., list[bytes]]
) -> None:
    record(300, frame_bytes=4000)
    before = [(line.q, line.raw) for line in read_tape(folder)]
    path = folder.segment_path(0)
    plain = subprocess.run(["zstdcat", path], capture_output=True, check=True).stdout
    again = subprocess.run(["zstd", *options], input=plain, capture_output=True, check=True).stdout
    path.write_bytes(again)
    damage: list[Damage] = []
    assert [(line.q, line.raw) for line in read_tape(folder, on_damage=damage.append)] == before
    assert damage == []


def test_skippable_frames_are_skipped() -> None:
    line = b'{"t":1}\n'
    frame = zstandard.ZstdCompressor(write_checksum=True).compress(line)
    skipped = b"\x50\x2a\x4d\x18\x05\x00\x00\x00hello"
    assert [piece.text for piece in pieces(skipped + frame + skipped)] == [b"", line, b""]
    assert [piece.cause for piece in pieces(skipped + frame)] == [None, None]


def test_a_frame_that_would_fill_the_memory_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zstd_frames, "TEXT_LIMIT", 1 << 20)
    block = (((128 * 1024) << 3) | 2).to_bytes(3, "little") + b"\n"  # 4 bytes for 128 KiB
    last = ((1 << 3) | 3).to_bytes(3, "little") + b"\n"
    (bomb,) = pieces(MAGIC + b"\x00\x38" + block * 4000 + last)
    assert bomb.cause is not None
    assert bomb.text == b""
