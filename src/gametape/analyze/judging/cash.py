"""What a wallet's cash should have done: for comparison, never to plug a difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field, Item
from gametape.analyze.material.moved import conversion_prices
from gametape.ledger.account import account
from gametape.ledger.reconciling import checked
from gametape.model.trading import ChangeKind

CODE = "cash"
_REBATES = (ChangeKind.MAKER_REBATE, ChangeKind.TAKER_REBATE)


def cash_items(evening: Evening) -> Iterator[Item]:
    """Cash of trades and settlements, credits beside it, and what was won and is not yet fetched.

    `rebate_estimate` is what the schedules promise makers; a rebate counts once it came, as a
    credit, and in no result.
    """
    told = evening.account
    sums: dict[str, int] = defaultdict(int)
    for one in told.credits:
        sums["rebates" if one.kind in _REBATES else "other_credits"] += one.cash
    fetched = unfetched(evening)
    check = checked(told.cash, sum(sums.values()), fetched, 0)
    yield Item(
        id="",
        kind="overall",
        code=CODE,
        title="what the wallet's cash should have changed by, for comparison with the venue",
        fields={
            "explained": Field(-check.difference, "usd"),
            "ledger": Field(told.cash, "usd"),
            "rebates": Field(sums["rebates"], "usd"),
            "other_credits": Field(sums["other_credits"], "usd"),
            "unfetched": Field(fetched, "usd"),
            "rebate_estimate": Field(told.rebate_estimate, "usd"),
        },
        gate="ok",
        impact=0,
        detail={"note": "the venue's balance is not recorded, so nothing is compared by itself"},
    )


def unfetched(evening: Evening) -> int:
    """Micro-dollars that decided markets pay and nobody was recorded to fetch."""
    material = evening.material
    redeemed = {one.market for one in material.changes if one.kind is ChangeKind.REDEEM}
    undecided = account(
        [told.fill for told in material.fills],
        {key: msgspec.structs.replace(one, payouts=None) for key, one in material.rules.items()},
        material.changes,
        prices=conversion_prices(material),
    )
    before = {(line.market, line.asset): line.cash for line in undecided.lines}
    return sum(
        line.cash - before.get((line.market, line.asset), 0)
        for line in evening.account.lines
        if line.settled is not None and line.market not in redeemed
    )
