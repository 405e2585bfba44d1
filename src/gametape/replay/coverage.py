"""Holes: when a session did not know the book of an asset, and what share of the time it did."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.model.events import BookSnapshot, Gap, LinkChange
from gametape.replay.doubt import CAUSE, Doubted
from gametape.replay.session import Step
from gametape.replay.state import SessionState

Span = tuple[int, int]
"""From and to, in microseconds since 1970."""


TOGETHER_US = 1_000_000
"""Holes of several assets whose ends differ by no more than this are one hole."""


WAITING = "no first book"
"""Why a subscribed asset has no book yet; short waits are the rule and no hole."""


class Hole(msgspec.Struct, frozen=True):
    """A stretch of time in which something was missed; an empty scope means everything."""

    from_us: int
    to_us: int
    cause: str
    scope: tuple[str, ...] = ()


class _Open(msgspec.Struct):
    from_us: int
    cause: str


class Coverage:
    """Follows a session and keeps its holes.

    Holes come from two places: those the recorder wrote (`Gap`), and those that follow from a
    connection going down before it could write one. The second kind is left out where a written
    hole already tells of it.
    """

    def __init__(self) -> None:
        self._written: list[Hole] = []
        self._derived: list[tuple[str, Hole]] = []
        self._open: dict[str, _Open] = {}
        self._expected: dict[str, int] = {}
        self._last_frame: dict[str, int] = {}

    @property
    def assets(self) -> Iterable[str]:
        """Every asset that was subscribed or heard of."""
        return self._expected.keys()

    def observe(self, step: Step, state: SessionState) -> None:
        """Hear of a line after the state has moved."""
        line = step.line
        for event in step.events:
            if type(event) is BookSnapshot:
                self._expected.setdefault(event.asset, line.t)
                self._close(event.asset, line.t)
            elif type(event) is LinkChange:
                self._link(event, state)
            elif type(event) is Gap:
                self._gap(event, state)
        if line.k == "market" and step.events:
            self._last_frame[line.c] = line.t

    def _gap(self, event: Gap, state: SessionState) -> None:
        """A hole that was written; books it leaves unknown stay so until their next snapshot."""
        self._written.append(Hole(event.from_us, event.to_us, event.cause, event.scope))
        for asset, books in state.books.items():
            concerned = not event.scope or asset in event.scope
            if concerned and not any(book.valid for book in books.values()):
                self._open.setdefault(asset, _Open(event.to_us, event.cause))

    def _link(self, event: LinkChange, state: SessionState) -> None:
        if event.state == "subscribed" and ".market#" in event.connection:
            self._await_first(event, state)
        if event.state not in ("stale", "down"):
            return
        since = event.since_us or self._last_frame.get(event.connection, event.recv_us)
        for asset, books in state.books.items():
            concerned = not event.assets or asset in event.assets
            lost = not any(book.valid for book in books.values())
            if event.connection in books and concerned and lost:
                cause = event.detail or "connection down"
                self._open.setdefault(asset, _Open(since, cause))

    def _await_first(self, event: LinkChange, state: SessionState) -> None:
        """An asset is missing from the moment it was asked for until its first book."""
        for asset in event.assets:
            self._expected.setdefault(asset, event.recv_us)
            if not any(book.valid for book in state.books.get(asset, {}).values()):
                self._open.setdefault(asset, _Open(event.recv_us, WAITING))

    def _close(self, asset: str, at_us: int) -> None:
        opened = self._open.pop(asset, None)
        if opened is None or (opened.cause == WAITING and at_us - opened.from_us < TOGETHER_US):
            return
        self._derived.append((asset, Hole(opened.from_us, at_us, opened.cause, (asset,))))

    def closed(self, since: int) -> list[tuple[str, Hole]]:
        """Ended holes of single assets that followed from a connection, from the `since`-th on."""
        return self._derived[since:]

    def opened(self) -> dict[str, Hole]:
        """Holes still open by asset; `to_us` is meaningless."""
        return {
            asset: Hole(opened.from_us, opened.from_us, opened.cause, (asset,))
            for asset, opened in self._open.items()
        }

    def doubted(self, found: Doubted, state: SessionState) -> None:
        """A book was in doubt; a hole unless another connection had a valid one meanwhile."""
        others = state.books.get(found.asset, {})
        if any(book.valid for name, book in others.items() if name != found.connection):
            return
        if found.asset in self._open:
            return
        hole = Hole(found.from_us, found.to_us, CAUSE, (found.asset,))
        self._derived.append((found.asset, hole))

    def add(self, hole: Hole) -> None:
        """Add a hole found elsewhere (damage to the tape)."""
        self._written.append(hole)

    def holes(self, end_us: int) -> list[Hole]:
        """All holes so far in order of time, those still open ending at `end_us`."""
        singles = [
            (asset, hole)
            for asset, hole in (
                *self._derived,
                *(
                    (asset, Hole(opened.from_us, end_us, opened.cause, (asset,)))
                    for asset, opened in self._open.items()
                ),
            )
            if not any(_tells_of(written, asset, hole) for written in self._written)
        ]
        found = gather((hole for _, hole in singles), len(self._expected))
        return sorted(self._written + found, key=lambda hole: (hole.from_us, hole.to_us))

    def share(self, window: Span, end_us: int) -> float | None:
        """Share of the window in which books were known, averaged over assets; None without any."""
        if not self._expected or window[1] <= window[0]:
            return None
        holes = self.holes(end_us)
        shares = []
        for asset, since in self._expected.items():
            start = min(max(window[0], since), window[1])
            mine = [
                (max(hole.from_us, start), min(hole.to_us, window[1]))
                for hole in holes
                if not hole.scope or asset in hole.scope
            ]
            whole = window[1] - start
            shares.append(1 - union_length(mine) / whole if whole else 1.0)
        return sum(shares) / len(shares)


def gather(singles: Iterable[Hole], everything: int) -> list[Hole]:
    """Holes of single assets as holes of several, where cause and both ends are the same.

    The same means within `TOGETHER_US`; the gathered hole spans all of them. `everything` is how
    many assets there are: a hole of all of them has an empty scope.
    """
    gathered: list[Hole] = []
    for hole in sorted(singles, key=lambda one: (one.cause, one.from_us, one.to_us)):
        for at, known in enumerate(gathered):
            near = abs(known.from_us - hole.from_us) <= TOGETHER_US
            if near and known.cause == hole.cause and abs(known.to_us - hole.to_us) <= TOGETHER_US:
                gathered[at] = Hole(
                    min(known.from_us, hole.from_us),
                    max(known.to_us, hole.to_us),
                    hole.cause,
                    tuple(sorted({*known.scope, *hole.scope})),
                )
                break
        else:
            gathered.append(hole)
    return [
        msgspec.structs.replace(hole, scope=()) if len(hole.scope) >= everything else hole
        for hole in gathered
    ]


def _tells_of(written: Hole, asset: str, hole: Hole) -> bool:
    concerns = not written.scope or asset in written.scope
    return concerns and written.from_us < hole.to_us and written.to_us > hole.from_us


def union_length(spans: Iterable[Span]) -> int:
    """Total length of a union of spans; empty and backward ones count nothing."""
    total, reached = 0, 0
    for start, end in sorted(spans):
        start = max(start, reached)
        if end > start:
            total += end - start
            reached = end
    return total
