"""Own sizes as parts of the largest position, in whole per cent: how it went, not how much.

A per cent is written as a million (as a share is), so that 100 % reads as 100 shares and a profit
in dollars reads as cents for each share of the largest position. Rounding to whole per cent keeps
the ratios of sizes from telling the sizes. What is flat stays exactly flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from gametape.replay.timeline import FillEntry, OrderEntry
from gametape.share.entries import signed

PART = 1_000_000
"""What stands for one per cent of the largest position."""

Sign = Callable[[str], int]


def in_parts(
    fills: list[FillEntry], orders: list[OrderEntry], sign: Sign
) -> tuple[list[FillEntry], list[OrderEntry]]:
    """The same fills and orders with sizes, and fees along with them, in parts."""
    whole = _largest(fills, sign) or max((order.size for order in orders), default=1) or 1
    positions = _Positions(whole, sign)
    shown = [positions.fill(fill) for fill in fills]
    return shown, [_order(order, whole) for order in orders]


def _largest(fills: list[FillEntry], sign: Sign) -> int:
    """The largest position that was held in any market."""
    held: dict[str, int] = {}
    counted: dict[str, int] = {}
    most = 0
    for fill in fills:
        now = 0 if fill.status == "FAILED" else signed(fill, sign)
        held[fill.market] = held.get(fill.market, 0) + now - counted.get(fill.key, 0)
        counted[fill.key] = now
        most = max(most, abs(held[fill.market]))
    return most


class _Positions:
    """Exact positions and the rounded ones that are shown, moved together."""

    def __init__(self, whole: int, sign: Sign) -> None:
        self._whole = whole
        self._sign = sign
        self._exact: dict[str, int] = {}
        self._shown: dict[str, int] = {}
        self._fills: dict[str, tuple[int, int, int]] = {}  # exact, shown, parts

    def fill(self, fill: FillEntry) -> FillEntry:
        """One report of a fill; the first one decides its parts."""
        market, failed = fill.market, fill.status == "FAILED"
        exact, shown, parts = self._fills.get(fill.key, (0, 0, -1))
        change = 0 if failed else signed(fill, self._sign)
        self._exact[market] = self._exact.get(market, 0) + change - exact
        if parts < 0:
            wanted = _parts(self._exact[market], self._whole) - self._shown.get(market, 0)
            parts = abs(wanted) if wanted * change > 0 else 0
            if failed:
                parts = abs(_parts(fill.size, self._whole))
        now = 0 if failed else parts * (1 if signed(fill, self._sign) > 0 else -1)
        self._shown[market] = self._shown.get(market, 0) + now - shown
        self._fills[fill.key] = (change, now, parts)
        return _sized(fill, parts)


def _parts(size: int, whole: int) -> int:
    """Whole per cent, rounded half up, and never nothing of something."""
    if size == 0:
        return 0
    rounded = max(1, (200 * abs(size) + whole) // (2 * whole))
    return rounded if size > 0 else -rounded


def _sized(fill: FillEntry, parts: int) -> FillEntry:
    size = parts * PART
    fee = (
        None
        if fill.fee is None or not fill.size
        else (2 * fill.fee * size + fill.size) // (2 * fill.size)
    )
    return msgspec.structs.replace(fill, size=size, fee=fee)


def _order(order: OrderEntry, whole: int) -> OrderEntry:
    size = _parts(order.size, whole)
    matched = size if order.matched >= order.size else min(_parts(order.matched, whole), size - 1)
    return msgspec.structs.replace(order, size=size * PART, matched=max(0, matched) * PART)


def renamed(
    fills: Iterable[FillEntry], orders: Iterable[OrderEntry]
) -> tuple[list[FillEntry], list[OrderEntry]]:
    """The same with numbers in place of the venue's ids; what belonged together still does."""
    names: dict[str, str] = {}

    def number(kind: str, told: str) -> str:
        return names.setdefault(f"{kind} {told}", f"{kind}{len(names) + 1}")

    new_fills = []
    for fill in fills:
        trade, _, order = fill.key.partition("/")
        key = f"{number('t', fill.key if not order else f'{trade}/{order}')}/{number('o', order)}"
        new_fills.append(msgspec.structs.replace(fill, key=key))
    new_orders = [
        msgspec.structs.replace(order, order_id=number("o", order.order_id)) for order in orders
    ]
    return new_fills, new_orders
