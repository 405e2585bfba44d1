"""Happenings as lines of the truth log."""

from __future__ import annotations

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
    Printed,
    Resolved,
    TickMoved,
    TradeMoved,
)
from gametape.simulate.venue.exchange.own_fills import own_fills
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
