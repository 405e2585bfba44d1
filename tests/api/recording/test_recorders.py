"""Recorders seen from inside the server: what a second one must not do to the first."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from gametape.api.recording.recorders import Recorders, Started
from gametape.clock import SystemClock
from gametape.errors import GametapeError
from gametape.record.progress_file import ProgressFile
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder


def test_one_that_came_second_takes_nothing_from_the_first(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "game")
    with ProgressFile(folder, SystemClock().wall_us):  # it looks up its markets, nothing is on tape
        second = subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(6)"])
        second.wait()
        with pytest.raises(GametapeError):
            asyncio.run(Recorders(Settings(home=tmp_path)).begun(Started(folder, second), 60))
        assert folder.root.is_dir()


def test_one_that_said_its_last_word_is_over_once_it_is_gone(tmp_path: Path) -> None:
    desk = Recorders(Settings(home=tmp_path))
    folder = SessionFolder.create(tmp_path, "game")
    with ProgressFile(folder, SystemClock().wall_us) as state:
        state.tell(phase="failed", problem="It was given up before it began.")
        found = desk.look("game")
        assert found is not None
        assert found.phase == "stopping"
    found = desk.look("game")
    assert found is not None
    assert found.phase == "failed"
    desk.dismiss("game")
    assert not folder.root.exists()
