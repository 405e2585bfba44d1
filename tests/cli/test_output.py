"""What commands write is there whole or not at all, and a device stays a device."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from gametape.cli.output import write_whole
from gametape.errors import TapeError


def test_a_disk_that_fills_up_leaves_the_file_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "evening.html"
    write_whole(path, b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TapeError, match="No space left"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_what_is_no_file_gets_the_bytes_and_stays_what_it_is(tmp_path: Path) -> None:
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"words")
    reader.join(60)
    assert heard == [b"words"]
    assert pipe.is_fifo()
