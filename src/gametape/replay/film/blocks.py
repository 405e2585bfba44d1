"""One block of a track: rows and the book before them, to bytes and back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.errors import TapeError
from gametape.replay.film.layout import (
    ASK,
    ROWS_LIMIT,
    SIZE_UNITS,
    STRIDES,
    TIME_UNITS,
    TRADE_UNKNOWN,
    BlockEntry,
    Codec,
)
from gametape.replay.film.planes import Ints
from gametape.replay.film.rows import Int64s, Rows
from gametape.replay.film.sections import read_sections, write_sections

COLUMNS = ("kf_key", "kf_size", "dt", "dseq", "kind", "key", "size")
_MOST_US = 1 << 62


class Keyframe(NamedTuple):
    """Levels of a book in dense slots: a bid's cell, an ask's cell + cells; and their sizes."""

    slots: Int64s
    sizes: Int64s


class Block:
    """A decoded block: the book before it, and its rows, narrow as they are stored.

    Columns widen when they are asked for, into new arrays or into those that are given.
    """

    __slots__ = ("_entry", "_jumps", "_sizes", "_steps", "before", "keys", "kinds")

    def __init__(self, entry: BlockEntry, before: Keyframe, columns: dict[str, Ints]) -> None:
        self.before = before
        self.kinds: NDArray[np.uint8] = columns["kind"]
        self.keys: NDArray[np.uint16] = columns["key"]
        self._entry = entry
        self._steps = columns["dt"]
        self._jumps = columns["dseq"]
        self._sizes = columns["size"]

    def __len__(self) -> int:
        return self._entry.rows

    @property
    def times(self) -> Int64s:
        """Receive times, microseconds."""
        return self.times_into(np.empty(len(self), np.int64))

    @property
    def seqs(self) -> Int64s:
        """Numbers on the tape."""
        return self.seqs_into(np.empty(len(self), np.int64))

    @property
    def cells(self) -> Int64s:
        """Prices as cells of the grid."""
        return self.keys.astype(np.int64) * self._entry.stride

    @property
    def sizes(self) -> Int64s:
        """Micro-shares."""
        return self.sizes_into(np.empty(len(self), np.int64))

    def times_into(self, out: Int64s) -> Int64s:
        """Receive times, written to `out`."""
        np.cumsum(self._steps, dtype=np.int64, out=out)
        if self._entry.time_unit != 1:
            out *= self._entry.time_unit
        out += self._entry.first_us
        return out

    def seqs_into(self, out: Int64s) -> Int64s:
        """Numbers on the tape, written to `out`."""
        np.cumsum(self._jumps, dtype=np.int64, out=out)
        out += self._entry.first_seq
        return out

    def sizes_into(self, out: Int64s) -> Int64s:
        """Micro-shares, written to `out`."""
        return np.multiply(self._sizes, self._entry.size_unit, out=out, dtype=np.int64)

    def slots_into(self, out: NDArray[np.intp], levels: int, stride: int) -> NDArray[np.intp]:
        """Places in a dense book of so many levels a side at this stride, written to `out`.

        Bids, then asks, then one place for everything that is no level.
        """
        np.take(np.array([0, levels, *[2 * levels] * 3], np.intp), self.kinds, out=out)
        out += self.keys * np.intp(self._entry.stride // stride)
        return np.minimum(out, 2 * levels, out=out)


def encode_block(rows: Rows, before: Keyframe, cells: int, at: int) -> tuple[bytes, BlockEntry]:
    """A block (codec none) to stand at offset `at`, and its entry in the index.

    `rows` must not be empty.
    """
    stride = _stride(rows.cells, before.slots % cells, cells)
    time_unit = _unit(np.diff(rows.times), TIME_UNITS)
    size_unit = _unit(rows.sizes, SIZE_UNITS)
    dt = np.diff(rows.times, prepend=rows.times[0]) // time_unit
    sizes = rows.sizes // size_unit
    sides, keys = np.divmod(before.slots, cells)
    columns: dict[str, tuple[Ints, int]] = {
        "kf_key": (sides * ((cells - 1) // stride + 1) + keys // stride, 2),
        "kf_size": (before.sizes, 8),
        "dt": (dt, 4 if dt.max() < 1 << 32 else 8),
        "dseq": (np.diff(rows.seqs, prepend=rows.seqs[0]), 4),
        "kind": (rows.kinds, 1),
        "key": (rows.cells // stride, 2),
        "size": (sizes, 4 if sizes.max() < 1 << 31 else 8),
    }
    data, sections = write_sections(columns)
    return data, BlockEntry(
        at=at,
        bytes=len(data),
        rows=len(rows),
        first_us=int(rows.times[0]),
        last_us=int(rows.times[-1]),
        first_seq=int(rows.seqs[0]),
        time_unit=time_unit,
        stride=stride,
        size_unit=size_unit,
        sections=sections,
    )


def decode_block(data: bytes, entry: BlockEntry, cells: int, codec: Codec) -> Block:
    """The rows in a block; raises TapeError for anything that no writer writes."""
    count, stride = entry.rows, entry.stride
    if not 0 < count <= ROWS_LIMIT or stride not in STRIDES or (cells - 1) % stride:
        raise TapeError("A block of the track claims an impossible number of rows or stride.")
    if entry.time_unit not in TIME_UNITS or entry.size_unit not in SIZE_UNITS:
        raise TapeError("A block of the track has a unit that no writer uses.")
    columns = read_sections(data, entry.sections, COLUMNS, codec)
    keyed = {name: len(columns[name]) for name in COLUMNS}
    levels = (cells - 1) // stride + 1
    if keyed["kf_key"] != keyed["kf_size"] or keyed["kf_key"] > 2 * levels:
        raise TapeError("A block of the track has an impossible keyframe.")
    if any(keyed[name] != count for name in COLUMNS[2:]):
        raise TapeError("The columns of a block of the track differ in length.")
    kinds, keys = columns["kind"], columns["key"]
    sides, at = np.divmod(columns["kf_key"].astype(np.int64), levels)
    before = Keyframe(sides * cells + at * stride, columns["kf_size"].astype(np.int64))
    if keys.max() >= levels or kinds.max() > TRADE_UNKNOWN or (sides > 1).any():
        raise TapeError("A block of the track has a price or a kind that does not exist.")
    if (before.sizes <= 0).any() or (columns["size"] < 0).any():
        raise TapeError("A block of the track has a size that no level can have.")
    if entry.size_unit * int(columns["size"].max()) >= _MOST_US:
        raise TapeError("A block of the track has a size beyond all bounds.")
    _check_sum(columns["dt"], entry.first_us, entry.time_unit, entry.last_us)
    _check_sum(columns["dseq"], entry.first_seq, 1, None)
    return Block(entry, before, columns)


def _check_sum(steps: Ints, first: int, unit: int, last: int | None) -> None:
    """Raises TapeError where running sums leave what an int64 can hold, or miss their end."""
    top = int(steps.max())
    if abs(first) >= _MOST_US or steps[0] or top * unit >= _MOST_US // len(steps):
        raise TapeError("A block of the track has times or numbers beyond all bounds.")
    if last is not None and int(steps.sum(dtype=np.int64)) * unit + first != last:
        raise TapeError("A block of the track does not end when its index says.")


def _stride(cells: Int64s, others: Int64s, grid_cells: int) -> int:
    for stride in STRIDES[:-1]:
        fits = not (cells % stride).any() and not (others % stride).any()
        if fits and (grid_cells - 1) % stride == 0:
            return stride
    return 1


def _unit(values: Int64s, units: tuple[int, ...]) -> int:
    common = int(np.gcd.reduce(values)) if len(values) else 0
    return next((unit for unit in units if common and common % unit == 0), 1)


def is_level(kinds: NDArray[np.uint8] | Int64s) -> NDArray[np.bool_]:
    """Which rows change the book."""
    return kinds <= ASK
