"""Checks the L2 signature of private REST calls, as the venue would (polymarket-api.md section 8).

Kept apart from the client's own signing on purpose, so that each proves the other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.rest.http1 import Request

HEADERS = ("poly_address", "poly_api_key", "poly_passphrase", "poly_timestamp", "poly_signature")


def signature(secret: str, timestamp: str, method: str, path: str, body: bytes) -> str:
    """urlsafe_b64(HMAC_SHA256(key, timestamp + METHOD + path + body)), padding kept.

    `path` is without the query string. Raises ValueError for a secret that is not base64.
    """
    try:
        key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except binascii.Error as error:
        raise ValueError("the secret is not base64") from error
    message = f"{timestamp}{method}{path}".encode() + body
    return base64.urlsafe_b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


def refusal_of(request: Request, trader: Trader) -> str:
    """Why a private call is refused; empty if it is signed by the trader."""
    headers = {name.replace("-", "_"): value for name, value in request.headers.items()}
    missing = [name for name in HEADERS if not headers.get(name)]
    if missing:
        return f"missing header {missing[0].upper()}"
    right = signature(
        trader.secret, headers["poly_timestamp"], request.method, request.path, request.body
    )
    same = (
        hmac.compare_digest(headers["poly_signature"], right)
        and headers["poly_api_key"] == trader.api_key
        and headers["poly_passphrase"] == trader.passphrase
    )
    return "" if same else "Unauthorized/Invalid api key"
