"""Gains realized sooner than losses (Odean 1998), by moments at which something could be realized.

His counting needs several holdings at once. Here a moment is every own order and each minute with
an open position (methods 3.7); the position is a gain or a loss at the price that leaving takes,
fees not counted. It is shown because it is known: the model of exits is the better test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import astuple
from numpy.typing import NDArray

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rows import Floats, Held, Realized
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.statistics.clustered import ENOUGH_FOR_MEDIANS
from gametape.analyze.statistics.hazard import disposition
from gametape.analyze.statistics.intervals import Interval
from gametape.model.times import MINUTE


def gains_and_losses(sessions: Sequence[Realized], rng: np.random.Generator) -> Finding:
    """PGR less PLR with a session bootstrap; above 0 is disposition."""
    counts = np.array([astuple(one) for one in sessions], np.float64).reshape(-1, 4)
    used = counts[counts.sum(axis=1) > 0]
    whole = used.sum(axis=0).astype(int).tolist() if len(used) else [0, 0, 0, 0]
    told = disposition(*whole)
    gate, missing = gated(int(whole[0] + whole[2]), len(used))
    interval = _interval(used, rng) if told is not None and gate == "ok" else None
    names = ("realized_gains", "paper_gains", "realized_losses", "paper_losses")
    fields = {name: Field(int(count), "count") for name, count in zip(names, whole, strict=True)}
    if told is not None:
        fields |= {
            "pgr": Field(told.gains, "pct"),
            "plr": Field(told.losses, "pct"),
            "z": Field(told.z, "score"),
        }
    return Finding(
        code="disposition",
        title="gains realized sooner than losses",
        n=int(whole[0] + whole[2]),
        of="exits",
        sessions=len(used),
        gate=gate if interval or gate != "ok" else "inconclusive",
        estimates={"difference": interval} if interval else {},
        fields=fields,
        missing=missing or ("" if interval else "there were not both gains and losses"),
    )


def _interval(counts: np.ndarray, rng: np.random.Generator, draws: int = 2_000) -> Interval | None:
    n = len(counts)
    drawn = _difference(counts[rng.integers(0, n, (draws, n))].sum(axis=1))
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) < draws / 2:
        return None
    low, high = np.quantile(drawn, [0.05, 0.95])
    middle = float(_difference(counts.sum(axis=0)[None, :])[0])
    return Interval(middle, float(low), float(high), 0.90, n, "session bootstrap")


def _difference(sums: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        gains = sums[:, 0] / (sums[:, 0] + sums[:, 1])
        losses = sums[:, 2] / (sums[:, 2] + sums[:, 3])
    found: np.ndarray = gains - losses
    return found


def realized(evening: Evening) -> Realized:
    """Realized gains, paper gains, realized losses and paper losses of one evening."""
    counts = [0, 0, 0, 0]
    orders = evening.asked[0]
    lines = {line.asset: line for line in evening.courses}
    for account, episode in evening.episodes:
        line = lines.get(account.asset)
        if line is None:
            continue
        end_us = episode.closed_us or evening.material.to_us
        moments = [(at_us, False) for at_us in range(episode.opened_us + MINUTE, end_us, MINUTE)]
        moments += [
            (one.decided_us, one.line == line and one.leaves)
            for one in orders
            if episode.opened_us < one.decided_us < end_us
        ]
        course = evening.courses[line]
        for at_us, leaving in moments:
            held = evening.standings.at(line, at_us)
            bid, ask = course.quote(at_us)
            touch = bid if held.exposure > 0 else ask
            if held.average is None or touch < 0:
                continue
            up = touch - float(held.average) * 10_000.0
            up = up if held.exposure > 0 else -up
            if up:
                counts[(0 if up > 0 else 2) + (0 if leaving else 1)] += 1
    return Realized(*counts)


def held(evening: Evening) -> tuple[Held, ...]:
    """How long each closed trade was held; those that a settlement ended were not left."""
    return tuple(
        Held((one.closed_us - one.opened_us) / 1e6, one.net / 1e6, one.ended == "trade")
        for _, one in evening.episodes
        if one.closed_us is not None
    )


def holding_times(
    sessions: Sequence[Sequence[Held]], rng: np.random.Generator, draws: int = 999
) -> Finding:
    """Median times that winners and losers were held (Kaplan and Meier; settled ones censored).

    The interval is of losers' median over winners', sessions drawn again; above 1 losers are held
    longer.
    """
    n = sum(map(len, sessions))
    used = sum(bool(some) for some in sessions)
    gate, missing = gated(n, used)
    fields: dict[str, Field] = {}
    estimates: dict[str, Interval] = {}
    if gate != "inconclusive":
        won, lost = (_Curve.of(sessions, won=way) for way in (True, False))
        even = np.ones(len(sessions))
        medians = {"winners": won.median(even), "losers": lost.median(even)}
        fields = {name: Field(one, "seconds") for name, one in medians.items()}
        if gate == "ok" and used >= ENOUGH_FOR_MEDIANS:
            ratio = _ratio_of_medians(won, lost, len(sessions), rng, draws)
            estimates = {"ratio": ratio} if ratio else {}
    return Finding(
        code="holding_times",
        title="how long losers are held, against winners",
        n=n,
        of="trades",
        sessions=used,
        gate=gate if estimates or gate != "ok" else "early",
        estimates=estimates,
        fields=fields,
        missing=missing or ("" if estimates else "an interval needs twenty sessions"),
    )


class _Curve(NamedTuple):
    """Times in order, who left at each (settled ones after them), and the session of each."""

    seconds: Floats
    left: NDArray[np.bool_]
    sessions: NDArray[np.intp]

    @classmethod
    def of(cls, sessions: Sequence[Sequence[Held]], *, won: bool) -> _Curve:
        """The winners' or the losers'; what came out even lost its time."""
        rows = [
            (one, at) for at, some in enumerate(sessions) for one in some if (one.net > 0) == won
        ]
        rows.sort(key=lambda row: (row[0].seconds, not row[0].left))
        return cls(
            np.array([one.seconds for one, _ in rows], np.float64),
            np.array([one.left for one, _ in rows], np.bool_),
            np.array([at for _, at in rows], np.intp),
        )

    def median(self, weights: Floats) -> float | None:
        """Seconds after which half have left, sessions weighted; None where that was never seen.

        Kaplan and Meier: the product of the shares that stayed, over all that were still in.
        """
        weight = weights[self.sessions]
        at_risk = np.cumsum(weight[::-1])[::-1]
        gone = np.where(self.left & (at_risk > 0), weight / np.maximum(at_risk, 1e-300), 0.0)
        half = np.flatnonzero(np.cumprod(1.0 - gone) <= 0.5)
        return float(self.seconds[half[0]]) if len(half) else None


def _ratio_of_medians(
    won: _Curve, lost: _Curve, sessions: int, rng: np.random.Generator, draws: int
) -> Interval | None:
    found = []
    for _ in range(draws):
        weights = np.bincount(rng.integers(0, sessions, sessions), minlength=sessions).astype(float)
        one, other = lost.median(weights), won.median(weights)
        if one is not None and other:
            found.append(one / other)
    even = np.ones(sessions)
    losers, winners = lost.median(even), won.median(even)
    if len(found) < draws / 2 or losers is None or not winners:
        return None
    low, high = map(float, np.quantile(found, [0.05, 0.95]))
    return Interval(losers / winners, low, high, 0.90, sessions, "session bootstrap")
