"""A synthetic evening: a game, its markets and a trader, as a script that the venue performs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from random import Random

import msgspec

from gametape.errors import UsageError
from gametape.model.book import Level
from gametape.model.market import MarketRules
from gametape.model.times import SECOND
from gametape.simulate.draws import stream
from gametape.simulate.identifiers import game_id
from gametape.simulate.planner import plan
from gametape.simulate.plans import HABITS, Episode, Trader
from gametape.simulate.pricing import KAPPA, Reaction
from gametape.simulate.script import Action
from gametape.simulate.sports import basketball, soccer, tennis
from gametape.simulate.sports.game import Game
from gametape.simulate.staging import Cast, Stage, Timing
from gametape.simulate.terms import VenueTerms, event_slug, market_rules

SPORTS: dict[str, Callable[[Random], Game]] = {
    "basketball": basketball.play,
    "tennis": tennis.play,
    "soccer": soccer.play,
}
"""The sports that can be played."""


class Evening:
    """A `Script` of a synthetic game, streamed: its actions are made as they are asked for.

    `story` is what the recorded trader was planted to do, with labels and natural times;
    `timing` turns natural times into script times.
    """

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        game, timing = cast.game, cast.timing
        self.event_slug = event_slug(game, cast.seed)
        self.title = game.title
        self.sport = game.sport
        self.home = game.home
        self.away = game.away
        self.game_id = game_id(cast.seed, game.sport)
        self.duration_us = timing.step_us(timing.steps())
        self.markets: tuple[MarketRules, ...] = tuple(
            rules
            for line, rules in zip(game.lines, cast.rules, strict=True)
            if line.listed_us is None
        )
        self.opening: dict[str, tuple[tuple[Level, ...], tuple[Level, ...]]] = Stage(cast).opening
        self.game: Game = game
        self.story: tuple[Episode, ...] = cast.plan
        self.timing: Timing = timing

    def actions(self) -> Iterator[Action]:
        """See `Script.actions`; every call stages the evening anew, with equal actions."""
        return Stage(self._cast).actions()


def make_evening(
    sport: str = "basketball",
    seed: int = 1,
    duration_s: float | None = None,
    rate: float = 1.0,
    markets: Collection[str] | None = None,
    reaction: Reaction = "efficient",
    trader: Trader | None = "showcase",
    terms: VenueTerms | None = None,
) -> Evening:
    """Make an evening; equal arguments make equal evenings.

    `duration_s` squeezes the whole evening into so many seconds (None: its natural length, about
    two and a half hours of basketball): what happens in the game comes faster, the crowd's
    messages per second stay. Behaviour is true to life only near the natural length. `rate`
    scales how much the crowd does; at 1.0 a basketball evening has about half a million level
    changes. `markets` keeps only the lines of these names (`moneyline`, `total`, ...). `reaction`
    is how the crowd prices; `trader` what the recorded trader is like, None for nobody.

    Raises UsageError for an unknown sport or market, and for impossible numbers.
    """
    if sport not in SPORTS:
        raise UsageError(f"no sport {sport!r} to simulate.", f"There are {', '.join(SPORTS)}.")
    if rate < 0 or (duration_s is not None and duration_s <= 0):
        raise UsageError("rate must not be negative and duration_s must be above 0.")
    game = SPORTS[sport](stream(seed, sport, "game"))
    if markets is not None:
        game = _only(game, markets)
    terms = terms or VenueTerms()
    squeezed_us = None if duration_s is None else int(duration_s * SECOND)
    timing = Timing.of(game, squeezed_us, terms.taker_delay_us)
    start_us = timing.script_us(game.start_us)
    episodes = plan(game, stream(seed, sport, "trader"), HABITS[trader]) if trader else ()
    return Evening(
        Cast(
            game=game,
            rules=tuple(market_rules(game, line, seed, terms, start_us) for line in game.lines),
            plan=episodes,
            timing=timing,
            seed=seed,
            rate=rate,
            kappa=KAPPA[reaction],
        )
    )


def _only(game: Game, names: Collection[str]) -> Game:
    """The game with some of its lines only, in the game's order."""
    there = [line.name for line in game.lines]
    if unknown := [name for name in names if name not in there]:
        raise UsageError(f"no market {unknown[0]!r} in {game.sport}.", f"There are {there}.")
    kept = [index for index, name in enumerate(there) if name in names]
    if not kept:
        raise UsageError("an evening needs at least one market.")
    return msgspec.structs.replace(
        game,
        lines=tuple(game.lines[index] for index in kept),
        moments=tuple(
            moment._replace(odds=tuple(moment.odds[index] for index in kept))
            for moment in game.moments
        ),
    )
