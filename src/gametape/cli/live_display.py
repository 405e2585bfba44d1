"""The terminal while recording: how it is going, loud when it is not, and keys for tags."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from gametape.record.control.progress import Progress

AGO_STEP_S = 5


class LiveDisplay:
    """Shows `Progress` on a terminal, or a plain line every ten seconds where there is none.

    A change of the alarm is always said; `only_alarms` says nothing else.
    """

    def __init__(
        self, console: Console, keys: Mapping[str, str], *, only_alarms: bool = False
    ) -> None:
        self._console = console
        self._keys = keys
        self._only_alarms = only_alarms
        page = console.is_terminal and not only_alarms
        self._live = Live(console=console, auto_refresh=False) if page else None
        self._shown = 0
        self._alarm = ""
        self.ago_s = 0
        self.said = ""

    @contextmanager
    def shown(self) -> Iterator[None]:
        """While the display is up."""
        if self._live is None:
            yield
            return
        with self._live:
            yield

    def update(self, progress: Progress) -> None:
        """Show a new state."""
        if self._live is not None:
            self._live.update(self._page(progress), refresh=True)
            return
        due = progress.alarm if self._only_alarms else True
        if progress.alarm != self._alarm or (due and self._shown % 10 == 0):
            self._console.print(_line(progress), highlight=False, soft_wrap=True)
        self._alarm = progress.alarm
        self._shown += 1

    def _page(self, now: Progress) -> Group:
        table = Table.grid(padding=(0, 2))
        for _ in range(4):
            table.add_column()
        rows = [
            ("time", clock_text(now.elapsed_us), "game", now.game or "not started"),
            ("frames", str(now.frames), "rate", f"{now.rate:.0f}/s"),
            ("books", str(now.books), "trades", str(now.trades)),
            ("your orders", str(now.own_orders), "your fills", str(now.own_fills)),
            ("lag", _milliseconds(now.lag_ms), "last message", _age(now.last_message_age_us)),
            ("holes", _holes(now), "tape", f"{now.tape_bytes / 1e6:.1f} MB"),
        ]
        for row in rows:
            table.add_row(
                *(Text(cell, style="dim" if i % 2 == 0 else "") for i, cell in enumerate(row))
            )
        parts: list[Text | Table] = [Text(now.title[:78], style="bold"), table]
        if now.alarm:
            parts.append(Text(f" {now.alarm} ", style="bold white on red"))
        parts.append(Text(self._help(), style="dim"))
        return Group(*parts)

    def _help(self) -> str:
        keys = "  ".join(f"{key} {label}" for key, label in self._keys.items())
        ago = f"   next tag {self.ago_s} s ago" if self.ago_s else ""
        return f"{keys}\n- tag {AGO_STEP_S} s earlier   q stop{ago}   {self.said}".rstrip()


def _line(now: Progress) -> str:
    words = (
        f"{clock_text(now.elapsed_us)} frames {now.frames} ({now.rate:.0f}/s) books {now.books}"
        f" trades {now.trades} fills {now.own_fills} holes {_holes(now)}"
    )
    return f"{words}  {now.alarm}" if now.alarm else words


def clock_text(us: int) -> str:
    """Microseconds as h:mm:ss."""
    seconds = us // 1_000_000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _holes(now: Progress) -> str:
    return f"{now.holes}, open now" if now.open_holes else str(now.holes)


def _milliseconds(value: float | None) -> str:
    return "-" if value is None else f"{value:g} ms"


def _age(us: int | None) -> str:
    return "none yet" if us is None else f"{us / 1e6:.1f} s ago"


@contextmanager
def key_presses(loop: asyncio.AbstractEventLoop, heard: Callable[[str], None]) -> Iterator[None]:
    """Call `heard` with each key pressed while the context is open; nothing without a terminal."""
    if os.name == "nt" or not sys.stdin.isatty():
        yield
        return
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)

    def read() -> None:
        try:
            pressed = os.read(descriptor, 1)
        except OSError:
            pressed = b""
        if pressed:
            heard(pressed.decode("ascii", "ignore"))
        else:  # the terminal is gone, and would be ready to read for ever
            loop.remove_reader(descriptor)

    loop.add_reader(descriptor, read)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
