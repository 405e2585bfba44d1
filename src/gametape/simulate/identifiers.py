"""Identifiers of a synthetic venue, derived from the seed, in the venue's own forms.

Forms as in polymarket-api.md section 1: a condition id is `0x` and 64 hex digits, a token id a
decimal uint256, here always of 77 digits.
"""

from __future__ import annotations

import hashlib

_SMALLEST_TOKEN = 10**76


def _number(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha512(f"{seed}/{name}".encode()).digest())


def condition_id(seed: int, name: str) -> str:
    """Id of the market called `name` within the evening of `seed`."""
    return f"0x{_number(seed, f'condition/{name}') % 2**256:064x}"


def token_id(seed: int, name: str, outcome: int) -> str:
    """Asset id of one outcome (0 or 1) of a market."""
    span = 9 * _SMALLEST_TOKEN  # 10**77 - 1 still fits a uint256
    return str(_SMALLEST_TOKEN + _number(seed, f"token/{name}/{outcome}") % span)


def game_id(seed: int, sport: str) -> int:
    """The sports feed's number of the game."""
    return 1_000_000 + _number(seed, f"game/{sport}") % 8_000_000
