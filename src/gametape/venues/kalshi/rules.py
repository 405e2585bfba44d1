"""A Kalshi market's rules as its own record states them."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import MICRO
from gametape.model.market import MarketRules, Outcome
from gametape.venues.kalshi import wire
from gametape.venues.kalshi.assets import no_asset, yes_asset

_OVER = frozenset({"closed", "determined", "settled", "finalized"})
_PAID = frozenset({"determined", "settled", "finalized"})


class PriceRange(msgspec.Struct, gc=False):
    """Part of a market's price scale with its step, in dollars."""

    step: str


class Market(msgspec.Struct, gc=False):
    """A market as REST describes it."""

    ticker: str
    event_ticker: str = ""
    title: str = ""
    yes_sub_title: str = ""
    no_sub_title: str = ""
    market_type: str = ""
    status: str = ""
    result: str = ""
    rules_primary: str = ""
    fractional_trading_enabled: bool | None = None
    price_ranges: list[PriceRange] | None = None


def rules_of(market: Market) -> MarketRules:
    """The rules; whatever the record does not say stays unsaid (fees are not in it).

    Where the price scale has several steps, the finest is the tick. Raises ParseError.
    """
    if not market.ticker:
        raise ParseError("Kalshi market without a ticker.")
    yes = market.yes_sub_title or "Yes"
    # Kalshi labels both outcomes with the same name where NO is "anybody else".
    no = market.no_sub_title if market.no_sub_title not in ("", yes) else "No"
    return MarketRules(
        market=market.ticker,
        question=market.title or market.ticker,
        outcomes=(Outcome(yes_asset(market.ticker), yes), Outcome(no_asset(market.ticker), no)),
        slug=market.ticker,
        event_slug=market.event_ticker,
        market_type=market.market_type,
        tick=min((wire.dollars_of(part.step) for part in market.price_ranges or ()), default=None),
        min_size=_min_size(market.fractional_trading_enabled),
        closed=market.status in _OVER if market.status else None,
        resolution=market.result,
        payouts=payouts_of(market.result) if market.status in _PAID else None,
    )


def payouts_of(result: str) -> tuple[Decimal, Decimal] | None:
    """What YES and NO pay, in dollars a share; None while or where there is no plain result."""
    won, lost = Decimal(1), Decimal(0)
    if result == "yes":
        return won, lost
    return (lost, won) if result == "no" else None


def _min_size(fractional: bool | None) -> int | None:
    """Contracts come in hundredths where fractional trading is on, else whole."""
    if fractional is None:
        return None
    return MICRO // 100 if fractional else MICRO
