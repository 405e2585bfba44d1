"""One's own orders and fills."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from gametape.model.book import Side


class Role(StrEnum):
    """Whether a fill took liquidity or provided it."""

    TAKER = "TAKER"
    MAKER = "MAKER"
    UNKNOWN = "UNKNOWN"


class FillStatus(StrEnum):
    """How far a fill has come. MATCHED counts as provisional, FAILED reverses it."""

    MATCHED = "MATCHED"
    MINED = "MINED"
    CONFIRMED = "CONFIRMED"
    RETRYING = "RETRYING"
    FAILED = "FAILED"


class OrderAction(StrEnum):
    """What happened to an order."""

    PLACEMENT = "PLACEMENT"
    UPDATE = "UPDATE"
    CANCELLATION = "CANCELLATION"


class ChangeKind(StrEnum):
    """What moved positions or cash without a trade, in the venue's words.

    The first four move positions (polymarket-api.md 7.5); the others only cash.
    """

    SPLIT = "SPLIT"
    MERGE = "MERGE"
    REDEEM = "REDEEM"
    CONVERSION = "CONVERSION"
    MAKER_REBATE = "MAKER_REBATE"
    TAKER_REBATE = "TAKER_REBATE"
    REWARD = "REWARD"
    REFERRAL_REWARD = "REFERRAL_REWARD"
    YIELD = "YIELD"
    TIP = "TIP"
    DEPOSIT = "DEPOSIT"
    WITHDRAWAL = "WITHDRAWAL"
    MIGRATION = "MIGRATION"


class Order(msgspec.Struct, frozen=True):
    """One's own order as the venue last described it; sizes in micro-shares, price in dollars.

    `status` is the venue's own text (it may be a free sentence); `reported` names where it was
    learnt (`feed`, `rest`).
    """

    order_id: str
    asset: str
    market: str
    side: Side
    price: Decimal
    size: int
    matched: int
    status: str
    order_type: str = ""
    created_us: int | None = None
    outcome: str = ""


class Fill(msgspec.Struct, frozen=True):
    """One's own fill; key is (trade_id, order_id). Size in micro-shares, price in dollars.

    `matched_us` is the venue's match time; `precision_us` says how coarse it is (1_000_000 for
    venues that give whole seconds). `fee` is micro-dollars, None when the venue did not say.
    """

    trade_id: str
    order_id: str
    asset: str
    market: str
    side: Side
    size: int
    price: Decimal
    role: Role
    status: FillStatus
    matched_us: int
    precision_us: int = 1
    fee: int | None = None
    outcome: str = ""
    transaction: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes a fill the same fill when it is reported again."""
        return self.trade_id, self.order_id
