"""The list keeps up with the folder, and never believes a verdict of another tape."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from gametape.library.sessions.catalogue import Catalogue
from gametape.library.sessions.entry import examine, fingerprint, glance
from gametape.library.sessions.listing import Listed, glanced, refreshed
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter


def of(found: list[Listed], session: str) -> Listed:
    return next(one for one in found if one.session == session)


def index_first(catalogue: Catalogue, home: Path) -> SessionFolder:
    folder = SessionFolder(home / "sessions" / "first")
    catalogue.put(*examine(folder, 7))
    return folder


def test_without_a_reading_there_is_no_verdict(catalogue: Catalogue, home: Path) -> None:
    found = refreshed(catalogue, home)
    assert {one.session for one in found} == {"first", "second"}
    assert {one.verdict for one in found} == {None}
    assert {one.minutes for one in found} == {None}
    assert all(one.bytes > 10_000 and one.markets == 1 for one in found)
    assert found == glanced(home)


def test_a_verdict_stays_while_the_tape_does(catalogue: Catalogue, home: Path) -> None:
    index_first(catalogue, home)
    for _ in range(2):
        first = of(refreshed(catalogue, home), "first")
        assert first.verdict == "whole"
        assert first.minutes is not None
        assert 0.9 < first.minutes < 1.2
    assert catalogue.certificate("first") is not None


def test_a_tape_that_grew_loses_its_verdict(catalogue: Catalogue, home: Path) -> None:
    folder = index_first(catalogue, home)
    with TapeWriter(folder) as tape:
        tape.append("note", "gametape.tape", b'{"text":"more","at_us":1}', 1_800_000_000_000_000)
    assert of(refreshed(catalogue, home), "first").verdict is None
    assert catalogue.certificate("first") is None


def test_a_manifest_that_changed_loses_its_verdict(catalogue: Catalogue, home: Path) -> None:
    folder = index_first(catalogue, home)
    manifest = Manifest.load(folder.manifest_path)
    manifest.title = "Renamed \0"
    manifest.save(folder.manifest_path)
    first = of(refreshed(catalogue, home), "first")
    assert (first.title, first.verdict) == ("Renamed ", None)


def test_a_folder_that_is_gone_loses_its_row(catalogue: Catalogue, home: Path) -> None:
    folder = index_first(catalogue, home)
    refreshed(catalogue, home)
    shutil.rmtree(folder.root)
    assert [one.session for one in refreshed(catalogue, home)] == ["second"]
    assert [*catalogue.entries()] == ["second"]


def test_a_recording_that_runs_is_marked(catalogue: Catalogue, home: Path) -> None:
    with SessionFolder(home / "sessions" / "second").lock():
        found = refreshed(catalogue, home)
    assert {one.session: one.recording for one in found} == {"first": False, "second": True}
    assert not of(refreshed(catalogue, home), "second").recording


def test_a_broken_manifest_is_listed_with_its_problem(catalogue: Catalogue, home: Path) -> None:
    SessionFolder(home / "sessions" / "first").manifest_path.write_text("{")
    first = of(refreshed(catalogue, home), "first")
    assert "not a manifest" in first.problem
    assert first.title == "first"


def test_the_newest_comes_first(home: Path, catalogue: Catalogue) -> None:
    path = SessionFolder(home / "sessions" / "first").manifest_path
    manifest = Manifest.load(path)
    manifest.created_us += 1_000_000
    manifest.save(path)
    assert [one.session for one in refreshed(catalogue, home)] == ["first", "second"]


def test_the_keys_that_programs_rely_on(home: Path) -> None:
    keys = set(msgspec.to_builtins(glanced(home)[0]))
    assert keys >= {"session", "title", "venue", "created", "markets", "bytes", "recording"}
    assert keys >= {"verdict", "coverage", "minutes", "trades", "own_fills", "problem"}


def test_a_fingerprint_tells_sizes_names_and_manifests_apart(home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "first")
    seen = {fingerprint(folder)[0]}
    segments = folder.segments()
    segments[-1][1].rename(folder.segment_path(7))
    seen.add(fingerprint(folder)[0])
    with folder.segment_path(7).open("ab") as file:
        file.write(b"x")
    seen.add(fingerprint(folder)[0])
    folder.manifest_path.unlink()
    seen.add(fingerprint(folder)[0])
    assert len(seen) == 4
    assert glance(folder).tape_bytes == sum(path.stat().st_size for _, path in folder.segments())


def test_an_impossible_time_is_no_time(catalogue: Catalogue, home: Path) -> None:
    path = SessionFolder(home / "sessions" / "first").manifest_path
    manifest = Manifest.load(path)
    for impossible in (-1, 2**62, 2**63):
        manifest.created_us = impossible
        manifest.save(path)
        first = of(refreshed(catalogue, home), "first")
        assert (first.created_us, first.created) == (None, "")
