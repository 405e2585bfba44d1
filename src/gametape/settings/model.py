"""What can be set, in one structure; each part brings its own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gametape.games.tags import TAG_SETS
from gametape.record.options import RecordOptions
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.urls import PolymarketUrls


class Settings(msgspec.Struct, kw_only=True):
    """Everything a run can be told, from `gametape.toml`, `.env`, the environment and flags.

    `credentials` are the three L2 strings; without them own orders are not recorded.
    """

    home: Path
    urls: PolymarketUrls = PolymarketUrls()
    credentials: Credentials | None = None
    wallet: str = ""
    record: RecordOptions = RecordOptions()
    tags: dict[str, dict[str, str]] = msgspec.field(
        default_factory=lambda: {sport: dict(keys) for sport, keys in TAG_SETS.items()}
    )
