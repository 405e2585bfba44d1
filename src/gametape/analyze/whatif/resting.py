"""A resting order that was never sent: how much of it the recorded trades would have filled."""

from __future__ import annotations

from typing import NamedTuple

from gametape.analyze.pricing.lines import Traded
from gametape.model.grid import NONE
from gametape.model.queue import Bound, Queue

MATCH_US = 500_000
"""A print and a change of its level within half a second are one thing (methods 7.1)."""


class Rested(NamedTuple):
    """Micro-shares filled by each bound, when the first of them were, and the queue met."""

    pessimistic: int
    central: int
    first_us: int | None
    ahead: int


def rest(
    traded: Traded,
    direction: int,
    cell: int,
    size: int,
    from_us: int,
    until_us: int,
    before: int = 0,
) -> Rested:
    """An order that joins a level at `from_us` and is taken out at `until_us`.

    +1 rests among the bids; `before` are other shares of one's own that are filled first. It is
    filled whole where a trade or the other side goes through its
    price, else by its place in the queue.
    """
    side = 0 if direction > 0 else 1
    ahead = traded.ladder.size(side, cell, from_us)
    steps = _steps(traded, side, direction, cell, from_us, until_us)
    through_us = _through(traded, direction, cell, from_us, until_us)
    filled: dict[Bound, int] = {}
    first_us: int | None = None
    for bound in ("pessimistic", "central"):
        queue = Queue(ahead, bound)
        for at_us, is_trade, amount in steps:
            if through_us is not None and at_us >= through_us:
                break
            if is_trade:
                queue.trade(amount)
            else:
                queue.update(amount)
            if queue.front < 0:
                first_us = at_us if first_us is None else min(first_us, at_us)
        filled[bound] = size if through_us is not None else _after(queue, before, size)
    if first_us is None:
        first_us = through_us
    return Rested(filled["pessimistic"], filled["central"], first_us, ahead)


def _after(queue: Queue, before: int, size: int) -> int:
    return max(0, queue.filled(before + size) - before)


def _steps(
    traded: Traded, side: int, direction: int, cell: int, from_us: int, until_us: int
) -> list[tuple[int, bool, int]]:
    """Trades at the price and changes of the level, in order; a trade comes before its change."""
    trades = traded.course.trades
    begin, end = trades.times.searchsorted([from_us, until_us], "right").tolist()
    hits = [
        (at_us, size)
        for at_us, one, size, taker in zip(
            trades.times[begin:end].tolist(), trades.cells[begin:end].tolist(),
            trades.sizes[begin:end].tolist(), trades.sides[begin:end].tolist(), strict=True,
        )
        if one == cell and taker != direction
    ]  # fmt: skip
    times, sizes = traded.ladder.level(side, cell, from_us, until_us)
    changes = list(zip(times.tolist(), sizes.tolist(), strict=True))
    depth = traded.ladder.size(side, cell, from_us)
    falls = []
    for at_us, size in changes:
        if size < depth:
            falls.append(at_us)
        depth = size
    steps = [(at_us, False, size) for at_us, size in changes]
    for at_us, size in hits:
        told = next((fell for fell in falls if at_us - MATCH_US <= fell <= at_us), at_us)
        steps.append((told, True, size))
    return sorted(steps, key=lambda step: (step[0], not step[1]))


def _through(traded: Traded, direction: int, cell: int, from_us: int, until_us: int) -> int | None:
    """When a trade or the best of the other side first went through the price."""
    course = traded.course
    begin, end = course.trades.times.searchsorted([from_us, until_us], "right").tolist()
    beyond = (course.trades.cells[begin:end] - cell) * direction < 0
    found = [int(course.trades.times[begin:end][beyond][0])] if beyond.any() else []
    first, last = course.row(from_us) + 1, course.row(until_us) + 1
    other = course.ask[first:last] if direction > 0 else course.bid[first:last]
    crossed = (other != NONE) & ((other - cell) * direction <= 0)
    if crossed.any():
        found.append(int(course.times[first:last][crossed][0]))
    return min(found, default=None)
