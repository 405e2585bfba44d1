"""The evidence of a session over HTTP: made beside the server, kept, given up; and answers."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from api.served import Served
from report.evenings import example

from gametape.analyze.evidence import EvidenceLedger, MadeFrom
from gametape.api.judged.analyses import Analyses, Stage
from gametape.api.judged.reports import Reports
from gametape.errors import TapeError
from gametape.library.judged.analyses import FILE, current_analysis
from gametape.report.writing import write_report
from gametape.report.written import WrittenReport
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

PATIENCE_S = 120


def made(server: Served, slug: str = "first") -> EvidenceLedger:
    """Ask until it is there."""
    until = time.monotonic() + PATIENCE_S
    while True:
        answer = server.http.get(f"/api/sessions/{slug}/analysis")
        if answer.status_code == 200:
            return msgspec.json.decode(answer.content, type=EvidenceLedger)
        assert answer.status_code == 202, answer.text
        told = msgspec.json.decode(answer.content, type=Stage)
        assert told.what in ("waiting", "verify", "film", "analysis")
        assert time.monotonic() < until
        time.sleep(0.1)


def test_an_analysis_is_made_once_and_kept(server: Served, home: Path) -> None:
    ledger = made(server)
    folder = SessionFolder(home / "sessions" / "first")
    assert ledger == current_analysis(folder)
    assert ledger.session == "first"
    assert ledger.quality.verdict
    kept = folder.columns / FILE
    before = kept.stat().st_mtime_ns
    assert made(server) == ledger
    assert kept.stat().st_mtime_ns == before


def test_one_of_another_tape_is_not_current(server: Served, home: Path) -> None:
    made(server)
    folder = SessionFolder(home / "sessions" / "first")
    with folder.segments()[-1][1].open("ab") as segment:
        segment.write(b"\0")
    assert current_analysis(folder) is None


def test_a_torn_analysis_is_made_again(server: Served, home: Path) -> None:
    ledger = made(server)
    kept = SessionFolder(home / "sessions" / "first").columns / FILE
    kept.write_bytes(kept.read_bytes()[:100])
    assert made(server) == ledger


def test_it_can_be_given_up(home: Path) -> None:
    folder = SessionFolder(home / "sessions" / "first")

    async def ask() -> None:
        analyses = Analyses(Settings(home=home))
        first = await analyses.ready(folder, 0)
        assert isinstance(first, Stage)
        waiting = asyncio.create_task(analyses.ready(folder, PATIENCE_S))
        await asyncio.sleep(0)
        assert analyses.give_up("first")
        with pytest.raises(TapeError, match="given up"):
            await waiting
        assert not analyses.give_up("first")
        assert isinstance(await analyses.ready(folder, PATIENCE_S), bytes)

    asyncio.run(ask())


def test_a_session_nobody_knows(standing: Served) -> None:
    assert standing.http.get("/api/sessions/nobody/analysis").status_code == 404
    assert standing.http.delete("/api/sessions/nobody/analysis").status_code == 404
    assert standing.http.get("/api/sessions/nobody/answers").status_code == 404


def test_a_word_on_a_label_is_kept_and_taken_back(server: Served) -> None:
    place = "/api/sessions/first/answers"

    def give(word: str | None) -> list[dict[str, Any]]:
        told = {"order_id": "o1", "label": "panic_sell", "answer": word}
        answer = server.http.put(place, json=told, headers={"origin": server.url})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["answers"]
        return found

    assert [one["answer"] for one in give("confirmed")] == ["confirmed"]
    assert [one["answer"] for one in give("rejected")] == ["rejected"]
    (kept,) = server.http.get(place).json()["answers"]
    assert kept["label"] == "panic_sell"
    assert give(None) == []
    wrong = {"order_id": "o1", "label": "panic_sell", "answer": "maybe"}
    assert server.http.put(place, json=wrong, headers={"origin": server.url}).status_code == 400


def test_what_fails_between_two_looks_is_told_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise TapeError("The tape is torn.")

    monkeypatch.setattr(Analyses, "_outside", fail)
    folder = SessionFolder(home / "sessions" / "first")

    async def ask() -> None:
        analyses = Analyses(Settings(home=home))
        for _ in range(2):  # told, it is tried again
            assert isinstance(await analyses.ready(folder, 0), Stage)
            await asyncio.wait({one.task for one in analyses._works.values() if one.task})
            with pytest.raises(TapeError, match="torn"):
                await analyses.ready(folder, 0)
        assert isinstance(await analyses.ready(folder, 0), Stage)
        assert analyses.give_up("first")
        await asyncio.wait({one.task for one in analyses._works.values() if one.task})
        assert not analyses._works  # nobody wants to hear of what was given up

    asyncio.run(ask())


def test_a_report_that_took_longer_than_patience_is_not_asked_for_again() -> None:
    """The second asking may cost money, and may bring another answer than the first."""
    asked: list[str] = []

    def write(_: SessionFolder, ledger: EvidenceLedger) -> WrittenReport:
        asked.append(ledger.made_from.tape)
        return write_report(ledger)

    async def ask() -> None:
        reports, folder, ledger = Reports(write), SessionFolder(Path("first")), example()
        newer = msgspec.structs.replace(ledger, made_from=MadeFrom("longer tape", "code", "p"))
        assert await reports.ready(folder, ledger, 0) is None
        await asyncio.wait({task for _, task in reports._writing.values()})
        assert await reports.ready(folder, ledger, 0) == write_report(ledger)
        assert (asked, reports._writing) == (["tape"], {})
        assert await reports.ready(folder, ledger, 0) is None
        await asyncio.wait({task for _, task in reports._writing.values()})
        assert await reports.ready(folder, newer, 30) == write_report(newer)  # not the older one
        assert asked == ["tape", "tape", "longer tape"]

    asyncio.run(ask())


def test_a_report_that_failed_between_two_looks_is_told() -> None:
    asked = []

    def fail(*_: object) -> WrittenReport:
        asked.append(True)
        raise TapeError("No report.")

    async def ask() -> None:
        reports = Reports(fail)
        folder, ledger = SessionFolder(Path("first")), example()
        assert await reports.ready(folder, ledger, 0) is None
        await asyncio.wait({task for _, task in reports._writing.values()})
        with pytest.raises(TapeError, match="No report"):
            await reports.ready(folder, ledger, 0)
        assert (len(asked), reports._writing) == (1, {})

    asyncio.run(ask())
