"""Sessions: names, where they lie, and who holds them."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import TapeBusyError, TapeError, UnknownSessionError
from gametape.tape.lock import Holder
from gametape.tape.session import SessionFolder, list_sessions, slugify


def test_a_session_lies_where_the_plan_says(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "lal-bos")
    root = tmp_path / "sessions" / "lal-bos"
    assert (folder.root, folder.slug) == (root, "lal-bos")
    assert folder.raw.is_dir()
    assert folder.manifest_path == root / "manifest.json"
    assert (folder.columns, folder.media) == (root / "columns", root / "media")
    assert folder.segment_path(12) == root / "raw" / "00012.jsonl.zst"
    assert [found.slug for found in list_sessions(tmp_path)] == ["lal-bos"]


def test_a_name_is_used_once(tmp_path: Path) -> None:
    SessionFolder.create(tmp_path, "a")
    with pytest.raises(TapeError, match="already"):
        SessionFolder.create(tmp_path, "a")


def test_of_two_who_want_a_name_at_once_each_gets_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second asks between the look and the making of the first; what is no session counts."""
    (tmp_path / "sessions" / "game-2").mkdir(parents=True)
    mkdir, quick = Path.mkdir, ["game"]

    def late(path: Path, *given: Any, **named: Any) -> None:
        if path.name == "game" and quick:
            mkdir(path.with_name(quick.pop()))
        mkdir(path, *given, **named)

    monkeypatch.setattr(Path, "mkdir", late)
    assert SessionFolder.create_about(tmp_path, "Game!").slug == "game-3"
    assert SessionFolder.create_about(tmp_path, "Other").slug == "other"
    monkeypatch.undo()
    (tmp_path / "file").touch()
    with pytest.raises(TapeError, match="cannot be"):
        SessionFolder.create_about(tmp_path / "file", "x")


@pytest.mark.parametrize("name", ["", "../a", "A b", "a/b", "a-", "x" * 90])
def test_names_that_are_no_slugs_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TapeError, match="not a session name"):
        SessionFolder.create(tmp_path, name)
    assert list_sessions(tmp_path) == []


def test_sessions_are_found_by_name_beginning_or_path(tmp_path: Path) -> None:
    for slug in ("lal-bos", "lal-bos-2", "okc-den"):
        SessionFolder.create(tmp_path, slug)
    assert SessionFolder.open(tmp_path, "lal-bos").slug == "lal-bos"
    assert SessionFolder.open(tmp_path, "okc").slug == "okc-den"
    elsewhere = tmp_path / "elsewhere"
    path = str(tmp_path / "sessions" / "okc-den")
    assert SessionFolder.open(elsewhere, path).slug == "okc-den"
    assert SessionFolder.open(elsewhere, path + "/").slug == "okc-den"


@pytest.mark.parametrize(
    ("name", "words"),
    [("lal", "lal-bos, lal-bos-2"), ("okc-dem", "Did you mean okc-den"), ("", "no session")],
)
def test_unknown_names_are_told_the_nearest(tmp_path: Path, name: str, words: str) -> None:
    for slug in ("lal-bos", "lal-bos-2", "okc-den"):
        SessionFolder.create(tmp_path, slug)
    with pytest.raises(UnknownSessionError, match=words):
        SessionFolder.open(tmp_path, name)


def test_a_name_from_outside_is_never_a_path(tmp_path: Path) -> None:
    inside = SessionFolder.create(tmp_path / "home", "a")
    SessionFolder.create(tmp_path / "other", "secret")
    for name in ("../../other/sessions/secret", str(inside.root), "/", "."):
        with pytest.raises(UnknownSessionError):
            SessionFolder.named(tmp_path / "home", name)


def test_a_home_without_sessions_has_none(tmp_path: Path) -> None:
    assert list_sessions(tmp_path / "nowhere") == []
    with pytest.raises(UnknownSessionError):
        SessionFolder.open(tmp_path / "nowhere", "a")


@given(text=st.text(max_size=200), taken=st.sets(st.text(), max_size=3))
def test_slugs_are_plain_free_and_stable(text: str, taken: set[str]) -> None:
    slug = slugify(text, taken)
    assert slug not in taken
    assert slugify(slug) == slug
    assert slug
    assert len(slug) <= 80
    assert slug not in slugify(text, {*taken, slug}).split()


def test_slugs_of_real_titles() -> None:
    assert slugify("Lakers @ Celtics: Game 7!") == "lakers-celtics-game-7"
    assert slugify("Atlético v. Barça") == "atletico-v-barca"
    assert slugify("¡!") == "session"
    assert slugify("a", {"a", "a-2"}) == "a-3"
    long = slugify("x" * 200)
    assert slugify("x" * 200, {long}) == "x" * 78 + "-2"


def test_the_lock_says_who_and_goes_with_its_holder(folder: SessionFolder) -> None:
    assert not folder.is_recording()
    assert folder.recorder() is None
    with folder.lock():
        assert folder.is_recording()
        who = folder.recorder()
        assert isinstance(who, Holder)
        assert who.pid == os.getpid()
        with pytest.raises(TapeBusyError, match=r"evening.*since 20"):
            folder.lock()
    assert not folder.is_recording()
    folder.lock().release()


def test_a_lock_whose_words_are_gone_still_holds(folder: SessionFolder) -> None:
    with folder.lock():
        (folder.root / "lock").write_bytes(b"\xff")
        assert folder.is_recording()
        with pytest.raises(TapeBusyError, match="another process"):
            folder.lock()


def test_a_probe_does_not_stop_a_writer_from_starting(folder: SessionFolder) -> None:
    for _ in range(50):
        with folder.lock():
            pass
        assert not folder.is_recording()


def test_probes_do_not_disturb_each_other(folder: SessionFolder) -> None:
    folder.lock().release()
    with (folder.root / "lock").open("rb") as file:
        fcntl = pytest.importorskip("fcntl")
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # a probe in the middle of looking
        assert not folder.is_recording()


def test_a_session_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="cannot be locked"):
        SessionFolder(tmp_path / "gone").lock()
    assert not SessionFolder(tmp_path / "gone").is_recording()


@pytest.mark.skipif(sys.platform == "win32", reason="locks are others there")
def test_a_share_that_knows_no_locks_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = SessionFolder.create(tmp_path, "evening")
    folder.lock().release()

    def unknown(fd: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", unknown)
    assert not folder.is_recording()
    with pytest.raises(TapeError, match="No locks available"):
        folder.lock()
