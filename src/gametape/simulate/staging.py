"""Staging an evening: the crowds and the trader move forward together, a short step at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

import msgspec

from gametape.model.market import MarketRules
from gametape.model.times import MINUTE, SECOND
from gametape.simulate.crowd import Crowd
from gametape.simulate.desk import Desk
from gametape.simulate.draws import stream
from gametape.simulate.plans import Episode
from gametape.simulate.pricing import Pricing
from gametape.simulate.script import Action, ListMarket, Resolve, WipeBook
from gametape.simulate.sports.game import Game
from gametape.simulate.traders import TraderAtWork

_STEP_US = SECOND // 4
_RESOLVES_AFTER_US = 5 * MINUTE
_CURTAIN_US = 30 * SECOND
_PACE_BEFORE, _PACE_AFTER = 0.25, 0.15
_PAYS, _LOSES = Decimal(1), Decimal(0)


class Timing(msgspec.Struct, frozen=True):
    """How natural time becomes script time.

    A script second is `1 / scale` natural seconds; a step is a whole fraction of the taker delay,
    so that delayed orders match exactly between two steps.
    """

    natural_us: int
    scale: float
    taker_delay_us: int
    delay_steps: int

    @classmethod
    def of(cls, game: Game, duration_us: int | None, taker_delay_us: int) -> Timing:
        """Timing of a game at its natural length, or squeezed into `duration_us`."""
        lines = range(len(game.lines))
        natural = max(resolved_us(game, line) for line in lines) + _CURTAIN_US
        scale = (duration_us or natural) / natural
        steps = math.ceil(taker_delay_us / (_STEP_US * scale)) if taker_delay_us else 0
        return cls(natural, scale, taker_delay_us, steps)

    def script_us(self, natural_us: int) -> int:
        """A natural time as script time."""
        return int(natural_us * self.scale)

    def step_us(self, step: int) -> int:
        """Script time at which a step begins."""
        if self.delay_steps:
            return step * self.taker_delay_us // self.delay_steps
        return int(step * _STEP_US * self.scale)

    def steps(self) -> int:
        """How many steps the whole evening has."""
        end_us, one_us = self.script_us(self.natural_us), self.step_us(1_000_000)
        return max(1, end_us * 1_000_000 // one_us)


def resolved_us(game: Game, line: int) -> int:
    """When the venue pays a line, in natural time: five minutes after it is certain."""
    listed = game.lines[line].listed_us or 0
    return max(game.settled_us(line), listed) + _RESOLVES_AFTER_US


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an evening is staged from; staging it again gives the same actions."""

    game: Game
    rules: tuple[MarketRules, ...]
    plan: tuple[Episode, ...]
    timing: Timing
    seed: int
    rate: float
    kappa: float


class Stage:
    """One staging of a cast, from the first action to the last."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._timing = cast.timing
        self._crowds: dict[int, Crowd] = {}
        lines = range(len(cast.game.lines))
        self._settled_us = [cast.game.settled_us(line) for line in lines]
        self._resolved_us = [resolved_us(cast.game, line) for line in lines]
        self._listings = [line for line in lines if cast.game.lines[line].listed_us is not None]
        self.opening = {
            self._cast.rules[line].market: self._enter(line, 0).open()
            for line, about in enumerate(cast.game.lines)
            if about.listed_us is None
        }
        least = min(rules.min_size or 0 for rules in cast.rules)
        self._desk = Desk(self._crowds, cast.timing.delay_steps)
        self._trader = TraderAtWork(cast.plan, self._desk, least)
        self._feed = [moment.feed for moment in cast.game.moments if moment.feed is not None]
        self._feed.sort(key=attrgetter("at_us"), reverse=True)
        self._started = False

    def actions(self) -> Iterator[Action]:
        """All actions in order of time; one step's worth is in memory at once."""
        timing, begin_us = self._timing, 0
        for step in range(timing.steps()):
            end_us = timing.step_us(step + 1)
            natural_us = int(end_us / timing.scale)
            done: list[Action] = list(self._turns(begin_us, natural_us))
            self._desk.begin(step, begin_us)
            self._trader.step(natural_us)
            self._desk.match_due()
            done += self._desk.sent
            self._desk.sent.clear()
            for line, crowd in self._crowds.items():
                done += self._crowd_step(line, crowd, (begin_us, end_us), natural_us)
            done += self._spoken(begin_us, end_us)
            done.sort(key=attrgetter("at_us"))
            yield from done
            begin_us = end_us

    def _enter(self, line: int, natural_us: int) -> Crowd:
        """A line's crowd gathers."""
        cast = self._cast
        about = cast.game.lines[line]
        noise, chance = stream(cast.seed, "price", about.name), stream(cast.seed, about.name)
        pricing = Pricing(cast.game.moments, line, noise, cast.kappa, natural_us)
        crowd = Crowd(cast.rules[line], pricing, chance, cast.rate * about.activity)
        self._crowds[line] = crowd
        return crowd

    def _turns(self, begin_us: int, natural_us: int) -> Iterator[Action]:
        """What the venue itself does at the beginning of a step: wipe, list, resolve."""
        cast = self._cast
        if not self._started and natural_us > cast.game.start_us:
            self._started = True
            for crowd in self._crowds.values():
                if crowd.rules.wipes_book_at_start:
                    crowd.wipe()
                    yield WipeBook(at_us=begin_us, market=crowd.rules.market)
        for line in list(self._listings):
            if natural_us > (cast.game.lines[line].listed_us or 0):
                self._listings.remove(line)
                bids, asks = self._enter(line, natural_us).open()
                yield ListMarket(at_us=begin_us, rules=cast.rules[line], bids=bids, asks=asks)
        for line in list(self._crowds):
            if natural_us > self._resolved_us[line]:
                del self._crowds[line]
                paid = (_PAYS, _LOSES) if cast.game.pays(line) else (_LOSES, _PAYS)
                yield Resolve(at_us=begin_us, market=cast.rules[line].market, payouts=paid)

    def _spoken(self, begin_us: int, end_us: int) -> Iterator[Action]:
        """What the sports feed says in a step."""
        while self._feed:
            update = self._feed[-1]
            at_us = self._timing.script_us(update.at_us)
            if at_us >= end_us:
                return
            self._feed.pop()
            yield msgspec.structs.replace(update, at_us=max(at_us, begin_us))

    def _crowd_step(
        self, line: int, crowd: Crowd, span_us: tuple[int, int], natural_us: int
    ) -> Sequence[Action]:
        game, length_us = self._cast.game, span_us[1] - span_us[0]
        crowd.pricing.step(natural_us, length_us / self._timing.scale / SECOND)
        if natural_us < game.start_us:
            pace = _PACE_BEFORE
        else:
            pace = _PACE_AFTER if natural_us > self._settled_us[line] else 1.0
        return crowd.step(span_us, length_us / SECOND, pace)
