"""Markets that nobody described: what their assets alone tell of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gametape.replay.timeline import MarketFacts, OutcomeFacts

Named = tuple[str, str, str]
"""(market, asset, label); the label is the asset where nobody gave one."""


def unlisted_markets(described: Collection[str], assets: Iterable[Named]) -> list[MarketFacts]:
    """Facts of markets outside `described`, by their assets whose prices are probabilities.

    Two assets of one market are its two sides; the first named comes first. A market with more
    stays undescribed. Nothing is known of fees, tick and times.
    """
    found: dict[str, dict[str, str]] = {}
    for market, asset, label in assets:
        if market and market not in described:
            found.setdefault(market, {}).setdefault(asset, label)
    return [_facts(market, sides) for market, sides in found.items() if len(sides) <= 2]


def _facts(market: str, sides: dict[str, str]) -> MarketFacts:
    return MarketFacts(
        market=market,
        question=market,
        slug="",
        event_slug="",
        type="",
        line="",
        neg_risk=None,
        tick=None,
        min_size=None,
        taker_delay_us=None,
        game_start_us=None,
        fees=None,
        outcomes=[
            OutcomeFacts(asset, _short(market, asset) if label == asset else label)
            for asset, label in sides.items()
        ],
    )


def _short(market: str, asset: str) -> str:
    """A name for an asset that nobody labelled: EVENT-MIA and EVENT-MIA:yes give "MIA yes"."""
    rest = asset.removeprefix(market)
    if rest in (asset, ""):
        return asset
    return f"{market.rpartition('-')[2]} {rest.lstrip(':.-/ ')}"
