"""Documents of the page in the catalogue's database: its settings."""

from __future__ import annotations

import msgspec
from sqlalchemy import Engine, delete, insert, select

from gametape.library.database import alone, transaction
from gametape.library.tables import DOCUMENTS
from gametape.library.written.preferences import PageSettings

_NAME = "page settings"


class Documents:
    """The documents of one data folder; methods raise CatalogueError if the database fails."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page_settings(self) -> PageSettings:
        """The page's settings; the defaults where nothing readable was kept."""
        query = select(DOCUMENTS.c.body).where(DOCUMENTS.c.name == _NAME)
        with transaction(self._engine) as connection:
            body = connection.execute(query).scalar_one_or_none()
        try:
            return PageSettings() if body is None else msgspec.json.decode(body, type=PageSettings)
        except msgspec.ValidationError:
            return PageSettings()  # of a newer gametape; what it says here would be a guess

    def keep_page_settings(self, given: PageSettings, now_us: int) -> None:
        """Keep the page's settings in place of those before."""
        body = msgspec.json.encode(given).decode().replace("\\u0000", "")
        row = {"name": _NAME, "body": body, "edited_us": now_us}
        with transaction(self._engine) as connection:
            alone(connection)
            connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.name == _NAME))
            connection.execute(insert(DOCUMENTS), [row])
