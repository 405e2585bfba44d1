"""Videos of sessions in the catalogue's database."""

from __future__ import annotations

import msgspec
from sqlalchemy import Engine, delete, insert, select

from gametape.library.database import alone, transaction
from gametape.library.tables import VIDEOS
from gametape.library.written.video import Video, Videos, checked_videos, is_hosted

_FIELDS = [VIDEOS.c[name] for name in Video.__struct_fields__]


class VideoShelf:
    """The videos of one data folder; methods raise CatalogueError if the database fails."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_session(self, session: str) -> Videos:
        """The videos of a session in the order in which they were given."""
        query = select(*_FIELDS).where(VIDEOS.c.session == session).order_by(VIDEOS.c.position)
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        names = Video.__struct_fields__
        found = [msgspec.convert(dict(zip(names, row, strict=True)), Video) for row in rows]
        return Videos(found)

    def put(self, session: str, given: Videos) -> Videos:
        """Keep this list in place of the one before; raises UsageError for an impossible one."""
        kept = checked_videos(given)
        rows = [
            {"session": session, "position": n, **msgspec.to_builtins(video)}
            for n, video in enumerate(kept.videos)
        ]
        with transaction(self._engine) as connection:
            alone(connection)
            connection.execute(delete(VIDEOS).where(VIDEOS.c.session == session))
            if rows:
                connection.execute(insert(VIDEOS), rows)
        return kept

    def any_hosted(self, session: str) -> bool:
        """Whether the session has a video that is shown from somebody else's machine."""
        return any(is_hosted(video) for video in self.of_session(session).videos)
