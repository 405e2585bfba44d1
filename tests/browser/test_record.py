"""The record page in a real browser: a real venue, real recorders, a person's way through."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from api.desk import SECRETS, Desk, performing
from browser.looking import Device, OpenPage, Theme, overflow
from browser.room import Room, clock_seconds, eventually
from browser.serving import Server
from browser.watching import Watch
from playwright.sync_api import Locator, Page, Route, expect


@pytest.fixture(scope="module")
def venue() -> Iterator[dict[str, str]]:
    """A venue that performs for as long as these tests take."""
    with performing() as variables:
        yield variables


@pytest.fixture
def desk(tmp_path: Path, venue: dict[str, str], built_page: Path) -> Iterator[Desk]:
    with Desk(tmp_path, venue) as made:
        yield made


class RecordPage:
    """The record page of a desk, with words for what a person does there."""

    def __init__(self, page: Page, desk: Desk) -> None:
        self.page = page
        self.desk = desk
        self.what = page.get_by_label("Game to record")
        self.cards = page.get_by_role("article")
        self.tags = page.get_by_label("Last tags")

    def look_up(self, what: str) -> Locator:
        """Paste a name and look it up; gives what was found."""
        self.what.fill(what)
        self.what.press("Enter")
        return self.page.get_by_label("What was found")

    def record(self) -> Locator:
        """Record the venue's game; gives its card once it records and keys go to it.

        The list may show a recording before its start is answered, and until then keys go to the
        one before. With a trade on its tape it is no still picture, however soon it is stopped.
        """
        before = self.cards.count()
        found = self.look_up(self.desk.event)
        expect(found).to_be_visible()
        self.page.get_by_role("button", name="Record", exact=True).click()
        expect(found).to_be_hidden()
        expect(self.cards).to_have_count(before + 1)
        slug = self.desk.newest["slug"]
        self.desk.until(slug, lambda row: row["progress"] and row["progress"]["trades"])
        link = self.page.locator(f'a[href="/s/{slug}"]')
        card = self.page.locator("article[aria-current]")
        expect(card.filter(has=link).get_by_role("region", name="Event keys")).to_be_visible()
        return card

    def stop(self, card: Locator) -> None:
        """Stop a recording, and say so twice."""
        card.get_by_role("button", name="Stop…").click()
        card.get_by_role("button", name="Stop", exact=True).click()

    def safe(self, text: str) -> Locator:
        """The row of a mark that is safe on the disk."""
        row = self.tags.get_by_role("listitem").filter(has_text=text)
        return row.filter(has_text="safe on the disk")

    def happened_s(self, text: str) -> float:
        """The second of the day that a tag in the list says, in the page's zone."""
        row = self.tags.get_by_role("listitem").filter(has_text=text).first
        return clock_seconds(row.locator("time").inner_text())


def new_york_s(at_us: int) -> float:
    """The second of the day in the page's zone."""
    at = datetime.fromtimestamp(at_us / 1e6, ZoneInfo("America/New_York"))
    return at.hour * 3600 + at.minute * 60 + at.second


Opened = Callable[..., RecordPage]


@pytest.fixture
def record(desk: Desk, open_page: OpenPage) -> Opened:
    """Open the record page: `record(device="phone")`."""

    def opened(device: Device = "desktop", theme: Theme = "dark") -> RecordPage:
        server = cast("Server", desk)
        return RecordPage(open_page("/record", server=server, device=device, theme=theme), desk)

    return opened


def test_a_newcomer_records_tags_watches_live_and_stops(record: Opened) -> None:
    at = record()
    page = at.page
    expect(page.get_by_role("heading", name="Nothing is being recorded")).to_be_visible()
    expect(at.what).to_be_focused()
    found = at.look_up(at.desk.event)
    expect(found.get_by_text("Your own orders and fills will be recorded too.")).to_be_visible()
    assert page.get_by_role("checkbox").count() >= 3
    found.get_by_role("button", name="None").click()
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_disabled()
    found.get_by_role("button", name="All").click()

    card = at.record()
    expect(card.get_by_text("Recording", exact=True)).to_be_visible()
    page.keyboard.press("2")
    expect(at.tags.get_by_text("Timeout")).to_be_visible()
    page.keyboard.press("-")
    page.keyboard.press("-")
    expect(card.get_by_role("radio", name="10 s ago")).to_be_checked()
    page.keyboard.press("1")
    expect(at.tags.get_by_text("Run", exact=True)).to_be_visible()
    expect(card.get_by_role("radio", name="now")).to_be_checked()
    card.get_by_role("button", name="Injury").click()
    expect(at.tags.get_by_text("Injury")).to_be_visible()
    page.keyboard.press("Shift+Digit6")
    for text in ("Timeout", "Run", "Injury", "Review"):
        expect(at.safe(text)).to_have_count(1)
    marks = {mark["text"]: mark for mark in at.desk.newest["progress"]["marks"]}
    assert marks["Run"]["at_us"] - marks["Run"]["happened_us"] >= 10_000_000
    for text in ("Run", "Injury"):
        assert abs(at.happened_s(text) - new_york_s(marks[text]["happened_us"])) <= 1
    at.tags.get_by_role("button", name="Correct").last.click()
    page.keyboard.type("it was a foul 123")
    page.keyboard.press("Enter")
    expect(at.tags.get_by_text("Correction of “Timeout”: it was a foul 123")).to_be_visible()
    expect(at.tags.get_by_role("button", name="Correct")).to_have_count(4)  # no tags for 1, 2, 3

    card.get_by_role("link", name="Open live").click()
    room = Room(page)
    expect(room.clock).to_be_visible()
    expect(page.get_by_text("LIVE")).to_be_visible()
    first = room.seconds
    eventually(page, lambda: room.seconds > first + 1)
    room.press("ArrowLeft")
    expect(page.get_by_role("button", name="LIVE")).to_be_visible()
    behind = room.seconds
    room.press("End")
    eventually(page, lambda: room.seconds > behind + 4)

    page.get_by_role("link", name="Record", exact=True).click()
    card = at.cards.first
    at.stop(card)
    expect(card.get_by_text("Ended, whole")).to_be_visible()
    card.get_by_role("link", name="the list").click()
    row = page.get_by_role("row").filter(has_text=re.compile("vs", re.IGNORECASE)).last
    expect(row).to_contain_text(re.compile("whole", re.IGNORECASE))


def test_on_a_phone_by_big_buttons(record: Opened, axe: Callable[[Page], list[str]]) -> None:
    at = record(device="phone", theme="light")
    card = at.record()
    assert overflow(at.page) == 0
    button = card.get_by_role("button", name="Foul trouble")
    box = button.bounding_box()
    assert box is not None
    assert box["width"] >= 90
    assert box["height"] >= 60
    card.get_by_role("radio", name="5 s ago").tap()
    button.tap()
    expect(at.safe("Foul trouble")).to_have_count(1)
    for one in at.page.get_by_role("main").get_by_role("button").all():
        size = one.bounding_box()
        assert size is None or size["height"] >= 44, one.inner_text()
    assert axe(at.page) == []
    at.stop(card)
    expect(card.get_by_text("Ended, whole")).to_be_visible()


def test_what_cannot_be_recorded_is_said(record: Opened, watch: Watch) -> None:
    watch.allow("status of (400|502)")
    at = record()
    at.look_up("no-such-game")
    alert = at.page.get_by_role("alert").filter(has_text="no event and no market")
    expect(alert).to_contain_text("Copy the address")
    at.look_up("https://example.org/event/x")
    expect(at.page.get_by_text("is not an address of polymarket.com")).to_be_visible()
    at.what.fill("")
    expect(at.page.get_by_text("is not an address of polymarket.com")).to_be_hidden()
    expect(at.page.get_by_role("button", name="Look up")).to_be_disabled()


def test_names_of_keys_are_ones_own_and_stay(record: Opened) -> None:
    at = record()
    card = at.record()
    card.get_by_role("button", name="Rename").click()
    field = card.get_by_label("Name of key 3")
    field.fill("12 point run")  # digits here are words, not tags
    field.press("Tab")
    card.get_by_role("button", name="Done").click()
    at.page.keyboard.press("3")
    expect(at.safe("12 point run")).to_have_count(1)
    expect(at.tags.get_by_role("button", name="Correct")).to_have_count(1)
    at.page.wait_for_timeout(600)  # the page writes settings a moment after a change
    at.page.reload()
    expect(at.cards.first.get_by_role("button", name="12 point run")).to_be_visible()
    slug = at.desk.newest["slug"]
    assert any(b'"12 point run"' in raw for raw in at.desk.lines(slug))


def test_two_at_once_and_the_keys_go_to_the_chosen(record: Opened) -> None:
    at = record()
    at.record()
    second = at.record()
    expect(at.page.get_by_text("This game is being recorded already")).to_be_hidden()
    at.page.keyboard.press("8")
    expect(at.tags.get_by_text("I tilt")).to_be_visible()
    expect(second).to_have_attribute("aria-current", "true")
    at.page.keyboard.press("ArrowDown")
    expect(at.cards.nth(1)).to_have_attribute("aria-current", "true")
    at.page.keyboard.press("7")
    expect(at.tags.get_by_text("Ejection")).to_be_visible()
    expect(at.tags.get_by_text("I tilt")).to_be_hidden()
    newest, oldest = [row["slug"] for row in at.desk.ask("GET", "/api/recordings")["recordings"]]
    expect(at.safe("Ejection")).to_have_count(1)
    assert any(b"I tilt" in raw for raw in at.desk.lines(newest))
    assert not any(b"I tilt" in raw for raw in at.desk.lines(oldest))
    assert any(b"Ejection" in raw for raw in at.desk.lines(oldest))
    expect(at.page.get_by_text("Recording 2 games")).to_be_visible()


def test_a_server_that_comes_back_gets_the_tags_of_meanwhile(record: Opened, watch: Watch) -> None:
    watch.allow("ERR_CONNECTION_REFUSED|WebSocket|Failed to load resource")
    at = record()
    at.record()
    row = at.desk.newest
    at.desk.end(signal.SIGKILL)
    expect(at.page.get_by_text("The gametape server does not answer.")).to_be_visible()
    at.page.keyboard.press("2")
    expect(at.tags.get_by_text("trying again")).to_be_visible()
    at.page.wait_for_timeout(2_500)
    at.desk.begin()
    expect(at.safe("Timeout")).to_have_count(1)
    expect(at.page.get_by_text("The gametape server does not answer.")).to_be_hidden()
    now = at.desk.listed(row["slug"])
    assert now["pid"] == row["pid"]
    mark = next(one for one in now["progress"]["marks"] if one["text"] == "Timeout")
    assert mark["at_us"] - mark["happened_us"] > 2_500_000  # when it was pressed, not when it came


def test_loud_when_the_recorder_is_silent_or_dead(
    record: Opened, axe: Callable[[Page], list[str]]
) -> None:
    at = record()
    card = at.record()
    pid = at.desk.newest["pid"]
    os.kill(pid, signal.SIGSTOP)
    siren = card.get_by_role("alert").filter(has_text="has said nothing for")
    expect(siren).to_be_visible()
    expect(at.page).to_have_title("(!) Record · gametape")
    assert axe(at.page) == []
    os.kill(pid, signal.SIGKILL)
    expect(card.get_by_text("Broke off")).to_be_visible()
    siren = card.get_by_role("alert").filter(has_text="What it had written is on the tape")
    expect(siren).to_be_visible()
    card.get_by_role("button", name="Go on recording").click()
    expect(card.get_by_text("Recording", exact=True)).to_be_visible()
    expect(at.page).to_have_title("Record · gametape")


def test_one_that_waits_for_its_time(record: Opened) -> None:
    at = record()
    expect(at.look_up(at.desk.event)).to_be_visible()
    at.page.get_by_role("group", name="Start").get_by_label("at a time").check()
    at.page.get_by_label("Start at").fill("2099-01-01T12:00")
    at.page.get_by_role("button", name="Record later").click()
    card = at.cards.first
    expect(card.get_by_text("Waiting to start")).to_be_visible()
    row = at.desk.newest
    assert row["starts_us"] == 4_070_970_000_000_000  # noon in New York, the page's zone
    card.get_by_role("button", name="Give up…").click()
    card.get_by_role("button", name="Keep waiting").click()
    expect(card.get_by_text("Waiting to start")).to_be_visible()
    card.get_by_role("button", name="Give up…").click()
    card.get_by_role("button", name="Give up", exact=True).click()
    expect(card.get_by_text("Did not start")).to_be_visible()
    card.get_by_role("button", name="Dismiss").click()
    expect(at.cards).to_have_count(0)


def test_without_credentials_the_page_says_how_and_asks_for_nothing(
    tmp_path: Path, venue: dict[str, str], built_page: Path, open_page: OpenPage
) -> None:
    with Desk(tmp_path, {**venue, **dict.fromkeys(SECRETS, "")}) as desk:
        at = RecordPage(open_page("/record", server=cast("Server", desk)), desk)
        found = at.look_up(desk.event)
        expect(found.get_by_text("POLYMARKET_API_KEY")).to_be_visible()
        assert at.page.locator("input[type=password]").count() == 0
        card = at.record()
        expect(card.get_by_text("Your own orders are not in this recording")).to_be_visible()
        expect(card.get_by_text("not recorded")).to_be_visible()
        at.page.close()


def test_markets_are_chosen_by_kind(record: Opened) -> None:
    """A long list, as real games have: groups with all, none and some of them."""
    at = record()
    kinds = ["moneyline", "spreads", "spreads", "spreads", "totals", "totals", ""]
    markets = [
        {
            "market": f"0x{n}",
            "question": f"Market {n}?",
            "title": "",
            "type": kind,
            "outcomes": ["Yes", "No"] if n != 6 else [],
            "recorded": n != 6,
            "closed": False,
        }
        for n, kind in enumerate(kinds)
    ]
    answer = {
        "title": "A v B",
        "event_slug": "a-b",
        "league": "nba",
        "sport": "basketball",
        "starts_us": None,
        "whole": True,
        "warnings": ["It is over."],
        "recorded_by": [],
        "markets": markets,
    }
    asked: list[dict[str, object]] = []

    def start(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        asked.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(status=201, json={"slug": "a-b", "phase": "recording"})

    at.page.route("**/api/resolve", lambda route: route.fulfill(json=answer))
    at.page.route("**/api/recordings", start)
    found = at.look_up("a-b")
    expect(found.get_by_text("It is over.")).to_be_visible()
    expect(found.get_by_text("6 markets")).to_be_visible()
    spread = found.get_by_role("checkbox", name=re.compile("^Spread"))
    found.get_by_role("checkbox", name=re.compile("^Market 2")).uncheck()
    assert spread.evaluate("box => box.indeterminate")
    spread.uncheck()
    expect(found.get_by_text("3 markets")).to_be_visible()
    expect(found.get_by_role("checkbox", name=re.compile("Market 6"))).to_be_disabled()
    at.page.get_by_role("button", name="Record", exact=True).click()
    expect(found).to_be_hidden()
    assert asked[0]["markets"] == ["0x0", "0x4", "0x5"]
    assert asked[0]["until"] == "end"
    expect(at.look_up("a-b")).to_be_visible()
    at.page.get_by_role("button", name="Record", exact=True).click()
    expect(found).to_be_hidden()
    assert asked[1]["markets"] == []  # all of them: those that appear later too


def test_a_made_up_game_from_the_page(record: Opened) -> None:
    at = record()
    at.page.get_by_role("button", name="Record a made-up game").click()
    card = at.cards.first
    expect(card.get_by_text("Recording", exact=True)).to_be_visible()
    at.page.keyboard.press("1")
    expect(at.safe("Run")).to_have_count(1)
    at.stop(card)
    expect(card.get_by_text(re.compile("^Ended"))).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("device", ["desktop", "tablet", "phone"])
def test_nobody_is_shut_out(
    open_page: OpenPage, axe: Callable[[Page], list[str]], device: Device, theme: Theme
) -> None:
    page = open_page("/record", device=device, theme=theme)
    expect(page.get_by_role("heading", name="Nothing is being recorded")).to_be_visible()
    assert overflow(page) == 0
    assert axe(page) == []


def test_a_page_opened_during_a_game_is_for_tagging(record: Opened) -> None:
    """The field for a new game must not swallow the keys of the one that is on."""
    at = record()
    at.record()
    at.page.reload()
    expect(at.cards.first.get_by_role("button", name="Timeout")).to_be_visible()
    expect(at.what).not_to_be_focused()
    at.page.keyboard.press("2")
    expect(at.tags.get_by_text("Timeout")).to_be_visible()
