"""Opportunities of one pattern that were left alone, beside the usual minutes of the same games."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from gametape.analyze.patterns.chances import Chances, Int64s
from gametape.analyze.patterns.nights import Choice, Night
from gametape.analyze.patterns.pattern import Pattern
from gametape.analyze.patterns.performing import gate_of, spread
from gametape.analyze.patterns.rows import Passed
from gametape.analyze.statistics.regressed import Tested, mean_of

OWN_SHARE = 0.5
"""So much of what opportunities bring beyond their placebo has to come from the price's move."""


class Apart(NamedTuple):
    """What an opportunity would have brought beyond the usual of its market, micro-dollars.

    `net` with fees at the prices of the book, `move` at the mid and free of them.
    """

    session: str
    net: float
    move: float


def passed_by(
    pattern: Pattern, nights: Sequence[Night], choice: Choice
) -> tuple[Passed | None, Tested | None]:
    """Opportunities of a pattern that were not taken, beside their placebo, and the test.

    The placebo are the moments of the same markets and evenings that were looked at by the clock.
    That a moment was cheap to trade is no finding: the test asks that the move alone says the same.
    """
    if not pattern.opportunity:
        return None, None
    met: list[int] = []
    beside: list[int] = []
    apart: list[Apart] = []
    sessions = set()
    buys = pattern.side == "buy"
    for night in nights:
        if not choice.takes(night):
            continue
        chances = night.chances
        rows = chances.met(pattern.opportunity, buys=buys)
        if not len(rows):
            continue
        sessions.add(night.session)
        met += chances.values[rows].tolist()
        usual = chances.usual(buys=buys)
        for line in np.unique(chances.lines[rows]).tolist():
            own, other = (some[chances.lines[some] == line] for some in (rows, usual))
            beside += chances.values[other].tolist()
            apart += _apart(night.session, chances, own, other)
    if not met:
        return None, None
    shown, lacks = gate_of(pattern, len(met), len(sessions))
    known = shown != "inconclusive"
    tested, move = _beside(apart) if shown == "ok" else (None, None)
    told = Passed(
        n=len(met),
        sessions=len(sessions),
        mean=sum(met) / len(met) if known else None,
        losing=sum(value < 0 for value in met) / len(met) if known else None,
        placebo_n=len(beside),
        placebo_mean=sum(beside) / len(beside) if beside and known else None,
        placebo_losing=sum(value < 0 for value in beside) / len(beside)
        if beside and known
        else None,
        difference=spread(tested),
        move=spread(move),
        gate=shown,
        missing=lacks.replace("trade", "moment"),
    )
    return told, tested


def _apart(session: str, chances: Chances, own: Int64s, other: Int64s) -> list[Apart]:
    """Opportunities of a market less its usual moments, so that moods of games cancel."""
    if not len(other):
        return []
    values, moves = chances.values, chances.moves
    nets = values[own] - values[other].mean()
    gone = moves[own] - moves[other].mean()
    return [Apart(session, *pair) for pair in zip(nets.tolist(), gone.tolist(), strict=True)]


def _beside(apart: Sequence[Apart]) -> tuple[Tested | None, Tested | None]:
    """Opportunities less their placebo, net and by the move; net is as sure as the less sure one.

    Nothing is claimed where less than half of it is the move: the rest is that spread and fees were
    others. What is met on both sides of a market at once has no move at all.
    """
    sessions = [one.session for one in apart]
    net = mean_of([one.net for one in apart], sessions)
    move = mean_of([one.move for one in apart], sessions)
    if net is None or move is None:
        return None, None
    gap, gone = net.interval.estimate, move.interval.estimate
    own = gap * gone > 0 and abs(gone) >= abs(gap) * OWN_SHARE
    p_value = max(net.p_value, move.p_value) if own else 1.0
    return msgspec.structs.replace(net, p_value=p_value), move
