"""Checks of the fold against what the venue itself says of its books."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gametape.model.book import Level, OrderBook
from gametape.model.events import BookCheckpoint, BookSnapshot, LevelChange
from gametape.model.grid import NONE
from gametape.replay.certificate.past import Past, packed
from gametape.replay.session import Step
from gametape.replay.state import AssetBook, SessionState

CROSSED_TOLERANCE_US = 1_000_000
"""A venue may reorder by a few milliseconds; crossed for longer is a fault (reference 3.9)."""

Key = tuple[str, str]
"""(connection, asset)."""


class Tally(msgspec.Struct):
    """How many comparisons were made and how many agreed."""

    checked: int = 0
    matched: int = 0

    def add(self, agreed: bool) -> None:
        """Count one comparison."""
        self.checked += 1
        self.matched += agreed

    def agree(self, count: int) -> None:
        """Count so many comparisons that agreed."""
        self.checked += count
        self.matched += count


class BestPriceCheck:
    """Best bid and ask as a change states them against those of the fold after the message."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.refuted_us: list[int] = []
        """Receive times of the messages that disagreed, once for each asset."""

    def compare(self, change: LevelChange, bid: int, ask: int) -> bool | None:
        """Whether the best cells of the fold are those stated; None if none are."""
        if change.best_bid is None or change.best_ask is None:
            return None
        agreed = change.best_bid == bid and change.best_ask == ask
        self.tally.add(agreed)
        if not agreed:
            self.refuted_us.append(change.recv_us)
        return agreed


class CrossedCheck:
    """Counts books that stay crossed for longer than a venue's reordering explains."""

    def __init__(self) -> None:
        self.count = 0
        self._since: dict[Key, int | None] = {}

    def watches(self, key: Key) -> bool:
        """Whether this book was crossed when it was looked at last."""
        return key in self._since

    def look(self, key: Key, bid: int, ask: int, now_us: int) -> None:
        """Look at the best cells of a valid book that a message touched."""
        if bid < ask or NONE in (bid, ask):
            if self._since:
                self._since.pop(key, None)
            return
        since = self._since.setdefault(key, now_us)
        if since is not None and now_us - since >= CROSSED_TOLERANCE_US:
            self.count += 1
            self._since[key] = None


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
        self._past: dict[Key, Past] = {}

    def forget(self, connection: str) -> None:
        """A connection is gone, or begins anew: nothing of its past can be asked for."""
        for key in [key for key in self._past if key[0] == connection]:
            del self._past[key]

    def past(self, key: Key) -> Past:
        """The recent past of a book."""
        past = self._past.get(key)
        if past is None:
            past = self._past[key] = Past()
        return past

    def before(self, step: Step, state: SessionState) -> None:
        """Keep what a message is about to overwrite; call before the state moves."""
        connection = step.line.c
        for event in step.events:
            if not isinstance(event, (LevelChange, BookSnapshot)):
                continue
            candidates = state.books.get(event.asset)
            held = None if candidates is None else candidates.get(connection)
            if held is None or held.venue_us is None:
                continue
            book, past = held.book, self.past((connection, event.asset))
            if isinstance(event, LevelChange):
                size = book.size_at(event.side, event.cell)
                past.change(event.seq, held.venue_us, event.side, event.cell, size)
            else:
                past.whole(event.seq, held.venue_us, packed(book.bids(), book.asks()))

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
        reached, undone = held.venue_us or 0, None
        for undo in self._past.get((held.connection, held.asset), ()):
            if undo.seq != undone and undone is not None:
                # A whole message is taken back: this is a state that was.
                if reached <= target and same_levels(checkpoint, book):
                    return True
                if reached < target:
                    return False
            if undo.levels is not None:
                book.replace(*undo.levels)
            else:
                book.set_level(undo.side, undo.cell, undo.size)
            reached, undone = undo.venue_us, undo.seq
        if reached <= target:
            return same_levels(checkpoint, book)
        return None


def same_levels(checkpoint: BookCheckpoint, book: OrderBook) -> bool:
    """Whether a book read over REST holds the same levels as a book of ours."""
    return _nonzero(checkpoint.bids) == dict(book.bids()) and _nonzero(checkpoint.asks) == dict(
        book.asks()
    )


def _nonzero(levels: Sequence[Level]) -> dict[int, int]:
    return {cell: size for cell, size in levels if size}
