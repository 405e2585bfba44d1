"""Own trades as the fills that a recorder should come to know."""

from __future__ import annotations

from decimal import Decimal

from gametape.model.book import Side
from gametape.model.grid import UNIFORM
from gametape.model.trading import Fill, FillStatus, Role
from gametape.simulate.venue.exchange.happenings import OwnTrade


def own_fills(trade: OwnTrade, status: str) -> list[Fill]:
    """The recorded trader's fills of a trade: one as a taker, one a row as a maker."""
    if trade.role == "TAKER":
        return [
            _fill(
                trade,
                status,
                trade.taker_order_id,
                (trade.asset, trade.outcome),
                trade.side,
                trade.size,
                trade.price,
                trade.fee,
            )
        ]
    return [
        _fill(
            trade,
            status,
            row.order_id,
            (row.asset, row.outcome),
            row.side,
            row.size,
            UNIFORM.price(row.cell),
            0,
        )
        for row in trade.rows
        if row.mine
    ]


def _fill(
    trade: OwnTrade,
    status: str,
    order_id: str,
    asset: tuple[str, str],
    side: Side,
    size: int,
    price: Decimal,
    fee: int,
) -> Fill:
    return Fill(
        trade_id=trade.trade_id,
        order_id=order_id,
        asset=asset[0],
        market=trade.market,
        side=side,
        size=size,
        price=price,
        role=Role(trade.role),
        status=FillStatus(status),
        matched_us=trade.matched_us,
        fee=fee,
        outcome=asset[1],
        transaction=trade.transaction if status in ("MINED", "CONFIRMED") else "",
    )
