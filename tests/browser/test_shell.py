"""The shell around every page: places, theme, keys and their help, a server gone away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.looking import OpenPage, overflow
from browser.serving import Server
from browser.watching import Watch
from playwright.sync_api import Page, Route, expect


def test_the_places_are_links_that_do_not_load_the_page_again(page: Page) -> None:
    page.evaluate("globalThis.sameDocument = true")
    for name, path in (("Record", "/record"), ("Settings", "/settings"), ("Sessions", "/")):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
        page.wait_for_url(f"**{path}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(page).to_have_title(f"{name} · gametape")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Settings")
    assert page.evaluate("globalThis.sameDocument") is True


def test_an_address_of_nothing_says_so_and_leads_back(open_page: OpenPage) -> None:
    page = open_page("/nowhere/at/all")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    page.get_by_role("main").get_by_role("link", name="All sessions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")


@pytest.mark.parametrize(("theme", "other"), [("dark", "light"), ("light", "dark")])
def test_the_theme_is_the_systems_until_it_is_chosen(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path, theme: str, other: str
) -> None:
    server = serve(tmp_path / "home")
    page = open_page(server=server, theme=theme)  # type: ignore[arg-type]
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", theme)
    with page.expect_response(lambda answer: answer.request.method == "PUT") as answer:
        page.get_by_role("button", name=f"{other} theme").click()
        expect(root).to_have_attribute("data-theme", other)
    assert answer.value.ok
    again = open_page(server=server, theme=theme)  # type: ignore[arg-type]
    expect(again.locator("html")).to_have_attribute("data-theme", other)


def test_the_first_tab_leads_past_the_bar(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_help_opens_by_key_finds_a_key_and_gives_the_focus_back(page: Page) -> None:
    link = page.get_by_role("link", name="Record a game")
    link.focus()
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    expect(help_.get_by_role("searchbox")).to_be_focused()
    expect(help_.get_by_role("heading", level=2)).to_have_text(
        [
            "Sessions",
            "Everywhere",
            "Play",
            "Move",
            "Find",
            "View",
            "Write",
            "Judge",
            "Record",
            "Drill",
            "Progress",
        ]
    )
    page.keyboard.type("bookmark")
    expect(help_.get_by_role("term")).to_have_text(
        ["Previous bookmark", "Next bookmark", "Bookmark here"]
    )
    help_.get_by_role("searchbox").fill("h")
    expect(help_.get_by_role("term").filter(has_text="Hide the future")).to_be_visible()
    page.keyboard.press("Escape")  # the search field empties first
    if help_.is_visible():
        page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    expect(link).to_be_focused()


def test_help_shows_every_action_and_scrolls_to_the_last(page: Page) -> None:
    page.keyboard.press("?")
    terms = page.get_by_role("dialog").get_by_role("term")
    expect(terms.first).to_be_visible()
    assert terms.count() > 40
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    for term in (terms.first, terms.last):
        term.scroll_into_view_if_needed()
        place = term.bounding_box()
        assert place is not None
        assert box["x"] <= place["x"]
        assert place["x"] + place["width"] <= box["x"] + box["width"]


def test_keys_do_nothing_while_typing_nor_with_ctrl(page: Page) -> None:
    field = page.get_by_role("searchbox", name="Search sessions and notes")
    field.focus()
    page.keyboard.type("?/")
    expect(field).to_have_value("?/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+?")
    page.keyboard.press("Alt+?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_page_without_its_server_says_that_recordings_are_safe(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path, watch: Watch
) -> None:
    watch.allow("ERR_CONNECTION_REFUSED|Failed to fetch|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET")
    server = serve(tmp_path / "home", {})
    page = open_page("/settings", server=server)
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    page.wait_for_load_state("networkidle")
    server.stop()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Sessions").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(re.compile("untouched|go on without it"))
    expect(alert.get_by_role("button")).to_be_enabled()


def test_what_is_recorded_shows_on_every_page(open_page: OpenPage) -> None:
    def recording(page: Page) -> None:
        def answer(route: Route) -> None:
            route.fulfill(json={"recordings": [RUNNING], "credentials": False, "now_us": 1})

        page.route("**/api/recordings", answer)

    page = open_page("/settings", before=recording)
    badge = page.get_by_role("banner").get_by_role("link", name="Recording")
    expect(badge).to_have_attribute("href", "/record")
    expect(page.get_by_role("banner")).not_to_contain_text("no data")


RUNNING = {
    "slug": "tonight",
    "title": "Hawks at Bulls",
    "phase": "recording",
    "runs": True,
    "began_us": 1_790_000_000_000_000,
    "alarm": "",
}


@pytest.mark.parametrize("path", ["/", "/settings", "/nowhere"])
@pytest.mark.parametrize("device", ["desktop", "tablet", "phone", "landscape"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage, axe: Callable[[Page], list[str]], path: str, device: str, theme: str
) -> None:
    page = open_page(path, device=device, theme=theme)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert axe(page) == []
    assert overflow(page) == 0


def test_help_is_accessible(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe(page) == []
