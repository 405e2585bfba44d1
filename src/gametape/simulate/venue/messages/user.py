"""User-channel messages and REST rows of own orders and trades (polymarket-api.md section 5)."""

from __future__ import annotations

from typing import Any

from gametape.model.amounts import micro_text
from gametape.model.grid import UNIFORM
from gametape.model.times import SECOND
from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.exchange.happenings import MakerRow, Moment, OrderMoved, OwnTrade

Message = dict[str, Any]


def order(moved: OrderMoved, trader: Trader, now: Moment) -> Message:
    """`order`: PLACEMENT, UPDATE or CANCELLATION."""
    return {
        "asset_id": moved.asset,
        "associate_trades": list(moved.trades),
        "created_at": str(moved.created_us // SECOND),
        "event_type": "order",
        "expiration": "0",
        "id": moved.order_id,
        "maker_address": trader.wallet,
        "market": moved.market,
        "order_owner": trader.api_key,
        "order_type": moved.order_type,
        "original_size": micro_text(moved.size),
        "outcome": moved.outcome,
        "owner": trader.api_key,
        "price": UNIFORM.text(moved.cell),
        "side": moved.side.value,
        "size_matched": micro_text(moved.matched),
        "status": moved.status,
        "timestamp": now.venue_ms,
        "type": moved.action,
    }


def trade(own: OwnTrade, status: str, trader: Trader, now_us: int) -> Message:
    """`trade`: the same id is sent again with each status; no hash before it is mined."""
    return {
        "event_type": "trade",
        "type": "TRADE",
        **_trade_fields(own, status, now_us),
        "timestamp": str(now_us // 1000),
        "trade_owner": trader.api_key,
        "status": status,
    }


def trade_row(own: OwnTrade, status: str, updated_us: int) -> Message:
    """A row of GET /data/trades."""
    return {
        **_trade_fields(own, status, updated_us),
        "status": f"TRADE_STATUS_{status}",
        "match_time_nano": str(own.matched_us * 1000),
        "err_msg": "transaction reverted" if status == "FAILED" else None,
    }


def order_row(moved: OrderMoved, trader: Trader) -> Message:
    """A row of GET /data/orders."""
    return {
        "id": moved.order_id,
        "status": moved.status,
        "owner": trader.api_key,
        "maker_address": trader.wallet,
        "market": moved.market,
        "asset_id": moved.asset,
        "side": moved.side.value,
        "original_size": micro_text(moved.size),
        "size_matched": micro_text(moved.matched),
        "price": UNIFORM.text(moved.cell),
        "outcome": moved.outcome,
        "expiration": "0",
        "order_type": moved.order_type,
        "associate_trades": list(moved.trades),
        "created_at": moved.created_us // SECOND,
    }


def _trade_fields(own: OwnTrade, status: str, updated_us: int) -> Message:
    mined = status in ("MINED", "CONFIRMED")
    return {
        "id": own.trade_id,
        "taker_order_id": own.taker_order_id,
        "market": own.market,
        "asset_id": own.asset,
        "side": own.side.value,
        "size": micro_text(own.size),
        "price": format(own.price.normalize(), "f"),
        "fee_rate_bps": own.fee_bps,
        "match_time": str(own.matched_us // SECOND),
        "last_update": str(updated_us // SECOND),
        "outcome": own.outcome,
        "owner": own.owner,
        "maker_address": own.wallet,
        "transaction_hash": own.transaction if mined else "",
        "bucket_index": own.bucket,
        "trader_side": own.role,
        "maker_orders": [_maker(row, own.fee_bps) for row in own.rows],
    }


def _maker(row: MakerRow, fee_bps: str) -> Message:
    return {
        "order_id": row.order_id,
        "owner": row.owner,
        "maker_address": row.wallet,
        "matched_amount": micro_text(row.size),
        "price": UNIFORM.text(row.cell),
        "fee_rate_bps": fee_bps,
        "asset_id": row.asset,
        "outcome": row.outcome,
        "outcome_index": row.outcome_index,
        "side": row.side.value,
    }
