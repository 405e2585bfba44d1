"""What moved one market's positions without a trade, as far as it is known at a moment.

    pairs       splits less merges: so many micro-shares of each outcome, a dollar a pair
    redeemed    whether what was held when the market was decided was exchanged for its payout
    converted   shares that conversions took from an outcome or gave it, by asset

A conversion gives up "no" in the markets that its rows name and gets "yes" in every other market
of the event (polymarket-api.md 7.5). A second implementation in TypeScript gives the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from gametape.model.events import PositionChange
from gametape.model.market import MarketRules
from gametape.model.trading import ChangeKind


@dataclass(frozen=True, slots=True)
class Moved:
    """Shares that came and went without a trade, in micro-shares; see the module."""

    pairs: int = 0
    redeemed: bool = False
    converted: Mapping[str, int] = field(default_factory=dict)


NOTHING = Moved()


def moved_in(
    rules: MarketRules | None, changes: Iterable[PositionChange], event: Collection[str]
) -> Moved:
    """What `changes` (known by now, each once) did to a market of two outcomes.

    `event` are the markets of its event that share one pool of collateral, itself included; empty
    where it stands alone. Of a market whose two outcomes are not known nothing can be told.
    """
    if rules is None or len(rules.outcomes) != 2:
        return NOTHING
    pairs, redeemed = 0, False
    conversions: dict[str, dict[str, int]] = defaultdict(dict)
    for change in changes:
        mine = change.market == rules.market
        if change.kind is ChangeKind.CONVERSION and change.market in event:
            conversions[change.transaction or change.change_id][change.market] = change.size
        elif mine and change.kind is ChangeKind.SPLIT:
            pairs += change.size
        elif mine and change.kind is ChangeKind.MERGE:
            pairs -= change.size
        elif mine and change.kind is ChangeKind.REDEEM:
            redeemed = True
    yes, no = (outcome.asset for outcome in rules.outcomes)
    converted: dict[str, int] = defaultdict(int)
    for burned in conversions.values():
        gone = burned.get(rules.market)
        if gone is None:
            converted[yes] += max(burned.values())
        else:
            converted[no] -= gone
    return Moved(pairs, redeemed, dict(converted))
