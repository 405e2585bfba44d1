"""Files replaced whole, and writes that the system takes in pieces."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from gametape.tape.durable import replace_file, write_all


def test_a_replaced_file_is_never_seen_half_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = [bytes([letter]) * 200_000 for letter in b"ab"]
    replace_file(path, contents[0])
    seen: set[bytes] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(30):
        replace_file(path, contents[turn % 2])
    done.set()
    reader.join()
    assert seen <= set(contents)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "full").touch()
    with pytest.raises(OSError):
        replace_file(tmp_path / "folder", b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


def test_two_who_replace_a_file_at_once_do_not_share_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    real = os.fsync

    def interrupted(fd: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        replace_file(path, b"of the other")
        real(fd)

    monkeypatch.setattr(os, "fsync", interrupted)
    replace_file(path, b"mine")
    assert path.read_bytes() == b"mine"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_bytes_taken_in_pieces_all_arrive() -> None:
    source, sink = os.pipe()
    sent = os.urandom(300_000)
    got = bytearray()

    def drain() -> None:
        while part := os.read(source, 65536):
            got.extend(part)

    reader = threading.Thread(target=drain)
    reader.start()
    os.set_blocking(sink, True)
    write_all(sink, sent)
    os.close(sink)
    reader.join()
    os.close(source)
    assert got == sent
