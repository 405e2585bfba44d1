"""The room in every state: opening, failing, in a hole, settled, without a book, live and lost."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from api.served import GrowingTape
from browser.looking import OpenPage, overflow
from browser.room import Room, clock_seconds, eventually, open_room
from browser.serving import Server, tape_evening
from browser.watching import Watch
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from gametape.tape.session import SessionFolder

GOLDEN = Path(__file__).parents[1] / "golden" / "film"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"

CLOCK_READER = """
    window.clockTexts = [];
    new MutationObserver(() => {
        const text = document.querySelector('[aria-label="Playback"] time')?.textContent;
        if (text && text !== window.clockTexts.at(-1)) window.clockTexts.push(text);
    }).observe(document, {subtree: true, childList: true, characterData: true});
"""


def golden(
    name: str, change: Callable[[dict[str, object]], None] = lambda _: None
) -> Callable[[Page], None]:
    """Let a page see a golden film in place of the session that it asks for."""

    def before(page: Page) -> None:
        timeline = json.loads((GOLDEN / name / "timeline.json").read_bytes())
        change(timeline)

        def track(route: Route) -> None:
            index = route.request.url.split("/tracks/")[1].split("?")[0]
            body = (GOLDEN / name / f"{index}.track").read_bytes()
            route.fulfill(body=body, content_type="application/octet-stream")

        page.route("**/timeline", lambda route: route.fulfill(json=timeline))
        page.route("**/tracks/*", track)

    return before


def test_a_session_that_does_not_open_says_why_and_what_to_do(
    open_page: OpenPage, watch: Watch, axe: Callable[[Page], list[str]]
) -> None:
    watch.allow("status of (404|500)")
    page = open_page("/s/nothing-of-this-name")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("This session cannot be shown")
    expect(alert).to_contain_text("The recording itself is untouched.")
    expect(alert.get_by_role("button", name="Try again")).to_be_visible()
    expect(alert.get_by_role("link", name="All sessions")).to_have_attribute("href", "/")
    assert axe(page) == []


def test_beside_a_long_name_the_markets_can_still_be_tapped(open_page: OpenPage) -> None:
    page = open_page("/s/tennis?t=60", device="phone")
    box = page.get_by_role("combobox", name="Market").bounding_box()
    assert box is not None
    assert box["width"] >= 44
    assert overflow(page) == 0


def test_trying_again_opens_it(open_page: OpenPage, watch: Watch) -> None:
    watch.allow("status of 500")
    answers = iter([500])

    def once(route: Route) -> None:
        status = next(answers, None)
        if status is None:
            route.fallback()
        else:
            route.fulfill(
                status=status, json={"error": "The disk is full.", "way_out": "Free some."}
            )

    page = open_page(
        "/s/basketball", before=lambda page: page.route("**/basketball/timeline", once)
    )
    expect(page.get_by_role("alert")).to_contain_text("The disk is full.")
    expect(page.get_by_role("alert")).to_contain_text("Free some.")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("slider")).to_be_visible()


def test_opening_shows_how_far_it_is(open_page: OpenPage) -> None:
    def slow(route: Route) -> None:
        route.fulfill(status=202, json={"building": True, "done": 0.42})

    page = open_page("/s/basketball", before=lambda page: page.route("**/timeline", slow))
    expect(page.get_by_role("status").filter(has_text="Developing the film, 42 %")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0.42")


def test_in_a_hole_nothing_is_known_and_nothing_of_its_end(
    open_page: OpenPage, shot: Callable[[Page, str], Path]
) -> None:
    room = open_room(open_page, "/s/basketball?t=6.5&z=10&m=0", before=golden("faults"))
    page = room.page
    expect(page.locator(".badge").filter(has_text="No data · silent for 15 s")).to_be_visible()
    expect(page.get_by_role("region", name="Order book", exact=True)).to_contain_text("no data")
    expect(page.locator(".share")).to_contain_text("unknown")
    badge = page.get_by_role("button", name="no data now")
    badge.click()
    expect(page.get_by_text("0:00:06, not over yet: silent for 15 s")).to_be_visible()
    shot(page, "room-gap")
    page.keyboard.press("Escape")
    room.press("e")
    room.at("0:00:07.0")
    expect(page.get_by_role("button", name=re.compile("holes? so far"))).to_be_visible()


def test_autoplay_jumps_over_a_hole(open_page: OpenPage) -> None:
    def before(page: Page) -> None:
        golden("faults")(page)
        page.add_init_script(CLOCK_READER)

    address = "/s/basketball?t=6.1&z=10&m=0&play=1"
    room = open_room(open_page, address, before=before, alone=True)
    eventually(room.page, lambda: room.seconds >= 7)
    shown = [clock_seconds(text) for text in room.page.evaluate("window.clockTexts")]
    assert shown  # on its way it stood nowhere inside
    assert [at for at in shown if 6.3 < at < 6.95] == []
    assert room.page.locator("p.badge").count() == 0


def test_a_position_in_a_hole_has_no_value(open_page: OpenPage) -> None:
    def broken(timeline: dict[str, object]) -> None:
        validity: dict[str, list[dict[str, object]]] = timeline["validity"]  # type: ignore[assignment]
        fills: list[dict[str, object]] = timeline["fills"]  # type: ignore[assignment]
        at = max(int(str(fill["at_us"])) for fill in fills) + 1
        lost = {"seq": 9_999, "at_us": at, "valid": False, "reason": "cable out"}
        for entries in validity.values():
            entries[:] = [entry for entry in entries if int(str(entry["at_us"])) < at] + [lost]
        timeline["resolved"] = []  # a market that is decided needs no book
        timeline["rules"] = []

    room = open_room(open_page, "/s/basketball?t=9.9&z=10&m=0", before=golden("basketball", broken))
    room.press("End")
    money = room.page.get_by_role("button", name=re.compile("P&L at playhead"))
    expect(money).not_to_contain_text("flat")
    expect(money).to_contain_text("unknown")
    money.click()
    expect(room.page.locator(".card:popover-open")).to_contain_text("cable out")


def test_a_session_without_a_book_says_so(open_page: OpenPage) -> None:
    def empty(timeline: dict[str, object]) -> None:
        timeline["tracks"], timeline["assets"], timeline["validity"] = [], {}, {}

    room = open_room(open_page, "/s/basketball?t=2", before=golden("faults", empty))
    expect(room.page.get_by_text("This recording holds no order book")).to_be_visible()
    expect(room.page.get_by_role("button", name="no order book")).to_be_visible()
    room.tab("Trades")
    expect(room.page.get_by_text("holds no order book and no trades")).to_be_visible()


def test_odds_have_their_own_ladder_and_absent_orders_are_said(open_page: OpenPage) -> None:
    def betfair(timeline: dict[str, object]) -> None:
        timeline["venue"] = "betfair"
        timeline["orders"], timeline["fills"] = [], []
        timeline["links"] = []

    room = open_room(open_page, "/s/basketball?t=30", before=golden("odds", betfair))
    room.press("5")
    book = room.page.get_by_role("region", name="Order book", exact=True)
    expect(book).to_contain_text("to back")
    expect(room.page.get_by_text("not recorded")).to_be_visible()
    room.tab("Fills")
    expect(room.page.get_by_role("tabpanel")).to_contain_text("nobody’s own orders")


def test_a_real_betfair_game_plays(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path
) -> None:
    game = SHARED / "betfair" / "nba_cavaliers_timberwolves" / "1-166811431.bz2"
    if not game.exists():
        pytest.skip(f"no recordings in {SHARED}")
    home = tmp_path / "home"
    home.mkdir()
    server = serve(home)
    done = subprocess.run(
        [sys.executable, "-m", "gametape", "import", str(game), "--json"],
        env={"GAMETAPE_HOME": str(home), "PATH": ""},
        capture_output=True,
        check=True,
    )
    slug = json.loads(done.stdout)["session"]
    room = open_room(open_page, f"/s/{slug}?z=600", server=server)
    before = room.seconds
    assert before > 3600  # it opens where the game was to begin, hours into the recording
    room.press("Space")
    eventually(room.page, lambda: room.seconds > before + 0.3)
    expect(room.page.get_by_role("table")).to_contain_text(re.compile(r"\d\.\d"))


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a minute of a game, named `first`."""
    home = tmp_path_factory.mktemp("minute") / "home"
    tape_evening(home, "first", duration_s=60)
    return home


@pytest.fixture
def growing(tmp_path: Path, minute: Path) -> Iterator[GrowingTape]:
    """A recording named `running`, under way."""
    home = Path(shutil.copytree(minute, tmp_path / "home"))
    source = SessionFolder.open(home, "first")
    with GrowingTape(home, "running", source) as tape:
        tape.grow(1200)
        yield tape


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def live_room(
    open_page: OpenPage, serve: Callable[..., Server], growing: GrowingTape, wire: Wire
) -> Room:
    server = serve(growing.folder.root.parents[1])
    room = open_room(open_page, "/s/running", server=server, before=wire.through, alone=True)
    expect(room.page.locator(".live.on")).to_be_visible()
    return room


class Wire:
    """The way between a page and its server's live messages: counts them, and can be cut."""

    def __init__(self) -> None:
        self.messages = 0
        self.cut = False
        self.spoiled = False  # whether books arrive as something else
        self._open: list[WebSocketRoute] = []

    def through(self, page: Page) -> None:
        """Lay it, before the page goes to its address."""
        page.route_web_socket(re.compile("/live$"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.cut:
            socket.close(reason="the cable is out")
            return
        server = socket.connect_to_server()
        self._open.append(socket)

        def pass_on(message: str | bytes) -> None:
            if not self.cut:
                self.messages += 1
                book = isinstance(message, bytes)
                socket.send(b"\x01\0\0\0\0no book" if book and self.spoiled else message)

        server.on_message(pass_on)

    def pull(self) -> None:
        """Pull the cable; it stays out until `cut` is False again."""
        self.cut = True
        for socket in self._open:
            socket.close(reason="the cable is out")


def pictures(room: Room) -> list[object]:
    """All that is to be seen: the clock, the document and every canvas."""
    pixels = "[...document.querySelectorAll('canvas')].map((one) => one.toDataURL())"
    page = room.page
    return [
        room.seconds,
        page.evaluate("document.querySelector('#app').outerHTML"),
        page.evaluate(pixels),
    ]


def still(room: Room) -> list[object]:
    """What is to be seen once nothing moves any more."""
    seen: list[object] = []

    def stands() -> bool:
        before, seen[:] = list(seen), pictures(room)
        room.page.wait_for_timeout(200)
        return before == seen

    eventually(room.page, stands)
    return seen


def test_a_running_recording_is_followed_and_scrubbed(
    live_room: Room, growing: GrowingTape, wire: Wire, shot: Callable[[Page, str], Path]
) -> None:
    room = live_room
    chip = room.page.get_by_role("button", name="LIVE")
    on = room.page.locator(".live.on")
    first = room.seconds
    growing.grow(400)
    eventually(room.page, lambda: room.seconds > first)
    shot(room.page, "room-live")

    room.press("ArrowLeft", "Space")  # back, and stand still there
    expect(on).to_have_count(0)
    stood, messages = still(room), wire.messages
    growing.grow(400)
    eventually(room.page, lambda: wire.messages > messages)
    assert still(room) == stood  # what came meanwhile moves nothing

    here = room.seconds
    room.press("l")
    expect(on).to_be_visible()
    eventually(room.page, lambda: room.seconds > here + 5)
    room.press("ArrowLeft", "End")
    expect(on).to_be_visible()
    room.press("ArrowLeft")
    chip.click()
    expect(on).to_be_visible()


def test_the_end_of_a_recording_is_told(live_room: Room, growing: GrowingTape) -> None:
    growing.grow()
    growing.close()
    expect(live_room.page.locator(".live")).to_have_count(0)
    live_room.press("Home")
    live_room.at("0:00:00.0")


def test_a_lost_server_is_told_and_found_again(
    live_room: Room,
    growing: GrowingTape,
    wire: Wire,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
) -> None:
    room = live_room
    last = room.seconds
    lost = room.page.get_by_role("status").filter(has_text="Reconnecting")
    wire.pull()
    expect(lost).to_be_visible()
    room.press("ArrowLeft")  # what is here can still be looked at
    expect(room.page.get_by_role("button", name="LIVE")).to_be_visible()
    expect(room.page.locator(".live.on")).to_have_count(0)
    growing.grow(400)
    alert = room.page.get_by_role("alert").filter(has_text="No connection to the gametape server")
    expect(alert).to_contain_text(re.compile(r"since \d\d:\d\d:\d\d\. .* goes on"))
    expect(alert.get_by_role("link", name="Sessions")).to_have_attribute("href", "/")
    assert axe(room.page) == []
    shot(room.page, "room-lost")
    wire.cut = False  # it is found again without anybody's doing, or sooner with
    expect(alert).to_have_count(0)
    expect(lost).to_have_count(0)
    room.press("l")
    eventually(room.page, lambda: room.seconds > last)


def test_books_that_cannot_be_read_are_said_with_a_way_out(live_room: Room, wire: Wire) -> None:
    room = live_room
    room.press("ArrowLeft", "Space")
    expect(room.page.locator(".live.on")).to_have_count(0)
    stood = still(room)[0]
    wire.spoiled = True
    wire.pull()
    wire.cut = False
    alert = room.page.get_by_role("alert").filter(has_text="cannot be read")
    expect(alert).to_contain_text("It goes on being recorded.")
    expect(room.page.get_by_text("Reconnecting")).to_have_count(0)
    wire.spoiled = False
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)
    expect(room.page.get_by_role("table", name=re.compile("^Order book"))).to_be_visible()
    assert room.seconds == stood  # where one stood before


def test_the_video_pane_is_there_when_the_server_has_gone(
    serve: Callable[..., Server], film_home: Path, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket")
    server = serve(film_home, {})
    room = open_room(open_page, "/s/basketball", server=server)
    fetched = "performance.getEntriesByType('resource').map((one) => one.name).join(' ')"
    eventually(room.page, lambda: "/VideoPanel-" in room.page.evaluate(fetched))
    server.stop()
    room.press("v")
    expect(room.page.get_by_role("region", name="Video")).to_be_visible()
