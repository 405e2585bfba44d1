"""What a recorder is asked to do."""

from __future__ import annotations

import msgspec

from gametape.record.plan.ending import Until
from gametape.record.plan.evening import Evening
from gametape.record.plan.options import RecordOptions
from gametape.tape.session import SessionFolder
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.urls import PolymarketUrls


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Record this evening, from these addresses, into this folder.

    Without `credentials` one's own orders and fills are not recorded.
    """

    folder: SessionFolder
    evening: Evening
    urls: PolymarketUrls = PolymarketUrls()
    credentials: Credentials | None = None
    wallet: str = ""
    options: RecordOptions = RecordOptions()
    until: Until = Until()
