"""One at a time: whoever comes second waits, and a death frees the turn."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gametape.errors import TapeError
from gametape.tape.turns import turn


def test_threads_take_turns(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        with turn(tmp_path / "lock"):
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_one_who_waits_may_give_up(tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    looks: list[int] = []

    def waiting() -> None:
        looks.append(1)
        if len(looks) == 2:
            raise EnoughError

    with turn(tmp_path / "lock"), pytest.raises(EnoughError), turn(tmp_path / "lock", waiting):
        pass
    assert len(looks) == 2
    with turn(tmp_path / "lock"):
        pass


def test_the_death_of_a_process_frees_its_turn(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    program = (
        "import os, pathlib\n"
        "from gametape.tape.turns import turn\n"
        f"with turn(pathlib.Path({str(path)!r})):\n"
        "    os._exit(3)\n"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 3
    with turn(path):
        pass


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="cannot be locked"), turn(tmp_path / "no" / "lock"):
        pass
