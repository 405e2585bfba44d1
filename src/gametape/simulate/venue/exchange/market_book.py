"""The book of one market at the venue: other people's sizes, own orders in the queue, matching.

All sides and cells are those of outcome 0 unless an outcome is named; sizes are micro-shares.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from gametape.model.amounts import micro_text
from gametape.model.book import Level, Side
from gametape.model.grid import NONE, UNIFORM
from gametape.model.market import MarketRules
from gametape.simulate.venue.exchange.bookhash import BookStamp
from gametape.simulate.venue.exchange.ladder import Ladder
from gametape.simulate.venue.exchange.own_orders import OwnOrder, seen_from

DEFAULT_TICK = Decimal("0.01")
DEFAULT_MIN_SIZE = 5_000_000


class Match(NamedTuple):
    """Part of a taker's match: cell, size, and the own order it met (None: somebody else's)."""

    cell: int
    size: int
    order: OwnOrder | None


class MarketBook:
    """Resting sizes of one market and what its two tokens show of them."""

    def __init__(self, rules: MarketRules) -> None:
        self.rules = rules
        self.assets = tuple(outcome.asset for outcome in rules.outcomes)
        self.tick = DEFAULT_TICK if rules.tick is None else rules.tick
        self.min_size = DEFAULT_MIN_SIZE if rules.min_size is None else rules.min_size
        self.neg_risk = bool(rules.neg_risk)
        self.last_trade = ""
        self.changed_ms = "0"
        self.payouts: tuple[Decimal, Decimal] | None = None
        self._ladders = {side: Ladder(side) for side in Side}
        self._others: dict[Side, dict[int, int]] = {side: {} for side in Side}
        self._queues: dict[tuple[Side, int], list[OwnOrder]] = {}
        self._stamps = [
            BookStamp(rules.market, asset, micro_text(self.min_size), self.neg_risk)
            for asset in self.assets
        ]

    # What it shows

    def total(self, side: Side, cell: int) -> int:
        """Everybody's size at a price."""
        return self._ladders[side].size(cell)

    def levels(self, side: Side) -> list[Level]:
        """Everybody's levels of a side, best first."""
        return self._ladders[side].levels()

    def best(self, side: Side) -> int:
        """Best cell of a side, or NONE."""
        return self._ladders[side].best

    def text(self, outcome: int, side: Side) -> str:
        """A side of one token's book as JSON array elements in wire order."""
        return self._ladders[side if outcome == 0 else side.opposite].text(outcome)

    def best_text(self, outcome: int, side: Side) -> str:
        """Best price of one token's side as the wire prints it; empty if there is none."""
        cell = self.best(side if outcome == 0 else side.opposite)
        return "" if cell == NONE else UNIFORM.text(seen_from(outcome, cell))

    @property
    def tick_text(self) -> str:
        """The tick as the wire prints it."""
        return format(self.tick.normalize(), "f")

    def hash(self, outcome: int, timestamp: str | None = None) -> str:
        """Hash of one token's book as it stands, at its last change or at `timestamp` (ms)."""
        return self._stamps[outcome].hash(
            timestamp or self.changed_ms,
            self.text(outcome, Side.BUY),
            self.text(outcome, Side.SELL),
            self.tick_text,
            self.last_trade,
        )

    # What moves it

    def set_others(self, side: Side, cell: int, size: int) -> None:
        """Store what other people have at a price; who was cancelled stood last in the queue."""
        self._others[side][cell] = size
        for order in self._queues.get((side, cell), ()):
            order.ahead = min(order.ahead, size)
        self._show(side, cell)

    def others(self, side: Side, cell: int) -> int:
        """What other people have at a price."""
        return self._others[side].get(cell, 0)

    def rest(self, order: OwnOrder) -> None:
        """Put what remains of an own order into the book, behind all that rests at its price."""
        side, cell = order.book_side, order.book_cell
        order.ahead, order.resting = self.others(side, cell), True
        self._queues.setdefault((side, cell), []).append(order)
        self._show(side, cell)

    def withdraw(self, order: OwnOrder) -> None:
        """Take an own order out of the book."""
        side, cell = order.book_side, order.book_cell
        self._queues[side, cell].remove(order)
        order.resting = False
        self._show(side, cell)

    def own_resting(self) -> list[OwnOrder]:
        """Own orders in the book, oldest first at each price."""
        return [order for queue in self._queues.values() for order in queue]

    def crossing(self, taker: Side, limit: int) -> list[int]:
        """Cells of the other side that a taker with this limit would meet, best first."""
        return self._ladders[taker.opposite].reached_by(limit)

    def take(self, taker: Side, size: int, limit: int | None = None) -> list[Match]:
        """Match a taker against the book, best price first, down to `limit`.

        Falls short of `size` when the book does not hold enough.
        """
        edge = limit if limit is not None else (UNIFORM.cells if taker is Side.BUY else -1)
        matches: list[Match] = []
        for cell in self.crossing(taker, edge):
            if size <= 0:
                break
            for match in self._take_level(taker.opposite, cell, size):
                size -= match.size
                matches.append(match)
        return matches

    def _take_level(self, side: Side, cell: int, size: int) -> list[Match]:
        queue = self._queues.get((side, cell), [])
        others, passed = self.others(side, cell), 0
        matches: list[Match] = []
        for order in list(queue):
            before = min(size, order.ahead - passed)
            matches += [Match(cell, before, None)] if before > 0 else []
            passed, size = passed + max(before, 0), size - max(before, 0)
            mine = min(size, order.remaining)
            if mine <= 0:
                break
            matches.append(Match(cell, mine, order))
            order.matched, size = order.matched + mine, size - mine
        behind = min(size, others - passed)
        matches += [Match(cell, behind, None)] if behind > 0 else []
        passed += max(behind, 0)
        self._others[side][cell] = others - passed
        for order in queue:
            order.ahead = max(0, order.ahead - passed)
            order.resting = order.remaining > 0
        queue[:] = [order for order in queue if order.resting]
        self._show(side, cell)
        return matches

    def _show(self, side: Side, cell: int) -> None:
        queue = self._queues.get((side, cell))
        total = self._others[side].get(cell, 0)
        if queue:
            total += sum(order.remaining for order in queue)
        elif queue is not None:
            del self._queues[side, cell]
        self._ladders[side].set(cell, total)
