"""The recorded trader's resting orders inside a crowd's book: who is filled when, and how much."""

from __future__ import annotations

from dataclasses import dataclass

from gametape.model.book import Level, OrderBook, Side
from gametape.model.grid import NONE


@dataclass(slots=True)
class OwnOrder:
    """An order of the recorded trader, in terms of the first outcome.

    `cell` and `side` are mirrored for orders on the second outcome; sizes are micro-shares;
    `cost` is the sum of cell times size over its fills.
    """

    order: str
    side: Side
    cell: int
    size: int
    filled: int = 0
    cost: int = 0
    ahead: int = 0
    open: bool = True

    @property
    def left(self) -> int:
        """What is still to be filled."""
        return self.size - self.filled

    def fill(self, cell: int, size: int) -> None:
        """Book a fill."""
        self.filled += size
        self.cost += cell * size
        if self.filled == self.size:
            self.open = False


class StandingBook:
    """Other people's sizes (`others`) with the trader's own orders standing among them.

    The queue is that of `script.PrintTrade`: an order stands behind what rested at its price when
    it came, and what others have there bounds what can stand before it.
    """

    def __init__(self, cells: int) -> None:
        self.others = OrderBook(cells)
        self.own: list[OwnOrder] = []
        self.taken = False  # since its owner last set it back

    def best(self, side: Side) -> int:
        """Best price of a side, own orders included, or NONE."""
        found = self.others.best_bid if side == "BUY" else self.others.best_ask
        for order in self.own:
            if order.side == side and (found == NONE or _better(side, order.cell, found)):
                found = order.cell
        return found

    def set_level(self, side: Side, cell: int, size: int) -> None:
        """Others now have `size` at a price."""
        self.others.set_level(side, cell, size)
        if self.own:
            for order in self.own:
                if order.cell == cell and order.side == side:
                    order.ahead = min(order.ahead, size)

    def rest(self, order: OwnOrder) -> None:
        """An own order joins the queue at its price."""
        order.ahead = self.others.size_at(order.side, order.cell)
        self.own.append(order)

    def drop(self, order: OwnOrder) -> None:
        """An own order leaves."""
        order.open = False
        self.own = [other for other in self.own if other is not order]

    def available(self, taker: Side, worst: int) -> int:
        """What a taker finds up to and including the price `worst`, in micro-shares."""
        side = taker.opposite
        total = sum(order.left for order in self.own if _within(order, side, worst))
        for cell, size in self.others.levels(side):
            if _better(side, worst, cell):
                break
            total += size
        return total

    def take(self, taker: Side, size: int) -> list[Level]:
        """A taker walks the book: (cell, size) of others and own orders taken, best first."""
        side, taken = taker.opposite, []
        self.taken = True
        while size > 0 and (cell := self.best(side)) != NONE:
            got = self._take_at(side, cell, size)
            taken.append((cell, got))
            size -= got
        return taken

    def _take_at(self, side: Side, cell: int, size: int) -> int:
        others = self.others.size_at(side, cell)
        wanted, from_others = size, 0
        for order in [o for o in self.own if o.cell == cell and o.side == side]:
            before = min(wanted, max(order.ahead - from_others, 0))
            wanted -= before
            from_others += before
            got = min(wanted, order.left)
            if got:
                wanted -= got
                order.fill(cell, got)
                if not order.open:
                    self.drop(order)
        last = min(wanted, others - from_others)
        wanted -= last
        from_others += last
        for order in self.own:
            if order.cell == cell and order.side == side:
                order.ahead = max(order.ahead - from_others, 0)
        if from_others:
            self.others.set_level(side, cell, others - from_others)
        return size - wanted


def _better(side: Side, cell: int, than: int) -> bool:
    """Whether a price of a side comes before another one in the book."""
    return cell > than if side == "BUY" else cell < than


def _within(order: OwnOrder, side: Side, worst: int) -> bool:
    return order.side == side and not _better(side, worst, order.cell)
