"""Whether support in the book told anything: what came after exits with it against without.

Support is a flag that somebody saw, no forecast. Only this row may say more of it, and only once
there are enough exits of both kinds (methods 2.5).
"""

from __future__ import annotations

from collections.abc import Sequence

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rows import Left
from gametape.analyze.evidence import Field
from gametape.analyze.statistics.regressed import difference_of

LEAST = 20
"""Exits with support, and without it, below which nothing is told of it."""


def support(sessions: Sequence[Sequence[Left]], level: float = 0.90) -> Finding:
    """E[X_60 | exit, support] - E[X_60 | exit, no support], its error by session; cents a share.

    X_60 is the drift of the minute after in the direction that was held.
    """
    rows = [(f"{number}", one) for number, some in enumerate(sessions) for one in some]
    marks = [one.supported for _, one in rows]
    with_it, without = sum(marks), len(marks) - sum(marks)
    names = [name for name, _ in rows]
    gate, missing = gated(len(rows), len(set(names)))
    lacking = _lacking(with_it, without)
    told = None
    if gate == "ok" and not lacking:
        told = difference_of([one.after for _, one in rows], marks, names, level)
        missing = "" if told else "more sessions with exits of both kinds"
    fields = {
        "with_support": Field(with_it, "count"),
        "without_support": Field(without, "count"),
    }
    return Finding(
        code="support",
        title="the minute after leaving with support in the book, against without",
        n=len(rows),
        of="exits",
        sessions=len(set(names)),
        gate="ok" if told else "inconclusive",
        estimates={"difference": told.interval} if told else {},
        p_values={"difference": told.p_value} if told else {},
        fields=fields,
        missing=lacking or missing,
    )


def _lacking(with_it: int, without: int) -> str:
    words = [
        f"{LEAST - count} more exit{'s' if LEAST - count > 1 else ''} {kind} support"
        for count, kind in ((with_it, "with"), (without, "without"))
        if count < LEAST
    ]
    return " and ".join(words)
