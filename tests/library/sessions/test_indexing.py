"""Everything in the catalogue can be derived again, by one process or by several."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gametape.library.database import address, open_engine, set_aside, upgrade
from gametape.library.sessions.catalogue import Catalogue
from gametape.library.sessions.checking import check
from gametape.library.sessions.entry import Entry
from gametape.library.sessions.indexing import index, stale
from gametape.library.sessions.listing import refreshed
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder, list_sessions


def indexed(catalogue: Catalogue, home: Path, workers: int = 1) -> dict[str, Entry]:
    return {one.session: one for one in index(catalogue, list_sessions(home), 7, workers)}


def test_deleting_the_database_loses_nothing(home: Path, database_url: str) -> None:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    catalogue = Catalogue(engine)
    indexed(catalogue, home)
    before = catalogue.entries()
    kept = {name: catalogue.certificate(name) for name in before}
    set_aside(engine)
    upgrade(engine)
    assert catalogue.entries() == {}
    indexed(catalogue, home)
    assert catalogue.entries() == before
    assert {name: catalogue.certificate(name) for name in before} == kept
    assert kept["first"] == verify_session(SessionFolder(home / "sessions" / "first"))


def test_several_processes_find_the_same(catalogue: Catalogue, home: Path) -> None:
    assert indexed(catalogue, home, workers=2) == indexed(catalogue, home, workers=1)


def test_what_cannot_be_read_is_listed_and_not_fatal(catalogue: Catalogue, home: Path) -> None:
    first, second = (SessionFolder(home / "sessions" / name) for name in ("first", "second"))
    first.manifest_path.write_text('{"format": 99, "reader": "9.0"}')
    second.segment_path(0).unlink()
    second.segment_path(0).mkdir()
    found = indexed(catalogue, home)
    assert "format 99" in found["first"].problem
    assert "cannot be read" in found["second"].problem
    assert found["second"].verdict is None
    assert catalogue.entries() == found


def test_a_running_recording_is_only_glanced_at(catalogue: Catalogue, home: Path) -> None:
    with SessionFolder(home / "sessions" / "second").lock():
        found = indexed(catalogue, home)
    assert (found["first"].verdict, found["second"].verdict) == ("whole", None)


def test_only_what_changed_is_read_again(catalogue: Catalogue, home: Path) -> None:
    folders = list_sessions(home)
    assert [one.slug for one in stale(catalogue, folders)] == ["first", "second"]
    found = indexed(catalogue, home)
    assert stale(catalogue, folders) == []
    catalogue.put(msgspec.structs.replace(found["first"], code_version="0.0"))
    with folders[1].segment_path(9).open("wb") as file:
        file.write(b"x")
    assert [one.slug for one in stale(catalogue, folders)] == ["first", "second"]


def test_the_check_names_what_is_wrong(home: Path, database_url: str) -> None:
    engine = open_engine(address(home, database_url))
    assert check(engine, home).missing == ["first", "second"]
    assert not (home / "gametape.db").exists()
    upgrade(engine)
    catalogue = Catalogue(engine)
    refreshed(catalogue, home)
    assert check(engine, home).sound
    assert check(engine, home).unindexed == ["first", "second"]
    found = indexed(catalogue, home)
    assert check(engine, home).unindexed == []
    catalogue.put(msgspec.structs.replace(found["first"], code_version="0.0"))
    catalogue.put(msgspec.structs.replace(found["second"], tape_fingerprint="another"))
    catalogue.put(Entry(session="third", title="third", problem="gone"))
    told = check(engine, home)
    assert (told.outdated, told.changed, told.gone) == (["first"], ["second"], ["third"])
    assert not told.sound
