"""Rows of CSV files as JSON objects of exact texts, nothing lost."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice

import msgspec

from gametape.model.foreign import ForeignFile
from gametape.venues.polymarket.wire import text_raw

EXTRA = "_extra"
"""Where the cells of a row beyond the header's columns go."""

_LINES_IN_A_CELL = 64


def header_of(head: bytes) -> tuple[str, ...]:
    """Column names of a CSV file, from its head; empty if the first line is no CSV."""
    line = head.partition(b"\n")[0].decode("utf-8-sig", "replace")
    try:
        return tuple(next(csv.reader([line.strip()], strict=True), ()))
    except csv.Error:
        return ()


def csv_rows(file: ForeignFile) -> Iterator[tuple[dict[str, str], bytes]]:
    """Each row after the header as texts by column, and as the JSON object that is its raw form.

    A row that CSV rules cannot read comes with no texts and its lines as a JSON string.
    """
    lines = file.lines()
    columns = header_of(next(lines, b""))
    while (line := next(lines, None)) is not None:
        row, lines = _whole_row(line, lines)
        if not row.strip():
            continue
        try:
            text = StringIO(row.decode(), newline="")
            cells = next(csv.reader(text, strict=True))
        except (csv.Error, UnicodeDecodeError, StopIteration):
            yield {}, text_raw(row)
            continue
        texts = dict(zip(columns, cells, strict=False))
        extra = {EXTRA: cells[len(columns) :]} if len(cells) > len(columns) else {}
        yield texts, msgspec.json.encode({**texts, **extra})


def _whole_row(line: bytes, lines: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """A row whose quoted cells may hold line breaks, and the lines after it."""
    if line.count(b'"') % 2 == 0:
        return line, lines
    taken = [line]
    for more in islice(lines, _LINES_IN_A_CELL):
        taken.append(more)
        if more.count(b'"') % 2:
            return b"\n".join(taken), lines
    # The quote was a stray one: only its own line is odd.
    return line, chain(taken[1:], lines)
