"""A newcomer's evening from end to end: record, tag, look back live, stop, replay, note, share.

Once at a desk, where the replay is by keyboard alone, and once on a phone, by taps.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from api.desk import Desk, performing
from browser.looking import Device, OpenPage, overflow
from browser.room import Room, eventually, open_room
from browser.serving import Server
from playwright.sync_api import Locator, Page, expect

Shot = Callable[[Page, str], Path]
PATIENCE_S = 600
LEAST_S = 15
CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def desk(tmp_path: Path, built_page: Path) -> Iterator[Desk]:
    """A server with nothing recorded yet, and a venue whose game is on."""
    with performing() as venue, Desk(tmp_path, venue) as made:
        yield made


class Evening:
    """What a person does of an evening, on a screen of one kind."""

    def __init__(self, page: Page, desk: Desk, clip: Path, shot: Shot, device: Device) -> None:
        self.page = page
        self.desk = desk
        self.clip = clip
        self.device = device
        self.room = Room(page)
        self._shot = shot

    def look(self, name: str) -> None:
        """Keep a picture; nothing may be wider than the window."""
        self._shot(self.page, f"newcomer-{self.device}-{name}")
        assert overflow(self.page) == 0

    def press_button(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press a button, with a finger where there is no mouse."""
        button = (within or self.page).get_by_role("button", name=name, exact=isinstance(name, str))
        if self.device == "phone":
            button.tap()
        else:
            button.click()

    def record(self) -> Locator:
        """Find the game by its name and record it; gives its card once it has trades."""
        page = self.page
        expect(page.get_by_role("heading", name="Nothing is being recorded")).to_be_visible()
        self.look("record-empty")
        page.get_by_label("Game to record").fill(self.desk.event)
        page.get_by_label("Game to record").press("Enter")
        expect(page.get_by_label("What was found")).to_be_visible()
        self.look("record-found")
        self.press_button("Record")
        card = page.get_by_role("article").first
        expect(card.get_by_role("region", name="Event keys")).to_be_visible()
        slug = self.desk.newest["slug"]
        self.desk.until(slug, lambda row: row["progress"] and row["progress"]["trades"] > 5)
        return card

    def safe(self, text: str) -> None:
        """Wait until a tag is on the disk."""
        row = self.page.get_by_label("Last tags").get_by_role("listitem").filter(has_text=text)
        expect(row.filter(has_text="safe on the disk")).to_have_count(1)

    def stop(self, card: Locator) -> None:
        """Stop once there is enough to line two moments of it up, and open what was recorded."""
        enough_us = self.desk.newest["began_us"] + LEAST_S * 1_000_000
        self.desk.until(self.desk.newest["slug"], lambda _: time.time_ns() // 1000 > enough_us)
        self.press_button("Stop…", card)
        self.press_button("Stop", card)
        expect(card.get_by_text("Ended, whole")).to_be_visible()
        self.look("record-ended")
        card.get_by_role("link", name="Open the room").click()
        expect(self.room.clock).to_be_visible()
        expect(self.page.locator(".live")).to_have_count(0)

    def look_back_live(self, back: Callable[[], None], now: Callable[[], None]) -> None:
        """Follow, look back, and return to now."""
        on = self.page.locator(".live.on")
        expect(on).to_be_visible()
        first = self.room.seconds
        eventually(self.page, lambda: self.room.seconds > first)
        self.look("live")
        back()
        expect(on).to_have_count(0)
        expect(self.page.get_by_role("button", name="LIVE")).to_be_visible()
        behind = self.room.seconds
        self.look("live-behind")
        now()
        expect(on).to_be_visible()
        eventually(self.page, lambda: self.room.seconds > behind + 2)

    def line_up(self, seconds: int) -> None:
        """Say that this moment of the session is so many seconds into the video."""
        video = self.page.get_by_role("region", name="Video")
        self.press_button("Line up", video)
        move = video.get_by_role("group", name="Move the picture alone")
        for _ in range(seconds):
            self.press_button("+1 s", move)
        self.press_button("These match", video)
        self.press_button("Done", video)

    def choose_clip(self) -> None:
        """Choose the file of the video, and wait for its first picture."""
        ready = "document.querySelector('video')?.readyState >= 2"
        self.page.locator("input[type=file]").set_input_files(self.clip)
        eventually(self.page, lambda: bool(self.page.evaluate(ready)))

    def shared(self, open_page: OpenPage, copy: Callable[[], None]) -> None:
        """Copy a link and open it as somebody else would: it is the same moment."""
        here = self.room.clock.locator("time").inner_text()
        copy()
        expect(self.page.get_by_text("Copied: a link to")).to_be_visible()
        link = str(self.page.evaluate("navigator.clipboard.readText()"))
        assert link.startswith(self.desk.url + "/s/")
        server = cast("Server", self.desk)
        path = link.removeprefix(self.desk.url)
        other = open_room(open_page, path, server=server, device=self.device)
        other.at(here)
        expect(other.page.locator("h1")).to_have_text(self.page.locator("h1").inner_text())
        for picker in (self.page, other.page):
            expect(picker.get_by_role("combobox", name="Market")).to_have_value(
                self.page.get_by_role("combobox", name="Market").input_value()
            )


@pytest.fixture
def evening(desk: Desk, open_page: OpenPage, clip: Path, shot: Shot) -> Callable[..., Evening]:
    """Open the record page on a device: `evening("phone")`."""

    def begin(device: Device) -> Evening:
        server = cast("Server", desk)
        page = open_page("/record", server=server, device=device, permissions=CLIPBOARD)
        return Evening(page, desk, clip, shot, device)

    return begin


@pytest.mark.timeout(PATIENCE_S)
def test_an_evening_at_a_desk(evening: Callable[..., Evening], open_page: OpenPage) -> None:
    at: Evening = evening("desktop")
    page, room = at.page, at.room
    card = at.record()
    page.keyboard.press("1")
    page.keyboard.press("-")
    page.keyboard.press("2")
    for text in ("Run", "Timeout"):
        at.safe(text)
    at.look("tagged")
    card.get_by_role("link", name="Open live").click()
    at.look_back_live(lambda: room.press("ArrowLeft"), lambda: room.press("l"))
    page.get_by_role("link", name="Record", exact=True).click()
    at.stop(page.get_by_role("article").first)

    # By keyboard alone.
    room.press("Home")
    room.at("0:00:00.0")
    room.press("Space")
    eventually(page, lambda: room.seconds > 0.5)
    room.press("Space", "g")
    page.keyboard.type("0:03")
    room.press("Enter")
    room.at("0:00:03.0")
    room.press("]")
    at.look("replay")
    room.press("}", "n")
    page.keyboard.type("Bought into the run")
    room.press("Control+Enter")
    note = page.get_by_role("list", name="Notes").get_by_role("listitem")
    expect(note).to_contain_text("Bought into the run")
    room.press("b")
    expect(page.get_by_text(re.compile("^Bookmark at "))).to_be_visible()
    room.press("y", "z")
    at.look("notes")

    room.press("Home", "v")
    at.choose_clip()
    at.line_up(1)
    room.press("ArrowRight")
    room.at("0:00:05.0")
    at.line_up(2)  # the picture went along five seconds; now it is two more on
    expect(page.get_by_text("2 matched")).to_be_visible()
    at.look("video")
    at.shared(open_page, lambda: room.press("s"))


@pytest.mark.timeout(PATIENCE_S)
def test_an_evening_on_a_phone(evening: Callable[..., Evening], open_page: OpenPage) -> None:
    at: Evening = evening("phone")
    page, room = at.page, at.room
    card = at.record()
    at.press_button("Run", card)
    card.get_by_role("radio", name="5 s ago").tap()
    at.press_button("Timeout", card)
    for text in ("Run", "Timeout"):
        at.safe(text)
    at.look("tagged")
    card.get_by_role("link", name="Open live").tap()
    at.look_back_live(lambda: at.press_button("Back 5 seconds"), lambda: at.press_button("LIVE"))
    page.get_by_role("link", name="Record", exact=True).tap()
    at.stop(page.get_by_role("article").first)

    at.press_button(re.compile("^Session time"))
    page.get_by_role("textbox", name="Go to").fill("0:03")
    at.press_button("Go")
    room.at("0:00:03.0")
    at.press_button("Play")
    eventually(page, lambda: room.seconds > 3.5)
    at.press_button("Pause")
    at.press_button("Next own fill")
    at.look("replay")
    for name in ("Fills", "Game", "Trades", "Notes"):
        room.tab(name)
        at.look(f"tab-{name}")
    at.press_button("Note")
    page.get_by_role("textbox", name="Words").fill("Bought into the run")
    at.look("writing")
    at.press_button("Keep")
    note = page.get_by_role("list", name="Notes").get_by_role("listitem")
    expect(note).to_contain_text("Bought into the run")
    at.look("notes")

    at.press_button(re.compile("^Session time"))
    page.get_by_role("textbox", name="Go to").fill("0:00")
    at.press_button("Go")
    room.at("0:00:00.0")
    room.tab("Video")
    at.choose_clip()
    at.line_up(1)
    at.press_button("Forward 5 seconds")
    room.at("0:00:05.0")
    at.line_up(2)
    expect(page.get_by_text("2 matched")).to_be_visible()
    at.look("video")
    at.shared(open_page, lambda: at.press_button("Copy a link to this moment"))
