"""Taking turns: one process at a time makes what can be derived; the others wait for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gametape.errors import TapeError
from gametape.tape.durable import BINARY
from gametape.tape.lock import take

_PAUSE_S = 0.05


@contextmanager
def turn(path: Path, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock file at `path`; waits while another process or thread holds it.

    `waiting` is called at every look (about 20 a second) and may raise to give up. The system
    drops the lock with the process. Raises TapeError if the file cannot be made.
    """
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | BINARY, 0o644)
    except OSError as error:
        raise TapeError(f"{path} cannot be locked: {error.strerror}.") from error
    try:
        while not take(fd):
            if waiting is not None:
                waiting()
            time.sleep(_PAUSE_S)
        yield
    finally:
        os.close(fd)
