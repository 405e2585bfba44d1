"""How good decisions were, by what they could be expected to lose when they were made.

What happened afterwards has no part in it and stands beside it. The curve and the classes are
lichess's for winning chances, with four points of it to a cent (analysis-methods.md 8.3).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.decision import Decision
from gametape.analyze.metrics.measured import Found
from gametape.analyze.parameters import Parameters
from gametape.analyze.statistics.shrinkage import shrink_means

Word = Literal["", "good", "inaccuracy", "mistake", "blunder"]

CLASSES: tuple[tuple[Word, float, float], ...] = (
    ("blunder", 3.75, 2.00),
    ("mistake", 2.50, 1.00),
    ("inaccuracy", 1.25, 0.50),
)
"""Worst first: cents a share and dollars from which a decision is called so."""

FEWEST_SESSIONS = 5
FEWEST_SAMPLES = 10


def accuracy(loss: float, scale: float = 4.0) -> float:
    """Per cent, of an expected loss in cents a share: 100 for none."""
    curve = 103.1668100711649 * math.exp(-0.04354415386753951 * scale * loss)
    return min(100.0, max(0.0, curve - 3.166924740191411 + 1.0))


def word(loss: float, dollars: float) -> Word:
    """The class of a decision that could be expected to lose so much."""
    for name, cents, stake in CLASSES:
        if loss >= cents and dollars >= stake:
            return name
    return "good"


class Judged(NamedTuple):
    """One order: expected loss in cents a share and dollars, its parts, accuracy, class.

    None and "" where it cannot be told, and `why` says so. `result` is what happened instead:
    cents a share net after the primary horizon, good when above 0.
    """

    loss: float | None
    dollars: float | None
    execution: float
    drift: float
    size: float
    accuracy: float | None
    word: Word
    result: float | None
    why: str = ""


class Belief(NamedTuple):
    """The shrunk chance that evidence gives an entry, and the bankroll in dollars."""

    chance: float
    bankroll: float


def judge(
    evening: Evening,
    measured: Mapping[str, Found],
    drifts: Mapping[str, float] | None = None,
    beliefs: Mapping[str, Belief] | None = None,
) -> dict[str, Judged]:
    """Judge every filled order of an evening.

    `drifts` are cents that the price is expected to go in each order's favour (`expected_drifts`),
    by order id; without evidence it is 0 and only execution counts. `beliefs` are for entries whose
    pattern has an estimate of its own chance.
    """
    return {
        one.order_id: _judged(
            one,
            measured[one.order_id],
            (drifts or {}).get(one.order_id, 0.0),
            (beliefs or {}).get(one.order_id),
            evening.parameters,
        )
        for one in evening.decisions
        if one.filled and one.order_id in measured
    }


def _judged(
    one: Decision, found: Found, drift: float, belief: Belief | None, parameters: Parameters
) -> Judged:
    result = _result(one, found, parameters)
    if one.taking:
        cost, typical = found["expected_cost"], found["typical_cost"]
        if cost.value is None or typical.value is None:
            return Judged(None, None, 0, 0, 0, None, "", result, cost.why or typical.why)
        execution = max(0.0, float(cost.value) - float(typical.value))
    else:
        execution = 0.0  # it named its price and waited for it
    against = max(0.0, -drift)
    size = 0.0 if belief is None or not one.enters else size_loss(one, belief)
    loss = execution + against + size
    dollars = loss * one.filled / 1e8
    return Judged(
        loss,
        dollars,
        execution,
        against,
        size,
        accuracy(loss, parameters.accuracy_scale),
        word(loss, dollars),
        result,
    )


def _result(one: Decision, found: Found, parameters: Parameters) -> float | None:
    """What happened in the first minute: net of costs for an entry, drift avoided for an exit."""
    horizon = parameters.primary_s
    if one.enters:
        value = found[f"net_{horizon}"].value
        return None if value is None else float(value)
    value = found[f"after_{horizon}"].value
    return None if value is None else -float(value)


def size_loss(one: Decision, belief: Belief) -> float:
    """Expected growth that the stake gives away against Kelly's, in cents a share.

    A stake of a share f of the bankroll at cost c is right for a chance of c + f (1 - c); being
    d away from one's own chance q loses d^2 / (2 q (1 - q)) of the bankroll, to second order.
    """
    price = one.cents / 100.0
    cost = (price if one.direction > 0 else 1.0 - price) + one.fee / one.filled
    stake = cost * one.filled / 1e6 / belief.bankroll
    q = min(max(belief.chance, 0.001), 0.999)
    right = max(0.0, (q - cost) / (1.0 - cost))
    apart = (stake - right) * (1.0 - cost)
    lost = 0.5 * apart**2 / (q * (1.0 - q)) * belief.bankroll
    return 100.0 * lost / (one.filled / 1e6)


def overall_accuracy(judged: Sequence[tuple[Judged, float]]) -> float | None:
    """Of a session or a trade: the mean of the stake-weighted and the harmonic mean.

    Each comes with its stake in dollars; None if nothing could be judged.
    """
    known = [(one.accuracy, stake) for one, stake in judged if one.accuracy is not None]
    if not known:
        return None
    values, stakes = (np.array(column, np.float64) for column in zip(*known, strict=True))
    weighted = float((values * stakes).sum() / stakes.sum()) if stakes.sum() else values.mean()
    harmonic = 0.0 if (values <= 0).any() else len(values) / float((1.0 / values).sum())
    return float(weighted + harmonic) / 2.0


def stake(one: Decision) -> float:
    """Dollars that an order put at risk or brought back, at its own price."""
    price = one.cents / 100.0
    return one.filled / 1e6 * (price if one.direction > 0 else 1.0 - price)


class Sample(NamedTuple):
    """Drift in the trader's favour after one past order, cents, and the context it came in.

    For an entry the markout at the primary horizon, for an exit the drift after it with its sign
    turned. `context` is label, price bucket and phase.
    """

    session: str
    context: Hashable
    drift: float


def expected_drifts(
    samples: Sequence[Sample], leave_out: str, contexts: Mapping[str, Hashable]
) -> dict[str, float]:
    """Drift to be expected of each order by its context, learned on other sessions only.

    `contexts` are by order id. Shrunk to 0 by what the spread between contexts supports (5.3);
    contexts with fewer than ten orders or five sessions say nothing, and fewer than four such
    contexts leave everything at 0.
    """
    learned = _learned([one for one in samples if one.session != leave_out])
    return {order: learned[context] for order, context in contexts.items() if context in learned}


def _learned(samples: Sequence[Sample]) -> dict[Hashable, float]:
    by_context: dict[Hashable, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in samples:
        by_context[one.context][one.session].append(one.drift)
    means, errors, kept = [], [], []
    for context, sessions in by_context.items():
        count = sum(len(values) for values in sessions.values())
        if count < FEWEST_SAMPLES or len(sessions) < FEWEST_SESSIONS:
            continue
        every = np.array([value for values in sessions.values() for value in values])
        # The error of a mean over trades whose sessions hold them together.
        apart = np.array([sum(values) - len(values) * every.mean() for values in sessions.values()])
        error = float(np.sqrt((apart**2).sum() * len(apart) / (len(apart) - 1))) / count
        if error > 0:
            kept.append(context)
            means.append(float(every.mean()))
            errors.append(error)
    shrunk = shrink_means(means, errors)
    if shrunk is None:
        return {}
    return {
        context: mean * shrunk.tau2 / (shrunk.tau2 + error**2)
        for context, mean, error in zip(kept, means, errors, strict=True)
    }
