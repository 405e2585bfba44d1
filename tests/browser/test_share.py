"""A shared file in a real browser: from the disk, without a network, with rude words in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from browser.looking import DEVICES, Device, Theme, overflow
from browser.room import Room, eventually
from browser.serving import tape_evening
from browser.test_books_shown import LADDER, difference, go_to
from browser.watching import Watch
from playwright.sync_api import Browser, BrowserContext, Page, expect
from share.opened import Opened

from gametape.replay.bookat import book_at
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film
from gametape.share.choice import Choice, SharedNote
from gametape.share.comments import read_comments
from gametape.share.making import share
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

RUDE = "</script><script>rude = 1</script><img src=x onerror='rude = 1'>"
OPEN_S, SECONDS = 50, (41, 62, 88)
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SessionFolder:
    """An evening with own trades whose title, question and outcomes want to be scripts."""
    folder = tape_evening(tmp_path_factory.mktemp("share") / "home", "rude", duration_s=100)
    manifest = Manifest.load(folder.manifest_path)
    market, *others = manifest.markets
    outcomes = tuple(
        msgspec.structs.replace(one, label=f"{one.label} {RUDE}") for one in market.outcomes
    )
    rude = msgspec.structs.replace(market, question=f"Who wins {RUDE}?", outcomes=outcomes)
    changed = msgspec.structs.replace(manifest, title=f"A vs B {RUDE}", markets=[rude, *others])
    changed.save(folder.manifest_path)
    return folder


@pytest.fixture(scope="module")
def film(folder: SessionFolder) -> Film:
    return film_of(folder)


@pytest.fixture(scope="module")
def file(film: Film, built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shared file as it is made unless one asks for more."""
    timeline = film.timeline()
    note = SharedNote(
        kind="note", at_us=timeline.fills[0].at_us, to_us=None, title="", text=RUDE, tags=["early"]
    )
    at_us = timeline.from_us + OPEN_S * 1_000_000
    page = (built_page / "share.html").read_text("utf-8")
    (made,) = share(film, [note], Choice(at_us=at_us), page=page)
    path = tmp_path_factory.mktemp("shared") / "rude.html"
    path.write_bytes(made.html)
    return path


@pytest.fixture
def open_file(browser: Browser, watch: Watch, file: Path) -> Iterator[Opener]:
    """Open the file from the disk in a browser that reaches nobody."""
    contexts: list[BrowserContext] = []

    def opened(device: Device = "desktop", theme: Theme = "dark") -> Page:
        options = {"timezone_id": "America/New_York", "color_scheme": theme, **DEVICES[device]}
        context = browser.new_context(locale="en-US", **options)
        contexts.append(context)
        context.set_offline(True)
        watch.context(context, "file:///")
        page = context.new_page()
        page.goto(file.as_uri())
        expect(Room(page).clock).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def test_it_plays_from_the_disk_on_a_desktop(
    open_file: Opener,
    folder: SessionFolder,
    film: Film,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
) -> None:
    page = open_file()
    room = Room(page)
    room.at("0:00:50.0")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"A vs B {RUDE}")
    assert page.title().startswith(f"A vs B {RUDE}")
    timeline = film.timeline()
    for second in SECONDS:
        at_us = timeline.from_us + second * 1_000_000
        go_to(page, at_us)
        room.at(f"0:{second // 60:02}:{second % 60:02}.0")
        told = book_at(folder, str(at_us), timeline.tracks[0].asset, 0)
        eventually(page, lambda told=told: difference(page.evaluate(LADDER), told) == "")  # type: ignore[misc]
    shown = room.tab("Fills").inner_text()
    assert re.search(r"(Buy|Sell)\s+\d+ % @", shown)
    assert "$" not in page.locator("body").inner_text()
    before = room.seconds
    room.press("Space")
    eventually(page, lambda: room.seconds > before)
    room.press("Space")
    assert page.evaluate("'rude' in window") is False
    assert axe(page) == []
    shot(page, "share-desktop")


def test_it_opens_on_a_phone_in_the_light(
    open_file: Opener, axe: Callable[[Page], list[str]], shot: Callable[[Page, str], Path]
) -> None:
    page = open_file("phone", "light")
    Room(page).at("0:00:50.0")
    assert overflow(page) == 0
    page.get_by_role("tab", name="Notes").click()
    expect(page.get_by_role("list", name="Notes and comments")).to_contain_text(RUDE)
    page.get_by_role("button", name="About this file").click()
    expect(page.get_by_text("per cent of the largest position")).to_be_visible()
    shot(page, "share-phone-about")
    page.keyboard.press("Escape")
    assert page.evaluate("'rude' in window") is False
    assert axe(page) == []
    shot(page, "share-phone")


def test_comments_stay_with_the_viewer_and_go_back_as_a_file(
    open_file: Opener, tmp_path: Path, film: Film
) -> None:
    page = open_file()
    page.keyboard.press("n")
    page.keyboard.type("Why not wait? <b>")
    page.get_by_role("textbox", name="Your name").fill("Anna")
    page.get_by_role("button", name="Comment at").click()
    listed = page.get_by_role("list", name="Notes and comments")
    expect(listed).to_contain_text("Why not wait? <b>")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download 1 comment").click()
    path = tmp_path / "comments.json"
    waiting.value.save_as(path)
    found = read_comments(path.read_bytes())
    (comment,) = found.comments
    assert (found.session, comment.author, comment.text) == ("rude", "Anna", "Why not wait? <b>")
    assert comment.at_us == film.timeline().from_us + OPEN_S * 1_000_000
    page.reload()
    page.get_by_role("tab", name="Notes").click()
    expect(listed).to_contain_text("Why not wait? <b>")
    page.get_by_role("button", name="Delete comment").click()
    expect(page.get_by_role("button", name="Download")).to_be_hidden()


def test_what_was_left_out_is_nowhere_in_its_bytes(file: Path, film: Film) -> None:
    opened = Opened(file.read_bytes())
    timeline = film.timeline()
    said = opened.told.decode()
    names = {name for fill in timeline.fills for name in fill.key.split("/")}
    names |= {order.order_id for order in timeline.orders}
    assert [name for name in names if name in said] == []
    sizes = {fill.size for fill in timeline.fills}
    shown = {fill.size for fill in opened.timeline.fills}
    assert all(size % 1_000_000 == 0 and size <= 200_000_000 for size in shown)
    assert max(sizes) not in shown
    assert opened.elements.tags.count("script") == 4
