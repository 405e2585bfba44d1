"""One block of a track: rows and the book before them, to bytes and back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.errors import TapeError
from gametape.replay.film.layout import (
    ASK,
    BID,
    ROWS_LIMIT,
    SIZE_UNITS,
    STRIDES,
    TIME_UNITS,
    TRADE_BUY,
    TRADE_UNKNOWN,
    BlockEntry,
    Codec,
)
from gametape.replay.film.planes import Ints
from gametape.replay.film.rows import Int64s, Rows
from gametape.replay.film.sections import Sections, read_sections, write_sections
from gametape.replay.film.unfolding import (
    GONE,
    LEVEL,
    TRADE,
    UNKNOWN_TRADE,
    Counts,
    Room,
    Units,
    unfold,
)

COLUMNS = ("kf_key", "kf_size", "dt", "dseq", "kind", "place", "size")
_MOST_US = 1 << 62


class Keyframe(NamedTuple):
    """Levels of a book in dense slots: a bid's cell, an ask's cell + cells; and their sizes."""

    slots: Int64s
    sizes: Int64s


class Jumps(NamedTuple):
    """Numbers on the tape as they are stored: that of the first row, and how far each is on."""

    first: int
    steps: Ints

    def into(self, out: Int64s) -> Int64s:
        """The numbers, written to `out`."""
        np.cumsum(self.steps, dtype=np.int64, out=out)
        out += self.first
        return out


class Before(NamedTuple):
    """The book before a block, as it is stored."""

    keys: Ints
    sizes: Ints
    unit: int
    stride: int
    cells: int

    def keyframe(self) -> Keyframe:
        """The book; raises TapeError for one that no writer writes."""
        levels = (self.cells - 1) // self.stride + 1
        sides, at = np.divmod(self.keys.astype(np.int64), levels)
        if (sides > 1).any():
            raise TapeError("A keyframe of the track has a price that does not exist.")
        if len(self.sizes) and not 0 < int(self.sizes.max()) < _MOST_US // self.unit:
            raise TapeError("A keyframe of the track has a size that no level can have.")
        sizes = self.sizes.astype(np.int64) * self.unit
        if (sizes == 0).any():
            raise TapeError("A keyframe of the track has a size that no level can have.")
        return Keyframe(sides * self.cells + at * self.stride, sizes)


class Block:
    """A block whose columns are known to fit one another; rows are read when they are asked for.

    Reading them raises TapeError for rows that no writer writes.
    """

    def __init__(self, entry: BlockEntry, cells: int, sections: Sections) -> None:
        self.entry = entry
        self.levels = (cells - 1) // entry.stride + 1
        self._cells = cells
        self._sections = sections

    def __len__(self) -> int:
        return self.entry.rows

    @property
    def before(self) -> Before:
        """The book before the rows."""
        ints, entry = self._sections.ints, self.entry
        return Before(ints("kf_key"), ints("kf_size"), entry.kf_unit, entry.stride, self._cells)

    @property
    def jumps(self) -> Jumps:
        """The numbers on the tape."""
        steps = self._sections.ints("dseq")
        first = self.entry.first_seq
        if steps[0] or int(steps.max()) >= _MOST_US // len(steps):
            raise TapeError("A block of the track has numbers that do not rise.")
        return Jumps(first, steps)

    def unfold(self, room: Room, levels: int, stride: int, unit: int = 1) -> int:
        """Rows into `room`, for a book of so many levels a side; gives the number of trades.

        Sizes count `unit` micro-shares. The keys of trades stay those of the block's own stride.
        """
        entry, (data, places) = self.entry, self._sections
        counts = Counts(len(self), places["size"].values)
        factor = entry.size_unit // unit
        most = min((_MOST_US - 1) // unit, np.iinfo(room.sizes.dtype).max) // factor
        units = Units(
            entry.first_us, entry.time_unit, factor, int(most), entry.bid_key, entry.ask_key,
            self.levels, levels, entry.stride // stride,
        )  # fmt: skip
        dt, kind, place, size = (places[name][:2] for name in ("dt", "kind", "place", "size"))
        try:
            trades = unfold(data, counts, dt, kind, place, size, units, room)
        except ValueError as error:
            raise TapeError(f"A block of the track has {error}.") from None
        if int(room.times[len(self) - 1]) != entry.last_us:
            raise TapeError("A block of the track does not end when its index says.")
        return trades

    def rows(self) -> Rows:
        """The rows as they were given to `encode_block`, without `tops`."""
        room = Room.of(len(self))
        trades = slice(self.unfold(room, self.levels, self.entry.stride))
        kinds, keys = np.divmod(room.slots.astype(np.int64), self.levels)
        kinds[room.trades[trades]] = room.kinds[trades]
        keys[room.trades[trades]] = room.keys[trades]
        seqs = self.jumps.into(np.empty(len(self), np.int64))
        cells = keys * self.entry.stride
        sizes = room.sizes.astype(np.int64, copy=False)
        return Rows(room.times, seqs, kinds, cells, sizes, np.zeros_like(seqs))


def encode_block(rows: Rows, before: Keyframe, cells: int, at: int) -> tuple[bytes, BlockEntry]:
    """A block (codec none) to stand at offset `at`, and its entry in the index.

    `rows` must not be empty.
    """
    stride = _stride(rows.cells, before.slots % cells, cells)
    time_unit = _unit(np.diff(rows.times), TIME_UNITS)
    size_unit, kf_unit = _unit(rows.sizes, SIZE_UNITS), _unit(before.sizes, SIZE_UNITS)
    sides, keys = np.divmod(before.slots, cells)
    codes = _codes(rows)
    bid_key, ask_key, places = _places(rows.kinds, rows.cells // stride)
    data, sections = write_sections(
        {
            "kf_key": sides * ((cells - 1) // stride + 1) + keys // stride,
            "kf_size": before.sizes // kf_unit,
            "dt": np.diff(rows.times, prepend=rows.times[0]) // time_unit,
            "dseq": np.diff(rows.seqs, prepend=rows.seqs[0]),
            "kind": _four_a_byte(codes),
            "place": places,
            "size": rows.sizes[codes != GONE] // size_unit,
        }
    )
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
        kf_unit=kf_unit,
        bid_key=bid_key,
        ask_key=ask_key,
        sections=sections,
    )


def check_entry(entry: BlockEntry, cells: int) -> None:
    """Raises TapeError where an index says of a block what no writer says."""
    count, stride = entry.rows, entry.stride
    if not 0 < count <= ROWS_LIMIT or stride not in STRIDES or (cells - 1) % stride:
        raise TapeError("A block of the track claims an impossible number of rows or stride.")
    units = entry.size_unit in SIZE_UNITS and entry.kf_unit in SIZE_UNITS
    if entry.time_unit not in TIME_UNITS or not units:
        raise TapeError("A block of the track has a unit that no writer uses.")
    if not (0 <= entry.bid_key < cells and 0 <= entry.ask_key < cells):
        raise TapeError("A block of the track counts from a price that does not exist.")
    if abs(entry.first_us) >= _MOST_US or abs(entry.first_seq) >= _MOST_US:
        raise TapeError("A block of the track has times or numbers beyond all bounds.")
    if any(not 0 <= width <= 8 for _, width, _ in entry.sections):
        raise TapeError("A column of the track is not as long as it should be.")


def decode_block(data: bytes, entry: BlockEntry, cells: int, codec: Codec) -> Block:
    """The block in these bytes, whose entry `check_entry` has seen.

    Raises TapeError for anything that no writer writes.
    """
    sections = read_sections(data, entry.sections, COLUMNS, codec)
    block, count = Block(entry, cells, sections), entry.rows
    counted = sections.count
    if counted("kf_key") != counted("kf_size") or counted("kf_key") > 2 * block.levels:
        raise TapeError("A block of the track has an impossible keyframe.")
    if any(counted(name) != count for name in ("dt", "dseq", "place")):
        raise TapeError("The columns of a block of the track differ in length.")
    if sections.places["kind"][1:] != (1, (count + 3) // 4) or counted("size") > count:
        raise TapeError("The columns of a block of the track differ in length.")
    return block


def _codes(rows: Rows) -> NDArray[np.uint8]:
    """How kinds are stored; see `unfolding`."""
    codes = np.full(len(rows), TRADE, np.uint8)
    codes[rows.kinds == TRADE_UNKNOWN] = UNKNOWN_TRADE
    levels = is_level(rows.kinds)
    codes[levels] = np.where(rows.sizes[levels] == 0, GONE, LEVEL)
    return codes


def _four_a_byte(codes: NDArray[np.uint8]) -> Ints:
    """Two bits a row, the first row's lowest."""
    filled = np.zeros((len(codes) + 3) // 4 * 4, np.uint8)
    filled[: len(codes)] = codes
    four = filled.reshape(-1, 4)
    packed: Ints = four[:, 0] | four[:, 1] << 2 | four[:, 2] << 4 | four[:, 3] << 6
    return packed


def _places(kinds: Int64s, keys: Int64s) -> tuple[int, int, Ints]:
    """Where bids and asks are counted from, and twice the distance, odd for asks.

    Most of what happens is near the touch, so these are small numbers, alike on both sides. A sold
    trade is one with the bids, any other one with the asks.
    """
    asks = (kinds == ASK) | (kinds == TRADE_BUY) | (kinds == TRADE_UNKNOWN)
    bid_key = int(keys[~asks].max(initial=BID))
    ask_key = int(keys[asks].min()) if asks.any() else 0
    return bid_key, ask_key, np.where(asks, 2 * (keys - ask_key) + 1, 2 * (bid_key - keys))


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
