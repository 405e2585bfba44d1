"""Files that others recorded: what a reader of one is given, and what it must offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

import msgspec

from gametape.model.frames import Frame

RecordedClock = Literal["receiver", "venue", "game", "none"]
"""Whose clock a file's times are: the recorder's, the venue's, a game clock, or nobody's."""


class ForeignFile(msgspec.Struct, frozen=True):
    """A file somebody else made, already unpacked (.gz, .bz2 and .tar members are opened).

    `name` is the file's name without the compression ending, `folder` that of its folder, `head`
    its first 64 KiB, `lines()` its lines without line ends, `whole()` all its bytes; `path` is set
    when the file lies unpacked on disk (SQLite and Parquet want that); `folders` are the names
    of up to three folders above it, outermost first.
    """

    name: str
    folder: str
    head: bytes
    lines: Callable[[], Iterator[bytes]]
    whole: Callable[[], bytes]
    path: Path | None = None
    folders: tuple[str, ...] = ()


class Layout(Protocol):
    """A known layout of foreign files; `clock` says whose the frames' `recv_us` are."""

    name: str
    clock: RecordedClock

    def recognises(self, file: ForeignFile) -> bool:
        """Whether this file's content (not its name alone) is of this layout."""
        ...

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """All messages of the file in file order, nothing dropped.

        What cannot be understood is yielded all the same (a text line as a JSON string) so that
        it is kept and counted; facts a person should know (times that run back, repeats, a
        placeholder book) are appended to `warnings`, one sentence each with its count.
        Raises ParseError only if the file is not of this layout after all.
        """
        ...


@runtime_checkable
class TitledLayout(Protocol):
    """A layout whose files may say what was recorded, in words for a person."""

    def title(self, file: ForeignFile) -> str:
        """The title in the file; empty where it has none."""
        ...


@runtime_checkable
class AnswerLayout(Protocol):
    """A layout of single answers: the same bytes read twice are two readings, not a copy."""

    def reading(self, file: ForeignFile) -> str:
        """What tells this reading from another of the same answer; empty if nothing does."""
        ...
