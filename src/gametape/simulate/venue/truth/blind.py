"""Where nobody could have known: spans in which no socket was told everything about something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gametape.simulate.venue.truth.records import HoleTruth, LinkTruth, Record

Span = tuple[int, int]
"""From and to, wall microseconds."""

_OVER = frozenset({"closed by client", "closed by venue", "reset"})


def blind_spans(
    records: Iterable[Record], scope: str, from_us: int, to_us: int, channel: str = "market"
) -> list[Span]:
    """Spans in which no socket of a channel knew `scope` (an asset, or the channel) fully.

    A recorder that listened on these sockets must have marked each of them as a hole, and no
    others: redundant sockets make up for each other.
    """
    kept = [r for r in records if isinstance(r, LinkTruth | HoleTruth) and r.channel == channel]
    seeing: list[Span] = []
    for connection in {record.connection for record in kept}:
        mine = [record for record in kept if record.connection == connection]
        holes = [
            (hole.since, hole.t)
            for hole in mine
            if isinstance(hole, HoleTruth) and hole.scope == scope
        ]
        for span in _listening(mine, scope, to_us):
            seeing += _without(span, sorted(holes))
    return list(_without((from_us, to_us), sorted(seeing)))


def _listening(records: Iterable[Record], scope: str, to_us: int) -> Iterator[Span]:
    """Spans in which one socket was subscribed to the scope."""
    since: int | None = None
    for record in records:
        if not isinstance(record, LinkTruth):
            continue
        concerns = not record.scope or scope in record.scope
        begins = "opened" if record.channel == "sports" else "subscribed"
        if record.state == begins and concerns and since is None:
            since = record.t
        elif since is not None and (
            record.state in _OVER or (record.state == "unsubscribed" and concerns)
        ):
            yield since, record.t
            since = None
    if since is not None:
        yield since, to_us


def _without(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span; `taken` in order of their beginnings."""
    start, end = span
    for from_us, to_us in taken:
        if from_us >= end:
            break
        if from_us > start:
            yield start, from_us
        start = max(start, to_us)
    if start < end:
        yield start, end
