"""Layout: CSV of `price_change` rows in the schema before 2025-09, `changes` as a JSON list.

Each row becomes a JSON object of its texts; the decoder reads the list inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from gametape.model.events import Event
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.times import HOUR
from gametape.venues.polymarket.layouts.documents import time_of
from gametape.venues.polymarket.layouts.notices import Notices
from gametape.venues.polymarket.layouts.rows import row_reader
from gametape.venues.polymarket.layouts.tables import csv_rows, header_of
from gametape.venues.polymarket.market import message_events
from gametape.venues.polymarket.wire import WireChange, WireMessage

SOURCE = "polymarket.price-change-csv"
"""The source name of these rows."""

_COLUMNS = {"asset_id", "market", "timestamp", "hash", "changes"}


class _Row(msgspec.Struct):
    asset_id: str
    market: str
    timestamp: str
    hash: str
    changes: str


_row = row_reader(_Row)
_changes = row_reader(list[WireChange])


class OldChangesDecoder:
    """Rows of old price changes; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        message = WireMessage(
            event_type="price_change",
            market=row.market,
            asset_id=row.asset_id,
            timestamp=time_of(row.timestamp),
            hash=row.hash,
            changes=_changes(row.changes.encode()),
        )
        return message_events(message, seq, recv_us)


class OldChanges:
    """A CSV table of old price changes."""

    name = "Polymarket price changes before 2025-09 as CSV"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return set(header_of(file.head)) >= _COLUMNS

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        longest_us = 0
        hashes: set[str] = set()
        for texts, raw in csv_rows(file):
            at_us = time_of(texts.get("timestamp")) or notices.last_us
            if notices.count:
                longest_us = max(longest_us, at_us - notices.last_us)
            notices.row(at_us, raw)
            hashes.add(texts.get("hash", ""))
            yield Frame(Kind.MARKET, SOURCE, at_us, raw)
        notices.say(
            "Only changes, no book to start from: the levels are known only where they changed."
        )
        if longest_us > HOUR:
            notices.say(f"The longest silence is {longest_us // HOUR:,} hours.")
        if repeated := notices.count - len(hashes):
            rows = "1 row carries" if repeated == 1 else f"{repeated:,} rows carry"
            notices.say(f"{rows} a hash that an earlier row carries.")
        notices.close()
