"""Where Polymarket's services live; every address is an argument, so tests use loopback servers."""

from __future__ import annotations

import msgspec


class PolymarketUrls(msgspec.Struct, frozen=True):
    """Base addresses without a closing slash; the defaults are production.

    Source: polymarket-api.md section 2.
    """

    market_ws: str = "wss://ws-subscriptions-clob.polymarket.com/ws/market"
    user_ws: str = "wss://ws-subscriptions-clob.polymarket.com/ws/user"
    sports_ws: str = "wss://sports-api.polymarket.com/ws"
    clob: str = "https://clob.polymarket.com"
    gamma: str = "https://gamma-api.polymarket.com"
    data: str = "https://data-api.polymarket.com"
    geoblock: str = "https://polymarket.com/api/geoblock"
