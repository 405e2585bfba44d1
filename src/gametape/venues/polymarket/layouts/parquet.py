"""Rows of Parquet files as JSON objects; pyarrow is loaded only when such a file is read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from gametape.errors import ParseError, UsageError
from gametape.model.foreign import ForeignFile

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

MAGIC = b"PAR1"
_ROWS_AT_A_TIME = 4096


def parquet_columns(file: ForeignFile) -> frozenset[str]:
    """Column names of a Parquet file; empty if it is none, or broken.

    Raises UsageError, naming the extra to install, if it is one and pyarrow is missing.
    """
    if not file.head.startswith(MAGIC):
        return frozenset()
    try:
        with _opened(file) as table:
            return frozenset(table.schema_arrow.names)
    except ParseError:
        return frozenset()


def parquet_rows(file: ForeignFile) -> Iterator[dict[str, Any]]:
    """Rows in file order; raises ParseError if the file is broken."""
    import pyarrow as pa

    with _opened(file) as table:
        try:
            for batch in table.iter_batches(batch_size=_ROWS_AT_A_TIME):
                yield from batch.to_pylist()
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ParseError(f"{file.name} is a broken Parquet file: {error}.") from None


def row_raw(row: dict[str, Any]) -> bytes:
    """A row as JSON: doubles in the shortest text that gives the same double."""
    return msgspec.json.encode(row)


def _opened(file: ForeignFile) -> ParquetFile:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError(
            f"{file.name} is a Parquet file, and reading it needs pyarrow.",
            "Install it with: pip install 'gametape[columns]'.",
        ) from None
    try:
        return pq.ParquetFile(file.path or BytesIO(file.whole()))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ParseError(f"{file.name} is no readable Parquet file: {error}.") from None
