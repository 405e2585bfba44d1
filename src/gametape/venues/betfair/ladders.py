"""One runner as the stream has told it: what it needs to turn changes into whole books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gametape.errors import ParseError
from gametape.model.book import Level
from gametape.model.odds import ODDS
from gametape.venues.betfair.wire import Pairs, Ranked, RunnerChange

RUNGS: dict[float, tuple[int, int]] = {
    ODDS.hundredths(cell) / 100: (cell, ODDS.size(cell, 1)) for cell in range(ODDS.cells)
}
"""Odds as JSON numbers to (cell, micro-shares of a stake of one penny at these odds).

A correctly rounded parse of "1.01" and the quotient 101/100 are the same float, so the look-up is
exact; `round(stake * 100)` is the exact number of pennies of any stake with two decimals.
"""


def rung(odds: float) -> tuple[int, int]:
    """The entry of RUNGS; raises ParseError for odds off the ladder."""
    found = RUNGS.get(odds)
    if found is None:
        raise ParseError(f"odds {odds!r} are not a rung of Betfair's ladder.")
    return found


class Ladder:
    """Levels of one side by cell, gathered from several entries of one message."""

    __slots__ = ("_sizes",)

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}

    def gather(self, pairs: Pairs) -> None:
        """Take these levels over; raises ParseError for odds off the ladder."""
        for odds, stake in pairs:
            cell, unit = rung(odds)
            self._sizes[cell] = round(stake * 100) * unit

    def levels(self) -> tuple[Level, ...]:
        """The levels that hold anything, by rising cell."""
        return tuple(sorted((cell, size) for cell, size in self._sizes.items() if size))


class RankedLadder:
    """A ladder told by place (0 is the best): each place holds odds and a stake."""

    __slots__ = ("_places",)

    def __init__(self) -> None:
        self._places: dict[int, Level] = {}

    def gather(self, entries: Ranked) -> None:
        """Fill places; a stake of 0 empties one. Raises ParseError for odds off the ladder."""
        for place, odds, stake in entries:
            pennies = round(stake * 100)
            if pennies:
                cell, unit = rung(odds)
                self._places[place] = cell, pennies * unit
            else:
                self._places.pop(place, None)

    def levels(self) -> tuple[Level, ...]:
        """Levels by rising cell; while places shift two may name one price: the better counts."""
        by_cell = dict(self._places[place] for place in sorted(self._places, reverse=True))
        return tuple(sorted(by_cell.items()))


class Runner:
    """A selection: its name, the volume traded so far, and its ladders by place, if any.

    `complete` says that its whole ladder is sent, so that ladders by place tell nothing more.
    `from_start` says that a price never heard of has no volume; else the first word about a price
    is only where counting begins.
    """

    __slots__ = ("_by_place", "_traded", "asset", "complete", "from_start")

    def __init__(self, asset: str, from_start: bool) -> None:
        self.asset = asset
        self.from_start = from_start
        self.complete = False
        self._traded: dict[float, int] = {}
        self._by_place: dict[str, tuple[RankedLadder, RankedLadder]] = {}

    def start_over(self, changes: Iterable[RunnerChange]) -> tuple[tuple[Level, ...], ...]:
        """(bids, asks) of an image, whose entries for this runner are merged.

        Volumes in it are the new count and no trades; an image without any leaves the count.
        """
        self._by_place.clear()
        self.from_start = True
        asks, bids = Ladder(), Ladder()
        ranked = None
        for change in changes:
            asks.gather(change.atb)
            bids.gather(change.atl)
            self.complete = self.complete or bool(change.atb or change.atl)
            ranked = self.ranked(change) or ranked
            for odds, volume in change.trd:
                self._traded[odds] = round(volume * 100)
        if ranked and not self.complete:
            return ranked
        return bids.levels(), asks.levels()

    def ranked(self, change: RunnerChange) -> tuple[tuple[Level, ...], tuple[Level, ...]] | None:
        """(bids, asks) after a change of the ladders by place, or None where they do not count.

        A stream may carry the best offers as they are (`batb`) and as displayed, with virtual
        bets (`bdatb`). The former is preferred, and a full ladder to both. A few places without
        the others are no book either: nothing counts before the runner's start is known.
        """
        found = None
        for name, backs, lays in (
            ("bdatb", change.bdatb, change.bdatl),
            ("batb", change.batb, change.batl),
        ):
            if not backs and not lays:
                continue
            asks, bids = self._by_place.setdefault(name, (RankedLadder(), RankedLadder()))
            asks.gather(backs)
            bids.gather(lays)
            if name == "batb" or "batb" not in self._by_place:
                found = bids.levels(), asks.levels()
        return found if self.from_start and not self.complete else None

    def newly_traded(self, volumes: Pairs) -> Iterator[Level]:
        """(cell, micro-shares) traded at each price where the volume rose.

        Betfair counts a bet's stake on both of its sides (10 matched is a volume of 20), so half
        the rise was traded. A fall is a correction (bets voided, currencies revalued, a market
        wiped after its end) and no trade. Raises ParseError for odds off the ladder.
        """
        traded = self._traded
        for odds, volume in volumes:
            cell, unit = rung(odds)
            pennies = round(volume * 100)
            before = traded.get(odds, 0 if self.from_start else pennies)
            traded[odds] = pennies
            if pennies > before:
                yield cell, (pennies - before) * unit // 2
