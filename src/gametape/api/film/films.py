"""Films made away from the event loop: one at a time, each once, however many ask for it."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from gametape.errors import GametapeError, TapeError
from gametape.library.worker import die_quietly
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film, current_film
from gametape.tape.session import SessionFolder

OWN_PROCESS_BYTES = 1 << 20
"""Smaller tapes are read in a thread: to start a process would take longer than the reading."""

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks that our threads hold

Tell = Callable[[float], None]


class Build:
    """A film being made; `done` goes from 0 to 1."""

    def __init__(self) -> None:
        self.done = 0.0
        self.task: asyncio.Task[Film] | None = None

    def tell(self, done: float) -> None:
        """Hear how far it is."""
        self.done = done


class Films:
    """The films of one data folder. Methods are for the event loop alone.

    `made` counts the films that were made here, `making` those under way.
    """

    def __init__(self) -> None:
        self.made = 0
        self._builds: dict[str, Build] = {}
        self._last: dict[str, Film] = {}
        self._turn = asyncio.Lock()
        self._process: BaseProcess | None = None

    @property
    def making(self) -> int:
        """How many films are being made or wait for their turn."""
        return sum(one.task is not None and not one.task.done() for one in self._builds.values())

    async def ready(self, folder: SessionFolder, patience_s: float) -> Film | float:
        """The film of a session, or how much of it is done once patience is over.

        Raises TapeError if it cannot be made; who asks next has it made anew.
        """
        build = self._builds.get(folder.slug)
        if build is None:
            film = await asyncio.to_thread(current_film, folder)
            if film is not None:
                self._last[folder.slug] = film
                return film
            build = self._builds.get(folder.slug) or self._begin(folder)
        assert build.task is not None
        done, _ = await asyncio.wait({build.task}, timeout=patience_s)
        if not done:
            return build.done
        if self._builds.get(folder.slug) is build:  # it failed, and that is told now
            del self._builds[folder.slug]
        return build.task.result()

    async def of_version(self, folder: SessionFolder, version: str) -> Film | None:
        """The film that stands on the disk, if it is of this version (any, if empty)."""
        film = self._last.get(folder.slug)
        if film is None or (version and film.version != version):
            film = await asyncio.to_thread(current_film, folder)
        return film if film is not None and version in ("", film.version) else None

    def _begin(self, folder: SessionFolder) -> Build:
        build = Build()
        build.task = asyncio.create_task(self._make(folder, build))
        self._builds[folder.slug] = build
        return build

    async def _make(self, folder: SessionFolder, build: Build) -> Film:
        """Make it; a failure stays until it is told to somebody who asks only from time to time."""
        async with self._turn:
            large = await asyncio.to_thread(_bytes_of, folder) > OWN_PROCESS_BYTES
            make = self._make_outside if large else film_of
            film = await asyncio.to_thread(make, folder, build.tell)
        self.made += 1
        self._last[folder.slug] = film
        del self._builds[folder.slug]
        return film

    def _make_outside(self, folder: SessionFolder, tell: Tell) -> Film:
        """Make it in a process of its own, so that Python's one lock stays with the server."""
        ours, theirs = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=_make_and_tell, args=(folder, theirs), daemon=True)
        with ours:
            process.start()
            theirs.close()
            self._process = process
            try:
                while True:
                    said = ours.recv()
                    if isinstance(said, float):
                        tell(said)
                    elif isinstance(said, Film):
                        return said
                    else:
                        raise TapeError(*said)
            except EOFError:
                raise TapeError(
                    "The process that makes the film died.", "Close other programs (memory?)."
                ) from None
            finally:
                self._process = None
                process.join()

    def close(self) -> None:
        """Give up what is being made; it is made anew when it is asked for again."""
        if self._process is not None:
            self._process.kill()


def _make_and_tell(folder: SessionFolder, to: Connection) -> None:
    """What the process does: numbers on the way, at the end the film or the words of the error."""
    die_quietly()
    last = -1.0

    def tell(done: float) -> None:
        nonlocal last
        if done - last >= 0.005:
            last = done
            to.send(float(done))

    try:
        to.send(film_of(folder, tell))
    except GametapeError as error:
        to.send((error.what, error.way_out))


def _bytes_of(folder: SessionFolder) -> int:
    return sum(path.stat().st_size for _, path in folder.segments())
