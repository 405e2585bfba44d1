"""Share and export in the film room: the preview, the files, a clip of the notes, comments back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.looking import OpenPage
from browser.room import Room, open_room
from browser.serving import Server, tape_evening
from playwright.sync_api import Page, expect
from share.opened import Opened

from gametape.export.archive import INDEX
from gametape.export.restoring import is_archive


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sharing") / "home"
    tape_evening(home, "game", duration_s=60)
    return home


@pytest.fixture
def room(open_page: OpenPage, serve: Callable[..., Server], home: Path) -> Room:
    return open_room(open_page, "/s/game?t=30", server=serve(home))


def downloaded(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_session_is_shared_and_exported(
    room: Room,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
    tmp_path: Path,
) -> None:
    page = room.page
    room.press("Home", "-", "-", "Space")  # the film may play on behind it
    page.get_by_role("button", name="Share").click()
    preview = page.get_by_role("region", name="What is inside")
    expect(preview).to_contain_text("Own sizes, and the sizes of public trades")
    expect(preview).to_contain_text("Trades on Polymarket are public")
    page.get_by_label("Money").check()
    expect(preview).to_contain_text("profit and loss in dollars")
    page.get_by_role("radio", name="A part").check()
    page.get_by_label("From").fill("0:20")
    page.get_by_label("To", exact=True).fill("x")
    expect(preview).to_contain_text("no moment")
    page.get_by_label("To", exact=True).fill("0:40")
    expect(preview).to_contain_text("0:00:20 of")
    assert axe(page) == []
    shot(page, "share-dialog")
    path = downloaded(page, "Download", tmp_path)
    opened = Opened(path.read_bytes())
    assert path.name == "game.html"
    assert (opened.timeline.to_us - opened.timeline.from_us, opened.meta.money) == (
        20_000_000,
        "dollars",
    )
    page.get_by_role("tab", name="Export").click()
    assert axe(page) == []
    archive = downloaded(page, "Download session", tmp_path)
    assert is_archive(archive)
    assert INDEX.encode() in archive.read_bytes()
    assert downloaded(page, "Download trades.csv", tmp_path).read_text().startswith("session,")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_clip_is_shared_and_its_comments_come_back(room: Room, tmp_path: Path) -> None:
    page = room.page
    room.press("i", "Shift+ArrowRight", "o")
    page.keyboard.type("The run")
    room.press("Control+Enter")
    page.get_by_role("button", name="Share The run").click()
    expect(page.get_by_role("combobox", name="Clip")).to_have_value("1")
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    page.get_by_role("tab", name="Comments").click()
    comment = {
        "id": "0011aabbccdd",
        "at_us": 1_790_000_000_000_000,
        "author": "Anna",
        "text": "why?",
    }
    told = {"gametape": "comments 1", "session": "game", "file": "f", "comments": [comment]}
    path = tmp_path / "c.json"
    path.write_text(json.dumps(told))
    chooser = page.get_by_label("Choose a file of comments")
    chooser.set_input_files(path)
    expect(page.get_by_text("1 comment became a note.")).to_be_visible()
    chooser.set_input_files(path)
    expect(page.get_by_text("1 comment were here before.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("list", name="Notes")).to_contain_text("Anna")
