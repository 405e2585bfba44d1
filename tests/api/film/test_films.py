"""Films are made beside the event loop, in a process where it takes long, and told as they grow."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gametape.api.film import films as films_module
from gametape.api.film.films import Films
from gametape.errors import TapeError
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film, film_folder
from gametape.tape.session import SessionFolder
from gametape.tape.turns import turn


@pytest.fixture
def folder(home: Path) -> SessionFolder:
    return SessionFolder(home / "sessions" / "first")


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tape counts as a large one."""
    monkeypatch.setattr(films_module, "OWN_PROCESS_BYTES", 0)


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_large_tape_is_read_by_a_process_of_its_own(folder: SessionFolder, outside: None) -> None:
    async def ask() -> tuple[Films, Film | float]:
        films = Films()
        return films, await films.ready(folder, 60)

    films, film = asyncio.run(ask())
    assert isinstance(film, Film)
    assert (films.made, films.making) == (1, 0)
    assert film.timeline() == film_of(folder).timeline()


def test_its_troubles_are_told_in_its_own_words(folder: SessionFolder, outside: None) -> None:
    path = folder.segments()[0][1]
    path.unlink()
    path.mkdir()
    (path / "so that it weighs something").touch()

    async def ask() -> None:
        with pytest.raises(TapeError, match="cannot be read"):
            await Films().ready(folder, 60)

    asyncio.run(ask())


def test_a_process_that_is_killed_is_told_and_made_again(
    folder: SessionFolder, outside: None
) -> None:
    async def ask() -> None:
        films = Films()
        place = film_folder(folder)
        place.mkdir(parents=True)
        with turn(place / "lock"):  # so that it waits, and can be found alive
            asked = asyncio.create_task(films.ready(folder, 60))
            await asyncio.to_thread(wait_for, lambda: films._process is not None)
            films.close()
            with pytest.raises(TapeError, match="died"):
                await asked
        assert isinstance(await films.ready(folder, 60), Film)
        assert films.making == 0

    asyncio.run(ask())


def test_who_cannot_wait_hears_how_far_it_is(folder: SessionFolder) -> None:
    async def ask() -> None:
        films = Films()
        place = film_folder(folder)
        place.mkdir(parents=True)
        with turn(place / "lock"):
            first = await films.ready(folder, 0.05)
            again = await films.ready(folder, 0.05)
            assert first == again == 0.0
            assert films.making == 1
        assert isinstance(await films.ready(folder, 60), Film)
        assert films.made == 1

    asyncio.run(ask())


def test_the_event_loop_turns_while_a_film_is_made(folder: SessionFolder) -> None:
    """What is slow happens in a thread: the loop goes on while the film waits for its turn."""

    async def ask() -> int:
        films = Films()
        place = film_folder(folder)
        place.mkdir(parents=True)
        held, go = threading.Event(), threading.Event()

        def hold() -> None:
            with turn(place / "lock"):
                held.set()
                go.wait(60)

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait(60)
        asked = asyncio.create_task(films.ready(folder, 60))
        turns = 0
        until = time.monotonic() + 0.2
        while time.monotonic() < until:
            await asyncio.sleep(0)
            turns += 1
        assert not asked.done()
        go.set()
        thread.join()
        assert isinstance(await asked, Film)
        return turns

    assert asyncio.run(ask()) > 10


def test_only_the_version_asked_for_is_given(folder: SessionFolder) -> None:
    async def ask() -> None:
        films = Films()
        assert await films.of_version(folder, "") is None
        film = await films.ready(folder, 60)
        assert isinstance(film, Film)
        assert await films.of_version(folder, film.version) is film
        assert await films.of_version(folder, "") is film
        assert await films.of_version(folder, "other") is None

    asyncio.run(ask())


def test_what_fails_between_two_looks_is_told_at_the_next(folder: SessionFolder) -> None:
    path = folder.segments()[0][1]
    path.unlink()
    path.mkdir()

    async def ask() -> None:
        films = Films()
        assert isinstance(await films.ready(folder, 0), float)
        build = films._builds[folder.slug]
        assert build.task is not None
        await asyncio.wait({build.task})
        assert films.making == 0
        with pytest.raises(TapeError, match="cannot be read"):
            await films.ready(folder, 0)
        assert isinstance(await films.ready(folder, 0), float)  # and then it is tried again
        with pytest.raises(TapeError):
            await films.ready(folder, 60)

    asyncio.run(ask())
