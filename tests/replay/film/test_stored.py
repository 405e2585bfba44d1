"""Film in a folder: its parts belong together, or are refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from replay.film.test_building import small

from gametape.errors import TapeError
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import basis_of, current_film


def test_there_is_none_before_it_is_made(tmp_path: Path) -> None:
    folder = small(tmp_path)
    assert current_film(folder) is None
    film = film_of(folder)
    found = current_film(folder)
    assert found is not None
    assert found.facts == film.facts
    assert found.version == basis_of(folder) == found.timeline().version
    with found.file(0) as file:
        assert file.header.basis == found.version


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"version":1', b"null"])
def test_unreadable_facts_count_as_none(tmp_path: Path, data: bytes) -> None:
    folder = small(tmp_path)
    film = film_of(folder)
    (film.root / "film.json").write_bytes(data)
    assert current_film(folder) is None
    assert film_of(folder).facts == film.facts


def test_a_new_title_makes_new_film(tmp_path: Path) -> None:
    folder = small(tmp_path)
    before = basis_of(folder)
    manifest = json.loads(folder.manifest_path.read_bytes())
    manifest["title"] = "Another title"
    folder.manifest_path.write_text(json.dumps(manifest))
    assert basis_of(folder) != before
    assert film_of(folder).timeline().title == "Another title"


def test_parts_of_another_making_are_refused(tmp_path: Path) -> None:
    folder = small(tmp_path)
    film = film_of(folder)
    timeline, track = (film.root / name for name in ("timeline.json", "0.track"))
    told = json.loads(timeline.read_bytes())
    timeline.write_text(json.dumps({**told, "version": "other"}))
    with pytest.raises(TapeError, match="made again"):
        film.timeline()
    timeline.write_text("{}")
    with pytest.raises(TapeError, match="unreadable"):
        film.timeline()
    old = film.version.encode()
    track.write_bytes(track.read_bytes().replace(old, b"0" * len(old)))
    with pytest.raises(TapeError, match="made again"):
        film.track(0)
    with pytest.raises(TapeError, match="made again"):
        film.file(0)


def test_a_part_that_is_gone_is_refused(tmp_path: Path) -> None:
    film = film_of(small(tmp_path))
    for path in film.root.glob("*.*"):
        path.unlink()
    with pytest.raises(TapeError, match="cannot be read"):
        film.timeline()
    with pytest.raises(TapeError, match="cannot be read"):
        film.track(0)
    with pytest.raises(TapeError, match="no track -1"):
        film.track(-1)
