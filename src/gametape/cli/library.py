"""The library's database as commands open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gametape.settings.model import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_library(config: Settings) -> Engine:
    """The database of the data folder, its schema brought up to date.

    Raises CatalogueError if it cannot be used, SettingsError for an impossible address.
    """
    from gametape.library.database import address, open_engine, upgrade

    engine = open_engine(address(config.home, config.database_url))
    upgrade(engine)
    return engine
