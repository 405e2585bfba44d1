"""The progress page in the browser: rows with their moments, goals, a comparison, and no noise."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from analyze.population.seasons import repeated
from browser.looking import OpenPage, overflow
from browser.serving import Server
from playwright.sync_api import Page, expect

from gametape.library.judged.summaries import keep_summary
from gametape.tape.session import SessionFolder

SESSIONS = 18


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the summaries of a season: progress needs no tapes."""
    home = tmp_path_factory.mktemp("progress") / "home"
    for one in repeated("planted", SESSIONS):
        folder = SessionFolder.create(home, one.slug)
        folder.columns.mkdir()
        keep_summary(folder, one)
    return home


def opened(page: Page) -> Page:
    expect(page.get_by_role("heading", level=1)).to_have_text("Progress")
    expect(page.get_by_text(f"{SESSIONS} sessions with own trades")).to_be_visible()
    return page


def test_rows_open_their_moments_and_keys_move_between_them(
    home: Path,
    serve: Callable[..., Server],
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
) -> None:
    page = opened(open_page("/progress?since=2026-10-05", server=serve(home)))
    rows = page.locator("button[data-row]")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    panic = page.get_by_role("button", name="Sold in panic, of sharp moves against a position")
    panic.first.click()
    moments = page.locator("article", has=panic.first).get_by_role("link")
    expect(moments.first).to_have_attribute("href", re.compile(r"^/s/season-planted-.*\?t=\d+$"))
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("row", name="net of a session")).to_be_visible()
    shot(page, "progress-desktop-dark")
    assert axe(page) == []
    assert overflow(page) == 0


def test_a_goal_is_set_shown_and_given_up(
    home: Path, serve: Callable[..., Server], open_page: OpenPage
) -> None:
    page = opened(open_page("/progress", server=serve(home)))
    goals = page.get_by_role("region", name="Goals")
    goals.get_by_role("spinbutton").fill("45")
    goals.get_by_role("button", name="Set goal").click()
    expect(goals.get_by_text("Wait 45 s after a score")).to_have_count(2)
    expect(goals.get_by_text("Kept", exact=False).first).to_be_visible()
    goals.get_by_role("button", name="Give up").click()
    expect(goals.get_by_role("button", name="Give up")).to_have_count(0)


def test_on_a_phone_in_the_light(
    home: Path,
    serve: Callable[..., Server],
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
) -> None:
    page = opened(open_page("/progress", server=serve(home), device="phone", theme="light"))
    expect(page.get_by_role("heading", name="Side by side")).to_be_attached()
    shot(page, "progress-phone-light")
    assert axe(page) == []
    assert overflow(page) == 0
