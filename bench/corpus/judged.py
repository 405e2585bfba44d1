"""One evening of the corpus judged: scores beside the truth, and what the traps are made of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.corpus.opinion import PRICES, Opinion
from bench.corpus.rates import Told
from gametape.analyze.behaviour import leaving
from gametape.analyze.behaviour.reversion import Reversion, reversion
from gametape.analyze.detectors.detecting import Scored
from gametape.analyze.detectors.registry import detector
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels import scoring
from gametape.simulate.corpus.ladder import us_of
from gametape.simulate.corpus.planted import LINE, Planted, plant
from gametape.simulate.corpus.scoring import STEP_S
from gametape.simulate.corpus.shocks import shocks_of
from gametape.simulate.corpus.trips import Habits, Label
from gametape.simulate.corpus.world import PRICE_DELAY_S, chance

Floats = NDArray[np.float64]

LABELS: dict[str, Label] = {"panic_sell": "panic", "fomo_buy": "fomo", "revenge": "revenge"}
"""Detectors, and what the orders that they are to find were planted to be."""

_ALIVE_S, _DELAY_S, _LATER_S = 45.0, 30.0, 120.0
_PLACED_AT_RANDOM = 10


class Wanted(NamedTuple):
    """An evening to be made and judged; `market` asks for its signals too."""

    study: str
    seed: int
    habits: Habits
    kappa: float
    market: bool = False


class Entry(NamedTuple):
    """A trip as the traps see it: net dollars, whether it began in a shock, cents saved by waiting.

    `waited` is what half a minute later would have been worth at the mid, `waited_by_chance` the
    same for its direction at random times of the game.
    """

    net: float
    in_shock: bool
    waited: float
    waited_by_chance: float


class Judged(NamedTuple):
    """What is kept of an evening.

    `told` is by detector; `rows` are those of the hazard model (exit, then covariates in the order
    of `leaving.NAMES`). `shocked` is the share of time in a shock, `faded` the cents that came back
    in two minutes after each shock (of the quotes, of the fair price), `moved` what sixty seconds
    did to the price, `came_back` what followed the market's signals. `opinion` is what the
    formulas give with the crowd's own price, off the grid.
    """

    slug: str
    told: dict[str, list[Told]]
    rows: Floats
    entries: list[Entry]
    shocked: float
    faded: list[tuple[float, float]]
    moved: list[float]
    came_back: list[Reversion]
    opinion: dict[str, list[Told]]


def scores(one: Planted, evening: Evening) -> dict[str, list[Told]]:
    """What the detectors say of an evening, beside the truth; plans are left out, as in use."""
    found: dict[str, list[Told]] = {name: [] for name in LABELS}
    for each in scoring.judge(evening, [detector(name) for name in LABELS]):
        if each.counts and isinstance(each.answer, Scored):
            name = each.detector.name
            planted = one.labels[each.decision.order_id] == LABELS[name]
            found[name].append(Told(each.answer.match, each.twins, planted))
    return found


def hazard_rows(evening: Evening) -> Floats:
    """The hazard model's rows of one evening: whether the exit fell in it, then the covariates."""
    exited, rows = leaving.periods(evening).unpacked()
    return np.column_stack([exited, rows])


def judge(wanted: Wanted) -> Judged:
    """Make an evening and judge it."""
    one = plant(wanted.seed, wanted.habits, kappa=wanted.kappa, name=wanted.study)
    evening = Evening(one.material)
    shocks = shocks_of(one.world.quoted)
    return Judged(
        slug=one.material.slug,
        told=scores(one, evening),
        rows=hazard_rows(evening),
        entries=_entries(one, evening, shocks.on),
        shocked=float(shocks.on.mean()),
        faded=_faded(one, shocks.begins, shocks.change),
        moved=_moved(one),
        came_back=_came_back(evening) if wanted.market else [],
        opinion=Opinion(one, 100 * one.world.mid).told() if wanted.market else {},
    )


def _entries(one: Planted, evening: Evening, on: NDArray[np.bool_]) -> list[Entry]:
    cents, world = one.world.quoted, one.world
    rng = chance(0, one.material.slug, "waiting")
    wait, alive = round(_DELAY_S / STEP_S), round(_ALIVE_S / STEP_S)
    found = []
    for _, episode in evening.episodes:
        step = world.step((episode.opened_us - us_of(0)) / 1e6)
        random = rng.integers(alive, len(cents) - wait, _PLACED_AT_RANDOM)
        way = episode.direction
        found.append(
            Entry(
                net=episode.net / 1e6,
                in_shock=bool(on[max(0, step - alive) : step + 1].any()),
                waited=-way * float(cents[min(step + wait, len(cents) - 1)] - cents[step]),
                waited_by_chance=-way * float((cents[random + wait] - cents[random]).mean()),
            )
        )
    return found


def _faded(one: Planted, begins: NDArray[np.int64], change: Floats) -> list[tuple[float, float]]:
    """Cents against the direction of each shock in the two minutes after it began.

    Of the quotes, and of the fair price behind them as it reaches the market: what differs is the
    crowd's noise (and its over-reaction), of which a shock has more than its share.
    """
    cents, later = one.world.quoted, round(_LATER_S / STEP_S)
    late = round(PRICE_DELAY_S / STEP_S)
    fair = 100 * one.world.scoring.fair
    begins = begins[(begins > late) & (begins + later < len(cents))]
    begins = begins[(cents[begins] >= 5) & (cents[begins] <= 95)]
    found = []
    last = -later
    for begin in begins.tolist():
        if begin - last >= later:
            last, way = begin, -float(np.sign(change[begin]))
            quoted = way * float(cents[begin + later] - cents[begin])
            found.append((quoted, way * float(fair[begin + later - late] - fair[begin - late])))
    return found


def _moved(one: Planted) -> list[float]:
    """Cents that the price moved in the minute after random moments of the whole game."""
    cents, later = one.world.quoted, round(60 / STEP_S)
    steps = chance(0, one.material.slug, "moments").integers(0, len(cents) - later, 20)
    steps = steps[(cents[steps] >= PRICES[0]) & (cents[steps] <= PRICES[1])]
    return [float(cents[step + later] - cents[step]) for step in steps.tolist()]


def _came_back(evening: Evening) -> list[Reversion]:
    context = evening.context(LINE)
    if context is None:
        return []
    moves = [signal for signal in evening.signals(LINE) if signal.kind != "liquidity_vacuum"]
    return [reversion(context, signal) for signal in moves]
