"""Key presses on the terminal of a recording: tags, and when they happened."""

from __future__ import annotations

import time
from collections.abc import Mapping

from gametape.cli.live_display import AGO_STEP_S, LiveDisplay
from gametape.errors import UsageError
from gametape.record.control.inbox import Request, send_request
from gametape.record.recorder import Recorder
from gametape.tape.session import SessionFolder


class TagKeys:
    """Turns keys into tags; `-` sets the next tag earlier, `q` stops the recording."""

    def __init__(
        self,
        folder: SessionFolder,
        labels: Mapping[str, str],
        display: LiveDisplay,
        recorder: Recorder,
    ) -> None:
        self._folder = folder
        self._labels = labels
        self._display = display
        self._recorder = recorder

    def pressed(self, key: str) -> None:
        """Hear a key."""
        if key == "q":
            self._recorder.interrupt("stopped by the user")
        elif key == "-":
            self._display.ago_s += AGO_STEP_S
        elif key in self._labels:
            self._tag(key)

    def _tag(self, key: str) -> None:
        ago_s, self._display.ago_s = self._display.ago_s, 0
        label = self._labels[key]
        request = Request(
            at_us=time.time_ns() // 1000, tag=key, label=label, ago_us=ago_s * 1_000_000
        )
        try:
            send_request(self._folder, request)
        except (UsageError, OSError) as error:
            self._display.said = f"not tagged: {error}"
            return
        self._display.said = f"tagged {label}" + (f", {ago_s} s ago" if ago_s else "")
