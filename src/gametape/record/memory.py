"""How this process asks the system for memory while it records."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_M_ARENA_MAX = -8  # malloc.h of glibc


def use_one_arena() -> None:
    """Let all threads share one heap, where the C library is glibc.

    Otherwise what a giant frame has passed through stays with each thread that touched it: a fifth
    of a recorder's memory. Threads that are there already keep what they have.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # musl has no such function
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
