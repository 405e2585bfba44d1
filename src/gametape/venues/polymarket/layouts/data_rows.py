"""Layout: rows of the Data API, trades of everybody or the history of one wallet.

One wallet in all rows makes them its own fills (`polymarket.wallet`, read elsewhere); rows of many
wallets are public prints, decoded here. Times are whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, Trade
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import fields_in, scalar_of, sniff, time_of, units
from gametape.venues.polymarket.layouts.notices import NEWEST_FIRST, Notices, oldest_first
from gametape.venues.polymarket.layouts.rows import cell, price, row_reader, size
from gametape.venues.polymarket.texts import side

SOURCE = "polymarket.data-trades"
"""The source name of public prints read from the Data API."""

WALLET_SOURCE = "polymarket.wallet"

_MARKS = {"proxyWallet", "conditionId", "transactionHash", "size", "timestamp"}


class _Row(msgspec.Struct):
    asset: str
    size: Decimal
    price: Decimal
    timestamp: int | str
    side: str = ""
    type: str = "TRADE"
    conditionId: str = ""  # noqa: N815 - the venue's spelling
    transactionHash: str = ""  # noqa: N815


_row = row_reader(_Row)


class DataTradesDecoder:
    """Public prints of the Data API; see `gametape.model.decoder.Decoder`.

    Of an activity dump only rows of type TRADE are prints; the others give no events.
    """

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        if row.type != "TRADE":
            return ()
        at_us = time_of(row.timestamp)
        if at_us is None or not row.asset:
            raise ParseError("trade row lacks its time or its asset.")
        return (
            Trade(
                seq=seq,
                recv_us=recv_us,
                venue_us=at_us,
                asset=row.asset,
                price=price(row.price),
                cell=cell(row.price),
                size=size(row.size),
                side=side(row.side) if row.side else None,
                market=row.conditionId,
                transaction=row.transactionHash,
            ),
        )


class DataRows:
    """A dump of Data API rows."""

    name = "Polymarket Data API trades and activity"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return sniff(file.head).keys() >= _MARKS

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        raws = [raw for unit in units(file) for raw in unit.values]
        rows, turned = oldest_first([(raw, fields_in(raw)) for raw in raws], _at_us)
        wallets = {fields["proxyWallet"] for _, fields in rows if "proxyWallet" in fields}
        own = len(wallets) == 1
        kind, source = (Kind.USER, WALLET_SOURCE) if own else (Kind.MARKET, SOURCE)
        coarse = 0
        for raw, fields in rows:
            at_us = _at_us((raw, fields)) or notices.last_us
            notices.row(at_us, raw)
            coarse += len(fields.get("price", b"").partition(b".")[2]) > 4
            yield Frame(kind, source, at_us, raw)
        whose = "one wallet" if own else f"{len(wallets):,} wallets"
        notices.say(f"{len(rows):,} rows of {whose}; times are whole seconds.")
        if coarse:
            notices.say(f"{coarse:,} prices lie off the grid: averages over several levels.")
        if turned:
            notices.say(NEWEST_FIRST)
        notices.close()


def _at_us(row: tuple[bytes, dict[str, bytes]]) -> int:
    return time_of(scalar_of(row[1].get("timestamp", b"null"))) or 0
