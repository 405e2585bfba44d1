"""Whole sessions as one file: restored exactly, and refused where a stranger made another one."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from export.conftest import REMARKS, library
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from gametape.api.library.exporting import export_archive, import_archive
from gametape.errors import GametapeError, ParseError, TapeBusyError, UsageError
from gametape.export.archive import INDEX, Index, Member
from gametape.export.restoring import is_archive, restored
from gametape.library.keeping.moving import Kept, kept_of, read_kept
from gametape.library.written.merging import merge_notes
from gametape.library.written.note import NoteDraft, Spoken
from gametape.library.written.notes import Notebook
from gametape.tape.session import SessionFolder, list_sessions


@pytest.fixture(scope="module")
def archive(
    folder: SessionFolder, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("archive") / "evening.gametape"
    export_archive(folder, engine, path)
    return path


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.relative_to(root).parts[0] not in ("columns", "lock")
    }


def test_a_session_comes_back_exactly(
    archive: Path, folder: SessionFolder, engine: Engine, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    theirs = library(home)
    report = import_archive(home, theirs, archive)
    back = SessionFolder(home / "sessions" / "evening")
    assert files(back.root) == files(folder.root)
    assert kept_of(theirs, "evening") == kept_of(engine, "evening")
    assert len(kept_of(theirs, "evening").notes) == 2
    assert report.frames > 1_000
    assert merge_notes(theirs, "evening", REMARKS, 9) == []  # is known there too
    again = tmp_path / "again.gametape"
    export_archive(back, theirs, again)
    assert again.read_bytes() == archive.read_bytes()


def test_an_archive_has_its_name_only_when_it_would_survive_a_power_cut(
    folder: SessionFolder, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "evening.gametape"
    kept: list[tuple[int, bool]] = []

    def fsync(fd: int) -> None:
        kept.append((os.fstat(fd).st_size, path.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    export_archive(folder, engine, path)
    assert (path.stat().st_size, False) in kept
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_voice_notes_go_along_and_removed_ones_do_not(
    archive: Path, engine: Engine, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    theirs = library(home)
    import_archive(home, theirs, archive, "evening")
    notes, folder = Notebook(theirs), SessionFolder(home / "sessions" / "evening")
    mine, gone = ("a" * 32 + ".webm", "b" * 32 + ".webm")
    folder.voice.mkdir()
    for name in (mine, gone):
        (folder.voice / name).write_bytes(name.encode())
    kept = notes.add("evening", NoteDraft(at_us=3, text="said"), 4, Spoken(mine, 7))
    removed = notes.add("evening", NoteDraft(at_us=3), 4, Spoken(gone, 7))
    notes.remove(removed.id, 5)
    path = tmp_path / "spoken.gametape"
    listed = [one.name for one in export_archive(folder, theirs, path).files]
    assert [name for name in listed if name.startswith("voice/")] == [f"voice/{mine}"]
    other = library(tmp_path / "other")
    import_archive(tmp_path / "other", other, path)
    back = SessionFolder(tmp_path / "other" / "sessions" / "evening")
    assert [one.read_bytes() for one in back.voice.iterdir()] == [mine.encode()]
    found = [note for note in Notebook(other).of_session("evening") if note.voice]
    assert [(one.voice, one.voice_us, one.text) for one in found] == [(mine, 7, kept.text)]


def test_a_voice_that_lies_elsewhere_is_refused() -> None:
    note = {
        "kind": "note",
        "at_us": 1,
        "to_us": None,
        "title": "",
        "text": "",
        "tags": [],
        "created_us": 1,
        "edited_us": 1,
        "voice": "../raw/00000.webm",
        "voice_us": 5,
    }
    with pytest.raises(ParseError, match="voice note"):
        read_kept(msgspec.json.encode({"notes": [note]}))


def test_what_is_restored_is_on_the_disk_before_it_has_its_place(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "sessions" / "evening"
    kept: set[tuple[int, bool]] = set()

    def fsync(fd: int) -> None:
        kept.add((os.fstat(fd).st_size, place.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    with restored(tmp_path, archive) as back:
        for _, segment in back.folder.segments():
            assert (segment.stat().st_size, False) in kept


def test_under_another_name_only_the_manifest_differs(
    archive: Path, folder: SessionFolder, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    import_archive(home, library(home), archive, "Another Name")
    found, ours = files(home / "sessions" / "another-name"), files(folder.root)
    assert {name for name in ours if found[name] != ours[name]} == {"manifest.json"}
    assert b'"another-name"' in found["manifest.json"]


def test_what_is_there_is_never_touched(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    theirs = library(home)
    import_archive(home, theirs, archive)
    Notebook(theirs).add("evening", NoteDraft(at_us=1, text="mine"), 1)
    before, kept = files(home / "sessions"), kept_of(theirs, "evening")
    with pytest.raises(UsageError, match="already"):
        import_archive(home, theirs, archive)
    assert files(home / "sessions") == before
    assert kept_of(theirs, "evening") == kept
    Notebook(theirs).add("ghost", NoteDraft(at_us=1, text="of a session that is gone"), 1)
    with pytest.raises(GametapeError, match="gone"):
        import_archive(home, theirs, archive, "ghost")
    assert [one.slug for one in list_sessions(home)] == ["evening"]


def test_a_session_that_is_being_recorded_is_not_exported(
    folder: SessionFolder, engine: Engine, tmp_path: Path
) -> None:
    with folder.lock(), pytest.raises(TapeBusyError):
        export_archive(folder, engine, tmp_path / "x.gametape")
    assert list(tmp_path.iterdir()) == []


Parts = dict[str, bytes]
Change = Callable[[Parts, list[zipfile.ZipInfo]], None]


def rebuilt(source: Path, target: Path, change: Change, *, honest: bool = False) -> None:
    """The archive with its files changed; `honest` lists them as they then are."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    more: list[zipfile.ZipInfo] = []
    change(parts, more)
    if honest:
        index = msgspec.json.decode(parts[INDEX], type=Index)
        members = [
            Member(name, len(data), hashlib.sha256(data).hexdigest())
            for name, data in parts.items()
            if name != INDEX
        ]
        members += [Member(one.filename, 1, hashlib.sha256(b"x").hexdigest()) for one in more]
        parts[INDEX] = msgspec.json.encode(msgspec.structs.replace(index, files=members))
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        for info in more:
            archive.writestr(info, b"x")


def info(name: str, mode: int = 0) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


def added(name: str, mode: int = 0) -> Change:
    return lambda _, more: more.append(info(name, mode))


def gone(name: str) -> Change:
    return lambda parts, _: parts.__delitem__(name)


def swap(name: str, data: bytes) -> Change:
    return lambda parts, _: parts.__setitem__(name, data)


def grown(parts: Parts, _: list[zipfile.ZipInfo]) -> None:
    parts["raw/00000.jsonl.zst"] += b"x"


NAME = "name that no session"
HOSTILE: dict[str, tuple[Change, bool, str]] = {
    "climbs out": (added("../evil"), True, NAME),
    "from the root": (added("/etc/evil"), True, NAME),
    "climbs out of media": (added("media/../../evil"), True, NAME),
    "windows": (added("media/..\\..\\evil"), True, NAME),
    "a drive": (added("C:/evil"), True, NAME),
    "hidden": (added("media/.evil"), True, NAME),
    "a lock": (added("lock"), True, NAME),
    "columns": (added("columns/analysis.json"), True, NAME),
    "a link": (added("media/evil", stat.S_IFLNK | 0o777), True, "no plain file"),
    "a device": (added("media/evil", stat.S_IFCHR | 0o600), True, "no plain file"),
    "not listed": (added("media/evil"), False, "other files"),
    "other bytes": (grown, False, "not what was put"),
    "no manifest": (gone("manifest.json"), True, "lacks the manifest"),
    "no library": (gone("library.json"), True, "lacks the manifest"),
    "no tape": (gone("raw/00000.jsonl.zst"), True, "no tape"),
    "no list": (gone(INDEX), False, "no gametape.json"),
    "a list that is none": (swap(INDEX, b"[]"), False, "list of files cannot"),
    "a manifest that is none": (swap("manifest.json", b"{}"), True, "manifest cannot"),
    "a library that is none": (swap("library.json", b'{"notes": 5}'), True, "written about"),
    "a note at no time": (
        swap("library.json", b'{"notes": [{"kind": "clip", "at_us": 5, "to_us": 1}]}'),
        True, "written about"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_strangers_archive_is_refused_and_leaves_nothing(
    archive: Path, tmp_path: Path, name: str
) -> None:
    change, honest, why = HOSTILE[name]
    bad, home = tmp_path / "bad.gametape", tmp_path / "home"
    rebuilt(archive, bad, change, honest=honest)
    engine = library(home)
    with pytest.raises(ParseError, match=why):
        import_archive(home, engine, bad)
    assert list_sessions(home) == []
    assert not list(home.glob(".restoring-*"))
    assert kept_of(engine, "evening") == Kept()
    assert not list(tmp_path.rglob("evil"))


def test_a_bomb_is_not_unpacked(archive: Path, tmp_path: Path) -> None:
    bad, home = tmp_path / "bomb.gametape", tmp_path / "home"
    zeros = b"\0" * 50_000_000
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(bad, "w") as out:
        index = msgspec.json.decode(source.read(INDEX), type=Index)
        for name in source.namelist():
            if name != INDEX:
                out.writestr(name, source.read(name))
        out.writestr(info("media/evil"), zeros, zipfile.ZIP_DEFLATED)
        more = Member("media/evil", len(zeros), hashlib.sha256(zeros).hexdigest())
        told = msgspec.structs.replace(index, files=[*index.files, more])
        out.writestr(INDEX, msgspec.json.encode(told))
    with pytest.raises(ParseError, match="unpacks to more"):
        import_archive(home, library(home), bad)


def test_a_name_that_is_none_is_refused(archive: Path, tmp_path: Path) -> None:
    def named(parts: Parts, _: list[zipfile.ZipInfo]) -> None:
        index = msgspec.json.decode(parts[INDEX], type=Index)
        parts[INDEX] = msgspec.json.encode(msgspec.structs.replace(index, session="../up"))

    bad, home = tmp_path / "bad.gametape", tmp_path / "home"
    rebuilt(archive, bad, named)
    with pytest.raises(ParseError, match="no session name"):
        import_archive(home, library(home), bad)


@settings(max_examples=60)
@given(cut=st.floats(0, 1), at=st.floats(0, 1), bit=st.integers(0, 7), torn=st.booleans())
def test_torn_and_flipped_archives_are_refused_or_whole(
    archive: Path,
    tmp_path_factory: pytest.TempPathFactory,
    cut: float,
    at: float,
    bit: int,
    torn: bool,
) -> None:
    place = tmp_path_factory.mktemp("fuzz")
    whole = archive.read_bytes()
    data = bytearray(whole[: int(len(whole) * cut)] if torn else whole)
    if data and not torn:
        data[int(at * (len(data) - 1))] ^= 1 << bit
    path = place / "x.gametape"
    path.write_bytes(data)
    is_archive(path)
    home = place / "home"
    try:
        with restored(home, path) as back:
            read_kept(back.library)
    except ParseError:
        assert list_sessions(home) == []
    else:
        assert files(back.folder.root)["raw/00000.jsonl.zst"] in whole


@given(st.binary(max_size=100))
def test_any_bytes_are_no_archive(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.zip"
    path.write_bytes(data)
    assert not is_archive(path)


@given(st.binary(max_size=60))
def test_any_words_of_another_library_are_read_or_refused(data: bytes) -> None:
    try:
        read_kept(data)
    except ParseError:
        return
    assert data.strip().startswith(b"{")
