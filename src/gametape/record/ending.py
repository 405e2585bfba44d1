"""When a recording is over: at a time, when the markets have paid, or when all is quiet."""

from __future__ import annotations

import msgspec

from gametape.model.times import SECOND
from gametape.replay.state import SessionState


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
    state: SessionState,
    markets: tuple[str, ...],
    now_us: int,
    last_market_us: int | None,
) -> str:
    """Why the recording should stop now; empty to go on."""
    if until.at_us is not None and now_us >= until.at_us:
        return "the time that was set"
    if not until.end:
        return ""
    rules = [state.rules.get(market) for market in markets]
    if markets and all(one is not None and one.payouts is not None for one in rules):
        return "all markets resolved"
    if (
        state.game.ended
        and last_market_us is not None
        and now_us - last_market_us >= until.quiet_us
    ):
        return "the game is over and the market quiet"
    return ""
