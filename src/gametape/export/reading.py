"""Reading exported tables back: the same rows from CSV, JSON lines and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from gametape.errors import ParseError
from gametape.export.schema import BY_NAME, Column, Table, Value, Values

_LARGEST_FIELD = 1 << 30
_LARGEST = 1 << 63


def table_of(path: Path) -> Table:
    """The table that a file's name says; raises ParseError for another name."""
    table = BY_NAME.get(path.name.partition(".")[0])
    if table is None:
        raise ParseError(f"{path.name} is none of the exported tables.", f"There are {_names()}.")
    return table


def read_table(path: Path) -> Iterator[Values]:
    """The rows of an exported file, by its name and ending; raises ParseError for what is none."""
    table = table_of(path)
    try:
        if path.suffix == ".parquet":
            yield from _parquet(path, table)
        elif path.suffix == ".jsonl":
            yield from _json_lines(path, table)
        else:
            yield from _csv(path, table)
    except OSError as error:
        raise ParseError(f"{path} cannot be read: {error.strerror or error}.") from error


def _csv(path: Path, table: Table) -> Iterator[Values]:
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            if next(reader, None) != list(table.names):
                raise ParseError(f"{path.name} does not have the columns of {table.name}.")
            for fields in reader:
                if len(fields) != len(table.columns):
                    raise _wrong(path, f"a row of {len(fields)} fields")
                yield tuple(map(_of_text, table.columns, fields))
    except (csv.Error, UnicodeDecodeError) as error:
        raise _wrong(path, str(error)) from None


def _of_text(column: Column, text: str) -> Value:
    if column.kind == "text":
        return text
    if text == "":
        return None
    try:
        match column.kind:
            case "integer":
                return _checked(column, int(text))
            case "number":
                return float(text)
            case "boolean":
                return {"true": True, "false": False}[text]
            case _:
                return _json_text(msgspec.json.decode(text.encode(), type=msgspec.Raw))
    except (ValueError, KeyError, msgspec.MsgspecError, RecursionError):
        raise ParseError(
            f"{text[:60]!r} is no {column.kind}, as {column.name} should be."
        ) from None


def _json_lines(path: Path, table: Table) -> Iterator[Values]:
    decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
    with path.open("rb") as stream:
        for line in stream:
            try:
                found = decoder.decode(line)
                if list(found) != list(table.names):
                    raise _wrong(path, "a row with other columns")
                yield tuple(_of_json(one, found[one.name]) for one in table.columns)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise _wrong(path, str(error)) from None


_TYPES: dict[str, Any] = {
    "integer": int | None, "number": float | None, "text": str, "boolean": bool | None,
}  # fmt: skip


def _of_json(column: Column, raw: msgspec.Raw) -> Value:
    if column.kind == "json":
        return _json_text(raw)
    value: Value = msgspec.json.decode(raw, type=_TYPES[column.kind])
    return _checked(column, value) if column.kind == "integer" else value


def _parquet(path: Path, table: Table) -> Iterator[Values]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with path.open("rb") as stream, pq.ParquetFile(io.BytesIO(stream.read())) as file:
            if tuple(file.schema_arrow.names) != table.names:
                raise ParseError(f"{path.name} does not have the columns of {table.name}.")
            for batch in file.iter_batches():
                columns = [column.to_pylist() for column in batch.columns]
                for row in zip(*columns, strict=True):
                    yield tuple(map(_of_arrow, table.columns, row))
    except (pa.ArrowException, OSError) as error:
        raise _wrong(path, str(error)[:200]) from None


def _of_arrow(column: Column, value: object) -> Value:
    fits = {
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, float), "boolean": isinstance(value, bool),
        "text": isinstance(value, str), "json": isinstance(value, str),
    }  # fmt: skip
    if not fits[column.kind] and (value is not None or column.kind == "text"):
        raise ParseError(f"{str(value)[:60]!r} is no {column.kind}, as {column.name} should be.")
    return value  # type: ignore[return-value]  # the line above has seen what it is


def _json_text(raw: msgspec.Raw) -> str:
    return bytes(raw).decode()


def _checked(column: Column, value: Value) -> Value:
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise ParseError(f"{column.name} has a number that is too large.")
    return value


def _wrong(path: Path, why: str) -> ParseError:
    return ParseError(f"{path.name} cannot be read: {why[:200]}.")


def _names() -> str:
    return ", ".join(BY_NAME)
