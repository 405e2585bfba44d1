"""What a recording is to record: the events, their markets and where each came from."""

from __future__ import annotations

import msgspec

from gametape.games.tags import sport_of
from gametape.model.market import MarketRules
from gametape.venues.polymarket.listing import EventInfo


class Evening(msgspec.Struct, frozen=True):
    """One or several games, with the markets chosen of each.

    `sources` are the answers the choice was made from, as (source, raw body): they open the tape.
    `whole` says that every market of the events is wanted, so that new ones are joined.
    """

    title: str
    events: tuple[EventInfo, ...]
    markets: tuple[MarketRules, ...]
    sources: tuple[tuple[str, bytes], ...] = ()
    whole: bool = True

    @property
    def assets(self) -> tuple[str, ...]:
        """Every asset id, the outcomes of a market side by side."""
        return tuple(outcome.asset for rules in self.markets for outcome in rules.outcomes)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every market's id."""
        return tuple(rules.market for rules in self.markets)

    @property
    def slugs(self) -> tuple[str, ...]:
        """Slugs of the events."""
        return tuple(event.slug for event in self.events)

    @property
    def start_us(self) -> int | None:
        """When the first game is to begin, if the venue says."""
        starts = [event.start_us for event in self.events if event.start_us is not None]
        starts += [one.game_start_us for one in self.markets if one.game_start_us is not None]
        return min(starts, default=None)

    @property
    def league(self) -> str:
        """The first event's league, as its slug begins; empty if there is none."""
        return self.events[0].league if self.events else ""

    @property
    def sport(self) -> str:
        """The first event's sport; empty if neither its league nor the venue's tags name one."""
        return sport_of(self.league, *self.events[0].tags) if self.events else ""
