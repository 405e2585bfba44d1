"""Checks of the fold against what the venue itself says of its books."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import msgspec

from gametape.model.book import Level, OrderBook, Side
from gametape.model.events import BookCheckpoint, BookSnapshot, LevelChange
from gametape.replay.session import Step
from gametape.replay.state import AssetBook, SessionState

CROSSED_TOLERANCE_US = 1_000_000
"""A venue may reorder by a few milliseconds; crossed for longer is a fault (reference 3.9)."""

UNDO_DEPTH = 4_096
"""Changes an asset's recent past is kept for, to compare with checkpoints that come late."""


class Tally(msgspec.Struct):
    """How many comparisons were made and how many agreed."""

    checked: int = 0
    matched: int = 0

    def add(self, agreed: bool) -> None:
        """Count one comparison."""
        self.checked += 1
        self.matched += agreed


class BestPriceCheck:
    """Best bid and ask of every change against the fold after the whole message."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.refuted_us: list[int] = []
        """Receive times of the messages that disagreed, once for each asset."""

    def observe(self, step: Step, state: SessionState) -> dict[str, bool]:
        """Compare after the state has moved: assets and whether they agree.

        Books that are not valid are not compared.
        """
        last: dict[str, LevelChange] = {}
        for event in step.events:
            if type(event) is not LevelChange:
                continue
            if event.best_bid is not None and event.best_ask is not None:
                last[event.asset] = event
        judged = {}
        for asset, change in last.items():
            held = state.books[asset][step.line.c]
            if held.valid:
                book = held.book
                agreed = book.best_bid == change.best_bid and book.best_ask == change.best_ask
                self.tally.add(agreed)
                judged[asset] = agreed
                if not agreed:
                    self.refuted_us.append(step.line.t)
        return judged


class CrossedCheck:
    """Counts books that stay crossed for longer than a venue's reordering explains."""

    def __init__(self) -> None:
        self.count = 0
        self._since: dict[tuple[str, str], int | None] = {}

    def observe(self, step: Step, state: SessionState) -> None:
        """Look at the books a message touched, after the state has moved."""
        connection, now = step.line.c, step.line.t
        for event in step.events:
            if type(event) is not LevelChange and type(event) is not BookSnapshot:
                continue
            held = state.books[event.asset][connection]
            key = (connection, event.asset)
            if not (held.valid and held.book.crossed):
                self._since.pop(key, None)
                continue
            since = self._since.setdefault(key, now)
            if since is not None and now - since >= CROSSED_TOLERANCE_US:
                self.count += 1
                self._since[key] = None


class _Undo(msgspec.Struct, frozen=True, gc=False):
    """How to take one change back: the venue time it came with and the levels before it."""

    venue_us: int
    levels: tuple[tuple[Side, int, int], ...]
    whole: bool = False


class CheckpointCheck:
    """Books read over REST against the fold at the checkpoint's own venue time.

    A REST answer usually arrives after later changes, so the recent past of each book is kept as
    undo steps and rolled back. A checkpoint ahead of the fold waits until the fold gets there.
    """

    def __init__(self) -> None:
        self.tally = Tally()
        self.refuted_us: list[int] = []
        """Venue times of the checkpoints that disagreed."""
        self.ahead: dict[str, BookCheckpoint] = {}
        """Asset to a checkpoint newer than everything the feed has delivered."""
        self._undo: dict[tuple[str, str], deque[_Undo]] = {}

    def before(self, step: Step, state: SessionState) -> None:
        """Keep what a message is about to overwrite; call before the state moves."""
        for event in step.events:
            if type(event) is LevelChange:
                held = _held(state, event.asset, step.line.c)
                if held is not None and held.venue_us is not None:
                    old = held.book.size_at(event.side, event.cell)
                    undo = _Undo(held.venue_us, ((event.side, event.cell, old),))
                    self._past(event.asset, step.line.c).append(undo)
            elif type(event) is BookSnapshot:
                held = _held(state, event.asset, step.line.c)
                if held is not None and held.venue_us is not None:
                    undo = _Undo(held.venue_us, _all_levels(held.book), whole=True)
                    self._past(event.asset, step.line.c).append(undo)

    def observe(self, step: Step, state: SessionState) -> list[tuple[str, str]]:
        """Compare what can be compared, after the state has moved: (connection, asset) refuted."""
        refuted: list[tuple[str, str]] = []
        for event in step.events:
            if type(event) is BookCheckpoint:
                self._compare(event, state, refuted)
            elif (
                self.ahead
                and (type(event) is LevelChange or type(event) is BookSnapshot)
                and event.asset in self.ahead
            ):
                waiting = self.ahead[event.asset]
                if event.venue_us is not None and event.venue_us > (waiting.venue_us or 0):
                    del self.ahead[event.asset]
                    self._compare(waiting, state, refuted)
        return refuted

    def _compare(
        self, checkpoint: BookCheckpoint, state: SessionState, refuted: list[tuple[str, str]]
    ) -> None:
        held = state.book(checkpoint.asset)
        if held is None or not held.valid or checkpoint.venue_us is None or held.venue_us is None:
            return
        if held.venue_us <= checkpoint.venue_us and not same_levels(checkpoint, held.book):
            # Of the same millisecond more changes may be on their way.
            self.ahead[checkpoint.asset] = checkpoint
            return
        agreed = same_levels(checkpoint, held.book) or self._agrees_in_the_past(checkpoint, held)
        if agreed is None:
            return
        self.tally.add(agreed)
        if not agreed:
            self.refuted_us.append(checkpoint.venue_us)
            refuted.append((held.connection, checkpoint.asset))

    def _agrees_in_the_past(self, checkpoint: BookCheckpoint, held: AssetBook) -> bool | None:
        """Whether any state of that venue time equals the checkpoint; None if out of reach."""
        target = checkpoint.venue_us or 0
        book = OrderBook(held.grid.cells)
        book.replace(held.book.bids(), held.book.asks())
        reached = held.venue_us or 0
        for undo in reversed(self._past(held.asset, held.connection)):
            if undo.whole:
                book.replace((), ())
            for side, cell, size in undo.levels:
                book.set_level(side, cell, size)
            reached = undo.venue_us
            if reached <= target and same_levels(checkpoint, book):
                return True
            if reached < target:
                return False
        return False if reached <= target else None

    def _past(self, asset: str, connection: str) -> deque[_Undo]:
        return self._undo.setdefault((asset, connection), deque(maxlen=UNDO_DEPTH))


def _held(state: SessionState, asset: str, connection: str) -> AssetBook | None:
    return state.books.get(asset, {}).get(connection)


def _all_levels(book: OrderBook) -> tuple[tuple[Side, int, int], ...]:
    bids = tuple((Side.BUY, cell, size) for cell, size in book.bids())
    return bids + tuple((Side.SELL, cell, size) for cell, size in book.asks())


def same_levels(checkpoint: BookCheckpoint, book: OrderBook) -> bool:
    """Whether a book read over REST holds the same levels as a book of ours."""
    return _nonzero(checkpoint.bids) == dict(book.bids()) and _nonzero(checkpoint.asks) == dict(
        book.asks()
    )


def _nonzero(levels: Sequence[Level]) -> dict[int, int]:
    return {cell: size for cell, size in levels if size}
