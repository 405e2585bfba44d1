"""The three L2 strings of an API key and the headers they sign (polymarket-api.md section 8).

A private key is never asked for: reading one's own orders and fills needs these three only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

import msgspec

from gametape.errors import SettingsError

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


class Credentials(msgspec.Struct, frozen=True):
    """An API key: never shown, never written; `address` is the signer's and no secret.

    `address` goes into the POLY_ADDRESS header of private REST calls; the user channel does
    without it.
    """

    api_key: str
    secret: str
    passphrase: str
    address: str = ""

    def __repr__(self) -> str:
        return "Credentials(...)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []

    @property
    def secrets(self) -> tuple[str, str, str]:
        """The three strings that must reach no file, log or error."""
        return self.api_key, self.secret, self.passphrase


def signature(secret: str, timestamp: int, method: str, path: str, body: str = "") -> str:
    """HMAC-SHA256 over `timestamp + method + path + body`, URL-safe base64 with its padding.

    `timestamp` is epoch seconds, `path` is without the query, `body` exactly as sent. Raises
    SettingsError (which does not show it) if the secret is not base64.
    """
    message = f"{timestamp}{method}{path}{body}".encode()
    digest = hmac.new(_key(secret), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()


def l2_headers(
    credentials: Credentials, timestamp: int, method: str, path: str, body: str = ""
) -> dict[str, str]:
    """Headers of one private REST call; see `signature` for the arguments."""
    headers = {
        "POLY_API_KEY": credentials.api_key,
        "POLY_PASSPHRASE": credentials.passphrase,
        "POLY_TIMESTAMP": str(timestamp),
        "POLY_SIGNATURE": signature(credentials.secret, timestamp, method, path, body),
    }
    if credentials.address:
        headers["POLY_ADDRESS"] = credentials.address
    return headers


def _key(secret: str) -> bytes:
    # Python's decoder drops characters it does not know, which would sign with another key.
    if _BASE64.fullmatch(secret):
        try:
            return base64.urlsafe_b64decode(
                secret.rstrip("=") + "=" * (-len(secret.rstrip("=")) % 4)
            )
        except binascii.Error:
            pass
    raise SettingsError("The API secret is not base64.", "Copy POLYMARKET_SECRET again, whole.")
