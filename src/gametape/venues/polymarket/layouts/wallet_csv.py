"""Layout: CSV of one wallet's fills, and of somebody's attempt to match such fills with a feed.

Each row becomes a JSON object of its texts; the decoder gives a fill's row to the decoder of
wallet rows under the Data API's names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from gametape.model.events import Event
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import time_of
from gametape.venues.polymarket.layouts.kept import SOURCE as KEPT_SOURCE
from gametape.venues.polymarket.layouts.notices import NEWEST_FIRST, Notices, oldest_first
from gametape.venues.polymarket.layouts.rows import row_reader
from gametape.venues.polymarket.layouts.tables import csv_rows, header_of
from gametape.venues.polymarket.wallet import WalletDecoder

SOURCE = "polymarket.wallet-csv"
"""The source name of a wallet's fills as CSV rows."""

_FILLS = {"wallet", "side", "price", "size", "asset", "condition_id", "transaction_hash"}
_MATCHES = {"event_slug", "token_id", "match_level", "num_fills"}


class _Row(msgspec.Struct):
    timestamp: str
    wallet: str
    side: str
    price: str
    size: str
    asset: str
    condition_id: str
    transaction_hash: str
    outcome: str = ""
    event_slug: str = ""
    usdc_value: str = ""


_row = row_reader(_Row)


class WalletCsvDecoder:
    """A wallet's fills as CSV rows; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._wallet = WalletDecoder()

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        body = {
            "proxyWallet": row.wallet,
            "timestamp": row.timestamp,
            "conditionId": row.condition_id,
            "type": "TRADE",
            "size": row.size,
            "usdcSize": row.usdc_value,
            "transactionHash": row.transaction_hash,
            "price": row.price,
            "asset": row.asset,
            "side": row.side,
            "outcome": row.outcome,
            "eventSlug": row.event_slug,
        }
        return self._wallet.decode(msgspec.json.encode(body), seq, recv_us)


class WalletCsv:
    """A CSV table of fills, or of matches."""

    name = "Polymarket wallet fills as CSV"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        columns = set(header_of(file.head))
        return columns >= _FILLS or columns >= _MATCHES

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings)
        fills = set(header_of(file.head)) >= _FILLS
        levels: Counter[str] = Counter()
        rows, turned = oldest_first(list(csv_rows(file)), _at_us)
        for texts, raw in rows:
            at_us = _at_us((texts, raw)) or notices.last_us
            levels[texts.get("match_level", "")] += 1
            notices.row(at_us, raw)
            yield Frame(Kind.USER, SOURCE if fills else KEPT_SOURCE, at_us, raw)
        if turned:
            notices.say(NEWEST_FIRST)
        if fills:
            notices.say("Fills at whole seconds, without fees and without fill ids.")
        else:
            told = ", ".join(f"{count:,} {level}" for level, count in levels.most_common())
            notices.say(f"Somebody's matching of fills with a feed ({told}): kept, not believed.")
        notices.close()


def _at_us(row: tuple[dict[str, str], bytes]) -> int:
    return time_of(row[0].get("timestamp")) or 0
