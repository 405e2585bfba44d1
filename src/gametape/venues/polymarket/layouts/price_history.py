"""Layout: price histories, points `{t, p}` somebody sampled; neither prints nor quotes.

Bare, under `history` (the CLOB's answer), or under `price_history` beside a bot's position. The
points name no asset: the file's slug, else its name, stands for it around each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, PricePoint
from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.times import MINUTE, SECOND
from gametape.venues.polymarket.layouts.documents import (
    elements_in,
    fields_in,
    scalar_of,
    sniff,
    time_of,
    units,
    wrapped,
)
from gametape.venues.polymarket.layouts.notices import Notices, counted
from gametape.venues.polymarket.layouts.rows import price, row_reader

SOURCE = "polymarket.prices-history"
"""The source name of points, and of what stood beside them."""

_LISTS = ("history", "price_history")


class _Point(msgspec.Struct):
    t: int | float | str
    p: Decimal


class _Row(msgspec.Struct):
    asset: str
    point: _Point | None = None


_row = row_reader(_Row)


class PriceHistoryDecoder:
    """Points of price histories; see `gametape.model.decoder.Decoder`."""

    grid: PriceGrid = UNIFORM

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = _row(raw)
        if row.point is None:
            return ()
        at_us = time_of(row.point.t)
        if at_us is None:
            raise ParseError("point has no time.")
        return (
            PricePoint(
                seq=seq,
                recv_us=recv_us,
                venue_us=at_us,
                asset=row.asset,
                price=price(row.point.p),
            ),
        )


class PriceHistory:
    """A file of points of one asset."""

    name = "Polymarket price history"
    clock: RecordedClock = "venue"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        fields = sniff(file.head)
        for name in _LISTS:
            if name in fields:
                points = fields[name]
                return not points or (isinstance(points, list) and _is_point(points[0]))
        return _is_point(fields)

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        notices = Notices(warnings, "point")
        steps: list[int] = []
        asset = msgspec.json.encode(file.name.rpartition(".")[0] or file.name)
        beside: dict[str, bytes] = {}
        for point in _points(file, beside):
            asset = beside.get("slug", asset)
            fields = fields_in(point)
            at_us = time_of(scalar_of(fields.get("t", b"null"))) or notices.last_us
            if notices.count:
                steps.append(at_us - notices.last_us)
            notices.row(at_us, point)
            yield Frame(Kind.MARKET, SOURCE, at_us, wrapped(asset=asset, point=point))
        if beside:
            # The position was written when it was closed, after the last point.
            saved_us = time_of(scalar_of(beside.get("saved_at", b"null"))) or notices.last_us
            raw = wrapped(asset=beside.get("slug", asset), position=wrapped(**beside))
            yield Frame(Kind.USER, SOURCE, saved_us, raw)
        every_us = int(median(steps)) if steps else 0
        points = counted(notices.count, "sampled price")
        rate = f", one every {_span(every_us)}" if steps else ""
        notices.say(f"{points}{rate}: no book and no prints.")
        if every_us > 10 * MINUTE:
            notices.say("Too coarse for what happened during the game.")
        notices.close()


def _is_point(fields: object) -> bool:
    return isinstance(fields, dict) and {"t", "p"} <= fields.keys() and len(fields) <= 3


def _points(file: ForeignFile, beside: dict[str, bytes]) -> Iterator[bytes]:
    """The points of a file, in order; `beside` takes what stands next to their list."""
    for unit in units(file):
        for value in unit.values:
            fields = fields_in(value)
            name = next((name for name in _LISTS if name in fields), None)
            if name is None:
                yield value
                continue
            points = fields.pop(name)
            beside.update(fields)
            yield from elements_in(points)


def _span(us: int) -> str:
    return f"{us // MINUTE} min" if us >= MINUTE else f"{us // SECOND} s"
