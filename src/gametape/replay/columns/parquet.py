"""Rows to Parquet: the schema of the columns, the encodings that make them small, the file.

Deltas for what only rises, a dictionary for what repeats, and rows sorted by asset, then sequence
(performance.md 4.3). Sizes stay plain under zstd: they repeat whole, so that split byte planes were
larger on every recording but Kalshi's (`python -m bench.columns SESSION...` prints it).
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Mapping, Sequence, Sized
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gametape.errors import TapeError, UsageError
from gametape.replay.columns.fold import Counts
from gametape.replay.columns.rows import UNKNOWN, LevelRows, TradeRows

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 1
"""Of the columns' schema and meaning; files of another are made again."""

LEVEL_CHANGES = "level_changes"
TRADES = "trades"

_KEY = b"gametape"
_ZSTD_LEVEL = 3
_PRICE = (24, 18)  # precision and scale: averages over levels have many digits
_DICTIONARY = ["asset", "side", "cell"]
_DELTAS = dict.fromkeys(("seq", "part", "recv_us", "venue_us"), "DELTA_BINARY_PACKED")


class MirroredMarket(msgspec.Struct, frozen=True):
    """A market of which only the first outcome is written; `checked` messages showed it equal."""

    market: str
    first: str
    second: str
    checked: int


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of columns says about itself, in its metadata under `gametape`.

    `basis` is the fingerprint of the tape up to this segment; `damaged` that some of it could not
    be read. `both` are markets with two outcomes that are no mirror of each other, so that both
    are written. `grids` names the price grid of each asset's cells.
    """

    version: int
    made_by: str
    session: str
    segment: int
    basis: str
    damaged: bool
    both: tuple[str, ...]
    mirrored: tuple[MirroredMarket, ...]
    grids: dict[str, str]
    counts: Counts


def require_pyarrow() -> None:
    """Raises UsageError, naming the extra, if pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise UsageError(
            "Columns are Parquet files, which need pyarrow.",
            "Install it with: pip install 'gametape[columns]'.",
        ) from None


def level_table(rows: Mapping[str, LevelRows]) -> pa.Table:
    """Level changes as an Arrow table, in the order of the mapping."""
    import pyarrow as pa

    parts = list(rows.values())
    return pa.table(
        {
            "asset": _assets(rows),
            "seq": _integers(pa.int64(), [one.seq for one in parts]),
            "part": _integers(pa.int32(), [one.part for one in parts]),
            "recv_us": _integers(pa.int64(), [one.recv_us for one in parts]),
            "venue_us": _integers(pa.int64(), [one.venue_us for one in parts], nullable=True),
            "side": _sides([one.side for one in parts]),
            "cell": _integers(pa.int32(), [one.cell for one in parts]),
            "size": _integers(pa.int64(), [one.size for one in parts]),
            "best_bid": _integers(pa.int32(), [one.best_bid for one in parts], nullable=True),
            "best_ask": _integers(pa.int32(), [one.best_ask for one in parts], nullable=True),
        }
    )


def trade_table(rows: Mapping[str, TradeRows]) -> pa.Table:
    """Trades as an Arrow table, in the order of the mapping."""
    import pyarrow as pa

    parts = list(rows.values())
    exact = pa.decimal128(*_PRICE)
    prices = [price for one in parts for price in one.price]
    return pa.table(
        {
            "asset": _assets(rows),
            "seq": _integers(pa.int64(), [one.seq for one in parts]),
            "part": _integers(pa.int32(), [one.part for one in parts]),
            "recv_us": _integers(pa.int64(), [one.recv_us for one in parts]),
            "venue_us": _integers(pa.int64(), [one.venue_us for one in parts], nullable=True),
            "side": _sides([one.side for one in parts]),
            "cell": _integers(pa.int32(), [one.cell for one in parts], nullable=True),
            "price": pa.array([round(price, _PRICE[1]) for price in prices], exact),
            "size": _integers(pa.int64(), [one.size for one in parts]),
        }
    )


def write_columns(path: Path, table: pa.Table, facts: Facts) -> int:
    """Write a file whole or not at all; gives its bytes. Raises TapeError if the disk refuses."""
    import pyarrow.parquet as pq

    fresh = path.with_name(f"{path.name}.tmp")
    try:
        with fresh.open("wb") as file:
            writer = pq.ParquetWriter(
                file,
                table.schema,
                compression="zstd",
                compression_level=_ZSTD_LEVEL,
                use_dictionary=_DICTIONARY,
                column_encoding=_DELTAS,
                write_statistics=["asset", "seq", "recv_us"],
                store_schema=False,  # it would repeat the metadata, in base64
            )
            with writer:
                writer.write_table(table)
                writer.add_key_value_metadata({_KEY: msgspec.json.encode(facts)})
            file.flush()
            os.fsync(file.fileno())
        size = fresh.stat().st_size
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise TapeError(f"{path} cannot be written: {error.strerror or error}.") from error
    return size


def read_facts(path: Path) -> tuple[Facts, int] | None:
    """What a file says of itself and how many rows it has; None if it is not one of ours, whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(path)
        facts = msgspec.json.decode((footer.metadata or {}).get(_KEY, b""), type=Facts)
    except (pa.ArrowException, OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return facts, footer.num_rows


def _assets(rows: Mapping[str, Sized]) -> pa.DictionaryArray:
    import pyarrow as pa

    numbers = [array("i", [number]) * len(one) for number, one in enumerate(rows.values())]
    return pa.DictionaryArray.from_arrays(
        _integers(pa.int32(), numbers), pa.array(list(rows), pa.string())
    )


def _integers(
    kind: pa.DataType, buffers: Sequence[array[int]], *, nullable: bool = False
) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    chunks = [pa.Array.from_buffers(kind, len(one), [None, pa.py_buffer(one)]) for one in buffers]
    joined = pa.concat_arrays(chunks) if chunks else pa.array([], kind)
    if not nullable:
        return joined
    return pc.if_else(pc.not_equal(joined, UNKNOWN), joined, pa.scalar(None, kind))


def _sides(buffers: Sequence[array[int]]) -> pa.DictionaryArray:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(
        _integers(pa.int8(), buffers, nullable=True), pa.array(["BUY", "SELL"])
    )
