"""Layout: Parquet of prints with the original message beside each row's columns.

Columns local_ts, exchange_ts, msg_type, asset_id (in truth the market), price, size, sequence_id,
side, payload. The payload names the asset; numbers in it went through doubles.
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
from gametape.venues.polymarket.layouts.documents import time_of
from gametape.venues.polymarket.layouts.notices import Notices
from gametape.venues.polymarket.layouts.parquet import parquet_columns, parquet_rows, row_raw
from gametape.venues.polymarket.layouts.rows import cell, price, row_reader, size
from gametape.venues.polymarket.texts import side

SOURCE = "polymarket.backfill"
"""The source name of these rows."""

_COLUMNS = {"local_ts", "exchange_ts", "msg_type", "asset_id", "sequence_id", "payload"}


class _Row(msgspec.Struct):
    msg_type: str
    payload: str


class _Payload(msgspec.Struct):
    asset_id: str
    price: Decimal
    size: Decimal
    event_type: str = ""
    market: str = ""
    side: str = ""
    timestamp: str | int | None = None


_row = row_reader(_Row)
_payload = row_reader(_Payload)


class BackfillDecoder:
    """Prints with their payload; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        if row.msg_type != "trade":
            raise ParseError(f"row type {row.msg_type[:40]!r} is unknown.")
        print_ = _payload(row.payload.encode())
        return (
            Trade(
                seq=seq,
                recv_us=recv_us,
                venue_us=time_of(print_.timestamp),
                asset=print_.asset_id,
                price=price(print_.price),
                cell=cell(print_.price),
                size=size(print_.size),
                side=side(print_.side) if print_.side else None,
                market=print_.market,
            ),
        )


class Backfill:
    """The Parquet table."""

    name = "Polymarket prints as Parquet with payload"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return parquet_columns(file) >= _COLUMNS

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        same_clock = unnumbered = 0
        for row in parquet_rows(file):
            at_us = time_of(row["local_ts"]) or notices.last_us
            same_clock += row["local_ts"] == row["exchange_ts"]
            unnumbered += row["sequence_id"] is None
            raw = row_raw(row)
            notices.row(at_us, raw)
            yield Frame(Kind.MARKET, SOURCE, at_us, raw)
        if same_clock:
            notices.say(
                f"Receive time equals venue time on {same_clock:,} of {notices.count:,} rows: "
                "filled in afterwards, not received then."
            )
        if unnumbered:
            notices.say(f"{unnumbered:,} rows have no sequence number: holes cannot be seen.")
        notices.close()
