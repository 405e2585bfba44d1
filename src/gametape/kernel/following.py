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


class WrongHash(NamedTuple):
    """A hash that did not match with the ending that matched last.

    Its message's time, the hash as stated, and the text of the book behind the change.
    """

    stamp: str
    stated: str
    body: str


class Standing(NamedTuple):
    """What is known of a book's hashes.

    When one was checked last, how many have matched, how many were checked; and when the book was
    proved last (0: not since this was told before).
    """

    checked_us: int
    streak: int
    tried: int
    proved_us: int


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
        opening: bytes,
        ending: list[bytes],
        checked_us: int,
        streak: int,
        tried: int,
        /,
    ) -> int:
        """Follow this book from now on; its place. Nobody else may change it without telling.

        `opening`, the time of a message, the text of the book and what stands in `ending` just
        then are what is hashed; see `Standing` for the numbers.
        """
        ...

    def stand(self, place: int, checked_us: int, streak: int, tried: int, /) -> None:
        """The caller has checked a hash of this book."""
        ...

    def standings(self) -> tuple[int, list[tuple[int, int, int, int, int]]]:
        """How many hashes matched; place and fields of Standing of books that had any message.

        Both since this was called last.
        """
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
        every_us: int,
        last_us: int,
        last_venue_us: int,
        /,
    ) -> (
        tuple[
            int,
            int,
            int,
            int,
            tuple[object, ...] | None,
            list[tuple[int, str, str, str]] | None,
        ]
        | None
    ):
        """Take ordinary frames from `at` to before `stop`; None if the first is not ordinary.

        Gives how many were taken, receive time and venue time of the last, the longest delay in
        milliseconds of one that came in the venue's order (NEVER: of none), the fields of a
        WholeBook if one ended the run, and place and fields of WrongHash if those did.

        Their lines, numbered from `seq`, are put behind `out` before a book moves. It ends before
        a frame that is not ordinary, one received at `until_us` or later, one after a long pause,
        or when `out` has `most_bytes`; behind a whole book; and behind a message with a hash that
        the caller has to look at. A message's hashes are checked if for one of its books that was
        not done for `every_us`, or too few have matched.
        """
        ...

    def report(self) -> tuple[object, ...]:
        """The fields of a Report over all runs since the last one; its books' too."""
        ...


class MakesFollower(Protocol):
    """The type Follower of the extension."""

    def __call__(self, proving: int, trying: int) -> Follower:
        """One that follows nothing yet.

        Every hash of a book is checked until `proving` have matched or `trying` were checked.
        """
        ...
