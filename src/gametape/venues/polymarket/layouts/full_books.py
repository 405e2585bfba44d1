"""Layout: dumps of whole books, and of the prints beside them, as JSON arrays.

One file an outcome, without any asset id: the file's place (`15m/btc/1765450800up`) stands for
it and is put around each element; the element itself stays verbatim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import BookSnapshot, Event, Trade
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import (
    fields_in,
    scalar_of,
    sniff,
    time_of,
    units,
    wrapped,
)
from gametape.venues.polymarket.layouts.notices import Notices
from gametape.venues.polymarket.layouts.rows import row_reader
from gametape.venues.polymarket.market import read_levels
from gametape.venues.polymarket.texts import SIZES, dollars, side, trade_cell, venue_us
from gametape.venues.polymarket.wire import WireLevel

SOURCE = "polymarket.full-book"
"""The source name of these rows."""

_FOLDERS = ("orderbooks", "trades", "books")
_MARKS = {"local_timestamp", "timestamp"}


class _Element(msgspec.Struct):
    timestamp: str
    bids: list[WireLevel] | None = None
    asks: list[WireLevel] | None = None
    price: str | None = None
    size: str | None = None
    side: str | None = None


class _Row(msgspec.Struct):
    asset: str
    row: _Element


_row = row_reader(_Row)


class FullBookDecoder:
    """Rows of full-book dumps; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        read = _row(raw)
        row, at_us = read.row, venue_us(read.row.timestamp)
        market = read.asset.removesuffix("up").removesuffix("down")
        if row.bids is not None and row.asks is not None:
            return (
                BookSnapshot(
                    seq=seq,
                    recv_us=recv_us,
                    venue_us=at_us,
                    asset=read.asset,
                    bids=read_levels(row.bids),
                    asks=read_levels(row.asks),
                    market=market,
                ),
            )
        if row.price is None or row.size is None:
            raise ParseError("row is neither a book nor a print.")
        return (
            Trade(
                seq=seq,
                recv_us=recv_us,
                venue_us=at_us,
                asset=read.asset,
                price=dollars(row.price),
                cell=trade_cell(row.price),
                size=SIZES[row.size],
                side=side(row.side) if row.side else None,
                market=market,
            ),
        )


def _asset(file: ForeignFile) -> str:
    """The file's place from two folders up; only what is known of it."""
    stem = file.name.rpartition(".")[0] or file.name
    above = file.path.parts[-4:-1] if file.path else (file.folder,)
    folders = list(file.folders or above)
    if folders and folders[-1] in _FOLDERS:
        del folders[-1]
    return "/".join([*[folder for folder in folders[-2:] if folder], stem])


class FullBooks:
    """Arrays of whole books, or of prints."""

    name = "Polymarket full-book and print dumps"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        fields = sniff(file.head)
        if not fields.keys() >= _MARKS or "asset_id" in fields:
            return False
        return {"bids", "asks"} <= fields.keys() or {"price", "size", "side"} <= fields.keys()

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        asset = _asset(file)
        books = 0
        for unit in units(file):
            for element in unit.values:
                fields = fields_in(element)
                at_us = time_of(scalar_of(fields.get("local_timestamp", b"null")))
                at_us = notices.last_us if at_us is None else at_us
                raw = wrapped(asset=msgspec.json.encode(asset), row=element)
                notices.row(at_us, element)
                books += "bids" in fields
                yield Frame(Kind.MARKET, SOURCE, at_us, raw)
        notices.say(f"The file names no asset: {asset} stands for it.")
        if books:
            notices.say("Whole books only: what happened between two of them is not recorded.")
        notices.close()
