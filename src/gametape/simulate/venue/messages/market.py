"""Market-channel messages, field by field as polymarket-api.md section 3 has them.

Built as text rather than encoded from objects: every part is an id, a number or a level text of
our own that needs no escaping, and the venue has to keep up with thousands a second.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gametape.model.amounts import micro_text
from gametape.model.grid import UNIFORM
from gametape.model.market import MarketRules
from gametape.simulate.venue.exchange.happenings import (
    BookShown,
    LevelEntry,
    LevelsChanged,
    Moment,
    Printed,
    Resolved,
    TickMoved,
    TopMoved,
)


def book(shown: BookShown) -> str:
    """`book`: a whole book."""
    return (
        f'{{"event_type":"book","market":"{shown.market}","asset_id":"{shown.asset}",'
        f'"timestamp":"{shown.timestamp}","hash":"{shown.hash}",'
        f'"bids":[{shown.bids}],"asks":[{shown.asks}],'
        f'"tick_size":"{shown.tick}","last_trade_price":"{shown.last_trade}"}}'
    )


def price_change(changed: LevelsChanged, now: Moment) -> str:
    """`price_change`: new level sizes, both tokens in one message."""
    entries = ",".join(_change(changed.assets, entry) for entry in changed.entries)
    return (
        f'{{"event_type":"price_change","market":"{changed.market}",'
        f'"timestamp":"{now.venue_ms}","price_changes":[{entries}]}}'
    )


def _change(assets: tuple[str, ...], entry: LevelEntry) -> str:
    return (
        f'{{"asset_id":"{assets[entry.outcome]}","price":"{UNIFORM.text(entry.cell)}",'
        f'"size":"{micro_text(entry.size)}","side":"{entry.side.value}","hash":"{entry.hash}",'
        f'"best_bid":"{entry.best_bid}","best_ask":"{entry.best_ask}"}}'
    )


def last_trade_price(printed: Printed, now: Moment) -> str:
    """`last_trade_price`: a public print on the taker's token."""
    return (
        f'{{"event_type":"last_trade_price","asset_id":"{printed.asset}",'
        f'"market":"{printed.market}","price":"{UNIFORM.text(printed.cell)}",'
        f'"side":"{printed.side.value}","size":"{micro_text(printed.size)}",'
        f'"fee_rate_bps":"{printed.fee_bps}","timestamp":"{now.venue_ms}",'
        f'"transaction_hash":"{printed.transaction}"}}'
    )


def tick_size_change(moved: TickMoved, asset: str, now: Moment) -> str:
    """`tick_size_change` of one token."""
    return (
        f'{{"event_type":"tick_size_change","asset_id":"{asset}","market":"{moved.market}",'
        f'"old_tick_size":"{moved.old}","new_tick_size":"{moved.new}",'
        f'"timestamp":"{now.venue_ms}"}}'
    )


def best_bid_ask(top: TopMoved, now: Moment) -> str:
    """`best_bid_ask`: for connections with custom features."""
    spread = ""
    if top.best_bid and top.best_ask:
        spread = UNIFORM.text(UNIFORM.cell(top.best_ask) - UNIFORM.cell(top.best_bid))
    return (
        f'{{"event_type":"best_bid_ask","market":"{top.market}","asset_id":"{top.asset}",'
        f'"best_bid":"{top.best_bid}","best_ask":"{top.best_ask}","spread":"{spread}",'
        f'"timestamp":"{now.venue_ms}"}}'
    )


def new_market(rules: MarketRules, number: int, event: dict[str, str], now: Moment) -> str:
    """`new_market`: for connections with custom features, whatever they subscribed to."""
    assets = [outcome.asset for outcome in rules.outcomes]
    fees = rules.fees
    message: dict[str, Any] = {
        "event_type": "new_market",
        "id": str(number),
        "question": rules.question,
        "market": rules.market,
        "slug": rules.slug,
        "description": "",
        "assets_ids": assets,
        "outcomes": [outcome.label for outcome in rules.outcomes],
        "event_message": event,
        "timestamp": now.venue_ms,
        "tags": ["Sports", "Games"],
        "condition_id": rules.market,
        "active": True,
        "clob_token_ids": assets,
        "sports_market_type": rules.market_type,
        "line": rules.line,
        "game_start_time": "",
        "order_price_min_tick_size": "" if rules.tick is None else str(rules.tick),
        "group_item_title": rules.question,
        "taker_base_fee": "1000" if fees else "0",
        "fees_enabled": fees is not None,
    }
    if fees:
        message["fee_schedule"] = {
            "exponent": str(fees.exponent),
            "rate": str(fees.rate),
            "taker_only": fees.taker_only,
            "rebate_rate": str(fees.rebate_rate),
        }
    return msgspec.json.encode(message).decode()


def market_resolved(resolved: Resolved, number: int, now: Moment) -> str:
    """`market_resolved`; without a winner when the payouts are split."""
    rules = resolved.rules
    winner = next((rank for rank, payout in enumerate(resolved.payouts) if payout == 1), None)
    message: dict[str, Any] = {
        "event_type": "market_resolved",
        "id": str(number),
        "market": rules.market,
        "assets_ids": [outcome.asset for outcome in rules.outcomes],
        "winning_asset_id": "" if winner is None else rules.outcomes[winner].asset,
        "winning_outcome": "" if winner is None else rules.outcomes[winner].label,
        "event_message": None,
        "timestamp": now.venue_ms,
        "tags": ["Sports", "Games"],
    }
    return msgspec.json.encode(message).decode()
