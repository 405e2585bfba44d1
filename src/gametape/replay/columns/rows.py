"""Rows of level changes and trades, collected as plain integers, one buffer a column."""

from __future__ import annotations

from array import array
from decimal import Decimal

from gametape.model.book import Side
from gametape.model.events import Trade

UNKNOWN = -1
"""Stands for an unknown time and for no price in the buffers; null in the files."""


class LevelRows:
    """Level changes of one asset, in order; `best` is the book's after the whole message."""

    COLUMNS = ("seq", "part", "recv_us", "venue_us", "side", "cell", "size", "best_bid", "best_ask")

    def __init__(self) -> None:
        self.seq = array("q")
        self.part = array("i")
        self.recv_us = array("q")
        self.venue_us = array("q")
        self.side = array("b")
        self.cell = array("i")
        self.size = array("q")
        self.best_bid = array("i")
        self.best_ask = array("i")

    def __len__(self) -> int:
        return len(self.seq)

    def add(
        self,
        seq: int,
        recv_us: int,
        venue_us: int | None,
        side: Side,
        cell: int,
        size: int,
        best: tuple[int, int],
    ) -> None:
        """One more; `part` counts those of one message."""
        self.part.append(_part(self.seq, self.part, seq))
        self.seq.append(seq)
        self.recv_us.append(recv_us)
        self.venue_us.append(UNKNOWN if venue_us is None else venue_us)
        self.side.append(side is Side.SELL)
        self.cell.append(cell)
        self.size.append(size)
        self.best_bid.append(best[0])
        self.best_ask.append(best[1])

    def take(self) -> LevelRows:
        """These rows; the buffers here are empty afterwards."""
        taken, fresh = LevelRows(), LevelRows()
        taken.__dict__, self.__dict__ = self.__dict__, fresh.__dict__
        return taken


class TradeRows:
    """Public prints of one asset, in order; `price` is exact, the cell may be unknown."""

    COLUMNS = ("seq", "part", "recv_us", "venue_us", "side", "cell", "price", "size")

    def __init__(self) -> None:
        self.seq = array("q")
        self.part = array("i")
        self.recv_us = array("q")
        self.venue_us = array("q")
        self.side = array("b")
        self.cell = array("i")
        self.price: list[Decimal] = []
        self.size = array("q")

    def __len__(self) -> int:
        return len(self.seq)

    def add(self, trade: Trade) -> None:
        """One more; `part` counts those of one message."""
        self.part.append(_part(self.seq, self.part, trade.seq))
        self.seq.append(trade.seq)
        self.recv_us.append(trade.recv_us)
        self.venue_us.append(UNKNOWN if trade.venue_us is None else trade.venue_us)
        self.side.append(UNKNOWN if trade.side is None else trade.side is Side.SELL)
        self.cell.append(trade.cell)
        self.price.append(trade.price)
        self.size.append(trade.size)

    def drop(self, index: int) -> None:
        """Take one row out."""
        for name in self.COLUMNS:
            del getattr(self, name)[index]

    def take(self) -> TradeRows:
        """These rows; the buffers here are empty afterwards."""
        taken, fresh = TradeRows(), TradeRows()
        taken.__dict__, self.__dict__ = self.__dict__, fresh.__dict__
        return taken


def _part(seqs: array[int], parts: array[int], seq: int) -> int:
    return parts[-1] + 1 if seqs and seqs[-1] == seq else 0
