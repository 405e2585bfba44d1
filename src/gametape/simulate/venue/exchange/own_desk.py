"""The venue's desk for the recorded trader: orders placed, matched and cancelled, own trades."""

from __future__ import annotations

from functools import partial
from typing import Literal

from gametape.model.book import Side
from gametape.model.grid import NONE
from gametape.simulate.script import CancelOrder, MovePairs, PlaceOrder
from gametape.simulate.venue.exchange import handles
from gametape.simulate.venue.exchange.agenda import Agenda
from gametape.simulate.venue.exchange.clearing import (
    SettlementPlan,
    Taker,
    Trader,
    fee_bps,
    maker_rows,
    own_trades,
)
from gametape.simulate.venue.exchange.happenings import (
    Happening,
    LevelsTaken,
    Moment,
    OrderMoved,
    OrderRefused,
    OwnTrade,
    Printed,
    TradeMoved,
)
from gametape.simulate.venue.exchange.holdings import holdings
from gametape.simulate.venue.exchange.market_book import MarketBook, Match
from gametape.simulate.venue.exchange.moves import OwnMove, by_asset, own_move
from gametape.simulate.venue.exchange.own_fills import own_fills
from gametape.simulate.venue.exchange.own_orders import OwnOrder, seen_from
from gametape.simulate.venue.exchange.showing import book_shown, level_changes


class OwnDesk:
    """Own orders and trades of the recorded trader, over all markets."""

    def __init__(self, trader: Trader, plan: SettlementPlan, agenda: Agenda) -> None:
        self.trader = trader
        self.orders: dict[str, OwnOrder] = {}
        self.trades: dict[str, tuple[OwnTrade, str, int]] = {}
        self.moves: list[OwnMove] = []
        self._plan = plan
        self._agenda = agenda

    def place(self, book: MarketBook, action: PlaceOrder, now: Moment) -> list[Happening]:
        """Take an order in; one that is marketable is matched after the market's taker delay."""
        refusal = _refusal(book, action, self.orders)
        if refusal:
            return [OrderRefused(name=action.order, market=action.market, reason=refusal)]
        order = OwnOrder(
            order_id=handles.hash_id("order", self.trader.wallet, action.order),
            name=action.order,
            market=action.market,
            outcome=action.outcome,
            side=action.side,
            cell=action.cell,
            size=action.size,
            order_type=action.order_type,
            label=action.label,
            created_us=now.venue_us,
        )
        self.orders[order.name] = order
        delay_us = book.rules.taker_delay_us or 0
        if not any(book.crossing(order.book_side, order.book_cell)) or delay_us == 0:
            return [moved(book, order, "PLACEMENT"), *self._execute(book, order, now)]
        order.status = "DELAYED"
        self._agenda.put(
            now.script_us + delay_us,
            order.market,
            partial(self._execute, book, order),
        )
        return [moved(book, order, "PLACEMENT")]

    def cancel(self, book: MarketBook, action: CancelOrder, now: Moment) -> list[Happening]:
        """Cancel a resting order; a delayed or finished one cannot be cancelled."""
        order = self.orders[action.order]
        if not order.resting:
            reason = f"cannot be cancelled: {order.status}"
            return [OrderRefused(name=order.name, market=order.market, reason=reason)]
        return self.drop(book, order, "CANCELED", now)

    def move(self, book: MarketBook, action: MovePairs, now: Moment) -> None:
        """Split, merge or redeem; see `moves.own_move`."""
        fills = [
            fill for trade, status, _ in self.trades.values() for fill in own_fills(trade, status)
        ]
        market = {book.rules.market: book.assets}
        mine = [one for one in self.moves if one.market in market]
        held = {one.asset: one.size for one in holdings(fills, by_asset(mine, market))}
        made = own_move(book, action, held, now)
        if made is not None:
            self.moves.append(made)

    def drop(
        self, book: MarketBook, order: OwnOrder, status: str, now: Moment, *, show: bool = True
    ) -> list[Happening]:
        """Take a resting order off the book with this status."""
        side, cell = order.book_side, order.book_cell
        book.withdraw(order)
        order.status = status
        told: list[Happening] = [moved(book, order, "CANCELLATION")]
        return [*told, level_changes(book, [(side, cell)], now)] if show else told

    def settle(
        self, book: MarketBook, matches: list[Match], taker: Taker, now: Moment, name: str = ""
    ) -> list[Happening]:
        """Everything that follows from a taker's matches: prints, own trades, fresh books."""
        if not matches:
            return []
        transaction = handles.hash_id("transaction", taker.order_id, now.script_us)
        rows = maker_rows(book, matches, taker, self.trader, transaction)
        told: list[Happening] = [
            Printed(
                market=book.rules.market,
                asset=book.assets[taker.outcome],
                side=taker.side,
                cell=seen_from(taker.outcome, cell),
                size=row.size,
                fee_bps=fee_bps(book),
                transaction=transaction,
                trader=name,
            )
            for cell, row in rows
        ]
        for trade in own_trades(book, rows, taker, transaction, now):
            told += self._open_trade(trade, now)
        for order in dict.fromkeys(match.order.name for match in matches if match.order):
            told.append(self._matched(book, self.orders[order]))
        if taker.mine is not None:
            told.append(self._matched(book, taker.mine))
        book.last_trade = _three_decimals(seen_from(taker.outcome, rows[-1][0]))
        book.changed_ms = now.venue_ms
        maker_side = matches_side(taker)
        cells = dict.fromkeys(match.cell for match in matches)
        levels = tuple((maker_side, cell, book.total(maker_side, cell)) for cell in cells)
        told.append(LevelsTaken(market=book.rules.market, levels=levels))
        return [*told, *(book_shown(book, outcome) for outcome in (0, 1))]

    def _execute(self, book: MarketBook, order: OwnOrder, now: Moment) -> list[Happening]:
        told = self._clear_own_way(book, order, now)
        matches = book.take(order.book_side, order.remaining, order.book_cell)
        order.matched += sum(match.size for match in matches)
        order.status = "MATCHED" if order.remaining == 0 else "LIVE"
        taker = Taker(
            order.order_id,
            self.trader.api_key,
            self.trader.wallet,
            order.outcome,
            order.side,
            order,
        )
        told += self.settle(book, matches, taker, now)
        if order.remaining == 0:
            return told
        if order.order_type == "FAK" or book.payouts is not None:
            order.status = "CANCELED" if order.matched else "UNMATCHED"
            return [*told, moved(book, order, "CANCELLATION")]
        book.rest(order)
        return [*told, level_changes(book, [(order.book_side, order.book_cell)], now)]

    def _clear_own_way(self, book: MarketBook, order: OwnOrder, now: Moment) -> list[Happening]:
        """Nobody trades with themselves: own orders in the way are cancelled first."""
        cells = set(book.crossing(order.book_side, order.book_cell))
        in_the_way = [
            other
            for other in book.own_resting()
            if other.book_side is order.book_side.opposite and other.book_cell in cells
        ]
        told: list[Happening] = []
        for other in in_the_way:
            told += self.drop(book, other, "CANCELED", now)
        return told

    def _matched(self, book: MarketBook, order: OwnOrder) -> OrderMoved:
        order.status = "MATCHED" if order.remaining == 0 else "LIVE"
        return moved(book, order, "UPDATE")

    def _open_trade(self, trade: OwnTrade, now: Moment) -> list[Happening]:
        ids = {row.order_id for row in trade.rows if row.mine} | {trade.taker_order_id}
        for order in self.orders.values():
            if order.order_id in ids:
                order.trades.append(trade.trade_id)
        for after_us, status in self._plan.steps(len(self.trades) + 1):
            step = partial(self._move_trade, trade, status)
            self._agenda.put(now.script_us + after_us, trade.market, step)
        return self._move_trade(trade, "MATCHED", now)

    def _move_trade(self, trade: OwnTrade, status: str, now: Moment) -> list[Happening]:
        self.trades[trade.trade_id] = (trade, status, now.venue_us)
        return [TradeMoved(trade=trade, status=status)]


def matches_side(taker: Taker) -> Side:
    """Side of outcome 0's book that this taker eats."""
    return taker.side.opposite if taker.outcome == 0 else taker.side


def moved(
    book: MarketBook, order: OwnOrder, action: Literal["PLACEMENT", "UPDATE", "CANCELLATION"]
) -> OrderMoved:
    """An own order as it stands now."""
    return OrderMoved(
        action=action,
        order_id=order.order_id,
        name=order.name,
        label=order.label,
        market=order.market,
        asset=book.assets[order.outcome],
        outcome=book.rules.outcomes[order.outcome].label,
        side=order.side,
        cell=order.cell,
        size=order.size,
        matched=order.matched,
        status=order.status,
        order_type=order.order_type,
        created_us=order.created_us,
        trades=tuple(order.trades),
    )


def _refusal(book: MarketBook, action: PlaceOrder, known: dict[str, OwnOrder]) -> str:
    step = int(book.tick.scaleb(4))
    if book.payouts is not None:
        return "the market is closed"
    if action.order in known:
        return "the order id is taken"
    if action.size < book.min_size:
        return "the size is below the minimum"
    if action.cell % step or not NONE + 1 < action.cell < 10_000:
        return "the price is off the tick"
    return ""


def _three_decimals(cell: int) -> str:
    whole, fraction = divmod(cell, 10_000)
    text = f"{whole}.{fraction:04d}"
    return text.removesuffix("0")
