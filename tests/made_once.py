"""What is dear to make is made once a run: the first worker that asks makes it, others wait."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gametape.tape.lock import take

PATIENCE_S = 240


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` filled in this run, in whichever worker: copy before changing it.

    `name` stands for all that decides what is in it.
    """
    run = factory.getbasetemp()
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    place, done = run / f"once-{name}", run / f"once-{name}.done"
    lock = os.open(run / f"once-{name}.lock", os.O_RDWR | os.O_CREAT)
    try:
        until = time.monotonic() + PATIENCE_S
        while not take(lock):  # dropped by the system, should its worker die
            assert time.monotonic() < until, f"{place} is being made for {PATIENCE_S} s"
            time.sleep(0.05)
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            done.touch()
    finally:
        os.close(lock)
    return place
