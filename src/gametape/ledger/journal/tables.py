"""Bytes of a CSV to the rows of the table a mapping speaks of."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from gametape.errors import ParseError
from gametape.ledger.journal.mapping import FIELDS, JournalMap, Named, names

Row = tuple[int, dict[str, str]]
"""Line of the file (1 is the first) and text by column."""


def text_of(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 if it says so or fits, else Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def table(data: bytes, mapping: JournalMap) -> Iterator[Row]:
    """Rows below the header that holds the mapping's columns, up to a row without text.

    Raises ParseError when no row is such a header, or when the file is no table at all.
    """
    wanted = _wanted(mapping)
    header: list[str] | None = None
    for line, cells in _lines(data, mapping.delimiter):
        if header is None:
            if wanted <= set(cells):
                header = cells
            continue
        if not any(cells):
            break
        texts: dict[str, str] = {}
        for name, cell in zip(header, cells, strict=False):
            texts.setdefault(name, cell)
        for column, pattern in mapping.patterns.items():
            found = re.search(pattern, texts.get(column, ""))
            texts |= {key: value or "" for key, value in found.groupdict().items()} if found else {}
        yield line, texts
    if header is None:
        missing = ", ".join(sorted(wanted))
        raise ParseError(f"no row of the file names all of the columns {missing}.")


def _lines(data: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text_of(data), newline=""), delimiter=delimiter)
    last = 0
    try:
        for cells in reader:
            yield last + 1, [cell.strip() for cell in cells]
            last = reader.line_num
    except csv.Error as error:
        raise ParseError(f"line {last + 1} cannot be read as a table: {error}.") from None


def _wanted(mapping: JournalMap) -> set[str]:
    """The columns a header must hold: those of the necessary fields that no pattern makes."""
    made = {
        group for pattern in mapping.patterns.values() for group in re.compile(pattern).groupindex
    }
    fields = [*FIELDS[mapping.rows], "side"]
    named = {column for field in fields for column in names(mapping.columns, field)}
    return {column for column in named | mapping.patterns.keys() if column not in made}


def cell(texts: dict[str, str], columns: Named, field: str) -> str:
    """The text of a field: its columns joined by a space."""
    return " ".join(filter(None, (texts.get(name, "") for name in names(columns, field))))
