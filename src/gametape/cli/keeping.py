"""What is made once a recording is over, so that looking at it later waits for nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

from gametape.cli.output import warn
from gametape.errors import GametapeError
from gametape.library.sessions.entry import certified, glance
from gametape.replay.certificate.certificate import Certificate
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder


def kept(
    folder: SessionFolder, certificate: Callable[[], Certificate], config: Settings
) -> Certificate:
    """The certificate, now also in the catalogue if the session is over and in the data folder.

    The folder is looked at before `certificate` is called: a tape that grows while it is read has
    another fingerprint afterwards, so that its verdict counts as old. A catalogue that fails gives
    a note, for it can be made again from the tapes.
    """
    entry, growing = glance(folder), folder.is_recording()
    found = certificate()
    if growing or folder.root.resolve().parent != (config.home / "sessions").resolve():
        return found
    from gametape.library.sessions.catalogue import open_catalogue

    now_us = time.time_ns() // 1000
    try:
        catalogue = open_catalogue(config.home, config.database_url)
        catalogue.put(certified(entry, found, now_us), found)
    except GametapeError as error:
        warn(str(error))
    return found


def develop(folder: SessionFolder) -> None:
    """Make the session's film, so that the room opens at once; it can be made again any time."""
    from gametape.replay.film.building import film_of

    try:
        film_of(folder)
    except GametapeError as error:
        warn(str(error))
