"""What can be set, in one structure; each part brings its own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gametape.games.tags import tag_set
from gametape.library.crews import CrewOptions
from gametape.notify.options import NotifyOptions
from gametape.notify.targets import Targets
from gametape.record.plan.options import RecordOptions
from gametape.report.access import ModelAccess
from gametape.report.options import ReportOptions
from gametape.settings.serving import ServeOptions
from gametape.venues.polymarket.auth import Credentials
from gametape.venues.polymarket.urls import PolymarketUrls


class Settings(msgspec.Struct, kw_only=True):
    """Everything a run can be told, from `gametape.toml`, `.env`, the environment and flags.

    `credentials` are the three L2 strings; without them own orders are not recorded. `tags` holds
    one's own key labels by league (`[tags.nba]`), or for `all`. `database_url` is where the
    catalogue lies if not in the data folder; it may hold a password, so it is never in a file of
    ours. `anthropic` is the key for reports by a model; without it, or without consent in `report`,
    nothing is sent anywhere. `targets` are addresses of notifications, which are secrets too.
    """

    home: Path
    urls: PolymarketUrls = PolymarketUrls()
    credentials: Credentials | None = None
    wallet: str = ""
    database_url: str = ""
    record: RecordOptions = RecordOptions()
    serve: ServeOptions = ServeOptions()
    analyze: CrewOptions = CrewOptions()
    report: ReportOptions = ReportOptions()
    anthropic: ModelAccess | None = None
    notify: NotifyOptions = NotifyOptions()
    targets: Targets = Targets()
    tags: dict[str, dict[str, str]] = {}

    def tag_keys(self, league: str, sport: str = "") -> dict[str, str]:
        """Labels of keys 1 to 9 for a league or sport: the shipped ones under one's own."""
        own = [self.tags.get(name, {}) for name in ("all", sport, league)]
        return {**tag_set(league, sport), **own[0], **own[1], **own[2]}
