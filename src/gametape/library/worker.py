"""A process that reads tapes for another: how it starts. Nothing heavy is imported here."""

from __future__ import annotations

import signal


def die_quietly() -> None:
    """Let Ctrl-C end this process without a word; the one at the terminal does the talking."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
