"""Trouble told elsewhere while it lasts, beside a recording that must not notice."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from gametape.errors import GametapeError
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.notify.alarm import AlarmWatch
    from gametape.notify.message import Message
    from gametape.record.control.progress import Progress


class AlarmBell:
    """Rings where `[notify] trouble` is on; each time in a thread that nobody waits for."""

    def __init__(self, title: str, config: Settings) -> None:
        self._config = config
        self._watch: AlarmWatch | None = None
        if config.notify.trouble and config.targets:
            from gametape.notify.alarm import AlarmWatch

            self._watch = AlarmWatch(title)

    def hear(self, progress: Progress) -> None:
        """How the recording goes; never raises, and costs nothing while all is well."""
        if self._watch is None:
            return
        told = self._watch.hear(progress.elapsed_us, progress.alarm)
        if told is not None:
            thread = threading.Thread(target=self._ring, args=(told,), daemon=True)
            with suppress(RuntimeError):  # a system without threads left has other worries
                thread.start()

    def _ring(self, told: Message) -> None:
        """Send it; what goes wrong stays unsaid, for the alarm itself is on the display."""
        from gametape.cli.notifying import deliver

        with suppress(GametapeError, OSError):
            deliver(told, self._config)
