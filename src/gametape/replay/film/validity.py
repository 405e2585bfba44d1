"""From when to when each asset's book could be believed, as it was known at the time."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.model.events import BookSnapshot, LevelChange, TickChange
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.replay.timeline import ValidityEntry
from gametape.replay.upset import Upset


class ValidityWatch:
    """Notices when the trusted book of an asset turns valid or not, or for another reason."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[bool, str]] = {}
        self._upset = Upset()

    def missed(self) -> None:
        """Lines are absent before the next one."""
        self._upset.missed()

    def observe(self, step: Step, at_us: int, state: SessionState) -> dict[str, ValidityEntry]:
        """What changed with a line, by asset; hears of it after the state has moved."""
        line = step.line
        if self._upset.by(step):
            return self.all(line.q, at_us, state)
        touched = {
            event.asset: None
            for event in step.events
            if type(event) is LevelChange
            or type(event) is BookSnapshot
            or type(event) is TickChange
        }
        return self._look(touched, line.q, at_us, state)

    def all(self, seq: int, at_us: int, state: SessionState) -> dict[str, ValidityEntry]:
        """What changed with any asset."""
        return self._look(state.books, seq, at_us, state)

    def _look(
        self, assets: Iterable[str], seq: int, at_us: int, state: SessionState
    ) -> dict[str, ValidityEntry]:
        changed: dict[str, ValidityEntry] = {}
        for asset in assets:
            held = state.book(asset)
            if held is None:
                continue
            now = held.valid, held.reason
            if self._told.get(asset) != now:
                self._told[asset] = now
                changed[asset] = ValidityEntry(
                    seq=seq, at_us=at_us, valid=held.valid, reason=held.reason
                )
        return changed
