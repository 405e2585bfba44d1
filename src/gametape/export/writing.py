"""Writing a table as CSV, JSON lines or Parquet, row by row in bounded memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import msgspec

from gametape.errors import TapeError, UsageError
from gametape.export.schema import Column, Table, Values
from gametape.tape.durable import replacing

if TYPE_CHECKING:
    import pyarrow as pa

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "jsonl", "parquet")
_AT_ONCE = 20_000


def write_table(path: Path, table: Table, rows: Iterable[Values], form: Format) -> int:
    """Write a file whole or not at all; gives its rows.

    Raises TapeError if the disk refuses, UsageError for Parquet without pyarrow.
    """
    try:
        with replacing(path) as file:
            return sum(written(file, table, rows, form))
    except OSError as error:
        raise TapeError(f"{path} cannot be written: {error.strerror or error}.") from error


def written(file: BinaryIO, table: Table, rows: Iterable[Values], form: Format) -> Iterator[int]:
    """Write to an open file; gives how many rows each time some are written."""
    source = iter(rows)
    some = iter(lambda: list(islice(source, _AT_ONCE)), [])
    if form == "parquet":
        yield from _parquet(file, table, some)
        return
    if form == "csv":
        file.write((",".join(table.names) + "\r\n").encode())
    for part in some:
        file.write(csv_bytes(part) if form == "csv" else _lines(table, part))
        yield len(part)


class _Text:
    """Gathers what the csv module writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        """Take a record."""
        self.parts.append(text)
        return len(text)


def csv_bytes(rows: Iterable[Values]) -> bytes:
    """Records after RFC 4180, UTF-8; what is not known is empty, booleans are true and false."""
    text = _Text()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return "".join(text.parts).encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _lines(table: Table, rows: list[Values]) -> bytes:
    """One object a line; a JSON column is JSON and not text of it."""
    raw = [column.kind == "json" for column in table.columns]
    out = bytearray()
    for row in rows:
        values = (
            msgspec.Raw(value.encode()) if is_json and isinstance(value, str) else value
            for value, is_json in zip(row, raw, strict=True)
        )
        out += msgspec.json.encode(dict(zip(table.names, values, strict=True))) + b"\n"
    return bytes(out)


def _parquet(file: BinaryIO, table: Table, some: Iterable[list[Values]]) -> Iterator[int]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError(
            "Parquet files need pyarrow.", "pip install 'gametape[columns]', or --format csv."
        ) from None
    schema = pa.schema([_field(column) for column in table.columns])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in some:
            columns = zip(*part, strict=True)
            arrays = [
                pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.table(arrays, schema))
            yield len(part)


def _field(column: Column) -> pa.Field:
    import pyarrow as pa

    kinds = {
        "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "text": pa.string(), "json": pa.string(),
    }  # fmt: skip
    told = {b"unit": column.unit.encode(), b"meaning": column.meaning.encode()}
    return pa.field(column.name, kinds[column.kind], metadata=told)
