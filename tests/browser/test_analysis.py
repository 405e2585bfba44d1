"""The Analysis tab: it asks before it tells the end, and leads back to every decision."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
import pytest
from browser.looking import OpenPage, overflow
from browser.room import Room, open_room
from browser.serving import Server, judge
from playwright.sync_api import Locator, Page, expect

from gametape.analyze.evidence import EvidenceLedger
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder


@pytest.fixture
def room(open_page: OpenPage) -> Room:
    return open_room(open_page, "/s/basketball")


def opened(room: Room) -> Locator:
    """The tab with the future told."""
    panel = room.tab("Analysis")
    panel.get_by_role("button", name="Show it all the same").click()
    expect(panel.get_by_role("article").first).to_be_visible()
    return panel


def told(server: Server) -> EvidenceLedger:
    answer = httpx.get(f"{server.url}/api/sessions/basketball/analysis", timeout=60)
    return msgspec.json.decode(answer.content, type=EvidenceLedger)


def test_it_tells_nothing_before_it_is_asked(room: Room) -> None:
    asked: list[str] = []
    room.page.on("request", lambda request: asked.append(request.url))
    panel = room.tab("Analysis")
    expect(panel).to_contain_text("The future is hidden")
    expect(panel.get_by_role("article")).to_have_count(0)
    assert not [url for url in asked if url.endswith("/analysis")]


def test_every_trade_of_the_evidence_is_there_with_its_result(
    room: Room, film_room: Server
) -> None:
    panel = opened(room)
    ledger = told(film_room)
    expect(panel.get_by_role("article")).to_have_count(len(ledger.trades))
    for trade, card in zip(ledger.trades, panel.get_by_role("article").all(), strict=True):
        expect(card).to_contain_text(trade.outcome)
        cents = (abs(trade.net) + 5_000) // 10_000
        expect(card).to_contain_text(f"${cents // 100:,}.{cents % 100:02}")


def test_an_order_leads_to_the_moment_before_its_decision(room: Room, film_room: Server) -> None:
    panel = opened(room)
    ledger = told(film_room)
    order = ledger.trades[0].orders[0]
    panel.get_by_role("article").first.get_by_role(
        "button", name=re.compile("Buy|Sell")
    ).first.click()
    start = httpx.get(f"{film_room.url}/api/sessions/basketball/timeline", timeout=60).json()
    wanted = max(0, (order.before_us - start["from_us"]) // 100_000)
    seconds, tenth = divmod(wanted, 10)
    room.at(f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{tenth}")


def test_details_say_what_was_measured(room: Room) -> None:
    panel = opened(room)
    more = panel.get_by_role("button", name=re.compile("^(more|less) of order")).first
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(panel.get_by_text("decided, known by")).to_be_visible()


@pytest.mark.parametrize(("device", "theme"), [("desktop", "dark"), ("phone", "light")])
def test_it_can_be_read_by_everybody(
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], object],
    device: str,
    theme: str,
) -> None:
    room = open_room(open_page, "/s/basketball", device=device, theme=theme)
    panel = opened(room)
    panel.get_by_role("button", name=re.compile("^(more|less) of order")).first.click()
    assert overflow(room.page) == 0
    assert axe(room.page) == []
    shot(room.page, f"analysis {device} {theme}")


@pytest.fixture
def judged(serve: Callable[..., Server], tmp_path: Path, evening_home: Path) -> Server:
    """A server over a data folder of one's own with a whole evening in it."""
    return serve(Path(shutil.copytree(evening_home, tmp_path / "home")))


def test_a_label_says_why_and_takes_a_word(open_page: OpenPage, judged: Server) -> None:
    room = open_room(open_page, "/s/evening", server=judged)
    panel = opened(room)
    chip = panel.get_by_role("button", name=re.compile("by the look of it|probably|very likely"))
    chip.first.click()
    expect(panel.get_by_text("Random moments that fit as well").first).to_be_visible()
    expect(panel.get_by_text("What was known then").first).to_be_visible()
    room.press("c")
    expect(panel.get_by_text("confirmed")).to_have_count(1)
    room.press("x")
    expect(panel.get_by_text("rejected")).to_have_count(1)
    panel.get_by_role("button", name="Wrong").first.click()
    expect(panel.get_by_text("rejected")).to_have_count(0)
    room.press("c")
    expect(panel.get_by_text("confirmed")).to_have_count(1)
    room.page.reload()
    expect(room.clock).to_be_visible()
    expect(opened(room).get_by_text("confirmed")).to_have_count(1)


def test_the_report_leads_to_the_moments_it_tells_of(
    open_page: OpenPage,
    judged: Server,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], object],
) -> None:
    page = open_page("/s/evening/report", server=judged)
    expect(page.get_by_role("heading", name="Overall")).to_be_visible()
    expect(page.get_by_text("Written by gametape")).to_be_visible()
    assert axe(page) == []
    shot(page, "report desktop dark")
    link = page.get_by_role("region", name="Trade by trade").get_by_role("link").first
    wanted = re.search(r"[?&]t=(\d+)", link.get_attribute("href") or "")
    assert wanted is not None
    link.click()
    room = Room(page)
    expect(room.clock).to_be_visible()
    start = httpx.get(f"{judged.url}/api/sessions/evening/timeline", timeout=60).json()["from_us"]
    tenths, shown = (int(wanted[1]) - start) // 100_000, round(room.seconds * 10)
    assert shown == tenths


def test_a_report_on_a_phone_in_the_light(
    open_page: OpenPage,
    judged: Server,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], object],
) -> None:
    page = open_page("/s/evening/report", server=judged, device="phone", theme="light")
    expect(page.get_by_role("heading", name="Overall")).to_be_visible()
    assert overflow(page) == 0
    assert axe(page) == []
    shot(page, "report phone light")


def test_a_session_without_own_trades_has_a_report_too(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    folder = SessionFolder.create(home, "watched")
    script = make_evening("tennis", seed=3, duration_s=60, markets=["moneyline"], trader=None)
    EveningTape(script).write(folder)
    judge(home)
    server = serve(home)
    page = open_page("/s/watched/report", server=server)
    expect(page.get_by_text("There is nothing to judge")).to_be_visible()
    room = open_room(open_page, "/s/watched", server=server)
    panel = room.tab("Analysis")
    panel.get_by_role("button", name="Show it all the same").click()
    expect(panel.get_by_text("no own trades")).to_be_visible()
