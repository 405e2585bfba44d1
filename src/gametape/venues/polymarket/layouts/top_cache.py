"""Layout: a recorder's cache of the best prices of every asset at one moment.

`{"snapshotAt", "subscribedAssetIds", "topOfBookByAssetId": {asset: {...}}}`; each asset becomes a
frame at the time it was last updated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, TopOfBook
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import NONE, UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import (
    fields_in,
    scalar_of,
    sniff,
    time_of,
    units,
    wrapped,
)
from gametape.venues.polymarket.layouts.notices import Notices, counted
from gametape.venues.polymarket.layouts.rows import cell, row_reader

SOURCE = "polymarket.top-cache"
"""The source name of cached tops of book."""

_TOPS = "topOfBookByAssetId"


class _Top(msgspec.Struct):
    bestBid: Decimal | None = None  # noqa: N815 - the recorder's spelling
    bestAsk: Decimal | None = None  # noqa: N815


class _Row(msgspec.Struct):
    asset: str = ""
    top: _Top | None = None


_row = row_reader(_Row)


class TopCacheDecoder:
    """Cached tops of book; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        if row.top is None:
            return ()
        return (
            TopOfBook(
                seq=seq,
                recv_us=recv_us,
                asset=row.asset,
                best_bid=_best(row.top.bestBid),
                best_ask=_best(row.top.bestAsk),
            ),
        )


def _best(price: Decimal | None) -> int:
    """Cell of a best price; nothing rests at 0 or 1, so these say that the side is empty."""
    if price is None or price in (0, 1):
        return NONE
    at = cell(price)
    if at == NONE:
        raise ParseError(f"best price {str(price)[:20]} is not a multiple of 1/10000.")
    return at


class TopCache:
    """The cache file."""

    name = "Polymarket cache of best prices"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return sniff(file.head).keys() >= {"snapshotAt", "subscribedAssetIds"}

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings, ordered=False)
        for unit in units(file):
            for document in unit.values:
                fields = fields_in(document)
                for asset, top in fields_in(fields.pop(_TOPS, b"{}")).items():
                    times = fields_in(top)
                    at_us = time_of(scalar_of(times.get("updatedAt", b"null"))) or notices.last_us
                    raw = wrapped(asset=msgspec.json.encode(asset), top=top)
                    notices.row(at_us, raw)
                    yield Frame(Kind.MARKET, SOURCE, at_us, raw)
                at_us = time_of(scalar_of(fields.get("snapshotAt", b"null"))) or notices.last_us
                yield Frame(Kind.MARKET, SOURCE, at_us, wrapped(around=wrapped(**fields)))
        assets = counted(notices.count, "asset")
        notices.say(f"{assets} with best prices at one moment each: no history, no depth.")
        notices.close()
