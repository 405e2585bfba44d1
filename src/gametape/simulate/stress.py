"""A steady stream of frames for benchmarks, in the mix that was seen on the real market channel."""

from __future__ import annotations

import random
from collections.abc import Iterator

from gametape.errors import UsageError
from gametape.model.amounts import MICRO
from gametape.model.book import Level, OrderBook, Side
from gametape.model.grid import UNIFORM
from gametape.model.market import MarketRules
from gametape.model.times import SECOND
from gametape.simulate.draws import stream
from gametape.simulate.identifiers import game_id
from gametape.simulate.ladder import CENT, TOP, Ladder
from gametape.simulate.script import Action, GameUpdate, PrintTrade, SetLevels
from gametape.simulate.sports.game import Game, Line, Moment
from gametape.simulate.terms import VenueTerms, event_slug, market_rules

ROUND = "change " * 88 + "top " * 2 + "print " * 2
"""Actions of a round, before it is shuffled (polymarket-api.md section 14).

A change is one frame, a change of the best price two more (a `best_bid_ask` for each token), a
print is one with the books of both tokens after it. A venue that splits a print over several
makers sends one frame for each.
"""

_FRAMES = {"change": 1, "top": 3, "print": 3}
_LEVELS = (20, 48)
_PRINT_SHARES = 90
_LEAST = 200 * MICRO


class _Steady:
    """The book of one market that never goes anywhere."""

    def __init__(self, rules: MarketRules, rng: random.Random) -> None:
        self._market = rules.market
        self._rng = rng
        self._ladder = Ladder(rng, _LEVELS[1], 500.0)
        self._bid = rng.randint(49, 51) * CENT
        self._ask = self._bid + 3 * CENT
        self._raised = False
        self.book = OrderBook(UNIFORM.cells)
        for side in Side:
            for rank in range(rng.randint(*_LEVELS)):
                cell = self._cell(side, rank)
                if CENT <= cell <= TOP - CENT:
                    self.book.set_level(side, cell, self._size(cell, rank))

    def change(self, at_us: int) -> Action:
        """A level changes its size; behind the best prices levels also come and go."""
        while True:
            side = Side.BUY if self._rng.random() < 0.5 else Side.SELL
            rank = self._rng.randrange(_LEVELS[0])
            cell = self._cell(side, rank)
            before = self.book.size_at(side, cell)
            gone = before and rank and self._rng.random() < 0.25
            size = 0 if gone else self._size(cell, rank)
            if size != before:
                return self._set(at_us, side, cell, size)

    def top(self, at_us: int) -> Action:
        """The best bid moves up a cent, or back."""
        self._raised = not self._raised
        cell = self._bid + CENT
        return self._set(at_us, Side.BUY, cell, self._size(cell, 0) if self._raised else 0)

    def print(self, at_us: int) -> Action:
        """A taker takes part of what rests at the best price; where little does, it fills up."""
        taker = Side.BUY if self._rng.random() < 0.5 else Side.SELL
        best = self.book.best_ask if taker == "BUY" else self.book.best_bid
        there = self.book.size_at(taker.opposite, best)
        if there <= _PRINT_SHARES * MICRO:
            return self._set(at_us, taker.opposite, best, there + _LEAST)
        size = self._rng.randint(5, _PRINT_SHARES) * MICRO
        self.book.set_level(taker.opposite, best, there - size)
        return PrintTrade(at_us=at_us, market=self._market, side=taker, size=size)

    def _cell(self, side: Side, rank: int) -> int:
        return self._bid - rank * CENT if side == "BUY" else self._ask + rank * CENT

    def _size(self, cell: int, rank: int) -> int:
        return max(self._ladder.size(cell, rank, 1.0), _LEAST)

    def _set(self, at_us: int, side: Side, cell: int, size: int) -> Action:
        self.book.set_level(side, cell, size)
        return SetLevels(at_us=at_us, market=self._market, levels=((side, cell, size),))


class Stress:
    """A `Script` of frames at a steady rate; see `make_stress`."""

    sport = "stress"
    home = "Steady"
    away = "Stream"

    def __init__(self, rate_per_s: float, seconds: float, markets: int, seed: int) -> None:
        game = _nothing_happens(markets, int(seconds * SECOND))
        terms = VenueTerms(wipes_book_at_start=False)
        self._rate = rate_per_s
        self._seed = seed
        self.event_slug = event_slug(game, seed)
        self.title = game.title
        self.game_id = game_id(seed, game.sport)
        self.duration_us = game.end_us
        self.frames = int(rate_per_s * seconds)
        self.markets: tuple[MarketRules, ...] = tuple(
            market_rules(game, line, seed, terms, 0) for line in game.lines
        )
        self.opening: dict[str, tuple[tuple[Level, ...], tuple[Level, ...]]] = {
            rules.market: (tuple(steady.book.bids()), tuple(steady.book.asks()))
            for rules, steady in zip(self.markets, self._books(), strict=True)
        }

    def actions(self) -> Iterator[Action]:
        """See `Script.actions`: evenly spaced by the frames they make."""
        rng, books, deck = stream(self._seed, "order"), self._books(), ROUND.split()
        per_frame = SECOND / self._rate
        yield self._said(0, live=True)
        sent = 0
        while True:
            rng.shuffle(deck)
            for kind in deck:
                if sent >= self.frames:
                    yield self._said(self.duration_us, live=False)
                    return
                at_us, steady = int(sent * per_frame), rng.choice(books)
                if kind == "change":
                    yield steady.change(at_us)
                elif kind == "top":
                    yield steady.top(at_us)
                else:
                    yield steady.print(at_us)
                sent += _FRAMES[kind]

    def _books(self) -> list[_Steady]:
        return [_Steady(rules, stream(self._seed, rules.market)) for rules in self.markets]

    @staticmethod
    def _said(at_us: int, *, live: bool) -> GameUpdate:
        status = "InProgress" if live else "Final"
        return GameUpdate(
            at_us=at_us, score="0-0", period="", status=status, live=live, ended=not live
        )


def make_stress(
    rate_per_s: float = 5000, seconds: float = 60, markets: int = 8, seed: int = 1
) -> Stress:
    """Make a script that gives `rate_per_s` market frames a second to one subscriber of all.

    The nominal number of frames (`frames`) counts custom features on and one print a trade.
    Raises UsageError unless all numbers are above 0.
    """
    if min(rate_per_s, seconds, markets) <= 0:
        raise UsageError("rate_per_s, seconds and markets must be above 0.")
    return Stress(rate_per_s, seconds, markets, seed)


def _nothing_happens(markets: int, length_us: int) -> Game:
    return Game(
        sport="stress",
        league="stress",
        home=Stress.home,
        away=Stress.away,
        title="Steady Stream",
        slug_names=("steady", "stream"),
        lines=tuple(
            Line(
                name=f"number-{number}",
                market_type="moneyline",
                question=f"Steady stream number {number}?",
                outcomes=("Yes", "No"),
                slug_end=f"number-{number}",
            )
            for number in range(1, markets + 1)
        ),
        moments=(Moment(0, (0.5,) * markets),),
        start_us=0,
        end_us=length_us,
    )
