"""What an import reads: files of known layouts, each once; all others named with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from gametape.errors import UsageError
from gametape.model.foreign import AnswerLayout, ForeignFile, Layout
from gametape.record.foreign.files import UNREADABLE, FoundFile, find_files, reason
from gametape.record.foreign.layouts import layout_of, layouts

NAMED = 5
"""How many files a sentence names before it only counts the rest."""

FEW = 4
"""How many files that say alike are told one by one."""

UNKNOWN_NAMED = 20
"""The same for files that are left out."""


class Source(msgspec.Struct, frozen=True):
    """A file to import: `number` tells its connections apart, `warnings` are those of this file."""

    file: ForeignFile
    layout: Layout
    label: str
    number: int
    warnings: list[str]


def find_sources(paths: Sequence[Path], scratch: Path, warnings: list[str]) -> list[Source]:
    """Files under these paths whose layout is known, in order; archives unpack into `scratch`.

    Files left out are told in `warnings`: unreadable, empty, of no known layout, the same as
    another. Raises UsageError where nothing is left, naming what was looked for.
    """
    sources: list[Source] = []
    left_out: list[str] = []
    unknown: list[str] = []
    known = layouts()
    seen = _Seen()
    for found in find_files(paths, scratch):
        try:
            file = found.read()
            layout = layout_of(file, known) if file.head else None
            twin = seen.twin(found, file, layout) if file.head else ""
        except UNREADABLE as error:
            left_out.append(f"{found.label} cannot be read: {reason(error)}.")
            continue
        if not file.head:
            left_out.append(f"{found.label} is empty.")
        elif twin:
            left_out.append(f"{found.label} is byte for byte the same as {twin}: imported once.")
        elif layout is not None:
            sources.append(Source(file, layout, found.label, len(sources) + 1, []))
        else:
            unknown.append(found.label)
    if unknown:
        left_out.append(f"Of no known layout: {named(unknown, UNKNOWN_NAMED)}.")
    if not sources:
        what = " ".join(left_out)
        raise UsageError(
            f"There is nothing to import. {what}",
            f"{len(known)} layouts of Polymarket, Betfair, Kalshi and game feeds are known:"
            f" docs/importing.md.{_table_hint(unknown)}",
        )
    warnings += left_out
    return sources


def _table_hint(unknown: list[str]) -> str:
    """Where a table of trades belongs, for whoever brought one here."""
    if not any(label.lower().endswith(".csv") for label in unknown):
        return ""
    return " A table of your own trades or bets is read by: gametape journal TABLE.csv"


class _Seen:
    """Files by content; bytes beyond the head are only read where two heads are equal."""

    def __init__(self) -> None:
        self._by_head: dict[tuple[bytes, str], list[FoundFile]] = {}

    def twin(self, found: FoundFile, file: ForeignFile, layout: Layout | None) -> str:
        """The label of an earlier file of the same bytes (and reading), or nothing."""
        reading = layout.reading(file) if isinstance(layout, AnswerLayout) else ""
        alike = self._by_head.setdefault((file.head, reading), [])
        mine = found.digest() if alike else b""
        label = next((one.label for one in alike if one.digest() == mine), "")
        if not label:
            alike.append(found)
        return label


def named(labels: Sequence[str], most: int = NAMED) -> str:
    """Labels in a row, the last of many only counted."""
    some = ", ".join(labels[:most])
    return some if len(labels) <= most else f"{some} and {len(labels) - most:,} more"


def told(sources: Sequence[Source]) -> Iterator[str]:
    """Warnings of the files, with the file's name where there are several files.

    What many files say alike, but for the numbers in it, is said once.
    """
    if len(sources) == 1:
        yield from sources[0].warnings
        return
    alike: dict[str, list[tuple[str, str]]] = {}
    for source in sources:
        for sentence in source.warnings:
            shape = "".join(" " if sign in "0123456789,." else sign for sign in sentence)
            alike.setdefault("#".join(shape.split()), []).append((source.label, sentence))
    for group in alike.values():
        yield from _group(group)


def _group(group: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Sentences of one shape with the names of their files."""
    sentences = list(dict.fromkeys(sentence for _, sentence in group))
    if len(sentences) == 1 and len(group) > 1:
        yield f"{len(group)} files ({named([label for label, _ in group])}): {sentences[0]}"
    elif len(group) <= FEW:
        yield from (f"{label}: {sentence}" for label, sentence in group)
    else:
        label, sentence = group[0]
        others = named([other for other, _ in group[1:]])
        yield f"{label}: {sentence} The same, with other numbers: {others}."
