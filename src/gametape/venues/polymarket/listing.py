"""An event and its markets as a person chooses among them, whichever service listed them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import msgspec

from gametape.errors import UsageError
from gametape.model.market import MarketRules


class Team(msgspec.Struct, frozen=True):
    """A team (or player) of a game; `home` is None where the venue does not say."""

    name: str
    abbreviation: str = ""
    alias: str = ""
    home: bool | None = None


class ListedMarket(msgspec.Struct, frozen=True):
    """A market of an event: its rules and its short title within the event (`O/U 245.5`)."""

    rules: MarketRules
    title: str = ""
    accepting_orders: bool | None = None

    @property
    def tradable(self) -> bool:
        """Whether it has asset ids to subscribe to; a market just announced has none yet."""
        return bool(self.rules.outcomes)

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.rules.question or self.title or self.rules.slug or self.rules.market


class EventInfo(msgspec.Struct, frozen=True):
    """An event: for sports, one game with all its markets. Times in microseconds.

    `league` is the first word of a dated slug, as the sports feed abbreviates it (`nba`); `tags`
    are the venue's slugs (`basketball`). `home` and `away` are empty where the venue does not say
    which is which: the order of outcomes does not tell.
    """

    slug: str
    title: str
    markets: tuple[ListedMarket, ...]
    league: str = ""
    home: str = ""
    away: str = ""
    teams: tuple[Team, ...] = ()
    tags: tuple[str, ...] = ()
    game_id: str = ""
    start_us: int | None = None
    live: bool | None = None
    ended: bool | None = None
    closed: bool | None = None


def choose_markets(event: EventInfo, wanted: Sequence[str]) -> tuple[ListedMarket, ...]:
    """The markets of an event that a person asked for, in the event's order, none twice.

    Each word names a market type (`moneyline`, `spreads`), a market (its slug, condition id,
    question or short title) or, failing that, words that occur in such names (`lebron`), which
    chooses all that have them. `all` and an empty list choose everything. Raises UsageError with
    the nearest names for a word that names nothing.
    """
    if not wanted or "all" in wanted:
        return event.markets
    chosen: set[str] = set()
    for words in wanted:
        found = _named(event.markets, _plain(words))
        if not found:
            raise UsageError(
                f"Event {event.slug!r} has no market {words!r}.", _nearest(event, words)
            )
        chosen.update(found)
    return tuple(market for market in event.markets if market.rules.market in chosen)


def _named(markets: Iterable[ListedMarket], words: str) -> set[str]:
    """Condition ids of the markets that `words` name, by the first of three readings that fits."""
    if not words:
        return set()
    types = (words, f"{words}s", words.removesuffix("s"))
    readings: tuple[set[str], set[str], set[str]] = (set(), set(), set())
    for market in markets:
        names = [_plain(name) for name in _names(market)]
        if _plain(market.rules.market_type) in types:
            readings[0].add(market.rules.market)
        if words in names:
            readings[1].add(market.rules.market)
        if any(f" {words} " in f" {name} " for name in names):
            readings[2].add(market.rules.market)
    return next((found for found in readings if found), set())


def _names(market: ListedMarket) -> tuple[str, ...]:
    rules = market.rules
    return rules.slug, rules.market, rules.question, market.title


def _plain(name: str) -> str:
    """Lower case, with runs of anything but letters, digits, points and signs as one space."""
    return re.sub(r"[^\w.+]+", " ", name.lower().replace("_", " ")).strip()


def _nearest(event: EventInfo, words: str) -> str:
    types = list(dict.fromkeys(one.rules.market_type for one in event.markets))
    names = [
        name for market in event.markets for name in _names(market) if name != market.rules.market
    ]
    shown = {_plain(name): name for name in (*names, *types) if name}
    near = [shown[name] for name in get_close_matches(_plain(words), shown, n=3, cutoff=0.5)]
    parts = [f"Did you mean {' or '.join(map(repr, near))}?"] if near else []
    if known := ", ".join(name for name in types if name):
        parts.append(f"Its market types are: {known}.")
    return " ".join(parts) or "It has no named markets."
