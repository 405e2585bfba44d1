"""The short way of ordinary frames: whole runs of them through the compiled kernel.

Nine frames in ten of a market feed change a level or two of books that are known, valid, in no
doubt, and agree with the best prices stated. A run of such frames moves the books in one compiled
call, which makes the same checks on each of them as the long way does; what follows from it is
booked once a run. A frame with anything unusual about it moves nothing, and goes the long way: so
state, holes and certificate come out the same. Without the extension there is no short way.
"""

from __future__ import annotations

from typing import NamedTuple

from gametape.kernel.choice import new_follower
from gametape.kernel.following import (
    NEVER,
    Follower,
    Report,
    Standing,
    StatedTop,
    WholeBook,
    WrongHash,
)
from gametape.model.events import (
    BookCheckpoint,
    BookSnapshot,
    ClockReading,
    Event,
    FillUpdate,
    GameEvent,
    LevelChange,
    MarketListed,
    MarketResolved,
    Note,
    OrderUpdate,
    RulesRead,
    TickChange,
    TopOfBook,
    Trade,
)
from gametape.replay.certificate.bookchecks import HASHED
from gametape.replay.certificate.certifying import CertificateBuilder
from gametape.replay.certificate.hashcheck import STREAK, TRIES
from gametape.replay.session import SessionFold, Step
from gametape.replay.state import AssetBook
from gametape.venues.polymarket.texts import dollars
from gametape.venues.polymarket.wire import WireMessage

_HARMLESS = frozenset(
    (Trade, TopOfBook, TickChange, MarketListed, MarketResolved, RulesRead, OrderUpdate,
     FillUpdate, GameEvent, Note, ClockReading)
)  # fmt: skip
"""Events that move no book and put none in question."""


_OF_THE_TAPE = frozenset(("segment", "books"))
"""Lines behind which books may be others, or a new run of the recorder may begin."""


class Lines(NamedTuple):
    """Where the lines of a run are put: behind `out`, numbered from `seq`.

    `head` stands between number and message. The run ends before a frame received at `until_us`
    or later, and once `out` has `most_bytes`.
    """

    out: bytearray
    head: bytes
    seq: int
    until_us: int
    most_bytes: int


class Seen(NamedTuple):
    """An asset of a run: when its book moved last, by our clock and the venue's, and its hash."""

    asset: str
    recv_us: int
    venue_us: int
    hash: str


class Taken(NamedTuple):
    """Runs that were taken: when the last frame came, and which books they moved.

    `changes` counts level changes and whole books.
    """

    connection: str
    last_us: int
    changes: int
    seen: list[Seen]


class _Way:
    """A connection's follower, the books and assets it follows by place, and what is not booked.

    `leaving` are assets that are to be followed no more once what they did is booked.
    """

    __slots__ = (
        "assets",
        "books",
        "follower",
        "frames",
        "last_seq",
        "last_us",
        "leaving",
        "venue_us",
        "whole",
    )

    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self.books: list[AssetBook] = []
        self.assets: list[str] = []
        self.leaving: list[str] = []
        self.frames = self.whole = 0
        self.last_seq = self.last_us = self.venue_us = 0


class ShortWay:
    """Takes runs of ordinary frames past the decoder, for a fold and its certificate.

    Call `run` only between lines, `settle` before anybody looks at state or checks, and `heard`
    with each line that went the long way.
    """

    def __init__(self, fold: SessionFold, checks: CertificateBuilder) -> None:
        self._fold = fold
        self._checks = checks
        self._ways: dict[str, _Way] = {}

    def run(
        self, connection: str, frames: list[bytes], times: list[int], at: int, stop: int, to: Lines
    ) -> tuple[int, int]:
        """Take frames of a connection from `at` on, received at `times`: how many, and until when.

        Their lines are in `to.out` before a book moves. Raises what the extension raises when
        there is no memory; books may then have moved further than what was told.
        """
        way = self._ways.get(connection)
        checks = self._checks
        if way is None or way.leaving or checks.books.doubts.any or self._fold.compares_twins:
            return 0, 0
        if not way.frames:
            way.last_us, way.venue_us = checks.market_time(connection)
        done = way.follower.run(
            frames, times, at, stop, to.out, to.head, to.seq, to.until_us, to.most_bytes,
            checks.books.hashes.every_us, way.last_us, way.venue_us,
        )  # fmt: skip
        if done is None:
            return 0, 0
        taken, way.last_us, way.venue_us, late_ms, book, wrong = done
        if late_ms != NEVER:
            checks.lateness.heard(way.last_us, late_ms)
        way.frames += taken
        way.last_seq = to.seq + taken - 1
        if book is not None:
            self._stand(connection, way)
            self._whole(connection, way, WholeBook(*book))  # type: ignore[arg-type]
        if wrong is not None:
            self._stand(connection, way)
            self._wrong(connection, way, wrong)
        return taken, way.last_us

    def settle(self) -> list[Taken]:
        """Book what all runs have changed since this was called last."""
        return [
            self._settle(connection, way) for connection, way in self._ways.items() if way.frames
        ]

    def follows(self, connection: str) -> bool:
        """Whether any book of this connection is followed."""
        return connection in self._ways

    def heard(self, step: Step) -> None:
        """Hear of a line that went the long way, after the state has moved."""
        touched: dict[str, None] = {}
        for event in step.events:
            kind = type(event)
            if kind is LevelChange or kind is BookSnapshot:
                touched[event.asset] = None  # type: ignore[union-attr]
            elif kind is BookCheckpoint:
                self._waited_for(event)
            elif kind not in _HARMLESS:
                self.forget()
        if step.line.k in _OF_THE_TAPE:
            self.forget()
        if step.line.k == "market" and step.line.c.startswith(HASHED):
            for asset in touched:
                self._follow(step.line.c, asset)

    def forget(self) -> None:
        """Books may have been moved or put in question: follow none before it is heard of again."""
        self._ways.clear()

    def _waited_for(self, event: Event) -> None:
        """A checkpoint ahead of the fold waits for the next change: that goes the long way."""
        assert isinstance(event, BookCheckpoint)
        if event.asset in self._checks.books.checkpoints.ahead:
            for way in self._ways.values():
                way.follower.drop(event.asset)

    def _follow(self, connection: str, asset: str) -> None:
        """Follow a book, if everything about it is ordinary; else follow it no more."""
        way = self._ways.get(connection)
        if way is None:
            follower = new_follower(STREAK, TRIES)
            if follower is None:
                return
            way = self._ways[connection] = _Way(follower)
        books = self._checks.books
        held = self._fold.state.books[asset][connection]
        hasher = books.hashes.hasher(connection)
        texts = hasher.text_book(asset)
        if (
            texts is None
            or texts.misses
            or not held.valid
            or held.venue_us is None
            or asset in books.checkpoints.ahead
            or books.crossed.watches((connection, asset))
            or not self._checks.knows(connection, asset)
        ):
            way.follower.drop(asset)
            return
        memory = held.book.memory
        place = way.follower.follow(
            asset, held.venue_us, *memory, texts.bids, texts.asks, hasher.opening(asset),
            hasher.ending(asset), *books.hashes.standing((connection, asset)),
        )  # fmt: skip
        if place == len(way.books):
            way.books.append(held)
            way.assets.append(asset)
        way.books[place] = held

    def _settle(self, connection: str, way: _Way) -> Taken:
        rows, assets, tops, early, delays, longest, moved, stated, lagged = way.follower.report()
        self._stand(connection, way)
        report = Report(rows, assets, tops, early, delays, longest, moved, stated, lagged)  # type: ignore[arg-type]
        state, books = self._fold.state, way.books
        if way.last_seq > state.seq:
            state.seq, state.recv_us = way.last_seq, way.last_us
        seen = []
        for place, seq, recv_us, venue_us, book_hash, _ in report.moved:
            held = books[place]
            held.seq, held.recv_us, held.venue_us, held.hash = seq, recv_us, venue_us, book_hash
            seen.append(Seen(held.asset, recv_us, venue_us, book_hash))
        for top in report.stated:
            state.tops[top[0]] = _top_of_book(StatedTop(*top))
        self._checks.took(connection, report, way.assets, (way.frames, way.last_us, way.venue_us))
        taken = Taken(connection, way.last_us, report.rows + way.whole, seen)
        way.frames = way.whole = 0
        for asset in way.leaving:
            way.follower.drop(asset)
        way.leaving.clear()
        return taken

    def _stand(self, connection: str, way: _Way) -> None:
        """Book what runs have found of hashes."""
        hashes, standings = way.follower.standings()
        found = [(way.assets[place], Standing(*fields)) for place, *fields in standings]
        self._checks.books.stood(connection, hashes, found)

    def _wrong(self, connection: str, way: _Way, wrong: list[tuple[int, str, str, str]]) -> None:
        """Look at the hashes that ended a run."""
        told = [(way.assets[place], WrongHash(*fields)) for place, *fields in wrong]
        self._checks.books.took_wrong(connection, told, way.last_us, way.venue_us)
        for place in {place for place, *_ in wrong}:
            self._checked(connection, way, place)

    def _checked(self, connection: str, way: _Way, place: int) -> None:
        """A hash of a followed book was checked here."""
        asset, hashes = way.assets[place], self._checks.books.hashes
        texts = hashes.hasher(connection).text_book(asset)
        if texts is None or texts.misses:
            way.leaving.append(asset)
        else:
            way.follower.stand(place, *hashes.standing((connection, asset)))

    def _whole(self, connection: str, way: _Way, book: WholeBook) -> None:
        """Book the whole book that ended a run."""
        checks, seq, recv_us, venue_us = self._checks, way.last_seq, way.last_us, way.venue_us
        held = way.books[book.place]
        moved_house = book.market != held.market
        way.whole += 1
        self._fold.state.forget_others(held.asset, connection)
        past = checks.books.checkpoints.past((connection, held.asset))
        past.changes(book.undo)
        past.whole(seq, book.venue_us_before, book.before)
        held.market = book.market
        held.seq, held.recv_us, held.venue_us = seq, recv_us, venue_us
        held.snapshot_us = recv_us
        held.hash = book.hash
        if book.tick_size is not None:
            held.tick = dollars(book.tick_size)
        message = WireMessage(
            event_type="book",
            market=book.market,
            asset_id=book.asset,
            timestamp=book.timestamp,
            hash=book.hash,
            tick_size=book.tick_size,
            min_order_size=book.min_order_size,
            last_trade_price=book.last_trade_price,
            neg_risk=book.neg_risk,
        )
        checks.took_book(connection, message, book.body, recv_us, venue_us)
        if moved_house:
            way.leaving.append(held.asset)  # what it hashes begins otherwise
        else:
            self._checked(connection, way, book.place)


def _top_of_book(top: StatedTop) -> TopOfBook:
    return TopOfBook(
        seq=top.seq,
        recv_us=top.recv_us,
        venue_us=top.venue_us,
        asset=top.asset,
        best_bid=top.best_bid,
        best_ask=top.best_ask,
        market=top.market,
    )
