"""One event market's two ladders of bids, kept as one book of YES."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.errors import ParseError
from gametape.model.book import Level, Side
from gametape.model.grid import UNIFORM
from gametape.venues.kalshi import wire


class Ladder:
    """Running sizes of one market: Kalshi sends differences, events tell absolute sizes.

    `yes_prices` says that NO levels come priced as YES. `trusted` is False from a hole in the
    sequence until the next snapshot: the sizes are then a best guess.
    """

    __slots__ = ("_no", "_yes", "trusted", "yes_prices")

    def __init__(
        self, yes: Iterable[wire.WireLevel], no: Iterable[wire.WireLevel], yes_prices: bool
    ) -> None:
        self._yes = _levels(yes)
        self._no = _levels(no)
        self.yes_prices = yes_prices
        self.trusted = True

    def bids(self) -> tuple[Level, ...]:
        """Bids for YES, as cells and micro-shares."""
        return tuple(self._yes.items())

    def asks(self) -> tuple[Level, ...]:
        """Offers of YES: the NO bids seen from the other side."""
        return tuple((self.place("no", cell)[1], size) for cell, size in self._no.items())

    def place(self, side: str, cell: int) -> tuple[Side, int]:
        """Where a level of this side stands in the book of YES."""
        if side == "yes":
            return Side.BUY, cell
        return Side.SELL, cell if self.yes_prices else UNIFORM.mirror(cell)

    def change(self, side: str, cell: int, delta: int) -> int:
        """Add a signed difference; returns the new size, negative if something was missed.

        A negative size is kept as 0.
        """
        sizes = self._side(side)
        size = sizes.get(cell, 0) + delta
        if size > wire.MAX_SIZE:
            raise ParseError("a level grows beyond belief.")
        if size > 0:
            sizes[cell] = size
        else:
            sizes.pop(cell, None)
        return size

    def reading(self) -> bool | None:
        """Whether NO levels must be YES prices: True or False if only one way is uncrossed."""
        if not self._yes or not self._no:
            return None
        best = max(self._yes)
        as_no = best < UNIFORM.mirror(max(self._no))
        as_yes = best < min(self._no)
        return None if as_no == as_yes else as_yes

    def _side(self, side: str) -> dict[int, int]:
        if side == "yes":
            return self._yes
        if side == "no":
            return self._no
        raise ParseError(f"side {side[:40]!r} is neither yes nor no.")


def _levels(levels: Iterable[wire.WireLevel]) -> dict[int, int]:
    sizes = {wire.cell_of(price): wire.size_of(size) for price, size in levels}
    return {cell: size for cell, size in sizes.items() if size}
