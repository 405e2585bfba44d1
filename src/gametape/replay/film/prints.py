"""Prints that a venue sends for both outcomes of a market: one trade, to be shown once."""

from __future__ import annotations

from collections import deque
from decimal import Decimal

from gametape.model.events import Trade

REMEMBERED = 4_096
"""Prints that are remembered; the two of one trade follow each other within milliseconds."""

_Key = tuple[str, int, Decimal]


class Repeats:
    """Says of each print of two mirrored outcomes whether the other outcome's print told it before.

    Two prints are one trade if they name the same transaction, their sizes are equal and their
    prices add up to a dollar. Of a transaction with several such prints each pairs with one of the
    other side. A print without a transaction is never taken for a repeat.
    """

    def __init__(self, second: str, remembered: int = REMEMBERED) -> None:
        self._second = second
        self._remembered = remembered
        self._open: dict[_Key, int] = {}
        self._order: deque[_Key] = deque()

    def is_repeat(self, trade: Trade) -> bool:
        """Hear of the next print of either outcome."""
        if not trade.transaction:
            return False
        turned = trade.asset == self._second
        price = 1 - trade.price if turned else trade.price
        key = (trade.transaction, trade.size, price.normalize())
        way = -1 if turned else 1
        if key not in self._open:
            self._order.append(key)
            if len(self._order) > self._remembered:
                del self._open[self._order.popleft()]
        waiting = self._open.get(key, 0)  # prints of the first outcome less those of the second
        self._open[key] = waiting + way
        return waiting * way < 0
