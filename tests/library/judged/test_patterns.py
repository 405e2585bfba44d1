"""One's own patterns: read as they are now, named where they are wrong, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gametape.analyze.patterns.shipping import shipped_patterns, shipped_text
from gametape.errors import UsageError
from gametape.library.judged.patterns import FOLDER, MOST_FILES, PatternFolder

BODY = (shipped_text("cool_down") or b"").decode()


def write(home: Path, file: str, body: str) -> Path:
    path = home / FOLDER / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(body)
    return path


def test_without_a_folder_there_are_those_that_come_with_gametape(tmp_path: Path) -> None:
    found = PatternFolder(tmp_path).patterns()
    assert [one.pattern for one in found.kept] == list(shipped_patterns())
    assert not found.troubles


def test_a_file_is_read_again_when_it_has_changed_and_goes_when_it_is_gone(tmp_path: Path) -> None:
    folder = PatternFolder(tmp_path)
    path = write(tmp_path, "mine.toml", BODY.replace('"cool_down"', '"mine"'))
    assert folder.patterns().named("mine").pattern.version == 1
    path.write_text(
        BODY.replace('"cool_down"', '"mine"').replace("\nversion = 1", "\nversion = 20")
    )
    kept = folder.patterns().named("mine")
    assert (kept.pattern.version, kept.source, kept.file) == (20, "yours", "mine.toml")
    assert b"version = 20" in folder.text(kept)
    path.write_text("name =")
    assert [one.file for one in folder.patterns().troubles] == ["mine.toml"]
    path.unlink()
    assert not folder.patterns().troubles
    with pytest.raises(UsageError, match="Known are"):
        folder.patterns().named("mine")
    with pytest.raises(UsageError):
        folder.text(kept)


def test_ones_own_takes_the_place_of_a_shipped_one_and_the_first_of_two(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", BODY.replace("version = 1", "version = 7"))
    write(tmp_path, "b.toml", BODY)
    found = PatternFolder(tmp_path).patterns()
    assert found.named("cool_down").pattern.version == 7
    assert len(found.kept) == len(shipped_patterns())
    assert [(one.file, one.words) for one in found.troubles] == [
        ("b.toml", "b.toml: cool_down is in a.toml already.")
    ]


def test_what_is_no_plain_file_is_named_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / FOLDER / "folder.toml").mkdir(parents=True)
    os.mkfifo(tmp_path / FOLDER / "pipe.toml")
    (tmp_path / FOLDER / "gone.toml").symlink_to(tmp_path / "nowhere")
    (tmp_path / FOLDER / "large.toml").write_bytes(b"#" * 100_000)
    (tmp_path / FOLDER / "notes.txt").write_text("no pattern")
    found = PatternFolder(tmp_path).patterns()
    assert [one.file for one in found.troubles] == ["folder.toml", "large.toml", "pipe.toml"]
    assert len(found.kept) == len(shipped_patterns())


def test_a_folder_of_too_many_files_is_cut_with_a_word(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 3):
        write(tmp_path, f"{number:04}.toml", BODY.replace('"cool_down"', f'"mine_{number}"'))
    found = PatternFolder(tmp_path).patterns()
    assert len(found.kept) == MOST_FILES + len(shipped_patterns())
    assert "at most" in found.troubles[-1].words
