"""A data folder with sessions, and a database of each kind to catalogue it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from library.evenings import quick_evening
from made_once import made_once
from sqlalchemy import text

from gametape.library.database import SCHEMA, address, open_engine, transaction, upgrade
from gametape.library.sessions.catalogue import Catalogue


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sessions, made once; copy before changing anything."""

    def make(home: Path) -> None:
        for number, slug in enumerate(("first", "second"), 1):
            quick_evening(home, slug, number)

    return made_once(tmp_path_factory, "first-and-second", make)


@pytest.fixture
def home(recorded: Path, tmp_path: Path) -> Path:
    """A data folder of one's own with the two sessions."""
    return Path(shutil.copytree(recorded, tmp_path / "home"))


def _server_programs() -> Path:
    found = shutil.which("initdb") and shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    pytest.skip("PostgreSQL's server programs (initdb, pg_ctl) are not on this machine")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of one's own, listening on a socket file alone."""
    if sys.platform == "win32":
        pytest.skip("PostgreSQL is started with POSIX users and sockets here")
    programs = _server_programs()
    # Not below pytest's own folder: socket paths must be short, and others may not enter there.
    folder = Path(tempfile.mkdtemp(prefix="gametape-pg-"))
    user = None
    if os.getuid() == 0:  # the server refuses to run as root
        user = "nobody"
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=60
        )

    data = str(folder / "data")
    run(f"{programs}/initdb", "-D", data, "-A", "trust", "-U", "gametape", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    try:
        log = str(folder / "log")
        run(f"{programs}/pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")
        yield f"postgresql://gametape:not-to-be-shown@/postgres?host={folder}"
    finally:
        run(f"{programs}/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """What DATABASE_URL says: nothing, or a PostgreSQL without a catalogue yet."""
    if request.param == "sqlite":
        yield ""
        return
    url = str(request.getfixturevalue("postgres"))
    with transaction(open_engine(address(home, url))) as connection:
        connection.execute(text(f"drop schema if exists {SCHEMA} cascade"))
    yield url


@pytest.fixture
def catalogue(home: Path, database_url: str) -> Catalogue:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    return Catalogue(engine)
