"""Stakes against the bankroll and against Kelly (methods 3.11)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rows import Stake
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field


class Kelly(msgspec.Struct, frozen=True):
    """What a stake means.

    `fraction` of the bankroll is staked; `implied` is the probability at which that would be
    Kelly's stake, `kelly` the fraction that the believed probability supports (0 without an edge).
    """

    cost: float
    fraction: float
    implied: float
    kelly: float


def kelly(cost: float, fraction: float, believed: float | None = None) -> Kelly:
    """What buying at `cost` (dollars a share, fees in) with a fraction of the bankroll means.

    Without a measured edge the believed probability is the cost itself, and supports no stake.
    Raises ValueError unless 0 < cost < 1.
    """
    if not 0 < cost < 1:
        raise ValueError("a cost between 0 and 1 is needed.")
    q = cost if believed is None else believed
    supported = max(0.0, (q - cost) / (1 - cost))
    return Kelly(cost, fraction, cost + fraction * (1 - cost), supported)


def stakes(evening: Evening) -> tuple[Stake, ...]:
    """The all-in cost and stake of each filled entry; empty where the bankroll is not known."""
    bankroll = evening.material.bankroll
    if not bankroll:
        return ()
    found = []
    for one in evening.decisions:
        if not one.enters or one.price is None or not one.filled:
            continue
        price = float(one.price) if one.direction > 0 else 1.0 - float(one.price)
        cost = price + one.fee / one.filled
        if 0 < cost < 1:
            found.append(Stake(cost, cost * one.filled / bankroll))
    return tuple(found)


def sizing(told: Sequence[Sequence[Stake]], cap: float) -> Finding:
    """How much of the bankroll is staked at a time; no edge is assumed.

    `told` are the stakes of each session; `cap` the share of the bankroll that is too much.
    """
    every = [kelly(stake.cost, stake.fraction) for some in told for stake in some]
    many = sum(bool(some) for some in told)
    gate, missing = gated(len(every), many)
    fields: dict[str, Field] = {}
    if every:
        share = [one.fraction for one in every]
        edges = [one.implied - one.cost for one in every]
        fields = {
            "median": Field(float(np.median(share)), "pct"),
            "largest": Field(max(share), "pct"),
            "over_limit": Field(sum(one > cap for one in share), "count"),
            "implied_edge": Field(float(np.median(edges)), "pct"),
        }
    elif told:
        missing = "the bankroll at the start of the session is not known"
    return Finding(
        code="sizing",
        title="stakes against the bankroll",
        n=len(every),
        of="entries",
        sessions=many,
        gate=gate,
        fields=fields,
        missing=missing,
    )
