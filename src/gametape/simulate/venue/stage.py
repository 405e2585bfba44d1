"""What everything at the venue shares: the exchange, its clock, its writer, the trader it knows."""

from __future__ import annotations

import dataclasses

from gametape.clock import Clock
from gametape.simulate.script import Script
from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.exchange.happenings import Happening, Moment, Printed, Resolved
from gametape.simulate.venue.exchange.showing import book_shown
from gametape.simulate.venue.exchange.venue import Exchange
from gametape.simulate.venue.faults import FaultBoard
from gametape.simulate.venue.messages.writing import Messenger, Outgoing
from gametape.simulate.venue.truth.log import TruthLog
from gametape.simulate.venue.truth.writing import records_of

PricePoint = tuple[int, int]
"""(venue time in microseconds, cell of the token) of a print."""


@dataclasses.dataclass
class Stage:
    """One evening at the venue, open since `opened_us`; its clock has jumped by `step_us`."""

    script: Script
    trader: Trader
    clock: Clock
    exchange: Exchange
    messenger: Messenger
    board: FaultBoard
    truth: TruthLog
    opened_us: int
    script_us: int = 0
    step_us: int = 0
    prices: dict[str, list[PricePoint]] = dataclasses.field(default_factory=dict)
    resolved_us: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def closed_us(self) -> int | None:
        """When the last market resolved, by the venue's clock; None if none has."""
        return max(self.resolved_us.values(), default=None)

    def now(self) -> Moment:
        """This moment on all three clocks."""
        wall_us = self.clock.wall_us()
        return Moment(self.script_us, wall_us, wall_us + self.step_us)

    def tell(self, happenings: list[Happening], now: Moment) -> list[Outgoing]:
        """Write happenings into the truth and as messages."""
        messages: list[Outgoing] = []
        for told in happenings:
            for record in records_of(told, now):
                self.truth.add(record)
            if isinstance(told, Printed):
                self._remember(told, now)
            elif isinstance(told, Resolved):
                self.resolved_us[told.rules.market] = now.venue_us
            messages += self.messenger.write(told, now)
        return messages

    def books(self, assets: list[str]) -> list[Outgoing]:
        """`book` messages of those assets that the venue has and that are not closed."""
        messages: list[Outgoing] = []
        now = self.now()
        for asset in assets:
            book, outcome = self.exchange.by_asset.get(asset, (None, 0))
            if book is not None and book.payouts is None:
                messages += self.messenger.write(book_shown(book, outcome), now)
        return messages

    def _remember(self, printed: Printed, now: Moment) -> None:
        points = self.prices.setdefault(printed.asset, [])
        # One a second is finer than any history the venue serves.
        if not points or now.venue_us // 1_000_000 != points[-1][0] // 1_000_000:
            points.append((now.venue_us, printed.cell))
        else:
            points[-1] = (points[-1][0], printed.cell)
