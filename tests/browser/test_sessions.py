"""The list of sessions in every state: empty, loading, failing, full; found, ordered, imported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.looking import OpenPage, overflow
from browser.serving import Server
from browser.shelf import T0, listing, names, row
from browser.watching import Watch
from playwright.sync_api import Page, Route, expect

BOOK = {
    "event_type": "book",
    "asset_id": "71321045679252212594626385532706912750332728571942532289631379312455583992563",
    "market": "0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1",
    "timestamp": str(T0),
    "hash": "0xabc",
    "bids": [{"price": "0.48", "size": "30"}],
    "asks": [{"price": "0.52", "size": "25"}],
}


VARIED = (
    row("hawks", pnl=16_850_000, from_us=T0 * 1000 + 5),
    row("nets", pnl=-3_200_000, verdict="holes", coverage=0.99996, from_us=T0 * 1000 + 4),
    row("bulls", verdict="poor", coverage=0.62, own_fills=0, from_us=T0 * 1000 + 3),
    row("suns", verdict="nothing recorded", coverage=0.0, from_us=T0 * 1000 + 2),
    row("jazz", verdict=None, coverage=None, own_fills=None, to_us=None, from_us=T0 * 1000 + 1),
    row("torn", problem="The manifest of torn is not JSON.", title="", from_us=None),
    row("tonight", live=True, verdict=None, coverage=None, league="nfl", title="Dončić Tonight"),
)


# --- states ---------------------------------------------------------------------------------


def test_real_sessions_stand_there_with_what_they_hold(page: Page) -> None:
    rows = page.get_by_role("row")
    expect(rows).to_have_count(3)  # with the head
    basketball = rows.filter(has=page.locator("[data-session=basketball]"))
    expect(basketball).to_contain_text("2 markets")
    expect(basketball).to_contain_text("Whole")
    expect(basketball).to_contain_text(re.compile(r"Mon 21 Sep 2026\s*10:13 EDT"))
    page.get_by_text("Columns", exact=True).click()
    with page.expect_response("**/api/settings"):
        page.get_by_role("checkbox", name="Own fills").check()
    page.keyboard.press("Escape")
    fills = page.get_by_role("columnheader", name="Own fills")
    expect(fills).to_be_visible()
    at = [one.inner_text().strip() for one in page.get_by_role("columnheader").all()]
    cell = basketball.get_by_role("cell").nth(at.index("Own fills"))
    expect(cell).to_have_text(re.compile(r"^[1-9]\d*\sfills?$"))
    page.reload()  # the choice is kept
    expect(fills).to_be_visible()
    page.get_by_text("Columns", exact=True).click()
    with page.expect_response("**/api/settings"):
        page.get_by_role("button", name="As shipped").click()
    expect(fills).to_have_count(0)
    basketball.get_by_role("link").click()
    page.wait_for_url("**/s/basketball*")


def test_an_empty_shelf_offers_two_ways_to_begin(
    open_page: OpenPage,
    serve: Callable[..., Server],
    tmp_path: Path,
    axe: Callable[[Page], list[str]],
) -> None:
    server = serve(tmp_path / "home")
    page = open_page(server=server)
    expect(page.get_by_role("heading", level=1)).to_have_text("No game is recorded yet")
    expect(page.get_by_role("button", name="Open the demo")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Record a game").click()
    page.wait_for_url("**/record")


def test_a_demo_that_cannot_start_says_why(open_page: OpenPage, watch: Watch) -> None:
    watch.allow("status of 503")
    asked: list[str] = []

    def before(page: Page) -> None:
        listing()(page)

        def demo(route: Route) -> None:
            asked.append(route.request.method)
            words = {"error": "The disk is full.", "way_out": "Make room and try again."}
            route.fulfill(status=503, json=words)

        page.route("**/api/demo", demo)

    page = open_page(before=before)
    page.get_by_role("button", name="Open the demo").click()
    expect(page.get_by_role("alert")).to_have_text("The disk is full. Make room and try again.")
    expect(page.get_by_role("button", name="Open the demo")).to_be_enabled()
    assert asked == ["POST"]


def test_while_the_list_is_loading_it_says_so(open_page: OpenPage) -> None:
    held: list[Route] = []
    page = open_page(
        before=lambda page: page.route("**/api/sessions", lambda route: held.append(route))
    )
    expect(page.get_by_role("status", name="Loading the sessions")).to_be_visible()
    held[0].fulfill(json={"sessions": [row("late")], "warning": ""})
    expect(page.get_by_role("link", name="Late")).to_be_visible()


def test_a_failing_list_says_what_failed_and_is_tried_again(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("status of 500")
    fails = [True]

    def answer(route: Route) -> None:
        words = {"error": "The catalogue is locked.", "way_out": "Close the other program."}
        if fails[0]:
            route.fulfill(status=500, json=words)
        else:
            route.fulfill(json={"sessions": [row("back")], "warning": ""})

    page = open_page(before=lambda page: page.route("**/api/sessions", answer))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The catalogue is locked. Close the other program.")
    expect(alert).to_contain_text("Your recordings are untouched.")
    fails[0] = False
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="Back")).to_be_visible()


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_quality_is_told_in_words(
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
    device: str,
    theme: str,
) -> None:
    page = open_page(device=device, theme=theme, before=listing(*VARIED, warning="Old."))  # type: ignore[arg-type]
    for slug, words in (
        ("hawks", "Whole"),
        ("nets", "Holes, 99.9 %"),
        ("bulls", "Poor, 62 %"),
        ("suns", "Nothing recorded"),
        ("jazz", "Not judged yet"),
        ("torn", "Cannot be read"),
        ("tonight", "Recording"),
    ):
        line = page.get_by_role("row").filter(has=page.locator(f"[data-session={slug}]"))
        expect(line).to_contain_text(words)
    expect(page.get_by_role("row").filter(has_text="Hawks")).to_contain_text("+$16.85")
    expect(page.get_by_role("row").filter(has_text="Nets")).to_contain_text("\u2212$3.20")
    expect(page.get_by_role("status").filter(has_text="Old.")).to_be_visible()
    assert axe(page) == []
    assert overflow(page) == 0
    shot(page, f"sessions-{device}-{theme}")


# --- finding --------------------------------------------------------------------------------


def test_search_finds_as_one_types_and_stands_in_the_address(open_page: OpenPage) -> None:
    page = open_page(before=listing(*VARIED))
    expect(page.locator("[data-session]")).to_have_count(7)
    page.keyboard.press("/")
    page.keyboard.type("doncic NFL")
    expect(page.locator("[data-session]")).to_have_count(1)
    assert names(page) == ["tonight"]
    expect(page.get_by_text("1 of 7")).to_be_visible()
    page.wait_for_url("**/?q=doncic+NFL")
    page.reload()
    expect(page.locator("[data-session]")).to_have_count(1)
    page.get_by_role("searchbox").fill("zebra")
    expect(page.get_by_text("No session has “zebra”")).to_be_visible()
    page.get_by_role("searchbox").blur()
    page.keyboard.press("Escape")
    expect(page.locator("[data-session]")).to_have_count(7)


def test_filters_are_chips_and_stand_in_the_address(
    open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(before=listing(*VARIED))
    page.get_by_label("Add a filter").select_option(label="Recording")
    page.get_by_role("combobox", name="Recording").select_option(label="poor")
    expect(page.locator("[data-session]")).to_have_count(1)
    assert names(page) == ["bulls"]
    expect(page.get_by_text("1 of 7")).to_be_visible()
    page.wait_for_url("**/?quality=poor")
    page.reload()
    expect(page.locator("[data-session]")).to_have_count(1)
    assert axe(page) == []
    page.get_by_role("button", name="Remove filter Recording: poor").click()
    expect(page.locator("[data-session]")).to_have_count(7)


def test_columns_order_and_say_so(open_page: OpenPage) -> None:
    page = open_page(before=listing(*VARIED))
    expect(page.locator("[data-session]").first).to_have_attribute("data-session", "tonight")
    head = page.get_by_role("columnheader", name="Net")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names(page)[:2] == ["hawks", "nets"]
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert names(page)[:2] == ["nets", "hawks"]
    page.wait_for_url("**/?sort=pnl")
    page.reload()
    expect(page.locator("[data-session]").first).to_have_attribute("data-session", "nets")


def test_arrows_walk_and_enter_opens(page: Page) -> None:
    expect(page.locator("[data-session]")).to_have_count(2)
    first, second = names(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[data-session={first}]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[data-session={second}]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[data-session={second}]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/s/{first}*")


def test_notes_are_found_too_and_lead_to_their_moment(
    open_page: OpenPage, film_room: Server
) -> None:
    page = open_page()
    expect(page.locator("[data-session]")).to_have_count(2)
    note = page.evaluate(
        """async () => (await fetch('/api/sessions/tennis/notes', {
          method: 'POST', headers: {'content-type': 'application/json'},
          body: JSON.stringify({kind: 'note', at_us: 1790000060000000, text: 'Zwerchfell wobbles'}),
        })).json()"""
    )
    try:
        page.keyboard.press("/")
        page.keyboard.type("zwerch")
        found = page.get_by_role("region", name="1 note").get_by_role("link")
        expect(found).to_contain_text("Zwerchfell wobbles")
        expect(found.locator("mark")).to_have_text("Zwerch")
        expect(found).to_have_attribute("href", "/s/tennis?t=1790000060000000")
    finally:
        page.evaluate(f"fetch('/api/notes/{note['id']}', {{method: 'DELETE'}})")


# --- importing ------------------------------------------------------------------------------


def captured(folder: Path) -> Path:
    path = folder / "capture.jsonl"
    later = BOOK | {"timestamp": str(T0 + 60_000)}
    path.write_text(f"{json.dumps(BOOK)}\n{json.dumps(later)}\n", "utf-8")
    return path


def test_chosen_files_become_a_session(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path
) -> None:
    page = open_page(server=serve(tmp_path / "home"))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="choose them").click()
    chooser.value.set_files(captured(tmp_path))
    card = page.get_by_role("article", name="Import of capture.jsonl")
    expect(card).to_contain_text("Imported")
    expect(card).to_contain_text("2 messages")
    expect(page.locator("[data-session]")).to_have_count(1)
    address = card.get_by_role("link", name="Open").get_attribute("href")
    assert address == f"/s/{names(page)[0]}"
    card.get_by_role("button", name="Dismiss").click()
    expect(card).to_have_count(0)


def test_dropped_files_are_taken_and_refusals_are_told(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path, watch: Watch
) -> None:
    watch.allow("status of 4")
    page = open_page(server=serve(tmp_path / "home"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    dragged = page.evaluate_handle(
        """() => { const carried = new DataTransfer();
          carried.items.add(new File(['no recording at all'], 'letter.txt'));
          return carried }"""
    )
    page.dispatch_event("main", "dragenter", {"dataTransfer": dragged})
    expect(page.get_by_text("Drop to import")).to_be_visible()
    page.dispatch_event("main", "drop", {"dataTransfer": dragged})
    expect(page.get_by_text("Drop to import")).to_have_count(0)
    card = page.get_by_role("article", name="Import of letter.txt")
    expect(card).to_contain_text("Not imported")
    expect(card.get_by_role("paragraph")).not_to_be_empty()


def test_an_upload_shows_how_far_it_is_and_can_be_given_up(open_page: OpenPage) -> None:
    page = open_page(before=lambda page: page.route("**/api/imports", lambda _: None))
    expect(page.locator("[data-session]").first).to_be_visible()
    page.set_input_files(
        "input[type=file]", {"name": "a.jsonl", "mimeType": "text/plain", "buffer": b"{}"}
    )
    card = page.get_by_role("article", name="Import of a.jsonl")
    expect(card.get_by_role("progressbar")).to_be_visible()
    card.get_by_role("button", name="Dismiss").click()
    expect(card).to_have_count(0)
