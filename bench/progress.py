"""Playbook and progress over two thousand sessions: loading, working out, and sharing the work.

The sessions are sixteen planted evenings again and again, each with a name and a day of its own:
what is measured is time, not truth. The same question then goes to two processes and to a cluster
of two Dask workers by changing one setting, and the answers must be equal.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from pathlib import Path

import msgspec

from bench.rows import Row
from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.shipping import shipped_patterns
from gametape.analyze.population.choosing import Choice
from gametape.analyze.population.goal import Goal
from gametape.analyze.population.progress import Asked
from gametape.analyze.population.shown import ProgressPage
from gametape.library.crews import CrewOptions
from gametape.library.judged.playbooks import night_of
from gametape.library.judged.progressing import progress_by_crew, progress_over
from gametape.library.judged.summaries import keep_summary, load_summaries
from gametape.simulate.corpus.season import at_time, evening_of_season
from gametape.tape.session import SessionFolder

SESSIONS, QUICK = 2_000, 300
EVENINGS = 16


def run(*, quick: bool = False) -> list[Row]:
    """The rows of this measure."""
    count = QUICK if quick else SESSIONS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make(home, count)
        return [*_alone(home, count), *_shared(home, count)]


def make(home: Path, count: int) -> None:
    """A data folder with so many summaries and no tapes."""
    made = [evening_of_season((at, "planted")) for at in range(EVENINGS)]
    for number in range(count):
        one = at_time(made[number % EVENINGS], number)
        folder = SessionFolder.create(home, one.slug)
        folder.columns.mkdir()
        keep_summary(folder, one)


def asked_of(home: Path) -> Asked:
    """A date in the middle and a goal."""
    some = load_summaries(home).summaries
    middle = some[len(some) // 2].started_us
    return Asked(middle, (Goal("after_score", 30.0, middle),))


def _alone(home: Path, count: int) -> list[Row]:
    began = time.perf_counter()
    loaded = load_summaries(home)
    read = time.perf_counter()
    assert len(loaded.summaries) == count
    book = playbook_of(shipped_patterns(), [night_of(one) for one in loaded.summaries])
    booked = time.perf_counter()
    told = progress_over(loaded.summaries, Choice(), asked_of(home))
    ended = time.perf_counter()
    assert book.sessions == told.ledger.sessions == count
    of = f"{count:,} sessions"
    return [
        _row(f"summaries read, {of}", read - began),
        _row(f"playbook worked out, {of}", booked - read),
        _row(f"progress worked out, {of}, one process", ended - booked),
    ]


def _shared(home: Path, count: int) -> list[Row]:
    """Two processes, then two workers of a cluster: the one setting that differs is its address."""
    asked = asked_of(home)
    here, seconds = _timed(home, asked, CrewOptions(workers=2))
    rows = [_row(f"progress, {count:,} sessions, two processes", seconds)]
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        return rows
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp"
    )
    with cluster:
        there, seconds = _timed(home, asked, CrewOptions(cluster=cluster.scheduler_address))
    same = msgspec.json.encode(here) == msgspec.json.encode(there)
    note = "the same answers" if same else "OTHER ANSWERS"
    return [*rows, _row(f"progress, {count:,} sessions, two Dask workers", seconds, note, same)]


def _timed(home: Path, asked: Asked, options: CrewOptions) -> tuple[ProgressPage, float]:
    began = time.perf_counter()
    told = progress_by_crew(home, Choice(), asked, options)
    return told, time.perf_counter() - began


def _row(what: str, seconds: float, against: str = "", met: bool | None = None) -> Row:
    goal = "equal" if met is not None else ""
    return Row(what, f"{seconds:.2f} s", against, goal=goal, met=met)
