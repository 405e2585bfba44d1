"""Settings of the page's server."""

from __future__ import annotations

from typing import Annotated

import msgspec


class ServeOptions(msgspec.Struct, frozen=True):
    """`[serve]` in `gametape.toml`: the largest upload beside a session, in millions of bytes."""

    media_limit_mb: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 8_000
