"""A data folder is carried to a folder or a bucket and back, and is the same afterwards."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine

from gametape.errors import GametapeError, ParseError, UsageError
from gametape.library.database import address, open_engine, upgrade
from gametape.library.keeping.backup import back_up, restore
from gametape.library.keeping.dumping import dump, load
from gametape.library.keeping.stores import FolderStore, Store, store_at
from gametape.library.written.note import NoteDraft, NotePatch
from gametape.library.written.notes import Notebook
from gametape.library.written.tagging import TagBook
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter


def quiet(_: str, __: int, ___: int) -> None:
    """Hear nothing."""


def engine_of(home: Path, url: str = "") -> Engine:
    engine = open_engine(address(home, url))
    upgrade(engine)
    return engine


def contents(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name not in ("gametape.db", "lock")
    }


def there_and_back(store: Store, home: Path, url: str, elsewhere: Path) -> None:
    engine = engine_of(home, url)
    kept = Notebook(engine).add("first", NoteDraft(at_us=5, text="Dončić"), 6)
    first = back_up(engine, home, store, 1, quiet)
    assert first.new == first.files == first.verified
    again = back_up(engine, home, store, 2, quiet)
    assert (again.files, again.new) == (first.files, 0)
    assert back_up(engine, home, store, 3, quiet, thorough=True).verified == first.files
    (home / "gametape.toml").write_text("")
    assert back_up(engine, home, store, 4, quiet).new == 1
    other = engine_of(elsewhere)
    for _ in range(2):  # the second finds everything there
        assert restore(other, elsewhere, store, quiet) == first.files + 1
    assert contents(elsewhere) == contents(home)
    assert Notebook(other).of_session("first") == [kept]
    assert verify_session(SessionFolder(elsewhere / "sessions" / "first")).verdict == "whole"
    added = Notebook(other).add("first", NoteDraft(at_us=9), 9)
    assert added.id > kept.id
    with pytest.raises(UsageError, match="notes that are not in the backup"):
        restore(other, elsewhere, store, quiet)
    (elsewhere / "gametape.toml").write_text("# mine")
    with pytest.raises(UsageError, match="another one"):
        restore(other, elsewhere, store, quiet)


def test_to_a_folder_and_back(home: Path, database_url: str, tmp_path: Path) -> None:
    there_and_back(FolderStore(tmp_path / "disk"), home, database_url, tmp_path / "elsewhere")


def test_a_dump_is_put_into_the_other_database(
    home: Path, database_url: str, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    engine = engine_of(small)
    Notebook(engine).add("s", NoteDraft(at_us=5, text="x"), 6)
    store = FolderStore(tmp_path / "disk")
    back_up(engine, small, store, 1, quiet)
    target = engine_of(tmp_path / "new", database_url)
    restore(target, tmp_path / "new", store, quiet)
    assert [one.text for one in Notebook(target).of_session("s")] == ["x"]
    assert Notebook(target).add("s", NoteDraft(at_us=6), 7).id == 2


def test_notes_of_an_older_backup_are_found_by_the_rule_of_today(
    home: Path, database_url: str
) -> None:
    engine = engine_of(home, database_url)
    note = Notebook(engine).add("first", NoteDraft(at_us=5, text="Dončić"), 6)
    saved = msgspec.json.decode(dump(engine))
    saved["tables"]["notes"][0]["search"] = "as it was folded once"
    load(engine, msgspec.json.encode(saved))
    assert Notebook(engine).search("doncic") == [note]


def test_during_a_recording_what_was_flushed_is_kept(home: Path, tmp_path: Path) -> None:
    folder, store = SessionFolder(home / "sessions" / "first"), FolderStore(tmp_path / "disk")
    engine = engine_of(home)
    with TapeWriter(folder) as tape:
        tape.append("note", "gametape.tape", b'{"text":"x","at_us":1}', 1_800_000_000_000_000)
        back_up(engine, home, store, 1, quiet)
    restore(engine_of(tmp_path / "new"), tmp_path / "new", store, quiet)
    saved = SessionFolder(tmp_path / "new" / "sessions" / "first")
    assert not saved.is_recording()
    assert verify_session(saved).frames == verify_session(folder).frames


def test_damage_and_mixtures_are_refused(home: Path, tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "disk")
    back_up(engine_of(home), home, store, 1, quiet)
    mixed = tmp_path / "mixed"
    shutil.copytree(home / "sessions" / "first", mixed / "sessions" / "third")
    with pytest.raises(UsageError, match="mixture"):
        restore(engine_of(mixed), mixed, store, quiet)
    largest = max((tmp_path / "disk" / "objects").rglob("*"), key=lambda one: one.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[len(data) // 2] ^= 1
    largest.write_bytes(data)
    with pytest.raises(ParseError, match="damaged"):
        restore(engine_of(tmp_path / "new"), tmp_path / "new", store, quiet)
    text = (tmp_path / "disk" / "latest.json").read_text()
    outside = text.replace('"sessions/first/manifest.json"', '"../../manifest.json"')
    (tmp_path / "disk" / "latest.json").write_text(outside)
    with pytest.raises(ParseError, match="outside"):
        restore(engine_of(tmp_path / "2"), tmp_path / "2", store, quiet)
    with pytest.raises(UsageError, match="no backup"):
        restore(engine_of(tmp_path / "e"), tmp_path / "e", FolderStore(tmp_path / "no"), quiet)


def test_a_killed_backup_goes_on(home: Path, tmp_path: Path) -> None:
    engine_of(home)
    program = """
import os, signal, sys
from pathlib import Path
from gametape.library.keeping import backup
from gametape.library.database import address, open_engine
from gametape.library.keeping.stores import FolderStore
home, disk = Path(sys.argv[1]), Path(sys.argv[2])
def tell(name, done, of):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)
backup.back_up(open_engine(address(home, "")), home, FolderStore(disk), 1, tell)
"""
    disk = tmp_path / "disk"
    subprocess.run([sys.executable, "-c", program, str(home), str(disk)], check=False, timeout=120)
    assert not (disk / "latest.json").exists()
    carried = len([one for one in (disk / "objects").rglob("*") if one.is_file()])
    assert carried == 3
    done = back_up(engine_of(home), home, FolderStore(disk), 2, quiet)
    assert done.new == done.files - carried


@pytest.fixture
def bucket() -> Iterator[str]:
    """An S3 service of one's own on loopback, with an empty bucket."""
    for part in ("moto", "flask_cors", "pyarrow"):
        if importlib.util.find_spec(part) is None:
            pytest.skip(f"{part} is not installed: no S3 service on loopback to back up to")
    code = (
        "from moto.server import ThreadedMotoServer as S\n"
        "s = S(ip_address='127.0.0.1', port=0, verbose=False); s.start()\n"
        "print(s.get_host_and_port()[1], flush=True)\n"
        "import sys; sys.stdin.read(); s.stop()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        endpoint = f"http://127.0.0.1:{int(child.stdout.readline())}"
        asked = urllib.request.Request(f"{endpoint}/evenings", method="PUT")
        with urllib.request.urlopen(asked, timeout=60):
            yield endpoint
    finally:
        child.stdin.close()
        child.wait(60)
        child.stdout.close()


def test_to_a_bucket_and_back(
    home: Path, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    environ = {"AWS_ENDPOINT_URL": bucket}
    there_and_back(store_at("s3://evenings/mine", environ), home, "", tmp_path / "elsewhere")
    with pytest.raises(GametapeError):
        restore(engine_of(tmp_path / "n"), tmp_path / "n", store_at("s3://none/x", environ), quiet)


def test_a_place_that_fails_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(GametapeError, match=r"The backup stopped at .*file"):
        back_up(engine_of(home), home, FolderStore(tmp_path / "file"), 1, quiet)


@pytest.mark.parametrize("where", ["ftp://host/x", "s3:///x", "s3://[", "", " "])
def test_no_place_for_a_backup(where: str) -> None:
    with pytest.raises(UsageError):
        store_at(where, {})


def test_a_session_may_be_named_like_a_folder_of_the_recorder(tmp_path: Path) -> None:
    """`inbox` within a session is left out; a session of that name is not."""
    home, elsewhere = tmp_path / "home", tmp_path / "new"
    for path in ("sessions/inbox/manifest.json", "sessions/game/inbox/1.json", "trash/inbox/a"):
        (home / path).parent.mkdir(parents=True)
        (home / path).write_text("{}")
    store = FolderStore(tmp_path / "backup")
    back_up(engine_of(home), home, store, 1, quiet)
    elsewhere.mkdir()
    restore(engine_of(elsewhere), elsewhere, store, quiet)
    assert set(contents(elsewhere)) == {"sessions/inbox/manifest.json", "trash/inbox/a"}


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_evenings_on_another_disk_are_carried_too(tmp_path: Path) -> None:
    """Whoever has many puts `sessions`, one of them, or a video elsewhere and leaves a link."""
    home, disk = tmp_path / "home", tmp_path / "larger"
    for path in ("sessions/a/manifest.json", "film.mp4", "b/manifest.json"):
        (disk / path).parent.mkdir(parents=True, exist_ok=True)
        (disk / path).write_text(path)
    home.mkdir()
    (home / "sessions").symlink_to(disk / "sessions")
    (disk / "sessions" / "b").symlink_to(disk / "b")
    (disk / "b" / "media").mkdir()
    (disk / "b" / "media" / "film.mp4").symlink_to(disk / "film.mp4")
    (disk / "b" / "media" / "round").symlink_to(home)
    (disk / "b" / "media" / "gone.mp4").symlink_to(disk / "gone.mp4")
    store = FolderStore(tmp_path / "backup")
    back_up(engine_of(home), home, store, 1, quiet)
    new = tmp_path / "new"
    restore(engine_of(new), new, store, quiet)
    assert {name: data.decode() for name, data in contents(new).items()} == {
        "sessions/a/manifest.json": "sessions/a/manifest.json",
        "sessions/b/manifest.json": "b/manifest.json",
        "sessions/b/media/film.mp4": "film.mp4",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_is_named(home: Path, tmp_path: Path) -> None:
    (home / os.fsdecode(b"caf\xe9.mp4")).write_text("x")
    with pytest.raises(UsageError, match=r"caf\\udce9.mp4"):
        back_up(engine_of(home), home, FolderStore(tmp_path / "disk"), 1, quiet)


def test_what_only_the_library_knows_is_not_put_back_in_time(home: Path, tmp_path: Path) -> None:
    engine, store = engine_of(home), FolderStore(tmp_path / "disk")
    note = Notebook(engine).add("first", NoteDraft(at_us=1, text="before"), 2)
    back_up(engine, home, store, 1, quiet)
    Notebook(engine).change(note.id, NotePatch(text="after"), 3)
    with pytest.raises(UsageError, match="notes that are not in the backup"):
        restore(engine, home, store, quiet)
    assert [one.text for one in Notebook(engine).of_session("first")] == ["after"]
    back_up(engine, home, store, 4, quiet)
    TagBook(engine).put("first", "0x1", "tilt", 5)
    with pytest.raises(UsageError, match="tags that are not in the backup"):
        restore(engine, home, store, quiet)
    assert [one.tag for one in TagBook(engine).of_session("first")] == ["tilt"]


@pytest.mark.parametrize("name", ["", ".", "a\\u0000b", "x", "y"])
def test_a_backup_that_names_no_file_is_refused(name: str, tmp_path: Path) -> None:
    """An index of a stranger ends in our words, never in a traceback."""
    place = tmp_path / "backup"
    place.mkdir()
    size, mtime = {"x": ("-1", "1"), "y": ("0", "9" * 40)}.get(name, ("0", "1"))
    digest = hashlib.sha256(b"").hexdigest()
    (place / "objects" / digest[:2]).mkdir(parents=True)
    (place / "objects" / digest[:2] / digest).touch()
    one = f'{{"path":"{name}","sha256":"{digest}","size":{size},"mtime_ns":{mtime}}}'
    (place / "latest.json").write_text(f'{{"made_us":1,"files":[{one}]}}')
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(ParseError):
        restore(engine_of(home), home, FolderStore(place), quiet)
