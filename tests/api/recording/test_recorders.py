"""Recorders seen from inside the server: what a second one must not do to the first."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gametape.api.recording.recorders import Recorders, Started
from gametape.clock import SystemClock
from gametape.errors import GametapeError, TapeError
from gametape.record.control.progress_file import ProgressFile
from gametape.settings.model import Settings
from gametape.tape import session
from gametape.tape.manifest import Manifest
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


def test_a_start_on_a_full_disk_leaves_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise TapeError("manifest.json cannot be written: No space left on device.")

    monkeypatch.setattr(Manifest, "save", full)
    with pytest.raises(TapeError, match="No space left"):
        Recorders(Settings(home=tmp_path)).start("Game", "Game", ["record"])
    assert list((tmp_path / "sessions").iterdir()) == []


def test_two_starts_of_one_name_at_once_are_two_sessions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked which names are taken before either has made its folder."""
    gone = subprocess.Popen([sys.executable, "-S", "-c", ""])
    gone.wait()
    desk, both = Recorders(Settings(home=tmp_path)), threading.Barrier(2, timeout=60)
    looked = session.list_sessions

    def together(home: Path) -> list[SessionFolder]:
        found = looked(home)
        both.wait()
        return found

    monkeypatch.setattr(session, "list_sessions", together)
    monkeypatch.setattr(desk, "_run", lambda folder, _: Started(folder, gone))
    with ThreadPoolExecutor(2) as pool:
        begun = [pool.submit(desk.start, "Game", "Game", ["record"]) for _ in range(2)]
        assert {one.result(60).folder.slug for one in begun} == {"game", "game-2"}
