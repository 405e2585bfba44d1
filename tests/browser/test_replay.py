"""The film room by keyboard and address: every key does what it says, and none while typing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.looking import OpenPage, overflow
from browser.room import Room, eventually, open_room
from playwright.sync_api import Page, expect

HERE = "/s/basketball?t=2:30&z=300"


@pytest.fixture
def room(open_page: OpenPage) -> Room:
    """The room with its book on the screen: what keys step through is there."""
    room = open_room(open_page, HERE)
    rows = room.page.get_by_role("table", name="Order book, Beacons").get_by_role("row")
    expect(rows.nth(8)).to_be_attached()
    return room


def test_a_room_opens_where_the_address_says(room: Room) -> None:
    room.at("0:02:30.0")
    expect(room.page.get_by_role("heading", level=1)).to_have_text("Beacons vs. Lanterns")
    expect(room.page).to_have_title("Beacons vs. Lanterns · gametape")
    book = room.page.get_by_role("table", name="Order book, Beacons")
    expect(book.get_by_role("rowheader", name="0.00", exact=True)).to_have_count(0)


def test_playing_pausing_and_speeds_by_keyboard_alone(room: Room) -> None:
    room.press("Space")
    eventually(room.page, lambda: room.seconds > 150.3)
    expect(room.page.get_by_role("button", name="Pause")).to_be_visible()
    room.press("k")
    expect(room.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    room.page.wait_for_timeout(100)
    stood = room.seconds
    room.page.wait_for_timeout(200)
    assert room.seconds == stood
    chosen = room.page.get_by_role("radio", checked=True).and_(room.page.locator(".speeds button"))
    for key, speed in (("l", "2"), ("+", "5"), ("+", "10"), ("j", "5"), ("-", "2"), ("0", "1")):
        room.press(key)
        expect(chosen).to_have_attribute("aria-label", f"{speed} times")
    room.press("-", "-")
    expect(room.page.get_by_label("Other speeds")).to_have_value("0.25")
    room.press("0", "r", "Space")
    eventually(room.page, lambda: room.seconds < stood - 0.2)
    room.press("Space", "r")


@pytest.mark.parametrize(
    ("keys", "clock"),
    [
        (["ArrowRight"], "0:02:35.0"),
        (["ArrowLeft"], "0:02:25.0"),
        (["Shift+ArrowRight"], "0:03:30.0"),
        (["Shift+ArrowLeft"], "0:01:30.0"),
        (["Home"], "0:00:00.0"),
        (["Home", "ArrowLeft"], "0:00:00.0"),
    ],
)
def test_steps_and_ends(room: Room, keys: list[str], clock: str) -> None:
    room.press(*keys)
    room.at(clock)


def test_digits_seek_to_tenths_and_end_goes_to_the_end(room: Room) -> None:
    room.press("End")
    end = room.seconds
    assert end > 280
    room.press("5")
    assert abs(room.seconds - end / 2) < 0.2
    room.press("1")
    assert abs(room.seconds - end / 10) < 0.2


def test_one_event_forward_and_back_is_where_one_was(room: Room) -> None:
    room.press(".")
    first = room.tape.get_attribute("aria-valuetext")
    room.press(".", ".", ".", ".", ".", ".")
    later = room.seconds
    assert later >= 150
    room.press(",", ",", ",", ",", ",", ",")
    assert room.seconds <= later
    assert room.tape.get_attribute("aria-valuetext") == first


def test_jumps_land_before_the_moment(room: Room) -> None:
    room.press("Home", "]")
    landed = room.seconds
    panel = room.tab("Fills")
    expect(panel.get_by_role("button")).to_have_count(0)  # it is yet to come
    room.press("ArrowRight", ".")
    first = panel.get_by_role("button").last
    expect(first).to_be_visible()
    first.click()
    assert room.seconds == landed
    room.press("}")
    assert room.seconds > landed
    room.press("{", "{")
    assert room.seconds <= landed + 5


def test_saying_so_when_there_is_nothing_further(room: Room) -> None:
    room.press("End", "]")
    expect(room.page.get_by_text("No further own fill.")).to_be_visible()


def test_going_to_a_time_takes_the_forms_of_the_command_line(room: Room) -> None:
    room.press("g")
    room.page.keyboard.type("soon")
    room.press("Enter")
    expect(room.page.get_by_role("status").filter(has_text="That is no moment")).to_be_visible()
    box = room.page.get_by_role("textbox", name="Go to")
    box.fill("1:15")
    room.press("Enter")
    room.at("0:01:15.0")
    expect(box).to_be_hidden()


def test_views_change_by_key(room: Room) -> None:
    hide = room.page.get_by_role("button", name="Hide future")
    depth = room.page.get_by_role("button", name="Depth")
    expect(hide).to_have_attribute("aria-pressed", "true")
    room.press("h")
    expect(hide).to_have_attribute("aria-pressed", "false")
    expect(room.clock).to_contain_text("/ 0:0")
    room.press("h", "d")
    expect(depth).to_have_attribute("aria-pressed", "false")
    room.press("f")
    expect(room.page.get_by_role("button", name="Back to playhead")).to_be_visible()
    room.press("f")
    expect(room.page.get_by_role("button", name="Back to playhead")).to_be_hidden()
    room.press("v")
    expect(room.page.get_by_role("region", name="Video")).to_be_visible()
    room.press("v")
    expect(room.page.get_by_role("region", name="Video")).to_be_hidden()


def test_the_other_outcome_and_the_other_market_are_one_key_away(room: Room) -> None:
    room.press("y")
    expect(room.page.get_by_role("table", name="Order book, Lanterns")).to_be_visible()
    room.press("y", "m")
    market = room.page.get_by_role("combobox", name="Market")
    expect(market.locator("option:checked")).to_contain_text("O/U")
    room.press("Shift+M")
    expect(room.page.get_by_role("table", name="Order book, Beacons")).to_be_visible()
    room.at("0:02:30.0")


def test_the_mirror_is_a_mirror(room: Room) -> None:
    def best() -> list[float]:
        text = room.page.locator(".ladder .best").inner_text()
        return [float(price) for price in re.findall(r"\d\.\d+", text)]

    bid, ask = best()
    room.press("y")
    expect(room.page.get_by_role("table", name="Order book, Lanterns")).to_be_visible()
    assert best() == [round(1 - ask, 4), round(1 - bid, 4)]


def test_zooming_goes_into_the_address_and_back(room: Room, open_page: OpenPage) -> None:
    room.press("z")
    room.page.wait_for_url("**z=150*")
    room.press("Shift+Z", "Shift+Z")
    room.page.wait_for_url("**z=600*")
    room.press("y", "ArrowRight")
    room.page.wait_for_url(re.compile("t=0%3A02%3A35"))
    asked = parse_qs(urlsplit(room.page.url).query)
    assert asked["t"] == ["0:02:35"]
    assert asked["z"] == ["600"]
    assert asked["m"][0].endswith(":1")
    again = open_room(open_page, urlsplit(room.page.url)._replace(scheme="", netloc="").geturl())
    again.at("0:02:35.0")
    expect(again.page.get_by_role("table", name="Order book, Lanterns")).to_be_visible()


def test_an_address_may_play_at_a_speed(open_page: OpenPage) -> None:
    room = open_room(open_page, "/s/basketball?t=60&speed=10&play=1&m=1")
    eventually(room.page, lambda: room.seconds > 63)
    room.press("Space")
    expect(room.page.get_by_label("10 times")).to_have_attribute("aria-checked", "true")
    room.page.wait_for_url(lambda url: "play=" not in url)


def test_no_key_does_anything_while_one_types(room: Room) -> None:
    search = room.tab("Notes").get_by_role("searchbox")
    search.focus()
    room.page.keyboard.type("hdfvk 5 [ ] { } , . nb")
    expect(search).to_have_value("hdfvk 5 [ ] { } , . nb")
    room.press("Home", "ArrowLeft")
    room.at("0:02:30.0")
    expect(room.page.get_by_role("button", name="Hide future")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(room.page.get_by_role("region", name="Video")).to_be_hidden()


def test_no_key_does_anything_with_control(room: Room) -> None:
    room.press("Control+h", "Control+d", "Alt+h")
    expect(room.page.get_by_role("button", name="Hide future")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_the_timeline_is_a_slider(room: Room) -> None:
    for _ in range(40):
        room.press("Tab")
        if room.tape.evaluate("node => node === document.activeElement"):
            break
    expect(room.tape).to_be_focused()
    expect(room.tape).to_have_attribute("aria-valuetext", re.compile(r"^0:02:30, "))
    room.press("ArrowRight")
    expect(room.tape).to_have_attribute("aria-valuetext", re.compile(r"^0:02:35"))
    room.press("h")
    expect(room.tape).to_have_attribute("aria-valuetext", re.compile(r"^0:02:35 of 0:0"))


def test_tabs_move_by_arrows_and_the_playhead_does_not(room: Room) -> None:
    room.page.get_by_role("tab", name="Fills").focus()
    room.press("ArrowRight")
    expect(room.page.get_by_role("tab", name="Game")).to_be_focused()
    expect(room.page.get_by_role("tab", name="Game")).to_have_attribute("aria-selected", "true")
    room.press("End")
    expect(room.page.get_by_role("tab", name="Alike")).to_be_focused()
    room.at("0:02:30.0")


def test_a_click_on_the_tape_seeks_and_a_drag_pans(room: Room) -> None:
    box = room.tape.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4
    room.page.mouse.click(x, y)
    sought = room.seconds
    assert 5 < sought < 20  # 300 s are in view, and 78 % of them before the playhead
    room.page.mouse.move(x, y)
    room.page.mouse.down()
    room.page.mouse.move(x + 120, y, steps=4)
    room.page.mouse.up()
    assert room.seconds == sought
    expect(room.page.get_by_role("button", name="Back to playhead")).to_be_visible()


def test_trades_are_built_only_in_sight(room: Room) -> None:
    panel = room.tab("Trades")
    expect(panel.get_by_text(re.compile(r"^\d+ trades so far$"))).to_be_attached()
    expect(panel.get_by_role("listitem").nth(3)).to_be_attached()
    assert panel.get_by_role("listitem").count() < 60
    panel.get_by_role("button").nth(2).click()
    assert room.seconds < 150


@pytest.mark.parametrize("device", ["desktop", "tablet", "phone", "landscape"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_nothing_is_wrong_for_anybody(
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
    device: str,
    theme: str,
) -> None:
    room = open_room(open_page, HERE, device=device, theme=theme)
    shot(room.page, f"room-{device}-{theme}")
    assert overflow(room.page) == 0
    assert axe(room.page) == []
    if device != "landscape":
        for tab in ("Fills", "Game", "Notes", "Trades"):
            room.tab(tab)
            assert axe(room.page) == [], tab


def test_a_phone_has_big_targets_and_one_speed_key(open_page: OpenPage) -> None:
    room = open_room(open_page, HERE, device="phone")
    small = room.page.evaluate(
        """[...document.querySelectorAll('.transport button, .strip button, .bar button')]
        .filter((button) => button.offsetHeight < 44 && button.offsetHeight > 0)
        .map((button) => button.ariaLabel ?? button.textContent)"""
    )
    assert small == []
    speed = room.page.get_by_role("button", name=re.compile("^Speed 1 times"))
    speed.tap()
    expect(room.page.get_by_role("button", name=re.compile("^Speed 2 times"))).to_be_visible()
    tape = room.tape.bounding_box()
    assert tape is not None
    assert tape["height"] >= 180


def test_a_phone_on_its_side_has_the_panels_as_a_sheet(open_page: OpenPage) -> None:
    room = open_room(open_page, HERE, device="landscape")
    expect(room.page.get_by_role("tab").first).to_be_hidden()
    room.page.get_by_role("button", name="Panels").tap()
    expect(room.page.get_by_role("tab", name="Book")).to_be_visible()
    room.press("Escape")
    expect(room.page.get_by_role("tab").first).to_be_hidden()
