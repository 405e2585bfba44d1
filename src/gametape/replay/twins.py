"""Two connections that carry the same feed: which events have been seen already.

A public print has no id, and two prints of one millisecond may be equal in every field and both
be true (polymarket-api.md 3.6, 3.9). So nothing is dropped for being equal: an event counts as a
repeat only when another connection has already delivered it as often as this one has now. Only
what bears the venue's time can be recognised; whole books are never repeats.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

from gametape.model.events import (
    Event,
    LevelChange,
    LinkState,
    MarketListed,
    MarketResolved,
    TickChange,
    TopOfBook,
    Trade,
)

REMEMBERED = 50_000
"""Events kept for comparison; at 5,000 a second the two connections may be 10 s apart."""


class TwinFilter:
    """Tells fresh events from the other connection's copies, keeping the larger multiplicity."""

    def __init__(self) -> None:
        self._up: set[str] = set()
        self._active = False
        self._seen: dict[str, Counter[tuple[object, ...]]] = {}
        self._emitted: Counter[tuple[object, ...]] = Counter()
        self._order: deque[tuple[object, ...]] = deque()

    @property
    def active(self) -> bool:
        """Whether events are compared."""
        return self._active

    def link(self, connection: str, state: LinkState) -> None:
        """Hear of a connection; events are compared once two of one source are up together."""
        if state == "up":
            self._up.add(connection)
        elif state in ("down", "rotated"):
            self._up.discard(connection)
            self._seen.pop(connection, None)
        sources = [name.partition("#")[0] for name in self._up]
        together = len(set(sources)) < len(sources)
        self._active = self._active or together
        if state == "rotated" and not together:
            # A handover is over. (After a `down` the other lane may still owe what this one told.)
            self._active = False
            self._seen.clear()
            self._emitted.clear()
            self._order.clear()

    def fresh(self, connection: str, events: Sequence[Event]) -> Sequence[Event]:
        """The events of one message that no other connection delivered before."""
        if not self._active:
            return events
        return [event for event in events if self._is_fresh(connection, event)]

    def _is_fresh(self, connection: str, event: Event) -> bool:
        key = _key(event) if event.venue_us is not None else None
        if key is None:
            return True
        seen = self._seen.setdefault(connection, Counter())
        seen[key] += 1
        if seen[key] <= self._emitted[key]:
            return False
        self._emitted[key] += 1
        self._order.append(key)
        if len(self._order) > REMEMBERED:
            self._forget(self._order.popleft())
        return True

    def _forget(self, key: tuple[object, ...]) -> None:
        for counter in (self._emitted, *self._seen.values()):
            if counter[key] > 1:
                counter[key] -= 1
            else:
                del counter[key]


def _key(event: Event) -> tuple[object, ...] | None:
    match event:
        case LevelChange():
            return ("level", event.asset, event.venue_us, event.hash, event.side, event.cell,
                    event.size)  # fmt: skip
        case Trade():
            return ("trade", event.asset, event.venue_us, event.price, event.size, event.side,
                    event.transaction)  # fmt: skip
        case TopOfBook():
            return ("top", event.asset, event.venue_us, event.best_bid, event.best_ask)
        case TickChange():
            return ("tick", event.asset, event.venue_us, event.old, event.new)
        case MarketListed() | MarketResolved():
            return (type(event), event.market, event.venue_us)
        case _:
            return None
