"""The library as the server uses it: opened when it is first needed, since opening costs a while.

Its modules bring SQLAlchemy along, which a page that only plays film does without; so they are
imported here inside functions, and nowhere else in the server.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from gametape.api.problems import LOG
from gametape.errors import GametapeError
from gametape.library.written.video import Videos
from gametape.replay.film.stored import current_film
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gametape.library.practice.drills import DrillBook
    from gametape.library.sessions.catalogue import Catalogue
    from gametape.library.written.answers import AnswerBook
    from gametape.library.written.documents import Documents
    from gametape.library.written.goals import GoalBook
    from gametape.library.written.notes import Notebook
    from gametape.library.written.tagging import TagBook
    from gametape.library.written.videos import VideoShelf


class Shelf:
    """The catalogue, notes, videos and documents of one data folder, for threads of the server.

    Every method raises CatalogueError while the database cannot be used, and tries anew each time.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        self._worthless: set[str] = set()  # films that tell no profit or loss

    def engine(self) -> Engine:
        """The database itself, its schema brought up to date."""
        return self._opened()

    def catalogue(self) -> Catalogue:
        """What the tapes tell of each session."""
        from gametape.library.sessions.catalogue import Catalogue

        return Catalogue(self._opened())

    def notes(self) -> Notebook:
        """Notes, bookmarks and clips."""
        from gametape.library.written.notes import Notebook

        return Notebook(self._opened())

    def videos(self) -> VideoShelf:
        """Videos beside the sessions."""
        from gametape.library.written.videos import VideoShelf

        return VideoShelf(self._opened())

    def answers(self) -> AnswerBook:
        """What a person said of labels."""
        from gametape.library.written.answers import AnswerBook

        return AnswerBook(self._opened())

    def tags(self) -> TagBook:
        """Tags on orders and notes on patterns."""
        from gametape.library.written.tagging import TagBook

        return TagBook(self._opened())

    def goals(self) -> GoalBook:
        """Personal goals."""
        from gametape.library.written.goals import GoalBook

        return GoalBook(self._opened())

    def drills(self) -> DrillBook:
        """Rounds of drills and when moments come back."""
        from gametape.library.practice.drills import DrillBook

        return DrillBook(self._opened())

    def documents(self) -> Documents:
        """The page's settings."""
        from gametape.library.written.documents import Documents

        return Documents(self._opened())

    def pnl_of(self, folder: SessionFolder) -> int | None:
        """What a session won or lost, if its film stands and tells it."""
        from gametape.library.sessions.winnings import final_pnl

        film = current_film(folder)
        if film is None or film.version in self._worthless:
            return None
        pnl = final_pnl(film)
        if pnl is None:
            self._worthless.add(film.version)
        else:
            self.catalogue().tell_pnl(folder.slug, pnl)
        return pnl

    def videos_of(self, session: str) -> Videos:
        """The videos of a session, without opening a library that is not there yet."""
        return self.videos().of_session(session) if self._is_there() else Videos([])

    def has_hosted_video(self, session: str) -> bool:
        """Whether a video of the session comes from somebody else's machine."""
        return self._is_there() and self.videos().any_hosted(session)

    def _is_there(self) -> bool:
        if self._settings.database_url or self._engine is not None:
            return True
        return (self._settings.home / "gametape.db").exists()

    def _opened(self) -> Engine:
        from gametape.library.database import address, open_engine, upgrade

        with self._opening:
            if self._engine is None:
                engine = open_engine(address(self._settings.home, self._settings.database_url))
                upgrade(engine)
                _sweep(engine, self._settings)
                self._engine = engine
            return self._engine


def _sweep(engine: Engine, settings: Settings) -> None:
    """Remove sounds of notes that were deleted long ago; one that cannot be is tried next time."""
    from gametape.library.keeping.sounds import sweep

    try:
        sweep(engine, settings.home, time.time_ns() // 1000)
    except GametapeError as error:
        LOG.warning("sounds of deleted notes stay for now: %s", error)
