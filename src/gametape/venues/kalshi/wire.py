"""Kalshi on the wire: message structs, and its numbers (cents, dollar texts) as exact integers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TypeVar

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import MICRO, micro
from gametape.model.grid import NONE, UNIFORM
from gametape.model.times import SECOND, epoch_us, iso_us

Number = str | int
"""A price or a count: text is dollars or shares, a bare integer is cents or whole contracts."""

ABSENT = msgspec.Raw(b"")
"""Stands for a raw field that was not sent (msgspec cannot tell an optional one from null)."""

NOTHING = msgspec.Raw(b"null")
"""JSON's null."""

WireLevel = tuple[Number, Number]
"""(price, size) as the venue writes a level of a snapshot."""

MAX_SIZE = 10**12 * MICRO
"""No level holds a trillion shares: a larger size is not believed (sums must fit 64 bits)."""


class Order(msgspec.Struct, gc=False):
    """An own order, on the socket (`user_order`) and over REST; either generation of names."""

    order_id: str = ""
    ticker: str = ""
    market_ticker: str = ""
    status: str = ""
    type: str = ""
    side: str = ""
    action: str = ""
    outcome_side: str = ""
    price: Number | None = None
    yes_price_dollars: str | None = None
    no_price_dollars: str | None = None
    yes_price: int | None = None
    initial_count_fp: str | None = None
    initial_count: Number | None = None
    fill_count_fp: str | None = None
    fill_count: Number | None = None
    remaining_count_fp: str | None = None
    remaining_count: Number | None = None
    created_time: str | None = None
    last_update_time: str | None = None
    created_ts_ms: int | None = None
    last_updated_ts_ms: int | None = None


class Fill(msgspec.Struct, gc=False):
    """An own fill, on the socket (`fill`) and over REST; either generation of names."""

    trade_id: str = ""
    order_id: str = ""
    ticker: str = ""
    market_ticker: str = ""
    is_taker: bool | None = None
    side: str = ""
    action: str = ""
    outcome_side: str = ""
    price: Number | None = None
    yes_price_dollars: str | None = None
    no_price_dollars: str | None = None
    yes_price: int | None = None
    count_fp: str | None = None
    count: Number | None = None
    fee_cost: str | None = None
    created_time: str | None = None
    ts: int | str | None = None
    ts_ms: int | None = None


class Print(msgspec.Struct, gc=False):
    """A public trade, on the socket (`trade`) and over REST."""

    trade_id: str = ""
    ticker: str = ""
    market_ticker: str = ""
    price: Number | None = None
    yes_price_dollars: str | None = None
    yes_price: int | None = None
    count_fp: str | None = None
    count: Number | None = None
    taker_side: str = ""
    created_time: str | None = None
    ts: int | str | None = None
    ts_ms: int | None = None


def cell_of(value: Number) -> int:
    """Cell of a price: `"0.1700"` is dollars, `17` is cents; raises ParseError off the grid."""
    if isinstance(value, str):
        return UNIFORM.cell(value)
    if not 0 <= value <= 100:
        raise ParseError(f"price of {value} cents is outside 0 to 100.")
    return value * 100


def top_bid(value: Number) -> int:
    """Cell of a best bid; a bid of 0 is the venue's way to say that there is none."""
    cell = cell_of(value)
    return cell if cell > 0 else NONE


def top_ask(value: Number) -> int:
    """Cell of a best ask; an ask of 1 mirrors a NO bid of 0: there is none."""
    cell = cell_of(value)
    return cell if 0 < cell < UNIFORM.cells - 1 else NONE


def dollars_of(value: Number) -> Decimal:
    """Price in dollars; may lie outside 0 to 1 (perpetual contracts)."""
    if isinstance(value, int):
        return Decimal(value).scaleb(-2)
    try:
        price = Decimal(value)
    except InvalidOperation:
        raise ParseError(f"price {value[:40]!r} is not a number.") from None
    return plain(price)


def plain(number: Decimal) -> Decimal:
    """The number, if it is of a size that prices and volumes have; raises ParseError."""
    if not number.is_finite() or (number and not -12 <= number.adjusted() < 12):
        raise ParseError(f"number {str(number)[:40]} is out of range.")
    return number


def signed_size(value: Number) -> int:
    """Micro-shares of a count such as `"-1.84"` or `-54`; raises ParseError."""
    if isinstance(value, int):
        size = value * MICRO
    elif value.startswith("-"):
        size = -micro(value[1:])
    else:
        size = micro(value)
    if abs(size) > MAX_SIZE:
        raise ParseError(f"size {str(value)[:40]} is beyond belief.")
    return size


def size_of(value: Number) -> int:
    """Micro-shares of a count that cannot be negative; raises ParseError."""
    size = signed_size(value)
    if size < 0:
        raise ParseError(f"size {str(value)[:40]} is negative.")
    return size


def size_of_decimal(value: Decimal) -> int:
    """Micro-shares of a count that a file writes as a JSON number; raises ParseError."""
    return size_of(f"{plain(value):f}")


def moment(iso: str) -> int:
    """Microseconds of an ISO time between 1970 and the year 5000; raises ParseError."""
    us = iso_us(iso)
    if not 0 <= us < 10**17:
        raise ParseError(f"time {iso[:40]!r} is out of range.")
    return us


def venue_time(ts: int | str | None, ts_ms: int | None, iso: str | None = None) -> int | None:
    """Microseconds of the finest time a message carries: ISO text, then milliseconds, then `ts`."""
    return venue_time_and_precision(ts, ts_ms, iso)[0]


def venue_time_and_precision(
    ts: int | str | None, ts_ms: int | None, iso: str | None = None
) -> tuple[int | None, int]:
    """As `venue_time`, with the step of that clock in microseconds."""
    if iso:
        return moment(iso), 1
    if isinstance(ts, str):
        return moment(ts), 1
    if ts_ms is not None:
        return epoch_us(ts_ms), 1000
    return (None, 1) if ts is None else (epoch_us(ts), SECOND)


def first(*values: Number | None) -> Number | None:
    """The first value that was sent."""
    return next((value for value in values if value is not None), None)


T = TypeVar("T")


def decode(raw: bytes | msgspec.Raw, kind: type[T]) -> T:
    """JSON to one of the structs here; raises ParseError."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"not a Kalshi message: {error}.") from None


class Envelope(msgspec.Struct, gc=False):
    """The outside of every socket message, and of a command that the recorder sent (`cmd`)."""

    type: str = ""
    id: int | None = None
    sid: int | None = None
    seq: int | None = None
    cmd: str = ""
    msg: msgspec.Raw = msgspec.Raw(b"{}")
    params: msgspec.Raw = msgspec.Raw(b"{}")


class Book(msgspec.Struct, gc=False):
    """`orderbook_snapshot`: bids for YES and bids for NO, dollars before cents where both come."""

    market_ticker: str
    yes_dollars_fp: list[WireLevel] | None = None
    no_dollars_fp: list[WireLevel] | None = None
    yes_dollars: list[WireLevel] | None = None
    no_dollars: list[WireLevel] | None = None
    yes: list[WireLevel] | None = None
    no: list[WireLevel] | None = None
    bid: list[WireLevel] | None = None
    ask: list[WireLevel] | None = None

    def ladders(self) -> tuple[list[WireLevel], list[WireLevel]]:
        """(YES levels, NO levels) in the finest generation sent; a missing one is empty."""
        yes = next((x for x in (self.yes_dollars_fp, self.yes_dollars, self.yes) if x), [])
        no = next((x for x in (self.no_dollars_fp, self.no_dollars, self.no) if x), [])
        return yes, no

    @property
    def perpetual(self) -> bool:
        """Whether this is the book of a perpetual contract."""
        return self.bid is not None or self.ask is not None


class Delta(msgspec.Struct, gc=False):
    """`orderbook_delta`: a signed change of one level."""

    market_ticker: str
    side: str
    price_dollars: str | None = None
    price: Number | None = None
    delta_fp: str | None = None
    delta: Number | None = None
    ts: int | str | None = None
    ts_ms: int | None = None


class Ticker(msgspec.Struct, gc=False):
    """`ticker`: best prices in dollars or cents; perpetuals say `bid` and `ask` instead."""

    market_ticker: str
    yes_bid_dollars: str | None = None
    yes_ask_dollars: str | None = None
    yes_bid: int | None = None
    yes_ask: int | None = None
    ts: int | str | None = None
    ts_ms: int | None = None


class Acknowledged(msgspec.Struct, gc=False):
    """`subscribed` and `ok`: the channel and its number, or all markets it now covers."""

    channel: str = ""
    sid: int | None = None
    market_tickers: list[str] | None = None


class Lifecycle(msgspec.Struct, gc=False):
    """`market_lifecycle_v2`: what became of a market."""

    market_ticker: str = ""
    event_type: str = ""
    result: str = ""


class Parameters(msgspec.Struct, gc=False):
    """Of a subscribe command: whether NO levels are wanted as YES prices."""

    use_yes_price: bool = False
