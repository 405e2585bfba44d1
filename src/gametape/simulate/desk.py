"""The recorded trader's desk: orders go to the crowds' books as the venue would match them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gametape.model.book import Side
from gametape.model.grid import NONE
from gametape.simulate.crowd import Crowd
from gametape.simulate.ladder import TOP
from gametape.simulate.script import Action, CancelOrder, PlaceOrder
from gametape.simulate.standing import OwnOrder

OrderType = Literal["GTC", "FAK"]


class Desk:
    """Places and cancels orders, and knows their fills as soon as the venue does.

    It predicts the venue exactly (the same queue, the same taker delay of `delay_steps` steps),
    because the venue's book is the crowds' book. Prices are cells of the outcome named.
    """

    def __init__(self, crowds: Mapping[int, Crowd], delay_steps: int) -> None:
        self._crowds = crowds
        self._delay_steps = delay_steps
        self._delayed: list[tuple[int, int, OwnOrder, OrderType]] = []
        self._orders = 0
        self._step = 0
        self._now_us = 0
        self.sent: list[Action] = []

    def begin(self, step: int, now_us: int) -> None:
        """A step begins; what is sent now is sent at `now_us`."""
        self._step, self._now_us = step, now_us

    def match_due(self) -> None:
        """Match the orders whose delay is over; the venue does so after all else at that time."""
        while self._delayed and self._delayed[0][0] <= self._step:
            _, line, order, order_type = self._delayed.pop(0)
            self._match(line, order, order_type)

    def trades(self, line: int) -> bool:
        """Whether a line's market can be traded now."""
        return line in self._crowds

    def tick(self, line: int) -> int:
        """Cells of a market's tick."""
        return self._crowds[line].tick

    def best(self, line: int, outcome: int, side: Side) -> int:
        """Best price of one side of an outcome's book, or NONE."""
        standing = self._crowds[line].standing
        if outcome == 0:
            return standing.best(side)
        cell = standing.best(side.opposite)
        return NONE if cell == NONE else TOP - cell

    def place(
        self,
        line: int,
        outcome: int,
        side: Side,
        cell: int,
        size: int,
        *,
        order_type: OrderType = "GTC",
        label: str = "",
    ) -> OwnOrder:
        """Send an order; it rests at once, or is matched after the taker delay."""
        self._orders += 1
        crowd = self._crowds[line]
        order = OwnOrder(
            order=f"own-{self._orders}",
            side=side if outcome == 0 else side.opposite,
            cell=cell if outcome == 0 else TOP - cell,
            size=size,
        )
        self.sent.append(
            PlaceOrder(
                at_us=self._now_us,
                order=order.order,
                market=crowd.rules.market,
                outcome=outcome,
                side=side,
                cell=cell,
                size=size,
                order_type=order_type,
                label=label,
            )
        )
        against = crowd.standing.available(order.side, order.cell)
        if against and self._delay_steps:
            self._delayed.append((self._step + self._delay_steps, line, order, order_type))
        else:
            self._match(line, order, order_type)
        return order

    def cancel(self, line: int, order: OwnOrder) -> None:
        """Cancel what is left of a resting order."""
        self.sent.append(CancelOrder(at_us=self._now_us, order=order.order))
        self._crowds[line].standing.drop(order)

    def _match(self, line: int, order: OwnOrder, order_type: OrderType) -> None:
        crowd = self._crowds.get(line)
        if crowd is None:
            order.open = False
            return
        standing = crowd.standing
        size = min(order.left, standing.available(order.side, order.cell))
        for cell, taken in standing.take(order.side, size):
            order.fill(cell, taken)
        if order.left and order_type == "GTC":
            standing.rest(order)
        elif order.left:
            order.open = False
