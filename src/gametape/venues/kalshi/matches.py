"""A whole tennis match in one JSON file: its rows put in the order of time, bytes untouched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.times import iso_text
from gametape.venues.kalshi import match, wire

_HEAD = re.compile(rb'\s*\{\s*"match_ticker"\s*:')
_MS = 1000


class _Row(msgspec.Struct, gc=False):
    ts: int | None = None
    ts_ms: int | None = None
    ts_sec: int | None = None
    settlement_ts: int | None = None
    msg_type: str = ""
    yes_bid: float | None = None
    yes_ask: float | None = None


_TABLES: dict[str, tuple[Kind, Callable[[_Row], int | None]]] = {
    "points": (Kind.GAME, lambda row: _us(row.ts_ms)),
    "ticks": (Kind.MARKET, lambda row: _us(row.ts)),
    "orderbook_1s": (
        # A second's flow is known when the second is over.
        Kind.MARKET,
        lambda row: _us((row.ts_sec + 1) * 1000) if row.ts_sec else None,
    ),
    "lifecycle": (Kind.MARKET, lambda row: _us(row.ts or row.ts_ms)),
    "markets": (Kind.RULES, lambda row: _us(row.settlement_ts)),
}
"""Lists of the file in the order in which rows of one time are told, and each row's time.

A market's row holds the result, so it stands at the settlement: earlier it would be foresight.
"""


class MatchFile:
    """Prints, tickers, one-second order flow and points of one match on Kalshi."""

    name = "Kalshi matches with points"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`: a JSON object that begins with the match's ticker."""
        return _HEAD.match(file.head) is not None

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`: the match itself first, then all rows by time."""
        try:
            parts = wire.decode(file.whole(), dict[str, msgspec.Raw])
            tables = {name: _rows(parts.pop(name)) for name in _TABLES if name in parts}
        except ParseError as error:
            raise ParseError(f"{file.name}: {error.what}") from None
        frames: list[Frame] = []
        for name, rows in tables.items():
            frames.extend(_placed(name, rows, warnings))
        frames.sort(key=lambda frame: frame.recv_us)
        start_us = frames[0].recv_us if frames else 0
        yield Frame(Kind.GAME, match.SOURCE, start_us, msgspec.json.encode(parts))
        yield from frames


def _rows(table: msgspec.Raw) -> list[tuple[bytes, _Row]]:
    return [(bytes(raw), _peek(raw)) for raw in wire.decode(table, list[msgspec.Raw])]


def _peek(raw: msgspec.Raw) -> _Row:
    try:
        return wire.decode(raw, _Row)
    except ParseError:
        return _Row()  # kept at its neighbour's time; the decoder counts it as unparsed


def _placed(name: str, rows: list[tuple[bytes, _Row]], warnings: list[str]) -> Iterator[Frame]:
    kind, time_of = _TABLES[name]
    now_us = backwards = untimed = 0
    times: Counter[int] = Counter()
    for raw, row in rows:
        when = time_of(row)
        if when is None:
            untimed += 1
        else:
            backwards += when < now_us
            times[when] += 1
            now_us = when
        yield Frame(kind, match.SOURCE, now_us, raw)
    if backwards:
        warnings.append(f"{backwards:,} rows of {name} are earlier than the one before them.")
    if untimed:
        warnings.append(f"{untimed:,} rows of {name} carry no time.")
    if name == "points":
        warnings.extend(_bulk(times))
    prints = sum(row.msg_type == "trade" and row.yes_bid == row.yes_ask == 0 for _, row in rows)
    if prints:
        warnings.append(f"{prints:,} prints carry a bid and ask of 0.0, which means not given.")


def _bulk(times: Counter[int]) -> Iterator[str]:
    """Points cannot happen together: those of one time were loaded together, later."""
    for when, count in times.items():
        if count > 1:
            yield (
                f"{count:,} of {times.total():,} points stand at {iso_text(when)}: they were "
                "loaded together, and when each happened is not known."
            )


def _us(ms: int | None) -> int | None:
    return None if ms is None or not 0 < ms < 10**14 else ms * _MS
