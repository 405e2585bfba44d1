"""Accuracy and net of a session after a date that the trader named, against before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from gametape.analyze.evidence import Field, Item, Unit
from gametape.analyze.population.drafting import Draft, spread
from gametape.analyze.population.over_time import sides
from gametape.analyze.population.summary import SessionSummary
from gametape.analyze.statistics.regressed import difference_of


class _Asked(NamedTuple):
    code: str
    title: str
    unit: Unit
    factor: float
    value: Callable[[SessionSummary], float | None]
    better: str
    worse: str


_ASKED = (
    _Asked(
        "accuracy_since", "accuracy: after the date, against before", "pct", 0.01,
        lambda one: one.accuracy,
        "Your decisions are more accurate since the date.",
        "Your decisions are less accurate since the date.",
    ),
    _Asked(
        "net_since", "net of a session: after the date, against before", "usd", 1.0,
        lambda one: float(one.net),
        "Your sessions bring more since the date.",
        "Your sessions bring less since the date.",
    ),
)  # fmt: skip


def since_drafts(sessions: Sequence[SessionSummary], since_us: int) -> Iterator[Draft]:
    """Session values on both sides of the date; at least eight sessions on either."""
    for asked in _ASKED:
        values = [(asked.value(one), one.started_us >= since_us) for one in sessions]
        known = [(value, later) for value, later in values if value is not None]
        after = [later for _, later in known]
        lacking = sides([True] * len(known), after)
        names = [f"{number}" for number in range(len(known))]
        test = None if lacking else difference_of([value for value, _ in known], after, names)
        fields = spread(test.interval if test else None, asked.unit, asked.factor)
        for name, side in (("before", False), ("after", True)):
            some = [value for value, later in known if later == side]
            if some and not lacking:
                mean = sum(some) / len(some) * asked.factor
                fields[name] = Field(round(mean) if asked.unit == "usd" else mean, asked.unit)
        detail = {"section": "Before and after", "of": "sessions", "missing": lacking}
        item = Item(
            id="",
            kind="trend",
            code=asked.code,
            title=asked.title,
            fields=fields
            | {"n": Field(len(known), "count"), "sessions": Field(len(known), "count")},
            gate="inconclusive",
            detail={key: each for key, each in detail.items() if each},
        )
        up = test is not None and test.interval.estimate > 0
        yield Draft(item, test.p_value if test else None, asked.better if up else asked.worse)
