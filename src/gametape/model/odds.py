"""Betfair's ladder of decimal odds as a price grid: a runner is a YES share that costs 1/odds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from gametape.errors import ParseError
from gametape.model.book import Level
from gametape.model.grid import NONE

_BANDS = (
    (101, 200, 1),
    (200, 300, 2),
    (300, 400, 5),
    (400, 600, 10),
    (600, 1_000, 20),
    (1_000, 2_000, 50),
    (2_000, 3_000, 100),
    (3_000, 5_000, 200),
    (5_000, 10_000, 500),
    (10_000, 100_001, 1_000),
)
"""Hundredths of odds: first, end (excluded), step. Betfair's CLASSIC ladder, 1.01 to 1000."""

_CENTS = tuple(cents for band in reversed(_BANDS) for cents in reversed(range(*band)))
_CELL_OF = {cents: cell for cell, cents in enumerate(_CENTS)}
_PRICES = tuple((100 / Decimal(cents)).quantize(Decimal("0.000001")) for cents in _CENTS)


class OddsGrid:
    """The 350 rungs of the odds ladder, by rising price of a share: cell 0 is 1000, 349 is 1.01.

    Whoever backs a runner at odds o with stake s buys s * o shares at 1/o. Stakes have two decimal
    places and odds at most two, so every size is a whole number of micro-shares and gives the
    stake back exactly.
    """

    name = "odds"
    cells = len(_CENTS)

    def cell(self, price: str) -> int:
        """Cell of decimal odds (`"1.8"`, `"3"`, `"1.80"`); raises ParseError off the ladder."""
        return _cell(price)

    def hundredths(self, cell: int) -> int:
        """Odds of a cell times 100."""
        return _CENTS[cell]

    def odds_text(self, cell: int) -> str:
        """Decimal odds of a cell as Betfair prints them, without needless zeros; `""` for NONE."""
        if cell == NONE:
            return ""
        whole, fraction = divmod(_CENTS[cell], 100)
        return f"{whole}" + (f".{fraction:02d}".rstrip("0") if fraction else "")

    def price(self, cell: int) -> Decimal:
        """Price of one share, 1/odds in dollars (here: of the account's currency), six places."""
        return _PRICES[cell]

    def text(self, cell: int) -> str:
        """`price` without needless zeros; `""` for NONE."""
        if cell == NONE:
            return ""
        return f"{_PRICES[cell]:f}".rstrip("0")

    def label(self, cell: int) -> str:
        """The odds, as `cell` reads them back."""
        return self.odds_text(cell)

    def size(self, cell: int, pennies: int) -> int:
        """Micro-shares of a stake, in hundredths of the currency, at the odds of a cell."""
        return pennies * _CENTS[cell] * 100

    def native_stake(self, cell: int, size: int) -> Decimal:
        """Stake of a size in micro-shares: exact for what `size` made, else to six places."""
        return (Decimal(size) / (_CENTS[cell] * 10_000)).quantize(Decimal("0.000001")).normalize()

    def native(self, levels: Iterable[Level]) -> list[tuple[str, str]]:
        """(odds, stake) as Betfair prints them, in the order given.

        Asks of a book are what is available to back, bids what is available to lay.
        """
        return [
            (self.odds_text(cell), f"{self.native_stake(cell, size):f}") for cell, size in levels
        ]


@lru_cache(maxsize=4_096)
def _cell(odds: str) -> int:
    whole, _, fraction = odds.partition(".")
    digits = fraction.rstrip("0")
    if len(digits) <= 2 and (whole + fraction).isdigit() and odds.isascii() and len(whole) <= 4:
        cell = _CELL_OF.get(int(whole or "0") * 100 + int(digits.ljust(2, "0")))
        if cell is not None:
            return cell
    raise ParseError(f"odds {odds[:40]!r} are not a rung of Betfair's ladder.")


ODDS = OddsGrid()
