"""Holes: when a session did not know the book of an asset, and what share of the time it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gametape.model.events import BookSnapshot, Gap, LinkChange
from gametape.model.times import SECOND
from gametape.replay.certificate.doubt import CAUSE, Doubted
from gametape.replay.gathering import TOGETHER_US, Hole, Span, gather, outside, union_length
from gametape.replay.session import Step
from gametape.replay.state import SessionState

NO_BOOK = "no book was sent"

NO_BOOK_US = 10 * SECOND
"""How long a venue may take to send the first book of an asset before that is a hole."""

_LOSING = frozenset(("stale", "down", "rotated", "up"))


class _Open(msgspec.Struct):
    from_us: int
    cause: str


class Coverage:
    """Follows a session and keeps its holes.

    Holes come from two places: those the recorder wrote (`Gap` lines), and those that follow from
    what happened to the connections and from what the decoders missed. Of the second kind only
    that is told which a written hole does not tell already.
    """

    def __init__(self) -> None:
        self._written: list[Hole] = []
        self._derived: list[tuple[str, Hole]] = []
        self._open: dict[str, _Open] = {}
        self._expected: dict[str, int] = {}
        self._let_go: dict[str, int] = {}
        self._last_frame: dict[str, int] = {}
        self._now_us = 0

    @property
    def assets(self) -> Iterable[str]:
        """Every asset that was subscribed or heard of."""
        return self._expected.keys()

    def observe(self, step: Step, state: SessionState) -> None:
        """Hear of a line after the state has moved."""
        line = step.line
        self._now_us = line.t
        for event in step.events:
            if type(event) is BookSnapshot:
                self.snapshot(event.asset, line.t)
            elif type(event) is LinkChange:
                self._link(event, state)
            elif type(event) is Gap:
                self._gap(event, state, written=line.k == "gap")
        if line.k == "market" and step.events:
            self._last_frame[line.c] = line.t

    def heard(self, connection: str, at_us: int) -> None:
        """Hear of messages of a feed of which none told a book or a connection's state."""
        self._now_us = self._last_frame[connection] = at_us

    def snapshot(self, asset: str, at_us: int) -> None:
        """The book of an asset is known from here on."""
        if asset not in self._expected:
            self._expected[asset] = at_us
        if self._let_go:
            self._let_go.pop(asset, None)
        opened = self._open.pop(asset, None) if self._open else None
        if opened is not None and not self._forgiven(opened, at_us):
            self._derived.append((asset, Hole(opened.from_us, at_us, opened.cause, (asset,))))

    def _link(self, event: LinkChange, state: SessionState) -> None:
        if event.state == "subscribed":
            for asset in event.assets:
                self._expected.setdefault(asset, event.recv_us)
                if not _known(asset, state):
                    self._open.setdefault(asset, _Open(event.recv_us, NO_BOOK))
        elif event.state in _LOSING:
            last_us = self._last_frame.get(event.connection, event.recv_us)
            since_us = event.recv_us if event.state == "rotated" else last_us
            self._lost(
                (
                    asset
                    for asset, books in state.books.items()
                    if event.connection in books and (not event.assets or asset in event.assets)
                ),
                event.since_us or since_us,
                event.detail or f"connection {event.state}",
                state,
            )

    def _gap(self, event: Gap, state: SessionState, *, written: bool) -> None:
        if event.scope and event.from_us == event.to_us and not written:  # unsubscribed
            for asset in event.scope:
                self._let_go[asset] = event.to_us
            return
        assets = [asset for asset in event.scope or self._expected if asset in self._expected]
        if written or not assets:
            self._written.append(Hole(event.from_us, event.to_us, event.cause, event.scope))
        # Where the books are not back yet the hole goes on.
        self._lost(assets, event.to_us if written else event.from_us, event.cause, state)

    def _lost(self, assets: Iterable[str], since_us: int, cause: str, state: SessionState) -> None:
        for asset in assets:
            if not _known(asset, state) and asset not in self._let_go:
                self._open.setdefault(asset, _Open(since_us, cause))

    def _forgiven(self, opened: _Open, now_us: int) -> bool:
        return opened.cause == NO_BOOK and now_us - opened.from_us < NO_BOOK_US

    def damaged(self, from_us: int, to_us: int, cause: str, state: SessionState) -> None:
        """Lines of the tape are lost; the state has been told before."""
        self._written.append(Hole(from_us, to_us, cause))
        self._lost(self._expected, to_us, cause, state)

    def closed(self, since: int) -> list[tuple[str, Hole]]:
        """Ended holes of single assets that nobody has written, from the `since`-th on."""
        return self._derived[since:]

    def opened(self) -> dict[str, Hole]:
        """Holes still open by asset; `to_us` is meaningless."""
        return {
            asset: Hole(opened.from_us, opened.from_us, opened.cause, (asset,))
            for asset, opened in self._open.items()
            if not self._forgiven(opened, self._now_us)
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

    def holes(self, end_us: int) -> list[Hole]:
        """All holes so far in order of time, those still open ending at `end_us`."""
        found = gather(self._untold(end_us), len(self._expected))
        return sorted(self._told() + found, key=lambda hole: (hole.from_us, hole.to_us))

    def _told(self) -> list[Hole]:
        return [hole for hole in self._written if hole.to_us > hole.from_us]

    def _untold(self, end_us: int) -> Iterator[Hole]:
        """What holes of single assets tell beyond the written ones."""
        still = [
            (asset, Hole(opened.from_us, end_us, opened.cause, (asset,)))
            for asset, opened in self._open.items()
            if not self._forgiven(opened, end_us)
        ]
        written = self._told()
        for asset, hole in (*self._derived, *still):
            told = [
                (one.from_us, one.to_us) for one in written if not one.scope or asset in one.scope
            ]
            for start, end in outside((hole.from_us, hole.to_us), told):
                # What the recorder wrote is gathered, hence only so exact.
                untouched = (start, end) == (hole.from_us, hole.to_us)
                if end > start and (untouched or end - start > TOGETHER_US):
                    yield Hole(start, end, hole.cause, hole.scope)

    def share(self, window: Span, end_us: int) -> float | None:
        """Share of the window in which books were known, averaged over assets; None without any."""
        if not self._expected or window[1] <= window[0]:
            return None
        holes = self.holes(end_us)
        shares = []
        for asset, since in self._expected.items():
            start = min(max(window[0], since), window[1])
            end = max(start, min(self._let_go.get(asset, window[1]), window[1]))
            mine = [
                (max(hole.from_us, start), min(hole.to_us, end))
                for hole in holes
                if not hole.scope or asset in hole.scope
            ]
            whole = end - start
            shares.append(1 - union_length(mine) / whole if whole else 1.0)
        return sum(shares) / len(shares)


def _known(asset: str, state: SessionState) -> bool:
    return any(book.valid for book in state.books.get(asset, {}).values())
