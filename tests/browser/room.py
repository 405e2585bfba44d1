"""Words for tests of the film room: open it, read its clocks, wait for a moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from browser.looking import OpenPage
from playwright.sync_api import Locator, Page, expect


class Room:
    """The room of one session in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clock = page.get_by_role("button", name=re.compile("^Session time "))
        self.tape = page.get_by_role("slider")

    @property
    def seconds(self) -> float:
        """The playhead in seconds of the session, as the clock shows it (tenths, cut)."""
        return clock_seconds(self.clock.locator("time").inner_text())

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def at(self, clock: str) -> None:
        """Wait until the clock shows this time."""
        expect(self.clock.locator("time")).to_have_text(clock)

    def drawn(self) -> None:
        """Wait until the tape shows all that it will: prices come after the book."""
        expect(self.page.get_by_role("region", name="Tape")).to_have_attribute("aria-busy", "false")

    def tab(self, name: str) -> Locator:
        """Choose a list; gives its panel."""
        self.page.get_by_role("tab", name=re.compile(f"^{name}")).click()
        return self.page.get_by_role("tabpanel")


def open_room(open_page: OpenPage, path: str, **options: Any) -> Room:
    """Open a session's room and wait until it can be used."""
    page = open_page(path, **options)
    room = Room(page)
    expect(room.clock).to_be_visible()
    room.drawn()
    return room


def talk(page: Page) -> None:
    """Say something by key, for a second or so; the browser's made-up microphone beeps."""
    page.context.grant_permissions(["microphone"])
    page.keyboard.press("t")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^\d:\d[1-9]$"))
    page.keyboard.press("t")


def clock_seconds(text: str) -> float:
    """Seconds of a session clock: `0:08:20.5` is 500.5."""
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def eventually(page: Page, what: Callable[[], bool], patience_ms: int = 60_000) -> None:
    """Wait until something holds, looking twenty times a second of the page's time."""
    for _ in range(patience_ms // 50):
        if what():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to be")
