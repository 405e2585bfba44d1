"""Voice notes in the room: said, listed, heard at their moment, deleted and brought back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.looking import OpenPage
from browser.room import Room, eventually, open_room, talk
from browser.serving import Server
from browser.watching import Watch
from playwright.sync_api import Locator, Page, Route, expect

HERE = "/s/game?t=60"
A_WHILE = re.compile(r"^\d:\d[1-9]$")
"""More than nothing was said."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, game_home: Path) -> Path:
    return Path(shutil.copytree(game_home, tmp_path_factory.mktemp("voice") / "home"))


@pytest.fixture
def server(serve: Callable[..., Server], home: Path) -> Server:
    for kept in home.glob("gametape.db*"):
        kept.unlink()
    return serve(home)


def notes(room: Room) -> Locator:
    return room.page.get_by_role("list", name="Notes").get_by_role("listitem")


def hearing(page: Page) -> None:
    """Write down every sound that was played to its end."""
    page.add_init_script("""
        window.heard = [];
        const play = Audio.prototype.play;
        Audio.prototype.play = function () {
            this.addEventListener('ended', () => window.heard.push(this.src));
            return play.call(this);
        };
    """)


def heard(room: Room, times: int, name: str = "") -> None:
    """Wait until so many sounds were played to their end, the last of them this one."""

    def so_many() -> bool:
        sounds: list[str] = room.page.evaluate("window.heard")
        return len(sounds) == times and sounds[-1].endswith(name)

    eventually(room.page, so_many)


def test_a_voice_note_is_said_heard_and_deleted_by_keyboard(
    open_page: OpenPage, server: Server, home: Path, axe: Callable[[Page], list[str]]
) -> None:
    room = open_room(open_page, HERE, server=server, permissions=["microphone"], before=hearing)
    room.press("Shift+T")
    expect(room.page.get_by_text("No voice note before this moment.")).to_be_visible()
    room.press("t")
    expect(room.page.get_by_role("timer")).to_have_text(A_WHILE)
    assert axe(room.page) == []
    room.press("ArrowRight")  # it stands where it began, not where it ended
    room.press("t")
    expect(notes(room)).to_have_count(1)
    expect(notes(room)).to_contain_text(re.compile(r"0:01:00.*Voice note.*s"))
    (sound,) = (home / "sessions" / "game" / "voice").iterdir()
    assert re.fullmatch(r"[0-9a-f]{32}\.(webm|ogg|m4a)", sound.name)
    room.press("Shift+T")
    heard(room, 1, sound.name)
    expect(room.page.get_by_role("button", name="Play Voice note at 0:01:00")).to_be_visible()
    room.page.get_by_role("button", name="Edit Voice note").press("Enter")
    room.page.get_by_role("textbox", name="Words").fill("Sold too early")
    room.press("Control+Enter")
    expect(notes(room)).to_contain_text("Sold too early")
    room.page.get_by_role("button", name="Delete Sold too early").press("Enter")
    expect(notes(room)).to_have_count(0)
    room.page.get_by_role("button", name="Undo").press("Enter")
    room.page.get_by_role("button", name="Play Sold too early").press("Enter")
    heard(room, 2, sound.name)


def test_the_film_plays_a_voice_note_when_it_passes_if_asked_to(
    open_page: OpenPage, server: Server
) -> None:
    room = open_room(
        open_page, HERE, server=server, permissions=["microphone"], device="phone", before=hearing
    )
    room.tab("Notes")
    room.page.get_by_role("button", name="Voice", exact=True).click()
    expect(room.page.get_by_role("timer")).to_have_text(A_WHILE)
    room.page.get_by_role("button", name="Keep", exact=True).click()
    expect(notes(room)).to_have_count(1)
    passing = room.page.get_by_label("Play voice notes as the film passes them")
    expect(passing).not_to_be_checked()
    room.press("ArrowLeft")
    expect(notes(room)).to_have_count(0)  # the future is hidden
    room.press("ArrowRight")
    passing.check()
    room.press("ArrowLeft", "+", "+", "+", "Space")
    heard(room, 1)
    assert room.seconds > 60


def test_a_refusal_and_a_server_that_is_away_lose_nothing(
    open_page: OpenPage, server: Server, watch: Watch
) -> None:
    watch.allow("status of 503")
    room = open_room(open_page, HERE, server=server)
    room.press("t")
    expect(room.page.get_by_role("alert")).to_contain_text("The microphone was refused. Allow it")
    room.page.get_by_role("button", name="Close", exact=True).click()

    def refuse(route: Route) -> None:
        route.fulfill(status=503, json={"error": "The library is locked.", "way_out": "Try soon."})

    room.page.route("**/voice?*", refuse)
    talk(room.page)
    expect(room.page.get_by_role("alert")).to_have_text("The library is locked. Try soon.")
    room.page.unroute("**/voice?*")
    room.page.get_by_role("button", name="Try again").click()
    expect(notes(room)).to_have_count(1)
