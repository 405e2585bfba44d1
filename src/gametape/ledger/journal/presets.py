"""Mappings that need no file: one's own table, and exports seen so far."""

from __future__ import annotations

from decimal import Decimal

from gametape.ledger.journal.mapping import JournalMap, Named

OWN = JournalMap(
    name="own",
    columns=Named(
        time="time",
        market="market",
        outcome="outcome",
        side="side",
        quantity="shares",
        price="price",
        fees="fee",
        id="id",
        order="order",
    ),
)
"""Typed by hand: columns time, market, side, shares, price; outcome, fee, id and order if known.

Times are ISO 8601, prices dollars a share, outcome `yes` or `no` where the two are one market.
"""

TRADENOTE = JournalMap(
    name="tradenote",
    zone="America/New_York",
    times=["%m/%d/%Y %H:%M:%S"],
    columns=Named(
        time=["T/D", "Exec Time"],
        market="Symbol",
        side="Side",
        quantity="Qty",
        price="Price",
        fees=["Comm", "SEC", "TAF", "NSCC", "Nasdaq", "ECN Remove", "ECN Add"],
    ),
)
"""TradeNote's template of executions."""

TD_AMERITRADE = JournalMap(
    name="td-ameritrade",
    zone="America/New_York",
    times=["%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S"],
    only={"TYPE": ["TRD"]},
    patterns={
        "DESCRIPTION": r"(?P<side>BOT|SOLD) (?P<quantity>[+-]?[\d,.]+) "
        r"(?P<symbol>.+) @(?P<price>[\d.]+)"
    },
    fee_sign="cash",
    columns=Named(
        time=["DATE", "TIME"],
        market="symbol",
        side="side",
        quantity="quantity",
        price="price",
        fees=["Misc Fees", "Commissions & Fees"],
        order="REF #",
    ),
)
"""A statement of TD Ameritrade: the trades among its cash balance."""

TRADOVATE = JournalMap(
    name="tradovate",
    rows="round trips",
    times=["%m/%d/%Y %H:%M:%S"],
    multipliers={
        "MNQ": Decimal(2), "NQ": Decimal(20), "MES": Decimal(5), "ES": Decimal(50),
        "MYM": Decimal("0.5"), "YM": Decimal(5), "M2K": Decimal(5), "RTY": Decimal(50),
    },
    columns=Named(
        opened="Bought Timestamp",
        closed="Sold Timestamp",
        market="Contract",
        quantity="Paired Qty",
        open_price="Buy Price",
        close_price="Sell Price",
        product="Product",
        id="Pair ID",
    ),
)  # fmt: skip
"""Tradovate's paired trades; dollars a point of the index futures."""

PRESETS = {one.name: one for one in (OWN, TRADENOTE, TD_AMERITRADE, TRADOVATE)}
"""By name."""
