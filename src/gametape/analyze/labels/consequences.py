"""What came after a labelled decision: told beside the label, and never part of it.

No detector may import this (import-linter sees to it).
"""

from __future__ import annotations

from collections.abc import Mapping

from gametape.analyze.detectors.detecting import Asks
from gametape.analyze.evidence import Field
from gametape.analyze.material.decision import Decision

_TOLD: dict[Asks, tuple[str, ...]] = {
    "entries": ("markout_60", "net_60", "markout_300", "net_settle"),
    "adds": ("markout_60", "net_60", "markout_300", "net_settle"),
    "exits": ("after_60", "after_120", "after_eog"),
}
_DOLLARS: dict[Asks, str] = {"entries": "net_60", "adds": "net_60", "exits": "after_60"}


def consequences(decision: Decision, asks: Asks, measured: Mapping[str, Field]) -> dict[str, Field]:
    """Drifts after the order, cents a share, and what the first minute came to in money.

    `measured` are the order's metrics by name, None where a window met a hole. `usd_60` is what
    an entry has gained after costs, or what leaving has cost if the price went on in its favour.
    """
    found = {name: measured[name] for name in _TOLD[asks] if name in measured}
    drift = measured.get(_DOLLARS[asks])
    if drift is not None and isinstance(drift.value, int | float) and decision.filled:
        way = -1 if asks == "exits" else 1
        found["usd_60"] = Field(round(way * drift.value * decision.filled / 100), "usd")
    return found
