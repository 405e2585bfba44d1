"""Layout: files that belong to an evening but hold nothing that happened in the market.

Positions, holders, values, answers about a fee or a tick, a bot's decisions and its own list of
trades: kept row by row, decoded to no events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gametape.errors import ParseError
from gametape.model.events import Event
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.venues.polymarket.layouts.documents import (
    fields_in,
    is_json,
    scalar_of,
    sniff,
    time_of,
    units,
)
from gametape.venues.polymarket.layouts.notices import counted

SOURCE = "polymarket.kept"
"""The source name of rows that are kept without events."""

# What each kind of file is called, by fields that only it has.
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("positions of a wallet", frozenset({"proxyWallet", "avgPrice", "cashPnl"})),
    ("holders of a token", frozenset({"token", "holders"})),
    ("the value of a wallet", frozenset({"user", "value"})),
    ("trades of a bot's own journal", frozenset({"slug", "entry_price", "entry_timestamp"})),
    ("decisions of a bot", frozenset({"market", "action", "ai_prob"})),
)
# Short answers of the CLOB's REST, by exactly these fields.
_ANSWERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("a midpoint", frozenset({"mid"})),
    ("a fee rate", frozenset({"base_fee"})),
    ("a tick size", frozenset({"minimum_tick_size"})),
)
_TIMES = ("entry_timestamp", "timestamp", "endDate")


class KeptDecoder:
    """Any JSON value, no events; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:  # noqa: ARG002
        """See `Decoder.decode`."""
        if not is_json(raw):
            raise ParseError("not JSON.")
        return ()


class KeptRows:
    """Rows about the market, not of it."""

    name = "Polymarket side files"
    clock: RecordedClock = "none"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return _kind(sniff(file.head)) is not None

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        count = paper = 0
        for unit in units(file):
            for raw in unit.values:
                fields = fields_in(raw)
                times = (time_of(scalar_of(fields[name])) for name in _TIMES if name in fields)
                count += 1
                paper += fields.get("mode") == b'"dry_run"'
                yield Frame(Kind.USER, SOURCE, next(filter(None, times), 0), raw)
        warnings.append(
            f"{counted(count, 'row')} of {_kind(sniff(file.head))}: kept, but nothing that "
            "happened in the market."
        )
        if paper:
            warnings.append(f"{paper:,} of them are marked dry_run: paper, not trades.")


def _kind(fields: Mapping[str, object]) -> str | None:
    kind = next((name for name, marks in _KINDS if marks <= fields.keys()), None)
    return kind or next((name for name, marks in _ANSWERS if marks == fields.keys()), None)
