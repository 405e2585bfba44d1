"""What a market signal is, and the numbers its rules rest on."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["panic_sell", "fomo_buy", "liquidity_vacuum"]

ABOUT: dict[Kind, str] = {
    "panic_sell": "The price fell fast while far more than usual was traded.",
    "fomo_buy": "The price rose fast while far more than usual was traded.",
    "liquidity_vacuum": "Orders near the price went away and the spread opened.",
}


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Defaults of analysis-methods.md 2.6, 3.3 and 9; seconds, cents a share, shares of 1."""

    window_s: float = 30.0
    volume_ratio: float = 4.0
    least_shares: float = 5.0
    fall: float = 0.03
    rise: float = 0.05
    least_ticks: float = 2.0
    thin: float = 0.4
    wide_ticks: float = 3.0
    wide: float = 2.0
    hold_s: float = 2.0
    alert: float = 0.7
    refractory_s: float = 60.0
    low_c: float = 5.0
    high_c: float = 95.0
    shock_floor_c: float = 3.0
    shock_floor_ticks: float = 3.0
    shock_sigmas: float = 2.0
    sigma_window_s: float = 1_200.0
    sigma_lag_s: float = 30.0
    sigma_floor_c: float = 0.6
    sigma_warmup_s: float = 300.0
    half_life_s: float = 600.0
    usual_warmup_s: float = 300.0


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the market did at `at_us` (microseconds); cents a share, cells.

    `direction` is that of the price, or of the thinner side: +1 up (asks are thin), -1 down.
    `score` is 0 to 1, `alert` whether it is worth an alert. `strict`: the move was a shock, too.
    `move` is S_30, `volume_ratio`, `depth_ratio` (of the thinner side) and `spread_ratio` are
    against what was usual, None where that was not known. `bid` and `ask` are the best cells.
    """

    kind: Kind
    at_us: int
    direction: int
    score: float
    alert: bool
    strict: bool
    move: float
    threshold: float
    volume_ratio: float
    spread: float
    spread_ratio: float | None
    depth_ratio: float | None
    bid: int
    ask: int
