"""Writes the cases that hold both implementations of a market's profit to the same answers.

    python -m ledger.exposure_golden OUT      (from the folder tests)

OUT/exposure.json is a list of {fills, rules, changes, event, books, expected}; all of it is drawn
here from a seed.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from gametape.ledger.exposure import Quoted, exposure
from gametape.ledger.moved import moved_in
from gametape.model.book import Level, Side
from gametape.model.events import PositionChange
from gametape.model.grid import UNIFORM
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.trading import ChangeKind, Fill, FillStatus, Role

CASES = 300
ASSETS = ("yes", "no", "third")
SCHEDULES = (
    None,
    FeeSchedule(Decimal(0)),
    FeeSchedule(Decimal("0.05")),
    FeeSchedule(Decimal("0.0175"), taker_only=False),
    FeeSchedule(Decimal("0.25"), Decimal(2)),
    FeeSchedule(Decimal("0.05"), Decimal("1.5")),
)
_KINDS = (
    ChangeKind.SPLIT,
    ChangeKind.SPLIT,
    ChangeKind.MERGE,
    ChangeKind.REDEEM,
    ChangeKind.CONVERSION,
    ChangeKind.REWARD,
)


def cases() -> list[dict[str, Any]]:
    """Every case with its answer."""
    chance = Random(20261122)
    return [_case(chance) for _ in range(CASES)]


def _case(chance: Random) -> dict[str, Any]:
    rules = _rules(chance)
    fills = [_fill(chance) for _ in range(chance.randrange(7))]
    books = {asset: _book(chance) for asset in ASSETS if chance.random() < 0.95}
    quoted = {
        asset: None if book is None else Quoted(book["bids"], book["asks"], UNIFORM, book["reason"])
        for asset, book in books.items()
    }
    event = {"m", "other"} if chance.random() < 0.5 else set()
    changes = [_change(chance) for _ in range(chance.choice((0, 0, 1, 3)))]
    return {
        "changes": [
            {
                "key": change.change_id,
                "kind": change.kind,
                "market": change.market,
                "size": change.size,
                "transaction": change.transaction,
            }
            for change in changes
        ],
        "event": sorted(event),
        "fills": [
            {
                "asset": fill.asset,
                "side": fill.side,
                "price": f"{fill.price:f}",
                "size": fill.size,
                "fee": fill.fee,
                "role": fill.role,
                "status": fill.status,
            }
            for fill in fills
        ],
        "rules": None
        if rules is None
        else {
            "outcomes": [outcome.asset for outcome in rules.outcomes],
            "fees": rules.fees,
            "payouts": rules.payouts,
        },
        "books": books,
        "expected": exposure(fills, rules, quoted, moved_in(rules, changes, event)),
    }


def _rules(chance: Random) -> MarketRules | None:
    if chance.random() < 0.05:
        return None
    assets = ASSETS if chance.random() < 0.15 else ASSETS[:2]
    payouts: tuple[Decimal, ...] | None = None
    if chance.random() < 0.15:
        first = Decimal(chance.choice(("0", "1", "0.5", "0.375")))
        payouts = (first, 1 - first, Decimal(0))[: len(assets)]
    return MarketRules(
        market="m",
        question="",
        outcomes=tuple(Outcome(asset, asset) for asset in assets),
        fees=chance.choice(SCHEDULES),
        payouts=payouts,
    )


def _fill(chance: Random) -> Fill:
    price = UNIFORM.price(chance.randrange(1, 10_000))
    if chance.random() < 0.2:
        price = Decimal(chance.randrange(1, 10**12)).scaleb(-12)  # an average, off the grid
    return Fill(
        trade_id="t",
        order_id="o",
        asset=chance.choice(ASSETS[:2]) if chance.random() < 0.95 else ASSETS[2],
        market="m",
        side=chance.choice(list(Side)),
        size=chance.choice((1, 5_000_000, chance.randrange(1, 10 ** chance.randrange(1, 12)))),
        price=price,
        role=chance.choice((Role.TAKER, Role.TAKER, Role.MAKER, Role.UNKNOWN)),
        status=chance.choice((*FillStatus, FillStatus.CONFIRMED)),
        matched_us=0,
        fee=chance.choice((None, None, None, 0, chance.randrange(10**6))),
    )


def _change(chance: Random) -> PositionChange:
    return PositionChange(
        seq=0,
        recv_us=0,
        change_id=f"c{chance.randrange(100)}",
        kind=chance.choice(_KINDS),
        market=chance.choice(("m", "m", "m", "other")),
        asset="",
        size=chance.choice((1, 5_000_000, chance.randrange(1, 10**10))),
        cash=None,
        at_us=0,
        transaction=chance.choice(("", "0xaa", "0xbb")),
    )


def _book(chance: Random) -> dict[str, Any] | None:
    if chance.random() < 0.04:
        return None
    middle = chance.randrange(50, 9_950)
    deep = 10**12 if chance.random() < 0.6 else 10**6
    bids = sorted(chance.sample(range(1, middle), 4), reverse=True)
    asks = sorted(chance.sample(range(middle, 9_999), 4))
    reason = "connection lost" if chance.random() < 0.06 else ""
    return {"bids": _levels(chance, bids, deep), "asks": _levels(chance, asks, deep),
            "reason": reason}  # fmt: skip


def _levels(chance: Random, cells: list[int], deep: int) -> list[Level]:
    sizes = [chance.randrange(1, 10**8) for _ in cells]
    return list(zip(cells, [*sizes[:-1], deep], strict=True))


def rendered() -> bytes:
    """The file as it is kept: a case a line."""
    return b"[\n" + b",\n".join(map(msgspec.json.encode, cases())) + b"\n]\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "exposure.json").write_bytes(rendered())
