"""An evening of the corpus: a world, a trader in it, and what each order was planted to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from gametape.analyze.material.course import Course, Trades
from gametape.analyze.material.material import Material
from gametape.ledger.account import Settlement
from gametape.ledger.steps import Line
from gametape.model.amounts import MICRO
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.times import SECOND
from gametape.replay.timeline import GameEntry
from gametape.simulate.corpus.acting import ASSET, MARKET, OPPOSITE, Actor, Acts
from gametape.simulate.corpus.ladder import STEP_US, TICK, us_of
from gametape.simulate.corpus.planner import Planner
from gametape.simulate.corpus.scoring import Sport
from gametape.simulate.corpus.trips import Habits, Label, Trip
from gametape.simulate.corpus.world import EFFICIENT, World, chance, make_world
from gametape.simulate.taping import START_US

LINE = Line(MARKET, ASSET, OPPOSITE)
FEE_RATE = Decimal("0.05")

_FEED_S = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """Material of an evening with the truth beside it: `labels` by order id, `trips` as planned."""

    material: Material
    labels: Mapping[str, Label]
    trips: tuple[Trip, ...]
    world: World

    @property
    def course(self) -> Course:
        """The one line's course."""
        return self.material.courses[LINE]


def plant(
    seed: int,
    habits: Habits,
    *,
    kappa: float = EFFICIENT,
    sport: Sport = "basketball",
    name: str = "corpus",
    delay_us: int = 0,
    fee_rate: Decimal = FEE_RATE,
) -> Planted:
    """Make an evening; equal arguments make equal evenings.

    `name` tells studies apart: the same seed under another name is another evening. A taker's
    order is held back for `delay_us`. The reference world charges `fee_rate` (p (1 - p)).
    """
    world = make_world(seed, sport, kappa, name=name)
    trips = Planner(world, habits, chance(seed, name, "trader")).trips()
    slug = f"{name}-{sport}-{seed}"
    return planted_of(world, trips, slug=slug, delay_us=delay_us, fee_rate=fee_rate)


def planted_of(
    world: World,
    trips: tuple[Trip, ...],
    *,
    slug: str = "corpus",
    delay_us: int = 0,
    fee_rate: Decimal = FEE_RATE,
    pays: Decimal | None = None,
) -> Planted:
    """What given trips in a given world are as an evening.

    `pays` is what a share of the first outcome is settled at, where that is not the game's result.
    """
    actor = Actor(world, delay_us)
    for trip in trips:
        actor.carry_out(trip)
    acts = actor.acts.in_order()
    rules = _rules(world, delay_us, fee_rate)
    end_us = us_of(world.scoring.length_s)
    paid = Decimal(world.scoring.pays) if pays is None else pays
    material = Material(
        slug=slug,
        title="Owls vs Foxes",
        sport=world.scoring.sport,
        from_us=START_US,
        to_us=end_us + 60 * SECOND,
        courses={LINE: _course(world, rules, actor, end_us)},
        orders=acts.orders,
        fills=acts.fills,
        game=_told(world, acts),
        rules={MARKET: rules},
        settled={MARKET: Settlement(end_us + 30 * SECOND, (paid, 1 - paid))},
        tape="corpus-1",
    )
    return Planted(material, acts.labels, trips, world)


def _rules(world: World, delay_us: int, fee_rate: Decimal) -> MarketRules:
    return MarketRules(
        market=MARKET,
        question="Owls vs Foxes",
        outcomes=(Outcome(ASSET, "Owls"), Outcome(OPPOSITE, "Foxes")),
        market_type="moneyline",
        tick=Decimal(TICK).scaleb(-4),
        min_size=5 * MICRO,
        taker_delay_us=delay_us,
        neg_risk=False,
        game_start_us=START_US,
        fees=FeeSchedule(rate=fee_rate),
        game_id=world.scoring.sport,
    )


def _course(world: World, rules: MarketRules, actor: Actor, end_us: int) -> Course:
    steps = np.arange(len(world.mid), dtype=np.int64)
    bought = world.side > 0
    prints = np.where(bought, world.ask[world.printed], world.bid[world.printed])
    trades = Trades(
        times=START_US + world.printed * STEP_US + STEP_US // 2,
        cells=(prints * TICK).astype(np.int32),
        sizes=np.rint(world.volume * 100).astype(np.int64) * (MICRO // 100),
        sides=world.side.astype(np.int8),
    )
    return Course(
        line=LINE,
        first_us=START_US,
        last_us=end_us,
        times=START_US + steps * STEP_US,
        bid=(world.bid * TICK).astype(np.int32),
        ask=(world.ask * TICK).astype(np.int32),
        trades=trades,
        bad=(),
        ticks=((START_US, TICK),),
        rules=((START_US, rules),),
        game_start_us=START_US,
        books=actor.books,
    )


def _told(world: World, acts: Acts) -> list[GameEntry]:
    """What the feed tells, a few seconds late, and what the trader marked."""
    scoring = world.scoring
    told = [(us_of(at_s), "period", name, "") for at_s, name in scoring.periods]
    scored = zip(scoring.times.tolist(), scoring.scores, scoring.clocks, strict=True)
    told += [
        (us_of(at_s + _FEED_S), "score", score, clock) for at_s, score, clock in scored if score
    ]
    told.append((us_of(scoring.length_s), "status", "", ""))
    told += [(at_us, "tag", text, "") for at_us, text in acts.stops]
    entries, period = [], ""
    for number, (at_us, name, words, clock) in enumerate(sorted(told), 1):
        period = words if name == "period" else period
        ended = name == "status"
        entries.append(
            GameEntry(
                seq=number,
                at_us=at_us,
                happened_us=None,
                name=name,
                text=words if name == "tag" else "",
                game="",
                score=words if name == "score" else "",
                period=period,
                game_clock=clock,
                status="finished" if ended else "inprogress",
                team="",
                live=not ended,
                ended=ended,
                tag=name == "tag",
            )
        )
    return entries
