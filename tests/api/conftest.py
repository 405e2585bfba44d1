"""A data folder with one synthetic session, and a server over it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from api.served import Served, served
from library.evenings import quick_evening
from made_once import made_once

from gametape.settings.model import Settings


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One session named `first`, made once; copy before changing anything."""
    return made_once(tmp_path_factory, "first", lambda home: quick_evening(home, "first"))


@pytest.fixture
def home(recorded: Path, tmp_path: Path) -> Path:
    """A data folder of one's own with that session."""
    return Path(shutil.copytree(recorded, tmp_path / "home"))


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A front end of four files."""
    return front_end(tmp_path)


def front_end(place: Path) -> Path:
    """Make it there, beside a file that is not of it."""
    folder = place / "web"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>")
    (folder / "assets" / "main-0a1b2c.js").write_text("export {}\n")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "share.html").write_text("<title>gametape</title><!--gametape-session-->")
    (place / "secret.txt").write_text("not for the web")
    return folder


@pytest.fixture
def server(home: Path, web: Path) -> Iterator[Served]:
    """A server over that data folder."""
    with served(Settings(home=home), web=web) as running:
        yield running


@pytest.fixture(scope="session")
def standing(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for tests that only ask, or whose traces nobody minds."""
    place = tmp_path_factory.mktemp("standing")
    home = Path(shutil.copytree(recorded, place / "home"))
    with served(Settings(home=home), web=front_end(place)) as running:
        yield running
