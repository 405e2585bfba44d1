"""Every number a rule rests on, in one frozen value that is stored with each result (methods 9)."""

from __future__ import annotations

import hashlib

import msgspec


class Parameters(msgspec.Struct, frozen=True, kw_only=True):
    """Defaults of analysis-methods.md section 9; cents a share, seconds, shares where not said."""

    shock_window_s: float = 30.0
    shock_floor_c: float = 3.0
    shock_floor_ticks: float = 3.0
    shock_sigmas: float = 2.0
    shock_alive_s: float = 45.0
    sigma_window_s: float = 1_200.0
    sigma_lag_s: float = 30.0
    sigma_floor_c: float = 0.6
    sigma_warmup_s: float = 300.0
    twins: int = 30
    shown_from: float = 0.3
    horizons_s: tuple[int, ...] = (1, 5, 10, 30, 60, 120, 300)
    primary_s: int = 60
    depth_cents: tuple[int, ...] = (1, 3, 5)
    baseline_half_life_s: float = 600.0
    baseline_warmup_s: float = 300.0
    support_shares: float = 1_500.0
    support_cents: int = 3
    support_hold_s: float = 5.0
    volume_ratio: float = 4.0
    signal_score: float = 0.7
    signal_refractory_s: float = 60.0
    avoid_window_s: float = 60.0
    presence_s: float = 300.0
    reaction_s: float = 8.0
    revenge_s: float = 180.0
    overtrade_p: float = 0.01
    overtrade_n: int = 4
    overtrade_ratio: float = 2.0
    panic_exit_share: float = 0.25
    planned_s: float = 60.0
    end_of_game_s: float = 60.0
    level: float = 0.90
    fdr_q: float = 0.10
    permutations: int = 1_999
    bootstraps: int = 9_999
    placebo_draws: int = 500
    latency_s: float = 0.3
    slip_ticks: int = 2
    depth_cap_share: float = 0.25
    hold_s: tuple[int, ...] = (15, 30, 60, 120, 300)
    headline_hold_s: int = 30
    accuracy_scale: float = 4.0
    kelly_cap: float = 0.25
    bankroll_cap: float = 0.10
    ledger_items: int = 60
    dust_shares: float = 0.01
    invalid_around_s: float = 2.0

    @property
    def version(self) -> str:
        """What tells these numbers from any others: twelve hex digits."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]


DEFAULTS = Parameters()
