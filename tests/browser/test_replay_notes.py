"""Notes, bookmarks and clips at a moment: written, found, changed, deleted and brought back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.looking import OpenPage
from browser.room import Room, open_room
from browser.serving import Server
from browser.watching import Watch
from playwright.sync_api import Locator, Route, expect

HERE = "/s/game?t=60"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, game_home: Path) -> Path:
    return Path(shutil.copytree(game_home, tmp_path_factory.mktemp("notes") / "home"))


@pytest.fixture
def server(serve: Callable[..., Server], home: Path) -> Server:
    for kept in home.glob("gametape.db*"):
        kept.unlink()
    return serve(home)


@pytest.fixture
def room(open_page: OpenPage, server: Server) -> Room:
    return open_room(open_page, HERE, server=server)


def notes(room: Room) -> Locator:
    return room.page.get_by_role("list", name="Notes").get_by_role("listitem")


def write(room: Room, words: str, tags: str = "") -> None:
    room.press("n")
    room.page.keyboard.type(words)
    room.page.get_by_role("textbox", name="Tags").fill(tags)
    room.press("Control+Enter")
    expect(room.page.get_by_role("textbox", name="Words")).to_be_hidden()


def test_a_note_is_written_found_changed_and_deleted_by_keyboard(room: Room) -> None:
    write(room, "Sold too early", "tilt, patience")
    room.press("ArrowRight")
    write(room, "Timeout, book thinned out")
    expect(notes(room)).to_have_count(2)
    expect(notes(room).first).to_contain_text("0:01:00")
    expect(notes(room).first).to_contain_text("#tilt #patience")
    room.press("/")
    room.page.keyboard.type("EARLY sold")
    expect(notes(room)).to_have_count(1)
    room.press("Escape")
    expect(notes(room)).to_have_count(2)
    room.page.get_by_role("button", name="Edit Sold too early").press("Enter")
    room.page.get_by_role("textbox", name="Words").fill("Sold far too early")
    room.press("Control+Enter")
    expect(notes(room).first).to_contain_text("Sold far too early")
    room.page.get_by_role("button", name="Delete Sold far too early").press("Enter")
    expect(notes(room)).to_have_count(1)
    room.page.get_by_role("button", name="Undo").click()
    expect(notes(room)).to_have_count(2)


def test_notes_are_kept_in_the_library(room: Room, open_page: OpenPage, server: Server) -> None:
    write(room, "<b>Watch</b> this & that")
    again = open_room(open_page, HERE, server=server)
    again.tab("Notes")
    expect(notes(again)).to_have_text(re.compile("<b>Watch</b> this & that"))


def test_a_bookmark_is_one_key_and_can_be_jumped_to(room: Room) -> None:
    room.press("b")
    expect(room.page.get_by_text("Bookmark at 0:01:00.")).to_be_visible()
    room.press("ArrowRight", "ArrowRight", "(")
    room.at("0:01:00.0")
    room.tab("Notes")
    expect(notes(room)).to_contain_text("Bookmark")


def test_a_clip_has_two_ends_and_a_title(room: Room) -> None:
    room.press("o")
    expect(room.page.get_by_text("Mark where the clip begins first")).to_be_visible()
    room.press("i", "ArrowRight", "ArrowRight", "o")
    room.page.get_by_role("textbox", name="Title").fill("The run")
    room.press("Control+Enter")
    expect(notes(room)).to_contain_text("0:01:00–0:01:10")
    notes(room).get_by_role("button", name=re.compile("^Clip at 0:01:00: The run")).click()
    room.at("0:01:00.0")
    expect(notes(room)).to_have_count(0)  # its end has not come yet


def test_writing_can_be_left_and_stops_the_film(room: Room) -> None:
    room.press("Space", "n")
    expect(room.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    room.page.keyboard.type("never mind")
    room.press("Escape")
    expect(room.page.get_by_role("textbox", name="Words")).to_be_hidden()
    expect(notes(room)).to_have_count(0)


def test_what_the_library_refuses_is_said_and_nothing_is_lost(room: Room, watch: Watch) -> None:
    watch.allow("status of 503")

    def refuse(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        route.fulfill(
            status=503, json={"error": "The library is locked.", "way_out": "Try again soon."}
        )

    room.page.route("**/notes", refuse)
    room.press("n")
    room.page.keyboard.type("Keep these words")
    room.press("Control+Enter")
    expect(room.page.get_by_role("alert")).to_have_text("The library is locked. Try again soon.")
    expect(room.page.get_by_role("textbox", name="Words")).to_have_value("Keep these words")
