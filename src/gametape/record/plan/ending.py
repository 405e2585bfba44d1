"""When a recording is over: at a time, when the markets have paid, or when all is quiet."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.model.market import MarketRules
from gametape.model.times import SECOND


class Until(msgspec.Struct, frozen=True):
    """What ends a recording: `at_us` (wall clock), the `end` of the game, or nobody but the user.

    `quiet_us` is how long nothing may arrive after the game's end before the recording stops
    without a resolution.
    """

    at_us: int | None = None
    end: bool = False
    quiet_us: int = 900 * SECOND


def reason_to_stop(
    until: Until,
    wall_us: int,
    rules: Iterable[MarketRules | None],
    games_over: bool,
    quiet_us: int,
) -> str:
    """Why the recording should stop now; empty to go on.

    `wall_us` is the wall clock, `rules` are those of every market as last read (None: never),
    `games_over` says whether all games have ended, `quiet_us` how long the feed has been quiet.
    """
    if until.at_us is not None and wall_us >= until.at_us:
        return "the time that was set"
    if not until.end:
        return ""
    known = list(rules)
    if known and all(one is not None and one.payouts is not None for one in known):
        return "all markets resolved"
    if games_over and quiet_us >= until.quiet_us:
        return "the game is over and the market quiet"
    return ""
