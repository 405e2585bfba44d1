"""Answers made smaller for the way: which codings an asker takes, and bodies packed in gzip."""

from __future__ import annotations

import zlib

WORTH_BYTES = 1_000
"""Shorter bodies fit into one packet as they are."""

_GZIP_LEVEL, _GZIP_WINDOW = 4, 31  # on the way to a page, time counts as much as length


def takes(accepted: str, coding: str) -> bool:
    """Whether an Accept-Encoding allows a coding such as `gzip` or `br` (RFC 9110 12.5.3)."""
    chosen: dict[str, float] = {}
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        try:
            chosen[name.strip()] = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            chosen[name.strip()] = 0.0
    return chosen.get(coding, chosen.get("*", 0.0)) > 0


def packed(data: bytes, accepted: str) -> tuple[bytes, dict[str, str]]:
    """A body as it is sent, and the headers that say so."""
    headers = {"vary": "accept-encoding"}
    if len(data) < WORTH_BYTES or not takes(accepted, "gzip"):
        return data, headers
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(data) + packer.flush(), {**headers, "content-encoding": "gzip"}
