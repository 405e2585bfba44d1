"""REST beside the sockets: answers on the tape as they came, failures said and survived."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from record.bench_of_links import MARKET, Bench, bench_in, book

from gametape.errors import TapeFullError
from gametape.model.market import MarketRules
from gametape.record.links.readers import Readers
from gametape.record.plan.evening import Evening
from gametape.tape.reader import read_tape
from gametape.venues.polymarket.listing import EventInfo
from gametape.venues.polymarket.rest import PolymarketRest
from gametape.venues.polymarket.service import Retries
from gametape.venues.polymarket.urls import PolymarketUrls

EVENING = Evening("A game", (EventInfo("nba-a-b", "A b", ()),), (MarketRules(MARKET, "?", ()),))


def perform(
    bench: Bench,
    answer: Callable[[httpx.Request], httpx.Response],
    play: Callable[[Readers], Awaitable[object]],
) -> list[tuple[str, str, bytes]]:
    """What stands on the tape afterwards: kind, connection, message."""

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            clock = bench.intake.clock.now_us
            rest = PolymarketRest(PolymarketUrls(), http, clock, retries=Retries(tries=1))
            await play(Readers(rest, bench.intake, EVENING))

    asyncio.run(run())
    bench.tape.flush()
    assert bench.tape.wait_written(bench.tape.last_q, 5)
    return [(line.k, line.c, line.raw) for line in read_tape(bench.folder) if line.k != "segment"]


def test_books_come_onto_the_tape_as_they_came(tmp_path: Path) -> None:
    body = b"[" + book("1") + b"]"
    with bench_in(tmp_path) as bench:
        lines = perform(bench, lambda _: httpx.Response(200, content=body), lambda r: r.books("1"))
        assert lines == [("market", "polymarket.books#0", book("1"))]
        assert bench.intake.checks.events["checkpoint"] == 1


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500, text="broken"),
        httpx.Response(404, text="no"),
        httpx.Response(200, content=b"<html>"),
    ],
)
def test_a_failing_service_is_noted_once_and_survived(
    tmp_path: Path, response: httpx.Response
) -> None:
    async def ask(readers: Readers) -> None:
        for _ in range(3):
            await readers.books(["1"])
            assert await readers.listing() == []
            await readers.resolutions()
            await readers.clock()
            await readers.rules()

    with bench_in(tmp_path) as bench:
        lines = perform(bench, lambda _: response, ask)
        notes = [raw for kind, _, raw in lines if kind == "note"]
        assert 0 < len(notes) <= 5
        assert not bench.intake.broken


def test_a_full_tape_is_not_taken_for_a_failing_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise TapeFullError("The disk refused the tape.")

    with bench_in(tmp_path) as bench, monkeypatch.context() as patch:
        patch.setattr(bench.tape, "append", full)
        body = b"[" + book("1") + b"]"
        with pytest.raises(TapeFullError):
            perform(bench, lambda _: httpx.Response(200, content=body), lambda r: r.books("1"))


def test_the_clock_is_read_several_times_to_narrow_the_offset(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, content=b"1800000001")

    with bench_in(tmp_path) as bench:
        lines = perform(bench, answer, lambda readers: readers.clock())
        assert asked == ["/time"] * 5
        assert [kind for kind, _, _ in lines] == ["clock"]
