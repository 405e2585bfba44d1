"""What the recorded trader is going to do: episodes with labelled behaviour, laid over a game.

The trader of analysis-methods.md section 8.1. A planted behaviour is placed where its definition
holds (a panic sells 2 to 20 s after a shock against the position, a chase buys 2 to 20 s after
one), so the plan may look at the game as played: it is the author, not the trader, who knows.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

import msgspec

from gametape.model.times import MINUTE, SECOND
from gametape.simulate.sports.game import Game

Behaviour = Literal["background", "patient", "panic", "fomo", "revenge", "forgotten"]

_SHOCK = 0.03
_SHOCK_WINDOW_US = 30 * SECOND
_ENTRY_LABELS = {"patient", "fomo", "revenge", "forgotten"}


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """How often a trader does what in a game: expected counts, or exact ones when `exact`."""

    background: float
    patient: float = 0.0
    panic: float = 0.0
    fomo: float = 0.0
    revenge: float = 0.0
    forgotten: float = 0.0
    exact: bool = False


Trader = Literal["showcase", "planted", "innocent"]

HABITS: dict[Trader, Habits] = {
    "showcase": Habits(
        background=4, patient=3, panic=1, fomo=1, revenge=1, forgotten=1, exact=True
    ),
    "planted": Habits(background=6, panic=1.2, fomo=1.2, revenge=0.8),
    "innocent": Habits(background=9),
}
"""Everything once for a film; the planted and the innocent traders of the corpus."""


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """One planned trade, flat to flat.

    `line` and `outcome` say what is bought, `size` micro-shares. Entry and exit take liquidity,
    rest a limit order, or leave in thirds with limit orders (`scale_out`). `after_loss` episodes
    happen only if the last one lost. Times are natural microseconds since the evening's start.
    """

    behaviour: Behaviour
    line: int
    outcome: int
    enter_us: int
    leave_us: int
    size: int
    entry: Literal["take", "rest"] = "take"
    exit: Literal["take", "scale_out"] = "take"
    after_loss: bool = False

    @property
    def entry_label(self) -> str:
        """The label of orders that enter."""
        return self.behaviour if self.behaviour in _ENTRY_LABELS else ""

    @property
    def exit_label(self) -> str:
        """The label of orders that leave."""
        if self.behaviour == "panic":
            return "panic"
        return self.exit if self.exit == "scale_out" else ""


class Shock(msgspec.Struct, frozen=True):
    """The onset of a fast move of a line: when, and by how much its odds moved within 30 s."""

    at_us: int
    move: float


def shocks(game: Game, line: int) -> list[Shock]:
    """Onsets of moves of at least 3 cents within 30 s, a minute or more apart."""
    times = [moment.at_us for moment in game.moments]
    found: list[Shock] = []
    for index, moment in enumerate(game.moments):
        since = bisect_right(times, moment.at_us - _SHOCK_WINDOW_US, hi=index) - 1
        move = moment.odds[line] - game.moments[max(since, 0)].odds[line]
        quiet = not found or moment.at_us - found[-1].at_us >= MINUTE
        if abs(move) >= _SHOCK and quiet and moment.at_us > game.start_us:
            found.append(Shock(moment.at_us, move))
    return found
