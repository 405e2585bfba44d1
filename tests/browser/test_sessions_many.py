"""Many sessions: selected, deleted and brought back, and two thousand of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from browser.looking import OpenPage
from browser.serving import Server, tape_evening
from browser.shelf import T0, listing, names, row
from playwright.sync_api import Page, expect


def test_sessions_go_to_the_trash_and_come_back(
    open_page: OpenPage,
    serve: Callable[..., Server],
    tmp_path: Path,
    axe: Callable[[Page], list[str]],
) -> None:
    for slug in ("first", "second", "third"):
        tape_evening(tmp_path / "home", slug, duration_s=4, rate=0.1)
    page = open_page(server=serve(tmp_path / "home"))
    expect(page.locator("[data-session]")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    bar = page.get_by_role("region", name="Selected sessions")
    expect(bar).to_contain_text("2 sessions selected")
    assert axe(page) == []
    left = names(page)[2]
    page.keyboard.press("Delete")
    question = page.get_by_role("dialog", name="Delete 2 sessions?")
    question.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-session]")).to_have_count(3)
    bar.get_by_role("button", name="Delete").click()
    question.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("2 sessions moved to the trash.")).to_be_visible()
    expect(page.locator("[data-session]")).to_have_count(1)
    assert names(page) == [left]
    page.keyboard.press("u")
    expect(page.locator("[data-session]")).to_have_count(3)
    page.get_by_role("row").filter(has=page.locator(f"[data-session={left}]")).get_by_role(
        "button", name="Delete"
    ).click(force=True)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator("[data-session]")).to_have_count(2)
    page.get_by_role("link", name="Trash").click()
    page.wait_for_url("**/trash")
    expect(page.get_by_role("button", name="Restore")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-session]")).to_have_count(3)


def test_the_trash_is_emptied_after_a_question(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path
) -> None:
    tape_evening(tmp_path / "home", "only", duration_s=4, rate=0.1)
    page = open_page(server=serve(tmp_path / "home"))
    page.evaluate("fetch('/api/sessions/only', {method: 'DELETE'}).then(() => 1)")
    page.goto(page.url + "trash")
    page.get_by_role("button", name="Empty the trash").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("1 session removed for good.")).to_be_visible()
    assert list((tmp_path / "home" / "trash").iterdir()) == []


def test_two_thousand_sessions_build_only_what_is_in_sight(open_page: OpenPage) -> None:
    many = [row(f"s{at:04}", from_us=T0 * 1000 - at) for at in range(2000)]
    page = open_page(before=listing(*many))
    first = page.locator("[data-session=s0000]")
    expect(first).to_be_visible()
    assert page.locator("[data-session]").count() < 60
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator("[data-session=s1999]")
    expect(last).to_be_in_viewport()
    assert page.locator("[data-session]").count() < 60
    expect(page.get_by_role("row").filter(has=last)).to_have_attribute("aria-rowindex", "2001")
    page.keyboard.press("ArrowDown")  # the first: it is not built at this time
    expect(first).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("region", name="Selected sessions")).to_contain_text("2000 sessions")
