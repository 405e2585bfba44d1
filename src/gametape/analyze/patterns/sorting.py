"""In which order the rows of a playbook stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import msgspec

from gametape.analyze.patterns.rows import Playbook, PlaybookRow

Sort = Literal["net", "mean", "won", "cost", "left_alone", "trend", "trades", "name"]
"""`net` total, `mean` net of a trade, `won` the win rate less what has to be won, `cost` of
breaking it, `left_alone` what opportunities would have brought beyond the placebo."""

SORTS: tuple[Sort, ...] = get_args(Sort)


def ordered(told: Playbook, sort: Sort) -> Playbook:
    """The best first, by name from A; rows below the gate come last, by their trades."""
    if sort == "name":
        rows = sorted(told.rows, key=lambda one: one.title.casefold())
    else:
        value = _VALUES[sort]

        def place(one: PlaybookRow) -> tuple[bool, float, str]:
            number = value(one)
            return number is None, -(one.trades if number is None else number), one.pattern

        rows = sorted(told.rows, key=place)
    return msgspec.structs.replace(told, rows=tuple(rows))


def _won(one: PlaybookRow) -> float | None:
    rate = one.win_rate
    return None if rate is None or rate.break_even is None else rate.estimate - rate.break_even


def _cost(one: PlaybookRow) -> float | None:
    """Breaking that costs most comes first."""
    against = one.against
    if one.meaning == "setup" or against is None or against.difference is None:
        return None
    return -against.difference.estimate


def _left_alone(one: PlaybookRow) -> float | None:
    passed = one.passed
    return None if passed is None or passed.difference is None else passed.difference.estimate


_VALUES: dict[str, Callable[[PlaybookRow], float | None]] = {
    "net": lambda one: float(one.net) if one.gate != "inconclusive" else None,
    "mean": lambda one: None if one.net_mean is None else one.net_mean.estimate,
    "won": _won,
    "cost": _cost,
    "left_alone": _left_alone,
    "trend": lambda one: None if one.trend is None else one.trend.estimate,
    "trades": lambda one: float(one.trades),
}
