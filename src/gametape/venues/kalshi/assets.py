"""Asset ids of Kalshi markets: two outcomes of one ticker, or the ticker itself of a perpetual."""

from __future__ import annotations

from gametape.errors import ParseError


def yes_asset(ticker: str) -> str:
    """The asset that carries the one book of an event market."""
    return f"{ticker}:yes"


def no_asset(ticker: str) -> str:
    """The other outcome: named by own orders and fills, never by a book."""
    return f"{ticker}:no"


def asset_of_side(ticker: str, side: str) -> str:
    """Asset of a `side` field: yes or no outcome; bid or ask belong to a perpetual's one asset.

    Raises ParseError for any other word.
    """
    if side == "yes":
        return yes_asset(ticker)
    if side == "no":
        return no_asset(ticker)
    if side in ("bid", "ask"):
        return ticker
    raise ParseError(f"side {side[:40]!r} is none of yes, no, bid and ask.")
