"""What the compiled kernel offers beyond its twins: books moved by whole runs of ordinary frames.

Its plain counterpart is the long way itself: decode, check, apply, frame by frame. Whoever uses a
follower must come to the same end without it.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple, Protocol

NEVER = -(2**63)
"""Stands for a venue's time that nobody has seen yet."""


class MovedBook(NamedTuple):
    """A book that has moved: its place, and what the last message of it said.

    `undo` holds five 64-bit numbers for each level change: seq, venue time, side and cell, and the
    size of the level as it was before the message.
    """

    place: int
    seq: int
    recv_us: int
    venue_us: int
    hash: str
    undo: bytes


class StatedTop(NamedTuple):
    """Best prices of an asset as last stated by themselves (-1: that side is empty)."""

    asset: str
    market: str
    seq: int
    recv_us: int
    venue_us: int
    best_bid: int
    best_ask: int


class WholeBook(NamedTuple):
    """The whole book that ended a run: what it replaced, what it says, and what is hashed.

    `before` holds 64-bit numbers: how many bids and asks, then cell and size of each, best first.
    `undo` leads back from there, as in `MovedBook`.
    """

    place: int
    venue_us_before: int
    before: bytes
    undo: bytes
    market: str
    asset: str
    timestamp: str
    hash: str
    tick_size: str | None
    min_order_size: str | None
    last_trade_price: str | None
    neg_risk: bool | None
    body: str


class Report(NamedTuple):
    """What runs of frames have changed.

    There were `rows` level changes; `assets` counts each asset once a message, and for each of
    these the stated best prices were those of the book. `tops` are messages that stated best
    prices alone. `early` messages bore an earlier venue time than the one before, `delays` counts
    milliseconds from venue to us as `metrics.Histogram` does; `lagged`: not all were zero.
    """

    rows: int
    assets: int
    tops: int
    early: int
    delays: list[tuple[int, int]]
    longest_delay: int
    moved: list[MovedBook]
    stated: list[StatedTop]
    lagged: bool


class Follower(Protocol):
    """Moves the books of one connection in place; all checks are made before anything moves."""

    def follow(
        self,
        asset: str,
        venue_us: int,
        bid_sizes: array[int],
        bid_mask: bytearray,
        ask_sizes: array[int],
        ask_mask: bytearray,
        bid_texts: object,
        ask_texts: object,
        /,
    ) -> int:
        """Follow this book from now on; its place. Nobody else may change it without telling."""
        ...

    def drop(self, asset: str, /) -> None:
        """Follow it no more."""
        ...

    def clear(self) -> None:
        """Follow nothing any more."""
        ...

    def run(
        self,
        frames: list[bytes],
        times: list[int],
        at: int,
        stop: int,
        out: bytearray,
        head: bytes,
        seq: int,
        until_us: int,
        most_bytes: int,
        every: int,
        seen: int,
        last_us: int,
        last_venue_us: int,
        /,
    ) -> tuple[int, int, int, int, tuple[object, ...] | None] | None:
        """Take ordinary frames from `at` to before `stop`; None if the first is not ordinary.

        Gives how many were taken, how many changes with hashes they had, receive time and venue
        time of the last, and the fields of a WholeBook if one ended the run.

        Their lines, numbered from `seq`, are put behind `out` before a book moves. It ends before
        a frame that is not ordinary, one received at `until_us` or later, one whose hash is due
        (each `every`-th of the changes counted by `seen`), one after a long pause, or when `out`
        has `most_bytes`; and behind a whole book.
        """
        ...

    def report(self) -> tuple[object, ...]:
        """The fields of a Report over all runs since the last one; its books' too."""
        ...


class MakesFollower(Protocol):
    """The type Follower of the extension."""

    def __call__(self) -> Follower:
        """One that follows nothing yet."""
        ...
