"""The Analysis tab: it asks before it tells the end, and leads back to every decision."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import msgspec
import pytest
from browser.looking import OpenPage, overflow
from browser.room import Room, open_room
from browser.serving import Server
from playwright.sync_api import Locator, Page, expect

from gametape.analyze.evidence import EvidenceLedger


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
