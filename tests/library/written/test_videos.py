"""Videos and the page's settings come out of the library as they went in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, text

from gametape.errors import UsageError
from gametape.library.database import address, open_engine, transaction, upgrade
from gametape.library.written.documents import Documents
from gametape.library.written.preferences import PageSettings
from gametape.library.written.video import Anchor, Video, Videos
from gametape.library.written.videos import VideoShelf

HOSTED = Video(id="a", kind="youtube", ref="dQw4w9WgXcQ", title="Stream \0")
LOCAL = Video(id="b", kind="file", ref="evening.mp4", anchors=[Anchor(20, 3.5), Anchor(10, 0.0)])


@pytest.fixture
def engine(home: Path, database_url: str) -> Engine:
    engine = open_engine(address(home, database_url))
    upgrade(engine)
    return engine


def test_videos_keep_their_order_and_anchors_are_sorted(engine: Engine) -> None:
    shelf = VideoShelf(engine)
    assert shelf.of_session("first") == Videos([])
    kept = shelf.put("first", Videos([LOCAL, HOSTED]))
    assert shelf.of_session("first") == kept
    assert [video.id for video in kept.videos] == ["b", "a"]
    assert kept.videos[0].anchors == [Anchor(10, 0.0), Anchor(20, 3.5)]
    assert kept.videos[1].title == "Stream "
    assert shelf.put("first", Videos([HOSTED])) == shelf.of_session("first")
    assert shelf.of_session("second") == Videos([])


def test_only_hosted_videos_ask_somebody_else(engine: Engine) -> None:
    shelf = VideoShelf(engine)
    shelf.put("first", Videos([LOCAL]))
    shelf.put("second", Videos([LOCAL, HOSTED]))
    assert not shelf.any_hosted("first")
    assert shelf.any_hosted("second")
    assert not shelf.any_hosted("third")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "youtube", "ref": "https://evil.example/x"},
        {"kind": "twitch", "ref": "javascript:alert(1)"},
        {"kind": "twitch", "ref": "12\n"},
        {"anchors": [Anchor(10, 1.0), Anchor(10, 2.0)]},
        {"anchors": [Anchor(10, 2.0), Anchor(20, 1.0)]},
        {"id": "a"},
        {"ref": "\0"},
    ],
)
def test_what_cannot_be_meant_is_refused(engine: Engine, wrong: dict[str, Any]) -> None:
    shelf = VideoShelf(engine)
    before = shelf.put("first", Videos([HOSTED]))
    with pytest.raises(UsageError):
        shelf.put("first", Videos([HOSTED, msgspec.structs.replace(LOCAL, **wrong)]))
    assert shelf.of_session("first") == before


def test_page_settings_come_out_as_they_were(engine: Engine) -> None:
    documents = Documents(engine)
    assert documents.page_settings() == PageSettings()
    given = PageSettings(theme="dark", keys={"play": ["k\0", "é"]}, room={"speed": "2", "lead": 5})
    documents.keep_page_settings(given, 1)
    documents.keep_page_settings(given, 2)
    found = documents.page_settings()
    assert found == msgspec.structs.replace(given, keys={"play": ["k", "é"]})


def test_settings_of_another_form_are_the_shipped_ones(engine: Engine) -> None:
    documents = Documents(engine)
    documents.keep_page_settings(PageSettings(theme="dark"), 1)
    with transaction(engine) as connection:
        connection.execute(text("""update documents set body = '{"version": 2, "new": true}'"""))
    assert documents.page_settings() == PageSettings()
