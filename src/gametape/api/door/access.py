"""Who may ask: by the Host and Origin of a request and, beyond this machine, a token. Pure.

A page of somebody else's can make a browser send requests here. What it cannot do is forge Host
(against DNS rebinding) or Origin (against requests across sites), so both are checked.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
"""These change nothing, whoever asks."""


class Access(msgspec.Struct, frozen=True):
    """What the server answers to.

    `names` are host names besides loopback; `exposed` means that other machines may ask, so any
    plain IP address is a name too (rebinding needs a name that its attacker owns). With a `token`
    nobody gets in without it.
    """

    names: frozenset[str] = frozenset()
    exposed: bool = False
    token: str = ""

    def host_is_ours(self, header: str) -> bool:
        """Whether the Host header names this server."""
        name = host_name(header)
        if name is None:
            return False
        if name == "localhost" or name in self.names:
            return True
        try:
            number = ipaddress.ip_address(name)
        except ValueError:
            return False
        return self.exposed or number.is_loopback

    def is_token(self, given: str) -> bool:
        """Whether this is the token; takes as long for a near miss as for any other."""
        return bool(self.token) and hmac.compare_digest(given.encode(), self.token.encode())

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies know no ports, and two servers must not overwrite it."""
        return f"gametape_{hashlib.sha256(self.token.encode()).hexdigest()[:8]}"

    def has_token(self, headers: Mapping[str, str]) -> bool:
        """Whether the request carries the token, in its cookie or as a bearer; true without one."""
        if not self.token:
            return True
        for one in headers.get("cookie", "").split(";"):
            name, _, value = one.strip().partition("=")
            if name == self.cookie and self.is_token(value):
                return True
        scheme, _, value = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.is_token(value.strip())


def host_name(header: str) -> str | None:
    """The name in a Host header, lower-case and without its port; None if it is none."""
    try:
        parts = urlsplit(f"//{header}")
        name, _ = parts.hostname, parts.port
    except ValueError:
        return None
    odd = parts.path or parts.query or parts.fragment or parts.username is not None
    return None if odd or not name else name.rstrip(".")


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the request comes from a page of this server, or from no page at all."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    scheme, _, place = origin.partition("://")
    return scheme in ("http", "https") and place.lower() == headers.get("host", "").lower()
