"""Two sessions, or two groups of them, side by side: the same measures, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from gametape.analyze.behaviour.finding import gated
from gametape.analyze.evidence import Unit
from gametape.analyze.population.drafting import FDR_Q
from gametape.analyze.population.over_time import BEHAVIOURS, Behaviour, expanded
from gametape.analyze.population.shown import Compared, Comparison, GroupSide
from gametape.analyze.population.summary import SessionSummary
from gametape.analyze.statistics.discoveries import findings
from gametape.analyze.statistics.regressed import Tested, difference_of, mean_of
from gametape.analyze.statistics.sessions import FEWEST

Values = Callable[[SessionSummary], list[float]]


class _Measure(NamedTuple):
    code: str
    title: str
    unit: Unit
    values: Values


def _each(behaviour: Behaviour) -> Values:
    """Every opportunity of a session as 1 or 0."""
    return lambda summary: expanded([behaviour.counting(summary)])[0]


def _known(value: float | None) -> list[float]:
    return [] if value is None else [value]


MEASURES: tuple[_Measure, ...] = (
    _Measure("net", "net of a session", "usd", lambda one: [float(one.net)]),
    _Measure("trade_net", "net of a trade", "usd", lambda one: [float(t.net) for t in one.closed]),
    _Measure("fees", "fees of a session", "usd", lambda one: [float(one.fees)]),
    _Measure("trades", "trades of a session", "count", lambda one: [float(len(one.trades))]),
    _Measure(
        "won", "trades that were won", "pct", lambda one: [float(t.net > 0) for t in one.closed]
    ),
    _Measure(
        "accuracy",
        "accuracy of decisions",
        "pct",
        lambda one: _known(None if one.accuracy is None else one.accuracy / 100),
    ),
    _Measure(
        "after",
        "a minute after an order, less its cost",
        "cents",
        lambda one: [value for order in one.decisions for value in _known(order.after)],
    ),
    *(_Measure(one.code, one.title, "pct", _each(one)) for one in BEHAVIOURS),
)


def compare(first: Sequence[SessionSummary], second: Sequence[SessionSummary]) -> Comparison:
    """Every measure on both sides; differences only with eight sessions on either."""
    drafts = [_compared(one, first, second) for one in MEASURES]
    asked = [one.p_value for one in drafts if one.p_value is not None]
    told = iter(findings(asked, FDR_Q).survive)
    rows = tuple(
        one if one.p_value is None else msgspec.structs.replace(one, stands_out=next(told))
        for one in drafts
    )
    return Comparison(
        tuple(one.slug for one in first), tuple(one.slug for one in second), rows, len(asked)
    )


def _compared(
    measure: _Measure, first: Sequence[SessionSummary], second: Sequence[SessionSummary]
) -> Compared:
    sides = [_values(measure, some) for some in (first, second)]
    told: Tested | None = None
    lacking = _lacking([len(set(names)) for _, names in sides])
    if not lacking:
        (one, names), (other, names_) = sides
        told = difference_of(
            [*one, *other],
            [False] * len(one) + [True] * len(other),
            [f"a{name}" for name in names] + [f"b{name}" for name in names_],
        )
    interval = None if told is None else told.interval
    return Compared(
        code=measure.code,
        title=measure.title,
        unit=measure.unit,
        first=_side(*sides[0]),
        second=_side(*sides[1]),
        difference=None if interval is None else interval.estimate,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        p_value=None if told is None else told.p_value,
        stands_out=False,
        missing=lacking,
    )


def _values(measure: _Measure, sessions: Sequence[SessionSummary]) -> tuple[list[float], list[str]]:
    values: list[float] = []
    names: list[str] = []
    for one in sessions:
        told = measure.values(one)
        values += told
        names += [one.slug] * len(told)
    return values, names


def _side(values: list[float], names: list[str]) -> GroupSide:
    many = len(set(names))
    if not values:
        return GroupSide(0, 0, None, None, None)
    told = mean_of(values, names) if gated(len(values), many)[0] == "ok" or many >= FEWEST else None
    low, high = (None, None) if told is None else (told.interval.low, told.interval.high)
    return GroupSide(len(values), many, sum(values) / len(values), low, high)


def _lacking(many: Sequence[int]) -> str:
    words = []
    for name, have in zip(("first", "second"), many, strict=True):
        if have < FEWEST:
            lack = FEWEST - have
            words.append(f"{lack} more session{'s' if lack > 1 else ''} in the {name}")
    return " and ".join(words)
