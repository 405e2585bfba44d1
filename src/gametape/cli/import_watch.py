"""How a long import shows itself on the terminal, and how Ctrl-C ends it."""

from __future__ import annotations

import signal
import sys
import time
from types import TracebackType

import typer

SHOWN_EVERY_S = 0.25

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


class ImportWatch:
    """Progress on a terminal's stderr; the first Ctrl-C ends the import in order.

    A second Ctrl-C breaks it off: then there is no session.
    """

    def __init__(self) -> None:
        self.stopped = False
        self._began = self._shown = time.monotonic()
        self._drawn = False
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> ImportWatch:
        signal.signal(signal.SIGINT, self._stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.signal(signal.SIGINT, self._before)
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        if isinstance(error, KeyboardInterrupt):
            typer.echo("Interrupted: nothing was imported.", err=True)
            raise typer.Exit(INTERRUPTED)

    def go_on(self, frames: int) -> bool:
        """Hear how many messages are imported; False after Ctrl-C."""
        now = time.monotonic()
        if sys.stderr.isatty() and now - self._shown >= SHOWN_EVERY_S:
            self._shown, self._drawn = now, True
            rate = frames / max(now - self._began, 1e-9)
            sys.stderr.write(f"\rImporting: {frames:,} messages, {rate:,.0f} a second\x1b[K")
            sys.stderr.flush()
        return not self.stopped

    def _stop(self, *_: object) -> None:
        if self.stopped:
            raise KeyboardInterrupt
        self.stopped = True
