"""Settings in the browser: shown at once, kept by the server, keys changed, files out and in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser.looking import OpenPage, overflow
from browser.room import eventually
from browser.serving import Server
from browser.watching import Watch
from playwright.sync_api import Locator, Page, Response, expect


@pytest.fixture
def server(film_room: Server) -> Iterator[Server]:
    """The shared server, with the shipped settings before and after."""
    reset(film_room)
    yield film_room
    reset(film_room)


def reset(server: Server) -> None:
    answer = httpx.put(f"{server.url}/api/settings", json={}, headers={"origin": server.url})
    assert answer.is_success, answer.text


@pytest.fixture
def page(open_page: OpenPage, server: Server) -> Page:
    page = open_page("/settings", server=server)
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    page.wait_for_load_state("networkidle")
    return page


def kept(page: Page, change: Callable[[], object]) -> dict[str, Any]:
    """The document that the server keeps after a change."""

    def put(answer: Response) -> bool:
        return answer.request.method == "PUT" and answer.url.endswith("/api/settings")

    with page.expect_response(put) as answer:
        change()
    assert answer.value.ok
    document: dict[str, Any] = page.evaluate(
        "fetch('/api/settings').then((answer) => answer.json())"
    )
    return document


def chip(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_look_changes_at_once_and_is_kept(page: Page) -> None:
    root = page.locator("html")
    assert kept(page, lambda: page.get_by_role("radio", name="Light").check())["theme"] == "light"
    expect(root).to_have_attribute("data-theme", "light")
    more = page.get_by_role("radio", name="More")
    assert kept(page, more.check)["contrast"] == "more"
    expect(root).to_have_attribute("data-contrast", "more")
    assert kept(page, page.get_by_role("radio", name="Larger").check)["text_size"] == "larger"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "17px"
    page.reload()
    expect(page.get_by_role("radio", name="Larger")).to_be_checked()
    expect(root).to_have_attribute("data-contrast", "more")


@pytest.mark.parametrize("path", ["/", "/settings", "/record"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_more_contrast_and_the_largest_text_fit_a_phone(
    open_page: OpenPage,
    server: Server,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
    path: str,
    theme: str,
) -> None:
    wish = {"contrast": "more", "text_size": "larger", "theme": theme}
    answer = httpx.put(f"{server.url}/api/settings", json=wish, headers={"origin": server.url})
    assert answer.is_success
    page = open_page(path, server=server, device="phone")
    expect(page.locator("html")).to_have_attribute("data-contrast", "more")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_role("main")).not_to_be_empty()
    assert overflow(page) == 0
    assert axe(page) == []
    shot(page, f"large-{path}-{theme}")


def test_the_zone_decides_what_every_clock_shows(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"now .* E[SD]T"))).to_be_visible()
    zone = page.get_by_label("Time zone")
    document = kept(page, lambda: zone.select_option("Asia/Tokyo"))
    assert document["zone"] == "Asia/Tokyo"
    expect(page.get_by_text(re.compile(r"now .* GMT\+9"))).to_be_visible()


def test_room_defaults_are_kept(page: Page) -> None:
    hide = page.get_by_role("checkbox", name="Hide the future")
    assert kept(page, hide.uncheck)["room"]["hide_future"] is False
    speed = page.get_by_label("Speed")
    assert kept(page, lambda: speed.select_option("10"))["room"]["speed"] == "10"
    lead = page.get_by_label("Jumps land")
    assert kept(page, lambda: lead.select_option("0"))["room"]["lead_s"] == 0
    page.reload()
    expect(hide).not_to_be_checked()
    expect(speed).to_have_value("10")


def test_a_changed_key_works_and_the_old_one_does_not(page: Page) -> None:
    chip(page, "Show what the keys do: ?").click()
    document = kept(page, lambda: page.keyboard.press("F2"))
    assert document["keys"] == {"shell.help": ["F2"]}
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("F2")
    page.keyboard.press("Escape")
    document = kept(page, chip(page, "Shipped keys for Show what the keys do").click)
    assert document["keys"] == {}


def test_a_key_that_is_used_twice_is_shown_at_both(page: Page) -> None:
    chip(page, "Note here: N").click()
    page.keyboard.press("h")
    expect(chip(page, "Note here: H, used twice")).to_be_visible()
    expect(chip(page, "Hide the future: H, used twice")).to_be_visible()
    expect(page.get_by_text("H is also: Note here")).to_be_visible()
    expect(page.get_by_text("One key is used twice")).to_be_visible()
    page.get_by_role("button", name="All keys as shipped").click()
    expect(page.get_by_text("One key is used twice")).to_have_count(0)


def test_keys_by_keyboard_alone(page: Page) -> None:
    chip(page, "Note here: N").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")  # leaves it as it is
    expect(chip(page, "Note here: N")).to_be_focused()
    assert kept(page, lambda: page.keyboard.press("Delete"))["keys"] == {"room.note": []}
    chip(page, "Note here: no key").focus()
    page.keyboard.press("Space")
    page.keyboard.down("Shift")
    page.keyboard.press("X")
    page.keyboard.up("Shift")
    expect(chip(page, "Note here: Shift X")).to_be_visible()


def test_single_characters_can_be_switched_off(page: Page) -> None:
    box = page.get_by_role("checkbox", name="Keys that are a single character")
    assert kept(page, box.uncheck)["single_keys"] is False
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("banner").get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_contain_text("Single-character keys are switched off")


def test_event_names_by_sport(page: Page) -> None:
    first = page.get_by_role("textbox", name="Name of key 1 for Basketball")
    expect(first).to_have_attribute("placeholder", "Run")

    def rename() -> None:
        first.fill("10-0 run")
        first.press("Tab")

    document = kept(page, rename)
    assert document["tags"] == {"basketball": ["10-0 run", *[""] * 8]}
    page.get_by_label("Sport").select_option("tennis")
    expect(page.get_by_role("textbox", name="Name of key 1 for Tennis")).to_have_value("")
    page.get_by_label("Sport").select_option("basketball")
    expect(first).to_have_value("10-0 run")
    shipped = page.get_by_role("button", name="Shipped names for basketball")
    assert kept(page, shipped.click)["tags"] == {}


def test_settings_go_out_to_a_file_and_come_back(page: Page, tmp_path: Path) -> None:
    kept(page, lambda: page.get_by_role("radio", name="Light").check())
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "gametape-settings.json"
    path = tmp_path / "out.json"
    download.value.save_as(path)
    document = json.loads(path.read_text("utf-8"))
    assert document["theme"] == "light"

    document |= {"theme": "dark", "zone": "UTC", "text_size": "vast", "colour": "mauve"}
    path.write_text(json.dumps(document), "utf-8")
    stored = kept(page, lambda: page.set_input_files("input[type=file]", path))
    assert (stored["theme"], stored["zone"], stored["text_size"]) == ("dark", "UTC", "normal")
    status = page.get_by_role("status").filter(has_text="in force")
    expect(status).to_contain_text("text_size, colour")
    assert kept(page, status.get_by_role("button", name="Undo").click)["theme"] == "light"


def test_a_change_is_kept_when_the_page_is_left_at_once(page: Page, server: Server) -> None:
    # In one go, so that the page goes before it would have saved in its own time.
    go = "document.querySelector('input[value=light]').click(); location.reload(); return true"
    with page.expect_event("load"):
        page.evaluate(f"() => {{ {go} }}")
    expect(page.get_by_role("radio", name="Light")).to_be_checked()

    def kept_by_the_server() -> bool:
        return bool(httpx.get(f"{server.url}/api/settings").json()["theme"] == "light")

    eventually(page, kept_by_the_server)


def test_a_hidden_page_saves_without_delay(open_page: OpenPage, server: Server) -> None:
    page = open_page("/settings", server=server, before=lambda page: page.clock.install())
    page.wait_for_load_state("networkidle")
    # Time stands still, so that only the hiding itself can save.
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.get_by_role("radio", name="Light").check()
    hide = """
        Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
    """
    assert kept(page, lambda: page.evaluate(hide))["theme"] == "light"


def test_a_file_that_is_no_settings_changes_nothing(page: Page) -> None:
    wrong = {"name": "x.json", "mimeType": "text/plain", "buffer": b"not json"}
    page.set_input_files("input[type=file]", wrong)  # type: ignore[arg-type]
    expect(page.get_by_text("x.json is no settings file")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_server_that_cannot_keep_them_is_told_and_the_browser_does(
    open_page: OpenPage, server: Server, watch: Watch
) -> None:
    watch.allow("status of 503")

    def before(page: Page) -> None:
        words = {"error": "The catalogue is locked.", "way_out": ""}
        page.route("**/api/settings", lambda route: route.fulfill(status=503, json=words))

    page = open_page("/settings", server=server, before=before)
    expect(page.get_by_role("alert")).to_contain_text("kept in this browser only")
    page.get_by_role("radio", name="Light").check()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
