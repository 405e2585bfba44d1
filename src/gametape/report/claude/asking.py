"""A model as the rest sees it: a question goes in, an answer or a reason comes out."""

from __future__ import annotations

from typing import Protocol

import msgspec


class Turn(msgspec.Struct, frozen=True):
    """One message of the conversation."""

    role: str
    text: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a model is asked with; `system` never holds a word of a stranger."""

    model: str
    effort: str
    max_tokens: int
    system: str
    turns: tuple[Turn, ...]


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of one answer."""

    input: int = 0
    output: int = 0
    thinking: int = 0
    cache_read: int = 0
    cache_written: int = 0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back. `stop` is why it ended: only `end_turn` is a whole answer."""

    text: str
    stop: str
    why: str = ""
    usage: Usage = Usage()
    request: str = ""


class AskError(Exception):
    """The model could not be asked: which kind of trouble, and in words for a person."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind
        self.words = words


class Asker(Protocol):
    """Something that answers."""

    def check(self, model: str, /) -> None:
        """Raise AskError if the model cannot be used for reports."""
        ...

    def count(self, question: Question, /) -> int:
        """How many tokens a question has; raises AskError."""
        ...

    def ask(self, question: Question, /) -> Answer:
        """The answer; raises AskError."""
        ...
