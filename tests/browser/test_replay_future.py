"""No look-ahead: two evenings, equal up to T and different after it, are the same page at T.

Compared are the page's whole markup, its accessibility tree, title and address, and every pixel of
the tape and of the overview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser.looking import OpenPage
from browser.room import eventually, open_room
from browser.serving import Server, ServerHere, judge, tape_evening

from gametape.replay.film.building import film_of
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.tape.records import NoteRecord, encode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

SECOND = 1_000_000
SLUG = "game"
LOOKS = 5
"""How often to look again on a busy machine; what differs for good differs each time."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole") / "home"
    tape_evening(home, SLUG, markets=("moneyline", "total"), duration_s=240)
    judge(home)
    return home


def moments(home: Path) -> dict[str, int]:
    """Offsets in milliseconds: just before a fill, just after it, and within a cell."""
    timeline = film_of(SessionFolder(home / "sessions" / SLUG)).timeline()
    fills = [fill.at_us for fill in timeline.fills]
    middle = fills[len(fills) // 2]
    offset = (middle - timeline.from_us) // 1000
    return {"before-a-fill": offset, "after-a-fill": offset + 1, "within-a-cell": offset + 7_113}


def cut_off(home: Path, whole: Path, at_us: int, tail: Callable[[list[Line]], list[Line]]) -> None:
    """A session of the same name whose tape is the other's up to a time, and then another."""
    source = SessionFolder(whole / "sessions" / SLUG)
    folder = SessionFolder.create(home, SLUG)
    folder.manifest_path.write_bytes(source.manifest_path.read_bytes())
    lines = [line for line in read_tape(source) if line.k not in ("segment", "end")]
    with TapeWriter(folder) as tape:
        for line in lines:
            if line.t <= at_us:
                tape.append(line.k, line.c, bytes(line.raw), line.t)
        for line in tail([line for line in lines if line.t > at_us]):
            tape.append(line.k, line.c, bytes(line.raw), line.t)
        late = at_us + 30 * SECOND
        note = encode_record(NoteRecord(text="A comeback for the ages", at_us=late))
        tape.append("note", "gametape.tape", note, late)
    judge(home)


def nothing_more(_lines: list[Line]) -> list[Line]:
    return []


def another_game(lines: list[Line]) -> list[Line]:
    """A third of it, and no own orders: other trades, other lengths, another end."""
    return [line for line in lines[: len(lines) // 3] if line.k != "user"]


@pytest.fixture(scope="module")
def servers(whole: Path, built_page: Path) -> Iterator[Callable[[Path], Server]]:
    running: dict[Path, Server] = {}

    def over(home: Path) -> Server:
        if home not in running:
            running[home] = ServerHere(home)
        return running[home]

    yield over
    for server in running.values():
        server.stop()


_PIXELS = """() => [...document.querySelectorAll('canvas')].map((canvas) =>
  canvas.toDataURL())"""


def seen(open_page: OpenPage, server: Server, path: str, **options: Any) -> dict[str, Any]:
    """All that a page shows, in words and pixels."""
    room = open_room(open_page, path, server=server, **options)
    page = room.page
    page.wait_for_function("() => document.fonts.status === 'loaded'")

    def settled(look: Callable[[], Any]) -> Any:
        """What is seen once two looks agree: addresses, lists and pictures come a moment later."""
        told = look()
        for _ in range(LOOKS):
            page.wait_for_timeout(300)
            before, told = told, look()
            if told == before:
                break
        return told

    settled(lambda: page.evaluate(_PIXELS))
    found: dict[str, Any] = {
        "title": page.title(),
        "address": urlsplit(page.url)._replace(scheme="", netloc="").geturl(),
    }
    for tab in ("Fills", "Game", "Notes", "Trades"):
        room.tab(tab)
        found[f"markup {tab}"] = settled(
            lambda: page.locator("#app").evaluate("node => node.outerHTML")
        )
        found[f"tree {tab}"] = page.locator("body").aria_snapshot()
    found["pixels"] = page.evaluate(_PIXELS)
    page.close()
    return found


@pytest.mark.parametrize(
    ("where", "tail"),
    [
        ("before-a-fill", nothing_more),
        ("before-a-fill", another_game),
        ("after-a-fill", another_game),
        ("within-a-cell", nothing_more),
    ],
)
def test_twins_are_one_page_until_they_part(
    open_page: OpenPage,
    servers: Callable[[Path], Server],
    whole: Path,
    tmp_path: Path,
    where: str,
    tail: Callable[[list[Line]], list[Line]],
) -> None:
    offset_ms = moments(whole)[where]
    start_us = film_of(SessionFolder(whole / "sessions" / SLUG)).timeline().from_us
    twin = tmp_path / "home"
    cut_off(twin, whole, start_us + offset_ms * 1000, tail)
    server = ServerHere(twin)
    try:
        looks: list[tuple[str, dict[str, Any]]] = [("z=60", {"device": "desktop"})]
        if where == "before-a-fill" and tail is another_game:
            looks += [("z=all", {"device": "desktop"}), ("z=20", {"device": "phone"})]
        for zoom, options in looks:
            path = f"/s/{SLUG}?t={offset_ms // 1000}.{offset_ms % 1000:03d}&{zoom}"
            one, other = {"": 0}, {"": 1}
            for _ in range(LOOKS):  # one of them may not have loaded all of it when it was seen
                one = seen(open_page, servers(whole), path, **options)
                other = seen(open_page, server, path, **options)
                if one == other:
                    break
            for what, shown in one.items():
                assert shown == other[what], f"{what} at {path}"
    finally:
        server.stop()


def test_with_the_future_shown_twins_differ(
    open_page: OpenPage, servers: Callable[[Path], Server], whole: Path, tmp_path: Path
) -> None:
    """The comparison can fail: the same pages without the blindfold are not the same."""
    offset_ms = moments(whole)["before-a-fill"]
    start_us = film_of(SessionFolder(whole / "sessions" / SLUG)).timeline().from_us
    twin = tmp_path / "home"
    cut_off(twin, whole, start_us + offset_ms * 1000, nothing_more)
    server = ServerHere(twin)
    try:
        looks = []
        for each in (servers(whole), server):
            room = open_room(open_page, f"/s/{SLUG}?t={offset_ms // 1000}&z=60", server=each)
            hidden = room.page.evaluate(_PIXELS)
            room.press("h")
            eventually(room.page, lambda: room.page.evaluate(_PIXELS) != hidden)  # noqa: B023
            looks.append((room.page.evaluate(_PIXELS), room.page.locator("body").aria_snapshot()))
        assert looks[0][0] != looks[1][0]
        assert looks[0][1] != looks[1][1]
    finally:
        server.stop()
