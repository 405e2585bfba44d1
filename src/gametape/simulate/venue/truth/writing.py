"""Happenings as lines of the truth log."""

from __future__ import annotations

from decimal import Decimal

from gametape.model.book import Side
from gametape.model.grid import UNIFORM
from gametape.model.trading import Fill, FillStatus, Role
from gametape.simulate.venue.exchange.happenings import (
    BookCleared,
    GameSaid,
    Happening,
    LevelsChanged,
    LevelsTaken,
    Listed,
    Moment,
    OrderMoved,
    OrderRefused,
    OwnTrade,
    Printed,
    Resolved,
    TickMoved,
    TradeMoved,
)
from gametape.simulate.venue.truth.records import (
    FillTruth,
    GameTruth,
    LevelsTruth,
    ListedTruth,
    OrderTruth,
    PrintTruth,
    Record,
    RefusedTruth,
    ResolvedTruth,
    TickTruth,
)


def records_of(told: Happening, now: Moment) -> list[Record]:
    """Truth lines of one happening; none for what only repeats the state."""
    t = now.wall_us
    match told:
        case LevelsChanged():
            first = [(e.side, e.cell, e.size) for e in told.entries if e.outcome == 0]
            return [LevelsTruth(t=t, market=told.market, levels=first)]
        case LevelsTaken():
            return [LevelsTruth(t=t, market=told.market, levels=list(told.levels))]
        case BookCleared():
            return [LevelsTruth(t=t, market=told.market, levels=[], wiped=True)]
        case Listed():
            return [ListedTruth(t=t, rules=told.rules, levels=list(told.levels))]
        case Printed():
            return [
                PrintTruth(
                    t=t,
                    market=told.market,
                    asset=told.asset,
                    side=told.side,
                    cell=told.cell,
                    size=told.size,
                    transaction=told.transaction,
                    trader=told.trader,
                )
            ]
        case TradeMoved():
            return [FillTruth(t=t, fill=fill) for fill in own_fills(told.trade, told.status)]
        case _:
            return _of_the_rest(told, t)


def _of_the_rest(told: Happening, t: int) -> list[Record]:
    match told:
        case OrderMoved():
            return [
                OrderTruth(
                    t=t,
                    action=told.action,
                    order_id=told.order_id,
                    name=told.name,
                    label=told.label,
                    market=told.market,
                    asset=told.asset,
                    side=told.side,
                    cell=told.cell,
                    size=told.size,
                    matched=told.matched,
                    status=told.status,
                )
            ]
        case OrderRefused():
            return [RefusedTruth(t=t, name=told.name, market=told.market, reason=told.reason)]
        case GameSaid():
            said = told.update
            return [
                GameTruth(
                    t=t,
                    score=said.score,
                    period=said.period,
                    status=said.status,
                    live=said.live,
                    ended=said.ended,
                    text=said.text,
                    win_probability=said.win_probability,
                )
            ]
        case TickMoved():
            return [TickTruth(t=t, market=told.market, old=told.old, new=told.new)]
        case Resolved():
            first, second = (str(payout) for payout in told.payouts)
            return [ResolvedTruth(t=t, market=told.rules.market, payouts=(first, second))]
        case _:
            return []


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
