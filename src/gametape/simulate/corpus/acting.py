"""Trips carried out in a world: own orders and fills as a recorder would have been told of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from gametape.analyze.material.material import ToldFill, ToldOrder
from gametape.model.amounts import MICRO
from gametape.model.book import Side
from gametape.model.trading import Fill, FillStatus, Role
from gametape.simulate.corpus.ladder import STEP_US, TICK, TOP, Rested, WorldBooks, us_of
from gametape.simulate.corpus.trips import Label, Trip
from gametape.simulate.corpus.world import World
from gametape.simulate.taping import START_US

MARKET, ASSET, OPPOSITE = "corpus", "corpus-yes", "corpus-no"

_MATCHING_US = 100_000
_TELLING_US = 50_000
_SLIP = 6 * TICK
_PATIENCE_S = 60.0


@dataclass(slots=True)
class Acts:
    """Everything that the trader did, in order of when it was told; labels by order id."""

    orders: list[ToldOrder] = field(default_factory=list)
    fills: list[ToldFill] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)
    stops: list[tuple[int, str]] = field(default_factory=list)
    rested: list[Rested] = field(default_factory=list)

    def in_order(self) -> Acts:
        """The same, by time."""
        self.orders.sort(key=lambda told: told.told_us)
        self.fills.sort(key=lambda told: told.told_us)
        self.stops.sort()
        return self


@dataclass(frozen=True, slots=True)
class _Sent:
    """An order in terms of the first outcome, and of the outcome that it names."""

    way: int
    opposite: bool
    cell: int
    size: int
    label: Label

    @property
    def asset(self) -> str:
        return OPPOSITE if self.opposite else ASSET

    @property
    def side(self) -> Side:
        return Side.BUY if (self.way > 0) != self.opposite else Side.SELL

    @property
    def own_cell(self) -> int:
        return TOP - self.cell if self.opposite else self.cell


class Actor:
    """Carries out trips. `delay_us` is what the venue holds a taker's order back."""

    def __init__(self, world: World, delay_us: int = 0) -> None:
        self._world = world
        self._delay_us = delay_us
        self.acts = Acts()
        self.books = WorldBooks(world, self.acts.rested)

    def carry_out(self, trip: Trip) -> None:
        """One trip, flat to flat."""
        opposite = trip.direction < 0
        held = self._enter(trip, opposite)
        if not held:
            return
        if trip.told_stop_s is not None:
            self.acts.stops.append((us_of(trip.told_stop_s), self._stop(trip)))
        for add in trip.adds:
            held += self._take(add.at_s, trip.direction, opposite, add.shares * MICRO, trip.label)
        if trip.limit_ticks is not None:
            held -= self._rest_out(trip, opposite, held)
        if held and trip.leave_s < self._world.scoring.length_s:
            turned = opposite != trip.crosswise
            self._take(trip.leave_s, -trip.direction, turned, held, trip.exit_label, all_of_it=True)

    def _enter(self, trip: Trip, opposite: bool) -> int:
        size = trip.shares * MICRO
        if not trip.rests:
            return self._take(trip.enter_s, trip.direction, opposite, size, trip.entry_label)
        cell = self._cell(trip.enter_s, -trip.direction)
        sent = _Sent(trip.direction, opposite, cell, size, trip.entry_label)
        return self._rest(sent, trip.enter_s, trip.enter_s + _PATIENCE_S)

    def _stop(self, trip: Trip) -> str:
        """A tag that names the price at which one will in fact leave, in one's own outcome."""
        left = self._cell(trip.leave_s, -trip.direction)
        cents = (left if trip.direction > 0 else TOP - left) // TICK
        return f"plan stop {cents}c"

    def _rest_out(self, trip: Trip, opposite: bool, held: int) -> int:
        """Leave by a limit order; it is of one's own outcome, or (`crosswise`) of the other."""
        at_s = trip.enter_s + 2.0
        far = (trip.limit_ticks or 0) * TICK * trip.direction
        cell = self._cell(at_s, trip.direction) + far
        if not TICK <= cell <= TOP - TICK:
            return 0
        turned = opposite != trip.crosswise
        sent = _Sent(-trip.direction, turned, cell, held, trip.exit_label)
        return self._rest(sent, at_s, trip.leave_s - 1.0)

    def _cell(self, second: float, way: int) -> int:
        """The best price that a taker gets who goes that way, as a cell of the first outcome."""
        step = self._world.step(second)
        ticks = self._world.ask[step] if way > 0 else self._world.bid[step]
        return int(ticks) * TICK

    def _take(
        self,
        at_s: float,
        way: int,
        opposite: bool,
        size: int,
        label: Label,
        *,
        all_of_it: bool = False,
    ) -> int:
        """Take liquidity; gives the micro-shares that were filled.

        What no level within the limit has is given up, except by who leaves: for `all_of_it` the
        limit is the end of the grid, and an empty book's rest is taken at the last level.
        """
        slip = TOP if all_of_it else _SLIP
        limit = self._cell(at_s, way) + way * slip
        limit = min(max(limit, TICK), TOP - TICK)
        sent = _Sent(way, opposite, limit, size, label)
        order_id = self._placed(sent, us_of(at_s))
        matched_us = us_of(at_s) + self._delay_us + _MATCHING_US
        bids, asks = self.books.levels(matched_us)
        left, levels = size, asks if way > 0 else bids
        for cell, resting in levels:
            if left and (cell - limit) * way <= 0:
                last = all_of_it and cell == levels[-1][0]
                taken = left if last else min(left, resting)
                self._fill(order_id, sent, cell, taken, matched_us, Role.TAKER)
                left -= taken
        self._ended(order_id, sent, size - left, matched_us + _TELLING_US)
        return size - left

    def _rest(self, sent: _Sent, at_s: float, until_s: float) -> int:
        """Wait in the book until the market trades through one's price, or give up."""
        order_id = self._placed(sent, us_of(at_s))
        world = self._world
        first, last = world.step(at_s) + 1, world.step(until_s)
        beyond = (
            world.bid[first:last] * TICK < sent.cell
            if sent.way > 0
            else world.ask[first:last] * TICK > sent.cell
        )
        met = np.flatnonzero(beyond)
        end_us = START_US + (first + int(met[0])) * STEP_US if len(met) else us_of(until_s)
        self.acts.rested.append(Rested(us_of(at_s), end_us, sent.way > 0, sent.cell, sent.size))
        if len(met):
            self._fill(order_id, sent, sent.cell, sent.size, end_us, Role.MAKER)
        filled = sent.size if len(met) else 0
        self._ended(order_id, sent, filled, end_us + _TELLING_US)
        return filled

    def _placed(self, sent: _Sent, at_us: int) -> str:
        order_id = f"order-{len(self.acts.labels) + 1:03d}"
        self.acts.labels[order_id] = sent.label
        self.acts.orders.append(self._told(order_id, sent, 0, at_us, "PLACEMENT"))
        return order_id

    def _ended(self, order_id: str, sent: _Sent, filled: int, at_us: int) -> None:
        action = "UPDATE" if filled == sent.size else "CANCELLATION"
        self.acts.orders.append(self._told(order_id, sent, filled, at_us, action))

    def _told(self, order_id: str, sent: _Sent, matched: int, at_us: int, action: str) -> ToldOrder:
        return ToldOrder(
            told_us=at_us,
            order_id=order_id,
            asset=sent.asset,
            market=MARKET,
            side=sent.side,
            cell=sent.own_cell,
            size=sent.size,
            matched=matched,
            resting=action == "PLACEMENT",
            action=action,
        )

    def _fill(
        self, order_id: str, sent: _Sent, cell: int, size: int, matched_us: int, role: Role
    ) -> None:
        own_cell = TOP - cell if sent.opposite else cell
        fill = Fill(
            trade_id=f"trade-{len(self.acts.fills) + 1:03d}",
            order_id=order_id,
            asset=sent.asset,
            market=MARKET,
            side=sent.side,
            size=size,
            price=Decimal(own_cell).scaleb(-4),
            role=role,
            status=FillStatus.CONFIRMED,
            matched_us=matched_us,
        )
        self.acts.fills.append(ToldFill(matched_us + _TELLING_US, fill))
