"""Rows go in and come out as they were."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gametape.library import database
from gametape.library.sessions.catalogue import Catalogue, cleared, open_catalogue
from gametape.library.sessions.entry import Entry, certified, examine, glance
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
COUNTS = st.none() | st.integers(0, 2**63 - 1)
ENTRIES = st.builds(
    Entry,
    session=TEXTS,
    title=TEXTS,
    venue=TEXTS,
    event_slug=TEXTS,
    problem=TEXTS,
    created_us=COUNTS,
    markets=st.integers(0, 2**31 - 1),
    tape_bytes=st.integers(0, 2**63 - 1),
    from_us=COUNTS,
    trades=COUNTS,
    coverage=st.none() | st.floats(0, 1),
    verdict=st.none() | TEXTS,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries=st.lists(ENTRIES, max_size=4, unique_by=lambda entry: entry.session))
def test_what_is_put_comes_out(catalogue: Catalogue, entries: list[Entry]) -> None:
    catalogue.update((), catalogue.entries())
    for entry in entries:
        catalogue.put(msgspec.structs.replace(entry, title="before"))
    catalogue.update(entries, ())
    assert catalogue.entries() == {entry.session: entry for entry in entries}


def test_a_certificate_comes_out_as_it_was(catalogue: Catalogue, home: Path) -> None:
    entry, certificate = examine(SessionFolder(home / "sessions" / "first"), 7)
    assert certificate is not None
    certificate.warnings.append("foreign bytes \0 and \x1b in a sentence")
    catalogue.put(entry, certificate)
    assert catalogue.certificate("first") == certificate
    assert catalogue.certificate("second") is None
    assert catalogue.entries()["first"] == entry


def test_an_entry_says_what_the_certificate_says(home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "first")
    entry, certificate = examine(folder, 7)
    assert certificate is not None
    assert entry == certified(glance(folder), certificate, 7)
    assert (entry.verdict, entry.coverage) == (certificate.verdict, certificate.coverage)
    assert entry.trades == certificate.events["trade"]
    assert entry.own_fills == certificate.own_fills.fills
    assert entry.league == "hoops"
    assert entry.indexed_us == 7


@pytest.mark.parametrize(("slug", "league"), [("nba-lal-bos", "nba"), ("29635049", ""), ("", "")])
def test_a_number_for_a_slug_names_no_league(home: Path, slug: str, league: str) -> None:
    """Betfair's events are numbers."""
    folder = SessionFolder(home / "sessions" / "first")
    manifest = Manifest.load(folder.manifest_path)
    manifest.event_slug = slug
    manifest.save(folder.manifest_path)
    assert glance(folder).league == league


def test_opening_makes_the_file_and_its_folder(tmp_path: Path) -> None:
    assert open_catalogue(tmp_path / "new").entries() == {}
    assert (tmp_path / "new" / "gametape.db").is_file()


def test_a_busy_library_is_never_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another gametape writes to it, and would go on writing to what was moved away."""
    monkeypatch.setattr(database, "WAIT_S", 0)
    engine = database.open_engine(database.address(tmp_path, ""))
    database.upgrade(engine)
    with (
        database.transaction(engine),
        pytest.raises(database.PassingError, match="try again"),
    ):
        cleared(database.open_engine(database.address(tmp_path, "")))
    assert [path.name for path in tmp_path.glob("gametape.db*") if "unusable" in path.name] == []
    assert cleared(engine) == ""


def test_changes_are_all_or_nothing(catalogue: Catalogue) -> None:
    catalogue.put(Entry(session="kept", title="kept"))
    twice = [Entry(session="new", title="a"), Entry(session="new", title="b")]
    with pytest.raises(Exception, match="catalogue"):
        catalogue.update(twice, ["kept"])
    assert [*catalogue.entries()] == ["kept"]


def test_a_certificate_of_another_form_is_none(catalogue: Catalogue, home: Path) -> None:
    entry, certificate = examine(SessionFolder(home / "sessions" / "first"), 7)
    assert certificate is not None
    certificate.verdict = "splendid"  # type: ignore[assignment]
    catalogue.put(entry, certificate)
    assert catalogue.certificate("first") is None
