"""Which orders and fills are one's own: by API key, by wallet, or by having seen the order.

An order placed on the website carries another API key than the recorder's, and a maker row
carries no order that was placed before the recording began, so no single mark is enough
(polymarket-api.md section 5.5). Marks met on frames that can only be one's own are learnt.
"""

from __future__ import annotations

from collections.abc import Iterable

from gametape.venues.polymarket.redact import is_pseudonym


class Ownership:
    """The marks known so far. Wallets and keys are compared without case."""

    def __init__(self, owner: str | None, wallet: str | None, orders: Iterable[str]) -> None:
        self._owners = {owner.lower()} if owner else set()
        self._wallets = {wallet.lower()} if wallet else set()
        self._orders = set(orders)

    def learn(self, owner: str | None, wallet: str | None, order: str | None) -> None:
        """Remember the marks of an order that is certainly one's own."""
        self._owners.update({owner.lower()} if owner else ())
        self._wallets.update({wallet.lower()} if wallet else ())
        self._orders.update({order} if order else ())

    def owns(self, owner: str | None, wallet: str | None, order: str | None) -> bool:
        """Whether any of an order's marks is one's own."""
        return (
            is_pseudonym(owner or "")
            or (owner or "").lower() in self._owners
            or (wallet or "").lower() in self._wallets
            or order in self._orders
        )
