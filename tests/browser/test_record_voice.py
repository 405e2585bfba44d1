"""Voice notes on the record page: said while the game is on, and kept with its session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from api.desk import Desk, performing
from browser.looking import OpenPage
from browser.room import talk
from browser.serving import Server
from playwright.sync_api import expect


@pytest.fixture
def desk(tmp_path: Path, built_page: Path) -> Iterator[Desk]:
    with performing() as venue, Desk(tmp_path, venue) as made:
        yield made


def test_words_said_while_the_game_is_on_are_kept_with_it(desk: Desk, open_page: OpenPage) -> None:
    slug = desk.record()
    desk.until(slug, lambda row: row["progress"] and row["progress"]["trades"])
    page = open_page("/record", server=cast("Server", desk))
    card = page.get_by_role("article")
    expect(card.get_by_role("region", name="Event keys")).to_be_visible()
    talk(page)
    expect(card.get_by_text("It is in the film room’s notes.")).to_be_visible()
    (sound,) = (desk.home / "sessions" / slug / "voice").iterdir()
    assert sound.stat().st_size > 0
    (note,) = desk.ask("GET", f"/api/sessions/{slug}/notes")["notes"]
    assert note["voice_us"] > 0
    assert desk.listed(slug)["began_us"] < note["at_us"]  # by one clock
    card.get_by_role("button", name="Voice note").click()
    card.get_by_role("button", name="Discard").click()
    expect(card.get_by_role("button", name="Voice note")).to_be_visible()
    assert list(sound.parent.iterdir()) == [sound]
