"""Reading numbers of facts under the names that analysis gives them."""

from __future__ import annotations

from gametape.report.facts import Fact, known

Names = tuple[str, ...]

AFTER_MINUTE: Names = ("drift_60", "x_60", "m_60", "markout_60", "after_x_60", "after_drift_60")
SPREAD: Names = ("spread", "spread_c")
SHORTFALL: Names = ("shortfall", "implementation_shortfall")
SINCE_ONSET: Names = ("input_since_onset", "input_since_onset_s", "input_onset_age")
MOVE: Names = ("input_adverse", "input_drop60", "input_drop_60", "input_favour", "input_swing_30")
GAP_AFTER_LOSS: Names = ("input_gap", "input_gap_s", "input_since_loss")
WAIT: Names = ("seconds", "hold", "wait", "n_s", "horizon")
TOTAL: Names = ("total", "delta", "delta_usd", "sum", "net")
COUNT: Names = ("n", "legs", "orders", "count", "n_used")
COST: Names = ("cost", "costs", "cost_total")
COST_SHARE: Names = ("cost_share",)
ACCURACY: Names = ("accuracy", "accuracy_pct")
LUCK: Names = ("luck_sd", "sd", "luck")
RATE: Names = ("rate", "share", "frequency")


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
