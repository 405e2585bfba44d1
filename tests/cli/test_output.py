"""What commands write is there whole or not at all, and a device stays a device."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gametape.cli.output import Printed, write_whole
from gametape.errors import TapeError
from gametape.model.market import MarketRules, Outcome
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder


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


def test_nothing_that_is_printed_is_obeyed() -> None:
    """A market's title could clear the screen, or write to the clipboard."""
    raw = io.BytesIO()
    printed = Printed(raw, "utf-8", "replace", "")
    printed.write("Dončić\t\x1b]52;c;eA==\x07 \x9b2J\u202eover\r\n")
    printed.flush()
    assert raw.getvalue().decode() == "Dončić\t?]52;c;eA==? ?2J?over?\n"


def test_the_command_prints_so_and_says_so_on_stderr(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "evening")
    title = "\x9b2J\u202eGame"
    market = MarketRules(market="m", question=title, outcomes=(Outcome("1", title),))
    Manifest(
        session="evening", venue="polymarket", title=title, created_us=1, markets=[market]
    ).save(folder.manifest_path)

    def said(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gametape", *words],
            env={**os.environ, "GAMETAPE_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    shown = said("inspect", "evening").stdout
    assert "?2J?Game" in shown
    wrong = said("verify", "\x9b2J")
    assert (wrong.returncode, "\x9b" in wrong.stderr) == (2, False)
    assert "\x9b" not in shown


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
