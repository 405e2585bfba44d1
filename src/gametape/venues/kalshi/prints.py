"""Kalshi's public trades, from the socket and from REST."""

from __future__ import annotations

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import Trade
from gametape.model.grid import NONE
from gametape.venues.kalshi import wire
from gametape.venues.kalshi.assets import yes_asset

_TAKER = {"yes": Side.BUY, "no": Side.SELL, "bid": Side.BUY, "ask": Side.SELL}


def trade_of(print_: wire.Print, seq: int, recv_us: int) -> Trade:
    """A print on the YES scale: who takes NO sells YES. Raises ParseError.

    A perpetual (priced by `price` alone, beyond 1 dollar) has the ticker itself as its asset and
    no cell. `transaction` carries the venue's trade id.
    """
    ticker = print_.market_ticker or print_.ticker
    count = wire.first(print_.count_fp, print_.count)
    value = wire.first(print_.yes_price_dollars, print_.yes_price, print_.price)
    if not ticker or count is None or value is None:
        raise ParseError("trade without ticker, count or price.")
    perpetual = print_.yes_price_dollars is None and print_.yes_price is None
    return Trade(
        seq=seq,
        recv_us=recv_us,
        venue_us=wire.venue_time(print_.ts, print_.ts_ms, print_.created_time),
        asset=ticker if perpetual else yes_asset(ticker),
        price=wire.dollars_of(value),
        cell=NONE if perpetual else wire.cell_of(value),
        size=wire.size_of(count),
        side=_TAKER.get(print_.taker_side),
        market=ticker,
        transaction=print_.trade_id,
    )
