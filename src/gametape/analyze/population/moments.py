"""The moments behind a row of progress: what to watch, and what was done there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gametape.analyze.population.goal import Goal
from gametape.analyze.population.goals import answers
from gametape.analyze.population.over_time import WAIT_S, fits
from gametape.analyze.population.shown import WatchList, WatchMoment
from gametape.analyze.population.summary import DecisionSummary, SessionSummary

MOST = 200

_LABELS = {
    "hazard_adverse": "panic_sell",
    "hazard_gain": "cut_winner",
    "hazard_near": "anchor_entry",
    "panic_rate": "panic_sell",
    "fomo_rate": "fomo_buy",
    "patient_rate": "patient_entry",
}
"""The pattern whose decisions stand behind a row that is no pattern itself."""


def moments_of(
    code: str, sessions: Sequence[SessionSummary], goals: Sequence[Goal] = (), most: int = MOST
) -> WatchList:
    """The moments behind the row of this code, the latest first; none where it has none."""
    found = list(_moments(code, sessions, goals))
    found.sort(key=lambda one: one.at_us, reverse=True)
    return WatchList(code, tuple(found[:most]), len(found))


Picked = Callable[[SessionSummary], Iterator[tuple[DecisionSummary, str]]]
"""The orders of a session behind a row, each with words on it."""


def _moments(
    code: str, sessions: Sequence[SessionSummary], goals: Sequence[Goal]
) -> Iterator[WatchMoment]:
    name = code
    for ending in ("_trend", "_since", "_change"):
        name = name.removesuffix(ending)
    if name == "fomo_avoid_excess":
        for one in sessions:
            yield from _left_alone(one)
        return
    goal = next((one for one in goals if code.startswith(f"goal_{one.id}_")), None)
    picked = _picked(name, goal, {rule.rule for one in sessions for rule in one.rules})
    for one in sessions:
        for order, words in picked(one):
            yield _of(one, order, words)


def _picked(name: str, goal: Goal | None, rules: set[str]) -> Picked:
    if goal is not None:
        return lambda one: (
            (order, f"broke it: {goal.words}") for order, keeps in answers(goal, one) if not keeps
        )
    if name == "wait_rate":
        return _hurried
    rule = next((one for one in rules if one.startswith("cooldown_skip")), name)
    rule = rule if name == "cooldown_excess" else name
    if rule in rules:
        return lambda one: (
            (order, f"would have brought {'more' if changed > 0 else 'less'}")
            for order in one.decisions
            if (changed := order.changed.get(rule, 0))
        )
    label = _LABELS.get(name, name)
    return lambda one: (
        (order, label.replace("_", " ")) for order in one.decisions if fits(order, label)
    )


def _hurried(one: SessionSummary) -> Iterator[tuple[DecisionSummary, str]]:
    for order in one.decisions:
        told = order.fields.get("since_move")
        if order.enters and isinstance(told, int | float) and told < WAIT_S:
            yield order, f"entered {told:.0f} s after a sharp move"


def _left_alone(one: SessionSummary) -> Iterator[WatchMoment]:
    for moment in one.moments:
        if moment.kind == "fomo_avoid" and moment.passed:
            yield WatchMoment(
                session=one.slug,
                title=one.title,
                at_us=moment.at_us,
                order="",
                words="a rush that was left alone",
                net=None,
            )


def _of(one: SessionSummary, order: DecisionSummary, words: str) -> WatchMoment:
    trade = next((each for each in one.closed if each.id == order.trade), None)
    return WatchMoment(
        session=one.slug,
        title=one.title,
        at_us=order.before_us,
        order=order.order,
        words=words,
        net=None if trade is None else trade.net,
    )
