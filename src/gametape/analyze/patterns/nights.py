"""What patterns are put to: what each evening left, as far as a playbook needs it.

Nothing here is computed from a tape: it is taken from the summary that is kept of an evening that
was judged, so that a pattern written today is answered over hundreds of evenings at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gametape.analyze.patterns.chances import Chances, Fields

NOTHING_LEFT = Chances()


class Deed(NamedTuple):
    """An own order: when to watch it from, and what was known when it was decided.

    `trade` is the id of the trade it belongs to, "" for none; `opens` whether it began that trade.
    `value` is what the decision itself brought, in micro-dollars: leaving then against leaving half
    a minute later at the prices of the book, an addition against a minute later with its costs off;
    None where that is not known. Times are microseconds.
    """

    order_id: str
    trade: str
    decided_us: int
    before_us: int
    enters: bool
    leaves: bool
    fields: Fields
    market: str = ""
    opens: bool = True
    value: int | None = None


class Trip(NamedTuple):
    """A trade from flat to flat; `net` micro-dollars, fees paid. Only closed ones are told."""

    id: str
    market_type: str
    net: int


class Night(NamedTuple):
    """One evening; `started_us` microseconds, texts as the recording tells them."""

    session: str
    title: str
    sport: str
    league: str
    started_us: int
    deeds: tuple[Deed, ...]
    trips: Mapping[str, Trip]
    chances: Chances = NOTHING_LEFT
    teams: tuple[str, ...] = ()


class Choice(NamedTuple):
    """Which evenings and trades are looked at; an empty word is all of them."""

    sport: str = ""
    league: str = ""
    team: str = ""
    market_type: str = ""
    from_us: int | None = None
    to_us: int | None = None

    def takes(self, night: Night) -> bool:
        """Whether an evening is one of them."""
        return (
            self.sport in ("", night.sport)
            and self.league in ("", night.league)
            and (not self.team or self.team in night.teams)
            and (self.from_us is None or night.started_us >= self.from_us)
            and (self.to_us is None or night.started_us < self.to_us)
        )

    def takes_trade(self, trip: Trip) -> bool:
        """Whether a trade is one of them."""
        return self.market_type in ("", trip.market_type)


EVERYTHING = Choice()
