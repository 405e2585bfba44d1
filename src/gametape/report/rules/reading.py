"""Reading numbers of facts under the names that analysis gives them."""

from __future__ import annotations

from gametape.report.facts import Fact, known

Names = tuple[str, ...]

ENTRY_MINUTE: Names = ("markout_60",)
"""Cents that the minute after an entry went its way."""

EXIT_MINUTE: Names = ("after_60",)
"""Cents that the minute after an exit went the way of what was sold: positive came back."""

COST_OF_ORDER: Names = ("shortfall",)
SPREAD: Names = ("spread",)
PACE: Names = ("volume_ratio",)
SINCE: Names = ("input_since",)
GAP_AFTER_LOSS: Names = ("input_gap",)
MOVE: Names = ("input_moved", "input_adverse", "input_move")
WAIT: Names = ("seconds",)
TOTAL: Names = ("total",)
COUNT: Names = ("n", "times")
TIMES: Names = ("times", "fitting", "n")
RATE: Names = ("rate", "share")
COST: Names = ("cost",)
ACCURACY: Names = ("accuracy",)
LUCK: Names = ("luck_sd",)


def named(fact: Fact | None, names: Names, *units: str) -> str | None:
    """The first of these names that the fact can tell (in one of the units), or None."""
    if fact is None:
        return None
    for name in names:
        field = fact.fields.get(name)
        if field is not None and known(field) and (not units or field.unit in units):
            return name
    return None


def amount(fact: Fact | None, name: str | None) -> float:
    """A number of a fact; 0 where it is none."""
    field = None if fact is None or name is None else fact.fields.get(name)
    value = None if field is None else field.value
    return float(value) if isinstance(value, int | float) else 0.0
