"""What a number of trades and sessions allows to be shown, and what is still missing."""

from __future__ import annotations

import math
from enum import StrEnum

import msgspec
from scipy import stats


class Shown(StrEnum):
    """How much may be shown, least first."""

    NOTHING = "nothing"
    LIST = "list"
    COUNTS = "counts"
    RATE = "shrunk rate"
    INTERVAL = "interval"


class Need(msgspec.Struct, frozen=True):
    """What a kind of evidence asks for; `of` is what is counted."""

    n: int
    sessions: int
    of: str = "trades"
    groups: str = "sessions"


NEEDS = {
    Shown.RATE: Need(10, 5),
    Shown.INTERVAL: Need(20, 8),
}
HAZARD = Need(60, 12, of="exits")
CALIBRATION = Need(100, 40, of="episodes", groups="games")


class Gate(msgspec.Struct, frozen=True):
    """What may be shown, and in words what the next step needs ("" at the top)."""

    shown: Shown
    missing: str


def gate(n: int, sessions: int) -> Gate:
    """What `n` trades of so many sessions allow (analysis-methods.md 5.4)."""
    for step in (Shown.INTERVAL, Shown.RATE):
        need = NEEDS[step]
        if n >= need.n and sessions >= need.sessions:
            above = NEEDS[Shown.INTERVAL] if step is Shown.RATE else None
            return Gate(step, missing(above, n, sessions) if above else "")
    shown = Shown.COUNTS if n >= 5 else Shown.LIST if n else Shown.NOTHING
    return Gate(shown, missing(NEEDS[Shown.RATE], n, sessions))


def missing(need: Need, n: int, sessions: int) -> str:
    """What is missing to a need, in words ("6 more sessions"); "" when nothing is."""
    lacks = ((need.n - n, need.of), (need.sessions - sessions, need.groups))
    words = [
        f"{count} more {name if count > 1 else name[:-1]}" for count, name in lacks if count > 0
    ]
    return " and ".join(words)


def sessions_needed(effect: float, power: float = 0.8, alpha: float = 0.10) -> int:
    """Sessions to find an effect of so many standard deviations a session, two-sided t test.

    Raises ValueError for an effect of 0.
    """
    from statsmodels.stats.power import TTestPower

    if not effect:
        raise ValueError("no number of sessions finds an effect of 0.")

    found = TTestPower().solve_power(effect_size=abs(effect), power=power, alpha=alpha)
    return math.ceil(float(found))


def trades_needed(edge: float, sd: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """Independent trades to find an edge, one-sided: ((z_alpha + z_power) * sd / edge)^2."""
    z = float(stats.norm.ppf(1 - alpha) + stats.norm.ppf(power))
    return math.ceil((z * sd / edge) ** 2)
