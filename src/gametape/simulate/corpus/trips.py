"""What a trader of the corpus is told to do: trips from flat to flat, each with its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal[
    "background",
    "panic",
    "fomo",
    "revenge",
    "avg_down",
    "burst",
    "lottery_late",
    "patient",
    "plan_stop",
    "plan_exit",
    "late_exit",
]
"""What an order was planted to be; `late_exit` (60 to 120 s after a shock) is a near-miss."""

EXITS: frozenset[Label] = frozenset({"panic", "plan_stop", "plan_exit", "late_exit"})
"""Labels whose orders are exits; the entries of such trips are background, and the reverse."""


@dataclass(frozen=True, slots=True)
class Add:
    """An order on top of a position: when (seconds), and how many shares."""

    at_s: float
    shares: int


@dataclass(frozen=True, slots=True)
class Trip:
    """One trade, flat to flat, in seconds of the game.

    `direction` +1 buys the first outcome, -1 the second. `rests` enters by a limit order at the
    best price, which is given up after a minute. `limit_ticks` leaves by a limit order so far in
    favour of the entry, placed at once; what it does not sell by `leave_s` is sold then.
    `told_stop_s` is when the trader marked a stop, if so. `crosswise` leaves by buying the other
    outcome instead of selling one's own. Who leaves after the end holds to the settlement.
    """

    label: Label
    direction: int
    enter_s: float
    leave_s: float
    shares: int
    adds: tuple[Add, ...] = ()
    rests: bool = False
    limit_ticks: int | None = None
    told_stop_s: float | None = None
    crosswise: bool = False

    @property
    def entry_label(self) -> Label:
        """What the entry shows."""
        return "background" if self.label in EXITS or self.label == "avg_down" else self.label

    @property
    def exit_label(self) -> Label:
        """What the exit shows."""
        return self.label if self.label in EXITS else "background"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How often a trader does what in a game: means of Poisson counts."""

    background: float = 0.0
    panic: float = 0.0
    fomo: float = 0.0
    revenge: float = 0.0
    avg_down: float = 0.0
    burst: float = 0.0
    lottery_late: float = 0.0
    patient: float = 0.0
    plan_stop: float = 0.0
    plan_exit: float = 0.0
    late_exit: float = 0.0


PLANTED = Habits(background=6.0, panic=1.2, fomo=1.2, revenge=0.8)
"""The planted trader of the table."""

INNOCENT = Habits(background=9.0)
"""The innocent one: made so, not a planted one with trades taken out, whose losses would stay."""

SEVERAL = Habits(
    background=3.0,
    panic=0.6,
    fomo=0.6,
    revenge=0.4,
    avg_down=0.8,
    burst=0.4,
    lottery_late=0.7,
    patient=0.8,
    plan_stop=0.7,
    plan_exit=0.7,
    late_exit=1.0,
)
"""Everything there is a name for, near-misses included, for tests of the rules themselves."""
