"""What was found out about a habit: estimates with intervals, or what is missing for them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from gametape.analyze.evidence import Field, Gate
from gametape.analyze.statistics.gates import Shown, gate
from gametape.analyze.statistics.intervals import Interval


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One habit over some sessions.

    `estimates` are ratios, differences and shares by name; `p_values` are of tests, to be
    corrected together with all others on one screen (methods 5.5). `n` counts `of` (exits,
    entries, ...). `missing` says in words what is not there yet; with it there is no estimate, or
    only an early one. `fields` are numbers beside the estimates.
    """

    code: str
    title: str
    n: int
    of: str
    sessions: int
    gate: Gate
    estimates: Mapping[str, Interval] = {}
    p_values: Mapping[str, float] = {}
    fields: Mapping[str, Field] = {}
    missing: str = ""


def gated(n: int, sessions: int) -> tuple[Gate, str]:
    """How strongly something may be said that rests on `n` things of so many sessions."""
    told = gate(n, sessions)
    if told.shown is Shown.INTERVAL:
        return "ok", ""
    return ("early" if told.shown is Shown.RATE else "inconclusive"), told.missing


def resampled(
    above: tuple[np.ndarray, np.ndarray],
    below: tuple[np.ndarray, np.ndarray],
    rng: np.random.Generator,
    level: float,
    draws: int = 1_000,
) -> tuple[Interval | None, float]:
    """Ratio of two rates, sessions drawn again; None where chance never was.

    Beside it the two-sided p-value that it is 1: twice the smaller share of draws on either side.

    `above` and `below` are (count, of how many) of each session.
    """
    counts = np.column_stack([*above, *below]).astype(np.float64)
    n = len(counts)
    estimate = _ratio(counts.sum(axis=0)[None, :])[0]
    if not np.isfinite(estimate):
        return None, 1.0
    drawn = _ratio(counts[rng.integers(0, n, (draws, n))].sum(axis=1))
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) < draws / 2:
        return None, 1.0
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    tail = min(int((drawn <= 1).sum()), int((drawn >= 1).sum()))
    p_value = min(1.0, 2 * (1 + tail) / (len(drawn) + 1))
    told = Interval(float(estimate), float(low), float(high), level, n, "session bootstrap")
    return told, p_value


def _ratio(sums: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: np.ndarray = (sums[:, 0] / sums[:, 1]) / (sums[:, 2] / sums[:, 3])
    return found
