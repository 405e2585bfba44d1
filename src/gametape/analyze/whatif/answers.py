"""Every what-if of an evening, and what each comes to over many of them (methods 4.2 to 4.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial

import msgspec
import numpy as np

from gametape.analyze.statistics.choosing import Choice, Placebo, choose, placebo
from gametape.analyze.statistics.intervals import LEVEL, Interval
from gametape.analyze.statistics.sessions import largest_share, total_of_sessions
from gametape.analyze.whatif.contract import Priced, Scene, Status
from gametape.analyze.whatif.entering import (
    capped,
    cooldown_delay,
    cooldown_skip,
    delayed,
    in_cooldown,
    no_add,
    no_trade,
    scale,
    skipped,
)
from gametape.analyze.whatif.leaving import earlier, hold, hold_settle, stop, trail
from gametape.analyze.whatif.waiting import passive, target
from gametape.model.times import SECOND

Rule = Callable[[Scene], list[Priced]]

EARLIER_S = (15, 30, 60)
STOPS_CENTS = (3, 5)
TARGETS_CENTS = (3, 5)


def rules_of(scene: Scene) -> dict[str, Rule]:
    """Every rule by its name. Cooldowns need shock onsets and are left out without any."""
    waits = scene.parameters.hold_s
    found: dict[str, Rule] = {f"hold_{wait}": partial(hold, wait_s=wait) for wait in waits}
    found |= {f"earlier_{wait}": partial(earlier, sooner_s=wait) for wait in EARLIER_S}
    found["hold_settle"] = hold_settle
    found |= {f"stop_{cents}": partial(stop, cents=cents) for cents in STOPS_CENTS}
    found |= {f"trail_{cents}": partial(trail, cents=cents) for cents in STOPS_CENTS}
    found |= {f"target_{cents}": partial(target, cents=cents) for cents in TARGETS_CENTS}
    found |= {f"scale_{share:g}": partial(scale, share=Fraction(share)) for share in (0.5, 0.25)}
    found |= {"capped": capped, "no_trade": no_trade, "no_add": no_add, "passive": passive}
    if scene.onsets:
        headline = scene.parameters.headline_hold_s
        found[f"cooldown_skip_{headline}"] = partial(cooldown_skip, wait_s=headline)
        found[f"cooldown_delay_{headline}"] = partial(cooldown_delay, wait_s=headline)
    return found


def answers(scene: Scene) -> dict[str, list[Priced]]:
    """Every rule on every leg or order of an evening."""
    return {name: rule(scene) for name, rule in rules_of(scene).items()}


class Total(msgspec.Struct, frozen=True):
    """A rule over one session: micro-dollars of the `n` answers that are `ok`, of `of` in all.

    `central` is the other bound where a queue was guessed at. `changed` counts answers in which
    the rule did something. `statuses` says what became of the rest.
    """

    session: str
    rule: str
    delta: int
    central: int
    n: int
    of: int
    changed: int
    statuses: dict[Status, int]


def total(session: str, rule: str, priced: Iterable[Priced]) -> Total:
    """Add up one session's answers; only those that are `ok` count."""
    every = list(priced)
    fine = [one for one in every if one.status == "ok" and one.delta is not None]
    return Total(
        session,
        rule,
        sum(one.delta or 0 for one in fine),
        sum(one.central or 0 for one in fine),
        len(fine),
        len(every),
        sum(one.evidence.get("why") != "not triggered" for one in fine),
        dict(Counter(one.status for one in every)),
    )


class Population(msgspec.Struct, frozen=True):
    """A rule over many sessions; dollars.

    `total` is None with fewer than eight sessions. `clear` says that its interval leaves out 0:
    otherwise there is "no clear effect yet". `largest` is the share of the absolute total that
    the largest session makes up.
    """

    rule: str
    sessions: int
    legs: int
    of: int
    sum: float
    central: float
    total: Interval | None
    largest: float
    clear: bool


def over_sessions(rule: str, sessions: Sequence[Total], level: float = LEVEL) -> Population:
    """The population view: Student's t on the sessions' sums (methods 4.4)."""
    sums = [one.delta / 1e6 for one in sessions]
    told = total_of_sessions(sums, level)
    return Population(
        rule,
        len(sessions),
        sum(one.n for one in sessions),
        sum(one.of for one in sessions),
        sum(sums),
        sum(one.central for one in sessions) / 1e6,
        told,
        largest_share(sums) if sums else 0.0,
        told is not None and (told.low > 0 or told.high < 0),
    )


def best_of(sessions: Mapping[str, Sequence[Total]], level: float = LEVEL) -> Choice | None:
    """The best of several rules, chosen on some sessions and scored on the others.

    `sessions` are the same sessions in order of time for each rule; `picked` counts its keys.
    """
    table = np.array([[one.delta / 1e6 for one in column] for column in sessions.values()])
    return choose(table.T.tolist(), level) if table.size else None


def skip_placebo(
    scenes: Sequence[Scene], wait_s: int, rng: np.random.Generator, draws: int
) -> Placebo:
    """Leaving out what was entered in a cooldown beside leaving out as many legs at random."""
    gains: list[float] = []
    chosen: list[bool] = []
    for scene in scenes:
        more, which = skipped(scene, wait_s)
        gains += more
        chosen += which
    return placebo(gains, chosen, rng, draws)


def delay_placebo(
    scenes: Sequence[Scene], wait_s: int, rng: np.random.Generator, draws: int
) -> Placebo:
    """A cooldown's delays beside the same delay of orders taken at random.

    Without reversal after shocks both are the same on average (methods 4.3). Every entry and exit
    is priced later by the same time, the mean of the cooldown's delays; those in a cooldown are set
    beside as many at random.
    """
    gains: list[float] = []
    chosen: list[bool] = []
    for scene in scenes:
        late_us = _mean_delay(scene, wait_s)
        if late_us is None:
            continue
        nothing = [None] * len(scene.legs)
        openers = [one.opened for one in scene.legs]
        closers = [one.closing for one in scene.legs]
        for orders, entering in ((openers, True), (closers, False)):
            later = [None if one is None else one.decided_us + late_us for one in orders]
            sides = (later, nothing) if entering else (nothing, later)
            for one, answer in zip(orders, delayed("delay", scene, *sides), strict=True):
                if one is not None and answer.status == "ok" and answer.delta is not None:
                    gains.append(answer.delta / 1e6)
                    chosen.append(in_cooldown(scene, one, wait_s) is not None)
    return placebo(gains, chosen, rng, draws)


def _mean_delay(scene: Scene, wait_s: int) -> int | None:
    delays = [
        begun + wait_s * SECOND - one.decided_us
        for one in scene.evening.decisions
        if (begun := in_cooldown(scene, one, wait_s)) is not None
    ]
    return sum(delays) // len(delays) if delays else None
