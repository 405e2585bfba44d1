"""The words for event types in tables, certificates and exports."""

from __future__ import annotations

from gametape.model.events import (
    BookCheckpoint,
    BookSnapshot,
    ClockReading,
    Event,
    FillUpdate,
    GameEvent,
    Gap,
    LevelChange,
    LinkChange,
    MarketListed,
    MarketResolved,
    Note,
    OrderUpdate,
    PositionChange,
    PricePoint,
    RulesRead,
    TickChange,
    TopOfBook,
    Trade,
)

WORDS: dict[type[Event], str] = {
    BookSnapshot: "book",
    BookCheckpoint: "checkpoint",
    LevelChange: "price_change",
    Trade: "trade",
    TopOfBook: "best_bid_ask",
    PricePoint: "price_point",
    TickChange: "tick_size_change",
    MarketListed: "new_market",
    MarketResolved: "market_resolved",
    RulesRead: "rules",
    OrderUpdate: "user_order",
    FillUpdate: "user_fill",
    PositionChange: "user_position",
    GameEvent: "game_event",
    LinkChange: "link",
    Gap: "gap",
    Note: "note",
    ClockReading: "clock",
}
"""The venue's own words where it has one."""


def word_of(event: Event) -> str:
    """The word for an event's type."""
    return WORDS[type(event)]
