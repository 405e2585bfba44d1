"""The `hash` of a book: SHA-1 over compact JSON of ten fields (polymarket-api.md section 4.1).

Written for the venue alone and on purpose not shared with the reader's side: what a recorder
proves against these hashes would prove nothing if both came from one function.
"""

from __future__ import annotations

import hashlib


class BookStamp:
    """Hashes the books of one token; what stays the same between books is written once."""

    def __init__(self, market: str, asset: str, min_size: str, neg_risk: bool) -> None:
        self._head = f'{{"market":"{market}","asset_id":"{asset}","timestamp":"'
        self._min_size = min_size
        self._neg_risk = "true" if neg_risk else "false"

    def hash(self, timestamp: str, bids: str, asks: str, tick: str, last_trade: str) -> str:
        """Hash of a book whose levels are given as JSON array elements in wire order."""
        text = (
            f'{self._head}{timestamp}","hash":"","bids":[{bids}],"asks":[{asks}],'
            f'"min_order_size":"{self._min_size}","tick_size":"{tick}",'
            f'"neg_risk":{self._neg_risk},"last_trade_price":"{last_trade}"}}'
        )
        return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
