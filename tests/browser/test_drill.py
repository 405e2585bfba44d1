"""The drill in a real browser: before the answer nothing says what comes, when it was, or who."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from browser.looking import Device, OpenPage, Theme
from browser.room import eventually
from browser.serving import Server
from playwright.sync_api import Page, Response, expect

from gametape.library.database import address, open_engine
from gametape.library.practice.drills import DrillBook
from gametape.replay.film.building import film_of
from gametape.replay.film.track import Track
from gametape.simulate.corpus.taped import tape_planted
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("drill") / "home"
    folder = SessionFolder.create(home, "owls-at-foxes")
    tape_planted(folder, seed=2, rate=0.03)
    film_of(folder)
    return home


@pytest.fixture
def server(serve: Callable[..., Server], home: Path) -> Server:
    for kept in home.glob("gametape.db*"):
        kept.unlink()
    return serve(home)


class Heard:
    """Every body that the server sent, with its address."""

    def __init__(self) -> None:
        self._responses: list[Response] = []

    def listen(self, page: Page) -> None:
        page.on("response", lambda one: self._responses.append(one))

    def all(self) -> dict[str, bytes]:
        """API answers by address."""
        return {one.url: one.body() for one in self._responses if "/api/" in one.url}


def begin(page: Page, length: int = 5) -> None:
    page.get_by_role("button", name=str(length), exact=True).click()
    page.get_by_role("button", name="Begin a round").click()
    expect(page.get_by_role("heading", name=f"Moment 1 of {length}")).to_be_visible()
    expect(page.get_by_role("slider")).to_be_visible()


def test_nothing_of_the_future_or_of_who_it_was_is_here_before_the_answer(
    open_page: OpenPage, server: Server, home: Path
) -> None:
    heard = Heard()
    page = open_page("/drill", server=server, before=heard.listen)
    begin(page)
    expect(page.get_by_role("group", name="Your answer")).to_be_visible()
    eventually(page, lambda: any("/tracks/" in url for url in heard.all()))  # its book comes later
    before = heard.all()
    [tracks] = [body for url, body in before.items() if "/tracks/" in url]
    everything = b"\n".join([*before.values(), page.content().encode(), page.url.encode()])

    book = DrillBook(open_engine(address(home, "")))
    question = book.question(book.rounds()[0].id, 1)
    assert question is not None
    film = film_of(SessionFolder.open(home, "owls-at-foxes"))
    timeline = film.timeline()
    secrets = ["owls-at-foxes", timeline.title, str(question.moment.at_us)[:7]]
    for market in timeline.markets:
        secrets += [market.market, market.slug, market.event_slug]
        secrets += [word for one in market.outcomes for word in (one.asset, one.label)]
    secrets += [entry.order_id for entry in timeline.orders]
    secrets += [
        entry.score for entry in timeline.game if entry.at_us > question.moment.at_us + 60_000_000
    ]
    for secret in {one for one in secrets if len(one) > 3}:
        assert secret.encode() not in everything, secret
    # Of the rows the last is from before the moment, and what follows is refused.
    rows = film.track(timeline.assets[question.moment.asset].track)
    clip = msgspec.json.decode(next(b for u, b in before.items() if u.endswith("/timeline")))
    assert clip["to_us"] == 1_000_000_600_000_000
    cut = Track.load(tracks)
    assert cut.header.to_us <= clip["to_us"]
    assert cut.rows <= rows.rows_by(question.moment.at_us) + 1
    refused = page.request.get(f"{server.url}/api/drills/{question.round}/1/after/timeline")
    assert refused.status == 403
    assert page.request.get(f"{server.url}/api/drills/{question.round}/2").status == 409

    page.keyboard.press("p")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Open it in the film room")).to_be_visible()
    eventually(page, lambda: any("/after/tracks/" in url for url in heard.all()))


def test_a_whole_round_by_keyboard_counts_and_a_left_one_does_not(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page("/drill", server=server)
    begin(page)
    for number in range(1, 6):
        expect(page.get_by_role("heading", name=f"Moment {number} of 5")).to_be_visible()
        expect(page.get_by_role("group", name="Your answer")).to_be_visible()
        page.keyboard.press("b" if number % 2 else "p")
        page.keyboard.press("+")
        page.keyboard.press("3")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Open it in the film room")).to_be_visible()
        page.keyboard.press("Enter")
    expect(page.get_by_text("A whole blind round: it counts.")).to_be_visible()
    expect(page.get_by_text("1 whole round of 1.")).to_be_visible()
    begin(page)
    page.get_by_role("link", name="Sessions", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sessions")
    page.get_by_role("link", name="Drill", exact=True).click()
    expect(page.get_by_text("1 whole round of 2.")).to_be_visible()


@pytest.mark.parametrize(("device", "theme"), [("desktop", "dark"), ("phone", "light")])
def test_it_can_be_used_and_read_by_everybody(
    open_page: OpenPage,
    server: Server,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
    device: Device,
    theme: Theme,
) -> None:
    page = open_page("/drill", server=server, device=device, theme=theme)
    expect(page.get_by_role("button", name="Begin a round")).to_be_visible()
    shot(page, f"drill-start-{device}-{theme}")
    assert axe(page) == []
    begin(page)
    page.get_by_role("button", name="Sell").click()
    page.get_by_role("button", name="2, unsure").click()
    shot(page, f"drill-asking-{device}-{theme}")
    assert axe(page) == []
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Open it in the film room")).to_be_visible()
    shot(page, f"drill-answer-{device}-{theme}")
    assert axe(page) == []


def test_moments_like_one_are_a_key_away(
    open_page: OpenPage,
    server: Server,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
) -> None:
    page = open_page("/s/owls-at-foxes?t=1:20:00", server=server)
    expect(page.get_by_role("slider", name="Playhead")).to_be_visible()
    page.keyboard.press("w")
    expect(page.get_by_role("columnheader", name="Middle half")).to_be_visible()
    expect(
        page.get_by_role("list", name="Nearest moments").get_by_role("link").first
    ).to_be_visible()
    shot(page, "moments-desktop")
    assert axe(page) == []
