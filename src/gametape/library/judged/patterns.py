"""The patterns of a data folder: those that come with gametape, and one's own files.

Files are looked at each time and read again where they have changed, so that a pattern can be
written while the page is open.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from gametape.analyze.patterns.parsing import LARGEST_BYTES, parse_pattern
from gametape.analyze.patterns.pattern import Pattern, Trouble
from gametape.analyze.patterns.shipping import shipped_patterns, shipped_text
from gametape.errors import ParseError, UsageError

FOLDER = "patterns"
MOST_FILES = 200


class Kept(msgspec.Struct, frozen=True):
    """A pattern and where it is from; `file` is empty for one that comes with gametape."""

    pattern: Pattern
    source: Literal["gametape", "yours"]
    file: str = ""


class Patterns(msgspec.Struct, frozen=True):
    """All patterns by name, and the files that could not be read."""

    kept: tuple[Kept, ...]
    troubles: tuple[Trouble, ...]

    def named(self, name: str) -> Kept:
        """The pattern of a name; raises UsageError for one that there is not."""
        found = next((one for one in self.kept if one.pattern.name == name), None)
        if found is None:
            known = ", ".join(one.pattern.name for one in self.kept)
            raise UsageError(f"There is no pattern {_plain(name)}.", f"Known are {known}.")
        return found


_Seen = tuple[int, int]


class PatternFolder:
    """The patterns of one data folder, for any thread; what has not changed is not read again."""

    def __init__(self, home: Path) -> None:
        self._root = home / FOLDER
        self._read: dict[str, tuple[_Seen, Pattern | str]] = {}
        self._turn = threading.Lock()

    def patterns(self) -> Patterns:
        """All patterns as their files are now. One's own takes the place of a shipped one."""
        with self._turn:
            own, troubles = self._own()
        names = {one.pattern.name for one in own}
        shipped = [Kept(one, "gametape") for one in shipped_patterns() if one.name not in names]
        kept = sorted([*own, *shipped], key=lambda one: one.pattern.name)
        return Patterns(tuple(kept), tuple(troubles))

    def text(self, kept: Kept) -> bytes:
        """The file of a pattern as it is; raises UsageError if it has gone."""
        if kept.source == "gametape":
            return shipped_text(kept.pattern.name) or b""
        return read_bounded(self._root / kept.file)

    def _own(self) -> tuple[list[Kept], list[Trouble]]:
        found: list[Kept] = []
        troubles: list[Trouble] = []
        taken: dict[str, str] = {}
        files = list(self._files())
        self._read = {name: one for name, one in self._read.items() if name in dict(files)}
        for name, seen in files[:MOST_FILES]:
            told = self._parsed(name, seen)
            if isinstance(told, str):
                troubles.append(Trouble(_plain(name), told))
            elif told.name in taken:
                words = f"{_plain(name)}: {told.name} is in {taken[told.name]} already."
                troubles.append(Trouble(_plain(name), words))
            else:
                taken[told.name] = _plain(name)
                found.append(Kept(told, "yours", name))
        if len(files) > MOST_FILES:
            words = (
                f"{FOLDER}: a folder has at most {MOST_FILES} patterns; the others are left out."
            )
            troubles.append(Trouble(FOLDER, words))
        return found, troubles

    def _files(self) -> Iterator[tuple[str, _Seen]]:
        try:
            with os.scandir(self._root) as entries:
                names = sorted(one.name for one in entries if one.name.endswith(".toml"))
        except OSError:
            return  # no folder, no patterns of one's own
        for name in names:
            try:
                told = (self._root / name).stat()
            except OSError:
                continue
            yield name, (told.st_mtime_ns, told.st_size)

    def _parsed(self, name: str, seen: _Seen) -> Pattern | str:
        known = self._read.get(name)
        if known is not None and known[0] == seen:
            return known[1]
        told: Pattern | str
        try:
            told = parse_pattern(read_bounded(self._root / name), _plain(name))
        except (ParseError, UsageError) as error:
            told = str(error)
        self._read[name] = (seen, told)
        return told


def read_bounded(path: Path) -> bytes:
    """A file, no more of it than a pattern may have and one byte; raises UsageError."""
    try:
        if not path.is_file():
            raise UsageError(f"{path} is no file.")
        with path.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def _plain(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:80]
