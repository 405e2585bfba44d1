"""Where a key stands in a TOML file: its line, for who has to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_HEADER = re.compile(r"\s*\[\s*([^\[\]]{1,200}?)\s*\]")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_.\- ]{1,200}?)["']?\s*=""")
_QUOTES = ('"""', "'''")


def line_of(text: str, path: Sequence[str]) -> int | None:
    """The line, from 1, where a key (table and key, or one of the two) is; None if it is nowhere.

    A key that is missing is put where its table begins.
    """
    table: str | None = None
    found: int | None = None
    for number, line in _outside(text):
        header = _HEADER.match(line)
        if header:
            table = _bare(header[1])
            if len(path) == 1 and table == path[0]:
                return number
            if table == path[0]:
                found = number
            continue
        key = _KEY.match(line)
        if not key:
            continue
        name = _bare(key[1])
        here = (name,) if table is None else (table, name)
        if here == tuple(path) or (table is None and name == ".".join(path)):
            return number
        if table is None and name.split(".")[0] == path[0]:
            found = found or number  # `when = { ... }` on one line, or a dotted key
    return found


def _bare(name: str) -> str:
    return name.strip().strip("\"'")


def _outside(text: str) -> Iterator[tuple[int, str]]:
    """Lines that do not begin within a text of several lines."""
    until = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not until:
            yield number, line
        rest = line
        while rest:
            if until:
                _, closed, rest = rest.partition(until)
                until = "" if closed else until
                if not closed:
                    break
            else:
                first = (
                    min((rest.find(one), one) for one in _QUOTES if one in rest)
                    if any(one in rest for one in _QUOTES)
                    else None
                )
                if first is None:
                    break
                until, rest = first[1], rest[first[0] + 3 :]
