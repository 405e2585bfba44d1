"""Proof that no line is absent: every line's number is the one before plus one, or it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gametape.tape.damage import BACKWARDS, HOLE, Damage
from gametape.tape.lines import Line


class _Cause(NamedTuple):
    segment: int
    offset: int
    word: str
    told: bool  # a hole with this cause was reported; more of it only if more is absent


class Continuity:
    """Follows the sequence over segments and damage, and reports each hole with its cause.

    `expected` is the next line's number (None: any may come first). A line that is the expected
    one while nothing is `pending` needs no `step`.
    """

    def __init__(self, on_damage: Callable[[Damage], None] | None, expected: int | None) -> None:
        self.expected = expected
        self.pending = False
        self._on_damage = on_damage
        self._last: Line | None = None
        self._causes: list[_Cause] = []
        self._repeating = False

    def broken(self, segment: int, offset: int, word: str, *, told: bool = False) -> None:
        """Something is wrong here; what it cost shows with the next line, or at the end."""
        self._causes.append(_Cause(segment, offset, word, told))
        self.pending = True

    def passed(self, last: Line) -> None:
        """Lines followed one another up to `last`."""
        self._last = last
        self._repeating = False

    def step(self, line: Line, segment: int, offset: int) -> bool:
        """Take a line that is not simply the next one; False if it repeats what was read."""
        if self.expected is not None and line.q < self.expected:
            if not self._repeating:
                self._report(segment, offset, BACKWARDS, line)
            self._repeating = True
            return False
        hole = self.expected is not None and line.q > self.expected
        if hole and not self._causes:
            self._report(segment, offset, HOLE, line)
        for cause in self._causes:
            if hole or not cause.told:
                self._report(cause.segment, cause.offset, cause.word, line)
        self._forget()
        return True

    def finish(self) -> None:
        """There are no more lines."""
        for cause in self._causes:
            if not cause.told:
                self._report(cause.segment, cause.offset, cause.word, None)
        self._forget()

    def _forget(self) -> None:
        self._causes.clear()
        self.pending = False

    def _report(self, segment: int, offset: int, word: str, line: Line | None) -> None:
        if self._on_damage is None:
            return
        last = self._last
        self._on_damage(
            Damage(
                segment=segment,
                offset=offset,
                cause=word,
                after_q=last.q if last else None,
                before_q=line.q if line else None,
                after_t=last.t if last else None,
                before_t=line.t if line else None,
            )
        )
