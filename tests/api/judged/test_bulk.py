"""Many sessions analysed by the server: it goes on by itself, is joined, stopped, asked again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from api.served import Served

from gametape.api.judged.analyses import Analyses
from gametape.api.judged.bulk import Bulk, BulkState
from gametape.errors import TapeError
from gametape.library.judged.analyses import FILE, current_analysis
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

PATIENCE_S = 120


def state(server: Served) -> BulkState:
    return msgspec.json.decode(server.http.get("/api/analyses").content, type=BulkState)


def ended(server: Served) -> BulkState:
    """What the job says once it has ended; every look is one of a page opened anew."""
    until = time.monotonic() + PATIENCE_S
    while (told := state(server)).running:
        assert told.of == 2
        assert time.monotonic() < until
        time.sleep(0.1)
    return told


def test_it_goes_on_without_its_page_and_makes_only_what_changed(
    server: Served, home: Path
) -> None:
    assert state(server) == BulkState()
    wish = {"sessions": ["first", "nobody", "first"]}
    assert server.http.post("/api/analyses", json=wish).json()["running"]
    told = ended(server)
    assert (told.of, told.analysed, told.failed, told.stopped) == (2, 1, 1, False)
    assert "nobody" in told.problem
    folder = SessionFolder(home / "sessions" / "first")
    assert current_analysis(folder) is not None
    before = (folder.columns / FILE).stat().st_mtime_ns
    server.http.post("/api/analyses", json=wish)
    assert ended(server).analysed == 1
    assert (folder.columns / FILE).stat().st_mtime_ns == before


def test_another_site_and_a_wish_for_nothing_are_refused(standing: Served) -> None:
    theirs = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for answer in (
        standing.http.post("/api/analyses", json={"sessions": ["first"]}, headers=theirs),
        standing.http.delete("/api/analyses", headers=theirs),
    ):
        assert answer.status_code == 403
    assert standing.http.post("/api/analyses", json={"sessions": []}).status_code == 400
    assert not state(standing).running


class Slow:
    """Analyses that take until they are let go; a fault of ours in those that are called so."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.gate = threading.Event()
        monkeypatch.setattr(Analyses, "_outside", self._outside)
        for slug in ("a", "b", "c", "torn", "fault"):
            SessionFolder.create(home, slug)
        self.analyses = Analyses(Settings(home=home))
        self.bulk = Bulk(home, self.analyses)

    def _outside(self, folder: SessionFolder, _: object) -> bytes:
        self.begun.append(folder.slug)
        assert self.gate.wait(PATIENCE_S)
        if folder.slug == "torn":
            raise TapeError("The tape is torn.")
        if folder.slug == "fault":
            raise ZeroDivisionError
        return b"{}"

    async def until(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not what():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)


def test_a_second_request_joins_and_what_fails_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> None:
        slow = Slow(tmp_path, monkeypatch)
        slow.bulk.ask(["a", "torn"])
        await slow.until(lambda: slow.begun == ["a"])
        assert slow.bulk.ask(["fault", "a", "torn", "b"]).of == 4  # those that wait do so once
        slow.gate.set()
        await slow.until(lambda: not slow.bulk.state.running)
        told = slow.bulk.state
        assert slow.begun == ["a", "torn", "fault", "b"]
        assert (told.of, told.analysed, told.failed, told.session) == (4, 2, 2, "")

    asyncio.run(play())


def test_it_is_stopped_at_once_and_can_be_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> None:
        slow = Slow(tmp_path, monkeypatch)
        slow.bulk.ask(["a", "b"])
        await slow.until(lambda: slow.begun == ["a"])
        work = slow.analyses._works["a"]
        told = slow.bulk.stop()
        assert (told.running, told.stopped, told.analysed) == (False, True, 0)
        assert work.given_up
        assert slow.bulk.stop() == told  # there is nothing left to stop
        slow.gate.set()
        assert work.task is not None
        await asyncio.wait({work.task})
        assert slow.bulk.ask(["c"]) == BulkState(running=True, of=1)
        await slow.until(lambda: not slow.bulk.state.running)
        assert (slow.begun, slow.bulk.state.analysed) == (["a", "c"], 1)
        slow.bulk.ask(["b"])
        slow.bulk.close()
        assert not slow.bulk.state.running

    asyncio.run(play())


def test_one_that_is_being_recorded_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> None:
        slow = Slow(tmp_path, monkeypatch)
        with SessionFolder(tmp_path / "sessions" / "a").lock():
            slow.bulk.ask(["a"])
            await slow.until(lambda: not slow.bulk.state.running)
        assert (slow.bulk.state.passed, slow.begun) == (1, [])

    asyncio.run(play())
