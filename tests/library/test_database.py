"""The schema, its migrations, and what a database that fails looks like."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from gametape.errors import CatalogueError, SettingsError
from gametape.library.database import (
    FILE,
    PassingError,
    address,
    open_engine,
    revision,
    set_aside,
    transaction,
    unsound,
    upgrade,
)
from gametape.library.migrations import versions
from gametape.library.tables import METADATA

HEAD = max(path.name[1:5] for path in Path(*versions.__path__).glob("v*.py"))


def test_migrations_end_at_the_tables_the_code_uses(home: Path, database_url: str) -> None:
    engine = open_engine(address(home, database_url))
    assert revision(engine) is None
    assert upgrade(engine) == (None, HEAD)
    assert upgrade(engine) == (HEAD, HEAD)
    with transaction(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    assert unsound(engine) == ""


def test_two_that_upgrade_at_once_both_succeed(home: Path, database_url: str) -> None:
    ends: list[str] = []

    def bring_up() -> None:
        ends.append(upgrade(open_engine(address(home, database_url)))[1])

    threads = [threading.Thread(target=bring_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == [HEAD] * 4


def test_a_newer_catalogue_is_left_alone(home: Path, database_url: str) -> None:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    with transaction(engine) as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(CatalogueError, match="9999"):
        upgrade(engine)
    assert revision(engine) == "9999"
    assert set_aside(engine)
    assert upgrade(engine) == (None, HEAD)


def test_a_transaction_that_fails_leaves_nothing(home: Path, database_url: str) -> None:
    engine = open_engine(address(home, database_url))
    upgrade(engine)

    def half_way() -> None:
        with transaction(engine) as connection:
            connection.execute(text("create table half (n int)"))
            connection.execute(text("select * from nowhere"))

    with pytest.raises(CatalogueError, match="fails"):
        half_way()
    with transaction(engine) as connection:
        assert not inspect(connection).has_table("half")


def test_other_tables_of_a_shared_database_survive(home: Path, postgres: str) -> None:
    engine = open_engine(address(home, postgres))
    with transaction(engine) as connection:
        connection.execute(text("create table if not exists public.sessions (theirs int)"))
    upgrade(engine)
    set_aside(engine)
    with transaction(engine) as connection:
        connection.execute(text("select theirs from public.sessions"))
        connection.execute(text("drop table public.sessions"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"nothing like a database, and long enough to be read" * 50)
    engine = open_engine(address(tmp_path, ""))
    with pytest.raises(CatalogueError, match="rebuild"):
        upgrade(engine)
    assert Path(set_aside(engine)).read_bytes().startswith(b"nothing like")
    assert upgrade(engine) == (None, HEAD)


def test_a_disk_that_is_full_is_not_a_database_that_is_broken(tmp_path: Path) -> None:
    engine = open_engine(address(tmp_path, ""))
    upgrade(engine)

    def fill() -> None:
        with transaction(engine) as connection:
            connection.execute(text("pragma max_page_count = 1"))  # takes as many as there are
            connection.execute(text("create table filler as select randomblob(9000000) as x"))

    with pytest.raises(PassingError, match="Make room"):
        fill()
    assert upgrade(engine) == (HEAD, HEAD)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogueError, match="cannot be made"):
        upgrade(open_engine(address(tmp_path / "file" / "home", "")))


@pytest.mark.parametrize("url", ["postgres://u:secret@h/d", "postgresql://u:secret@h/d"])
def test_a_password_is_never_printed(tmp_path: Path, url: str) -> None:
    found = address(tmp_path, url)
    assert found.drivername == "postgresql+psycopg"
    assert found.password == "secret"
    assert "secret" not in str(found)
    assert "secret" not in repr(found)


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "sqlite:///x.db", "secret", "//:secret@"])
def test_an_address_of_another_kind_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        address(tmp_path, url)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    url = f"postgresql://u:secret@/d?host={tmp_path}"
    with pytest.raises(CatalogueError) as caught:
        upgrade(open_engine(address(tmp_path, url)))
    assert "secret" not in str(caught.value)


def test_what_was_there_before_notes_is_kept(home: Path, database_url: str) -> None:
    engine = open_engine(address(home, database_url))
    upgrade(engine, "0001")
    row = {
        **dict.fromkeys(("title", "venue", "event_slug", "league", "clock"), "x"),
        **dict.fromkeys(("tape_fingerprint", "problem", "code_version"), ""),
        "slug": "old",
        "markets": 1,
        "tape_bytes": 5,
    }
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    with transaction(engine) as connection:
        connection.execute(text(f"insert into sessions ({names}) values ({values})"), row)
    assert upgrade(engine) == ("0001", HEAD)
    with transaction(engine) as connection:
        assert connection.execute(text("select slug, pnl from sessions")).all() == [("old", None)]
