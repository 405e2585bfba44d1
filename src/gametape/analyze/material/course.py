"""How one market went: its book after every message, as arrays, in terms of its first outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.material.lookahead import LookAhead
from gametape.ledger.steps import Line
from gametape.model.book import Level
from gametape.model.grid import NONE
from gametape.model.market import MarketRules

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Floats = NDArray[np.float64]

CELLS_PER_CENT = 100


class Books(Protocol):
    """Where whole books come from."""

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """Bids and asks, (cell, micro-shares) best first, of all that was received by `at_us`."""
        ...


class Span(NamedTuple):
    """A time in which the book cannot be believed, and when that became known; microseconds."""

    from_us: int
    to_us: int
    told_us: int
    reason: str


class Walk(NamedTuple):
    """What a taker gets: micro-shares, cells times micro-shares, the last cell it reached."""

    filled: int
    paid: int
    worst: int

    @property
    def cents(self) -> float:
        """Average price in cents a share; not a number if nothing was filled."""
        return self.paid / self.filled / CELLS_PER_CENT if self.filled else float("nan")

    @property
    def price(self) -> Fraction:
        """Average price in dollars a share, exact; raises ZeroDivisionError for nothing."""
        return Fraction(self.paid, self.filled * 10_000)


@dataclass(frozen=True, slots=True, eq=False)
class Trades:
    """Public trades: receive times, cells, micro-shares and sides.

    A side is +1 where the taker bought the line's asset, -1 where it sold, 0 if nobody said.
    """

    times: Int64s
    cells: Int32s
    sizes: Int64s
    sides: NDArray[np.int8]

    def until(self, at_us: int) -> Trades:
        """Those received by then."""
        n = int(self.times.searchsorted(at_us, "right"))
        return Trades(self.times[:n], self.cells[:n], self.sizes[:n], self.sides[:n])


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One line from the first message to the last.

    `times` rise strictly (of several messages at one microsecond the last counts); `bid` and
    `ask` are best cells after each, -1 where a side is empty. `ticks` and `rules` are what was
    told when; `bad` the times in which the book cannot be believed, in order.
    """

    line: Line
    first_us: int
    last_us: int
    times: Int64s
    bid: Int32s
    ask: Int32s
    trades: Trades
    bad: tuple[Span, ...]
    ticks: tuple[tuple[int, int], ...]
    rules: tuple[tuple[int, MarketRules], ...]
    game_start_us: int | None
    books: Books

    def row(self, at_us: int) -> int:
        """The last row received by `at_us`; -1 before the first."""
        return int(self.times.searchsorted(at_us, "right")) - 1

    def rows(self, at_us: Int64s) -> Int64s:
        """`row` of many moments."""
        # In order, since then each search begins near the last one's memory.
        order = at_us.argsort(kind="stable")
        rows = np.empty(len(at_us), np.int64)
        rows[order] = self.times.searchsorted(at_us[order], "right") - 1
        return rows

    def quote(self, at_us: int) -> tuple[int, int]:
        """Best bid and ask cells at a moment; NONE where there is none."""
        row = self.row(at_us)
        return (int(self.bid[row]), int(self.ask[row])) if row >= 0 else (NONE, NONE)

    def mid(self, at_us: int) -> float:
        """Mid in cents; not a number where a side is empty or there is no book yet."""
        bid, ask = self.quote(at_us)
        return (bid + ask) / (2 * CELLS_PER_CENT) if bid >= 0 and ask >= 0 else float("nan")

    def mids(self, at_us: Int64s) -> Floats:
        """`mid` of many moments."""
        rows = self.rows(at_us)
        bid, ask = self.bid[rows], self.ask[rows]
        known = (rows >= 0) & (bid >= 0) & (ask >= 0)
        return np.where(known, (bid + ask) / (2.0 * CELLS_PER_CENT), np.nan)

    def walk(
        self, at_us: int, direction: int, size: int, own: Mapping[int, int] | None = None
    ) -> Walk:
        """What a taker of `size` micro-shares gets: +1 buys from the asks, -1 sells to the bids.

        `own` are one's own resting micro-shares by cell on that side, left out.
        """
        bids, asks = self.books.levels(at_us)
        return walk(asks if direction > 0 else bids, size, own)

    def tick(self, at_us: int) -> int:
        """The tick at a moment, in cells; one cent where nobody said."""
        told = [cells for when, cells in self.ticks if when <= at_us]
        return told[-1] if told else CELLS_PER_CENT

    def rules_at(self, at_us: int) -> MarketRules | None:
        """The rules as they were known; the first there are for a moment before them."""
        told = [rules for when, rules in self.rules if when <= at_us]
        if told:
            return told[-1]
        return self.rules[0][1] if self.rules else None

    def bad_in(self, from_us: int, to_us: int) -> str:
        """Why a window cannot be believed: the reason of its first bad time; "" if it can.

        An instant is a window of equal ends.
        """
        for span in self.bad:
            if span.from_us <= to_us and span.to_us >= from_us:
                return span.reason
        if to_us < self.first_us or from_us > self.last_us:
            return "not recorded"
        return ""

    def until(self, at_us: int) -> Course:
        """What was known at a moment. Asking its books for more raises LookAhead."""
        rows = self.row(at_us) + 1
        return replace(
            self,
            last_us=min(self.last_us, at_us),
            times=self.times[:rows],
            bid=self.bid[:rows],
            ask=self.ask[:rows],
            trades=self.trades.until(at_us),
            bad=tuple(
                span._replace(to_us=min(span.to_us, at_us))
                for span in self.bad
                if span.told_us <= at_us
            ),
            ticks=tuple(told for told in self.ticks if told[0] <= at_us),
            rules=tuple(told for told in self.rules if told[0] <= at_us),
            books=BooksUntil(self.books, at_us),
        )


class BooksUntil:
    """Books up to a moment; asking for a later one raises LookAhead."""

    def __init__(self, books: Books, at_us: int) -> None:
        self._books = books.books if isinstance(books, BooksUntil) else books
        self._at_us = min(at_us, books.at_us) if isinstance(books, BooksUntil) else at_us

    @property
    def books(self) -> Books:
        """Whose books these are."""
        return self._books

    @property
    def at_us(self) -> int:
        """The last moment that may be asked for."""
        return self._at_us

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """See `Books.levels`."""
        if at_us > self._at_us:
            raise LookAhead(at_us, self._at_us)
        return self._books.levels(at_us)


def walk(levels: list[Level], size: int, own: Mapping[int, int] | None = None) -> Walk:
    """Take `size` micro-shares from levels, best first; `own` sizes by cell are not there."""
    left, paid, worst = size, 0, NONE
    for cell, resting in levels:
        if left <= 0:
            break
        taken = min(left, max(0, resting - (own.get(cell, 0) if own else 0)))
        if taken:
            paid += cell * taken
            left -= taken
            worst = cell
    return Walk(size - left, paid, worst)
