"""Pages follow a recording over real sockets; a slow one is told so and harms nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from api.listening_page import ALIVE, LISTS, Page
from api.served import GrowingTape, Served, served
from websockets.exceptions import ConnectionClosed

from gametape.api.live import following, live
from gametape.api.live.listener import Listener
from gametape.clock import SystemClock
from gametape.record.control.progress_file import ProgressFile
from gametape.replay.film.building import film_of
from gametape.replay.film.following import FilmFollower
from gametape.replay.film.track import Track
from gametape.replay.timeline import Timeline
from gametape.settings.model import Settings
from gametape.tape.lines import Line
from gametape.tape.session import SessionFolder

NOTE = "what the trader says, at length " * 1000


@pytest.fixture
def growing(home: Path) -> Iterator[GrowingTape]:
    """A recording named `running` that has begun, and has most of an evening before it."""
    with GrowingTape(home, "running", SessionFolder(home / "sessions" / "first")) as tape:
        tape.grow(500)
        yield tape


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until
        time.sleep(0.02)


def same_lists(one: Timeline, other: Timeline) -> None:
    for name in LISTS:
        assert getattr(one, name) == getattr(other, name), name


def is_whole(page: Page, tape: GrowingTape) -> None:
    """What the page put together is what the film of the whole tape says."""
    film = film_of(tape.folder)
    timeline = film.timeline()
    assert page.timeline is not None
    same_lists(page.timeline, timeline)
    assert page.timeline.assets == timeline.assets
    assert page.timeline.markets == timeline.markets
    assert page.timeline.to_us == timeline.to_us
    assert page.tracks.keys() == {track.index for track in timeline.tracks}
    for index, track in page.tracks.items():
        same_track(track, film.track(index))


def same_track(one: Track, other: Track) -> None:
    assert one.rows == other.rows
    assert one.times.tolist() == other.times.tolist()
    assert one.seqs.tolist() == other.seqs.tolist()
    for row in range(0, one.rows + 1, max(1, one.rows // 20)):
        one.seek_row(row)
        other.seek_row(row)
        assert (one.bids(), one.asks()) == (other.bids(), other.asks())


def read_for_ever(page: Page) -> None:
    while True:
        page.socket.recv(20)


def test_a_page_that_comes_in_the_middle_has_everything_at_the_end(
    server: Served, growing: GrowingTape
) -> None:
    page = Page(server.ws("running"))
    assert page.read() == "hello"
    assert page.timeline is not None
    assert page.timeline.live
    so_far = film_of(growing.folder).timeline()
    same_lists(page.timeline, so_far)
    page.read_to("snapshot")
    for _ in range(4):
        growing.grow(150)
        page.read_to("events")
    growing.grow()
    growing.close()
    page.read_all()
    assert page.over == {"type": "ended"}
    assert page.batches >= 4
    is_whole(page, growing)
    late = Page(server.ws("running"))
    assert late.read() == "ended"


def test_a_page_hears_how_far_the_reading_of_a_long_recording_is(
    server: Served, growing: GrowingTape, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "TELL_LINES", 50)
    monkeypatch.setattr(following, "TELL_S", 0)
    page = Page(server.ws("running"))
    assert page.read() == "catching_up"
    page.read_to("hello")
    page.read_to("snapshot")
    assert page.progress == sorted(page.progress)
    assert all(0 <= done <= 1 for done in page.progress)
    told = len(page.progress)
    growing.grow()
    growing.close()
    page.read_all()
    assert len(page.progress) == told  # what is new is no catching up
    is_whole(page, growing)


def test_a_server_with_nothing_to_say_says_that_it_is_there(
    server: Served, growing: GrowingTape, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "ALIVE_S", 0.05)
    page = Page(server.ws("running"), want=False)
    page.read_to("hello")
    assert [page.socket.recv(20) for _ in range(2)] == [ALIVE, ALIVE]


def test_a_page_that_is_there_before_the_first_line(server: Served, home: Path) -> None:
    source = SessionFolder(home / "sessions" / "first")
    with GrowingTape(home, "running", source) as tape:
        manifest = tape.folder.manifest_path.read_bytes()
        tape.folder.manifest_path.write_bytes(msgspec.json.encode(_without_markets(manifest)))
        page = Page(server.ws("running"))
        assert page.read() == "hello"
        assert page.timeline is not None
        assert page.timeline.tracks == []
        tape.folder.manifest_path.write_bytes(manifest)  # as a recorder does before it begins
        tape.grow()
        page.read_to("snapshot")  # a recording that ends sooner sends no book any more
        tape.close()
        page.read_all()
        is_whole(page, tape)


def _without_markets(manifest: bytes) -> dict[str, object]:
    found: dict[str, object] = msgspec.json.decode(manifest)
    return {**found, "markets": []}


def test_ten_listeners_share_one_follower(server: Served, growing: GrowingTape) -> None:
    pages = [Page(server.ws("running")) for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda page: page.read_to("snapshot"), pages))
        following = [one for one in threading.enumerate() if one.name == "follow running"]
        assert len(following) == 1
        assert "\ngametape_live_listeners 10\n" in server.http.get("/api/metrics").text
        growing.grow()
        growing.close()
        list(pool.map(Page.read_all, pages))
    for page in pages:
        is_whole(page, growing)
    wait_for(lambda: "\ngametape_live_listeners 0\n" in server.http.get("/api/metrics").text)


def test_who_joins_a_long_recording_late_waits_for_nothing(
    server: Served, growing: GrowingTape, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed = []

    class Counted(FilmFollower):
        def feed(self, line: Line) -> None:
            super().feed(line)
            fed.append(line.q)

    monkeypatch.setattr(following, "FilmFollower", Counted)
    monkeypatch.setattr(following, "TELL_LINES", 1)
    monkeypatch.setattr(following, "TELL_S", 0)
    with ProgressFile(growing.folder, SystemClock().wall_us) as told:
        told.tell(phase="recording")
        for _ in range(3):  # as every open page does, each five seconds
            server.http.get("/api/recordings").raise_for_status()
        wait_for(lambda: len(fed) >= 500)
        page = Page(server.ws("running"))
        assert page.read() == "hello"  # and not "catching_up": it had been read before
        page.read_to("snapshot")
        assert [one.name for one in threading.enumerate()].count("follow running") == 1
        assert fed == sorted(set(fed))
        growing.grow()
        growing.close()
    page.read_all()
    is_whole(page, growing)


def test_only_wanted_books_are_sent(server: Served, growing: GrowingTape) -> None:
    page = Page(server.ws("running"), want=False)
    page.read_to("hello")
    growing.grow()
    growing.close()
    page.read_all()
    assert page.tracks == {}
    assert page.batches >= 1


@pytest.fixture
def narrow(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server with little room for what a page has not read, so that a test can fill it."""
    monkeypatch.setattr(live, "Listener", lambda: Listener(100_000))
    with served(Settings(home=home), sndbuf=4096) as running:
        yield running


def test_a_stalled_listener_slows_nobody_and_begins_anew(
    narrow: Served, growing: GrowingTape
) -> None:
    stalled = Page(narrow.ws("running"), rcvbuf=4096)
    stalled.read_to("snapshot")
    others = [Page(narrow.ws("running")) for _ in range(3)]
    for page in others:
        page.read_to("snapshot")

    def lagged() -> bool:
        growing.note(NOTE)
        for page in others:
            page.read_to("events")
        return "\ngametape_live_lagged_total 1\n" in narrow.http.get("/api/metrics").text

    wait_for(lagged)
    growing.grow(300)
    for page in others:
        page.read_to("events")
    stalled.read_to("lagged")
    stalled.read_to("hello")
    stalled.read_to("snapshot")
    growing.grow()
    growing.close()
    for page in [stalled, *others]:
        page.read_all()
        is_whole(page, growing)
    assert (stalled.hellos, stalled.lagged) == (2, 1)
    assert [(page.hellos, page.lagged) for page in others] == [(1, 0)] * 3


def test_a_listener_that_never_reads_again_costs_a_bounded_queue(
    narrow: Served, growing: GrowingTape
) -> None:
    stalled = Page(narrow.ws("running"), rcvbuf=4096)
    stalled.read_to("snapshot")
    other = Page(narrow.ws("running"))
    other.read_to("snapshot")
    for _ in range(20):  # several times what may wait
        growing.note(NOTE)
        other.read_to("events")
    assert "\ngametape_live_lagged_total 1\n" in narrow.http.get("/api/metrics").text
    growing.close()
    other.read_all()
    is_whole(other, growing)


def test_the_server_ends_even_with_listeners_that_stalled(home: Path, growing: GrowingTape) -> None:
    with served(Settings(home=home), sndbuf=4096) as running:
        pages = [Page(running.ws("running")) for _ in range(3)]
        stalled = Page(running.ws("running"), rcvbuf=4096)
        for page in [*pages, stalled]:
            page.read_to("snapshot")
        for _ in range(6):
            growing.note(NOTE)
            pages[0].read_to("events")
    wait_for(lambda: not [one for one in threading.enumerate() if "follow" in one.name])


def test_a_session_that_is_not_there_or_not_recorded(server: Served) -> None:
    page = Page(server.ws("nothing"))
    assert page.read() == "failed"
    assert page.over is not None
    assert "no session" in page.over["error"]
    page = Page(server.ws("first"))
    assert page.read() == "ended"


def test_nonsense_from_a_page_ends_only_its_own_socket(
    server: Served, growing: GrowingTape
) -> None:
    good = Page(server.ws("running"))
    good.read_to("snapshot")
    for nonsense in (
        "{",
        "[]",
        '{"want": 5}',
        '{"want": [], "more": 1}',
        "x" * 70_000,
        b"\x00\xff",
    ):
        page = Page(server.ws("running"))
        page.read_to("hello")
        page.socket.send(nonsense)
        with pytest.raises(ConnectionClosed):
            read_for_ever(page)
    growing.grow()
    growing.close()
    good.read_all()
    is_whole(good, growing)


class Fussy(FilmFollower):
    """Finds after some lines that a market was no mirror, as a real one seldom does."""

    fed = 0

    def feed(self, line: Line) -> None:
        super().feed(line)
        self.fed += 1

    @property
    def broken(self) -> frozenset[str]:
        return frozenset() if self.both or self.fed < 700 else frozenset(["no such market"])


def test_a_belief_that_was_wrong_begins_everything_anew(
    server: Served, growing: GrowingTape, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "FilmFollower", Fussy)
    page = Page(server.ws("running"))
    page.read_to("snapshot")
    growing.grow(400)
    page.read_to("lagged")
    page.read_to("snapshot")
    growing.grow()
    growing.close()
    page.read_all()
    assert page.hellos == 2
    is_whole(page, growing)


def test_what_breaks_while_following_is_told(
    server: Served, growing: GrowingTape, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inside /somewhere/secret.py")

    page = Page(server.ws("running"))
    page.read_to("snapshot")
    monkeypatch.setattr(FilmFollower, "feed", broken)
    growing.grow(10)
    page.read_all()
    assert page.over is not None
    assert (page.over["type"], "secret" in str(page.over)) == ("failed", False)
    monkeypatch.undo()
    again = Page(server.ws("running"))  # the next one gets a new follower
    again.read_to("snapshot")
    growing.grow()
    growing.close()
    again.read_all()
    is_whole(again, growing)
