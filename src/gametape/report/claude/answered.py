"""Answers that are there already, from a batch or from an earlier day: checked, never asked for."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.report.claude.asking import Answer, AskError, Question


class Answered:
    """An asker with answers to give in order. Nothing is sent and nothing is spent."""

    def __init__(self, answers: Iterable[Answer | AskError]) -> None:
        self._answers = list(answers)

    def check(self, _: str, /) -> None:
        """The model was checked when it was asked."""

    def count(self, _: Question, /) -> int:
        """Nothing is sent any more."""
        return 0

    def ask(self, _: Question, /) -> Answer:
        """The next answer; raises AskError where there is no further one."""
        if not self._answers:
            raise AskError("no repair", "There is no further answer, and nobody is asked again.")
        answer = self._answers.pop(0)
        if isinstance(answer, AskError):
            raise answer
        return answer
