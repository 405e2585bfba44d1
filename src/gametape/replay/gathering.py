"""Holes as spans of time: gathered over assets, cut, and added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gametape.model.times import SECOND

Span = tuple[int, int]
"""From and to, in microseconds since 1970."""

TOGETHER_US = SECOND
"""Holes of several assets whose ends differ by no more than this are one hole."""


class Hole(msgspec.Struct, frozen=True):
    """A stretch of time in which something was missed; an empty scope means everything."""

    from_us: int
    to_us: int
    cause: str
    scope: tuple[str, ...] = ()


def gather(singles: Iterable[Hole], everything: int) -> list[Hole]:
    """Holes of single assets as holes of several, where cause and both ends are the same.

    The same means within `TOGETHER_US` of the first one; the gathered hole spans all of them.
    `everything` is how many assets there are: a hole of all of them has an empty scope.
    """
    groups: list[list[Hole]] = []
    for hole in sorted(singles, key=lambda one: (one.cause, one.from_us, one.to_us)):
        for group in reversed(groups):
            first = group[0]
            if first.cause != hole.cause or hole.from_us - first.from_us > TOGETHER_US:
                groups.append([hole])
                break
            if abs(first.to_us - hole.to_us) <= TOGETHER_US:
                group.append(hole)
                break
        else:
            groups.append([hole])
    return [_spanning(group, everything) for group in groups]


def _spanning(group: list[Hole], everything: int) -> Hole:
    scope = {asset for hole in group for asset in hole.scope}
    return Hole(
        min(hole.from_us for hole in group),
        max(hole.to_us for hole in group),
        group[0].cause,
        () if len(scope) >= everything > 0 else tuple(sorted(scope)),
    )


def outside(span: Span, others: Iterable[Span]) -> Iterator[Span]:
    """The parts of a span that none of the others covers, in order."""
    reached, end = span
    for start, stop in sorted(others):
        if stop <= reached or start >= end:
            continue
        if start > reached:
            yield reached, start
        reached = stop
    if reached < end:
        yield reached, end


def joined(spans: Iterable[Span]) -> list[Span]:
    """The union of spans as spans that do not touch, in order; backward ones are left out."""
    union: list[Span] = []
    for start, end in sorted(spans):
        if end < start:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def union_length(spans: Iterable[Span]) -> int:
    """Total length of a union of spans."""
    return sum(end - start for start, end in joined(spans))
