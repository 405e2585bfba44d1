"""Ids and addresses of the loopback venue, made from names so that every run has the same ones.

Forms as in polymarket-api.md sections 1 and 5: order and transaction hashes are `0x` and 64 hex
digits, trades and API keys are UUIDs, wallets are 20 bytes in mixed case.
"""

from __future__ import annotations

import hashlib
import uuid


def hash_id(*names: str | int) -> str:
    """An order id or transaction hash."""
    return f"0x{_digest(names).hex()}"


def uuid_id(*names: str | int) -> str:
    """A trade id or API key."""
    return str(uuid.UUID(bytes=_digest(names)[:16], version=4))


def wallet(*names: str | int) -> str:
    """A wallet address; its letters are of both cases, as checksummed addresses are."""
    digest = _digest(names)
    letters = digest[:20].hex()
    return "0x" + "".join(
        letter.upper() if digest[20 + rank % 12] >> (rank % 8) & 1 else letter
        for rank, letter in enumerate(letters)
    )


def number(*names: str | int) -> int:
    """A number below 2**32 that looks drawn by lot."""
    return int.from_bytes(_digest(names)[:4], "big")


def _digest(names: tuple[str | int, ...]) -> bytes:
    return hashlib.sha256("/".join(map(str, names)).encode()).digest()
