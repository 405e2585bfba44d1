"""A thousand sessions judged again: by one process, by processes of this machine, by a cluster.

Sixteen small evenings are taped and judged once; the thousand are those again under names of their
own (linked files). Who does the work is one setting, `CrewOptions`. Every kept analysis and summary
must be byte for byte what one process makes, or the row is a miss. CPU is of this process and all
that it started, starting the workers included, and ratios are to one process. Fifty sessions
that nobody ever read follow, an empty catalogue beside them: certificate, film and analysis.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.rows import Row
from gametape.library.crews import CrewOptions
from gametape.library.judged.analyses import FILE
from gametape.library.judged.summaries import FILE as SUMMARY
from gametape.library.sessions.catalogue import open_catalogue
from gametape.library.sessions.entry import certified, glance
from gametape.library.sessions.judging import Asked, judge_all, judge_one
from gametape.replay.certificate.verifying import verify_session
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder, list_sessions

SESSIONS, QUICK, UNREAD = 1_000, 100, 50
"""How many are judged again, how many in a hurry, and how many from the tape on."""

MADE = 16
WORKERS = 2
NOW_US = 1_800_000_000_000_000


class Took(NamedTuple):
    """Seconds of one way to do it, and a digest of what it left in the folder."""

    wall: float
    cpu: float
    left: str


def run(*, quick: bool = False) -> list[Row]:
    """The rows; GAMETAPE_BENCH_SESSIONS says how many sessions in place of the thousand."""
    count = QUICK if quick else int(os.environ.get("GAMETAPE_BENCH_SESSIONS", SESSIONS))
    with tempfile.TemporaryDirectory() as folder:
        known, unread = Path(folder) / "known", Path(folder) / "unread"
        made = [_evening(known, seed) for seed in range(1, min(count, MADE) + 1)]
        _fill(unread, made, min(count, UNREAD))
        _here(known)  # the films, so that links to them are filled in
        _fill(known, made, count)
        _certify(known, made)
        return [
            *_compared(known, f"{count:,} sessions judged again", cluster=True),
            *_compared(unread, f"{min(count, UNREAD)} sessions read for the first time"),
        ]


def _evening(home: Path, seed: int) -> SessionFolder:
    folder = SessionFolder.create(home, f"made-{seed:04}")
    script = make_evening("basketball", seed, duration_s=120, rate=0.1, markets=["moneyline"])
    EveningTape(script, seed=seed).write(folder)
    return folder


def _fill(home: Path, made: list[SessionFolder], count: int) -> None:
    """A data folder filled up to so many sessions: links, since nobody writes into a file."""
    for number in range(len(list_sessions(home)), count):
        name = home / "sessions" / f"again-{number:04}"
        shutil.copytree(made[number % len(made)].root, name, copy_function=os.link)


def _certify(home: Path, made: list[SessionFolder]) -> None:
    """A catalogue that has the verdicts of all of them; copies have that of what they are of."""
    certificates = [verify_session(one) for one in made]
    entries, told = [], {}
    for folder in list_sessions(home):
        number = int(folder.slug[-4:]) - (1 if folder.slug.startswith("made") else 0)
        certificate = certificates[number % len(made)]
        entries.append(certified(glance(folder), certificate, NOW_US))
        told[folder.slug] = certificate
    open_catalogue(home).update(entries, (), told)


def _compared(home: Path, what: str, *, cluster: bool = False) -> Iterator[Row]:
    """One process, then crews of two."""
    read = not cluster
    alone = _timed(home, lambda: _here(home), anew=read)
    yield Row(f"{what}: one process", f"{alone.wall:.1f} s", f"CPU {alone.cpu:.1f} s")
    crew = CrewOptions(workers=WORKERS)
    took = _timed(home, lambda: _by(home, crew), anew=read)
    yield _row(f"{what}: {WORKERS} processes", took, alone)
    if not cluster:
        return
    if importlib.util.find_spec("distributed") is None:
        yield Row(f"{what}: {WORKERS} Dask workers", "not measured", "extra cluster not installed")
        return
    took = _timed(home, lambda: _by_cluster(home), anew=read)
    yield _row(f"{what}: {WORKERS} Dask workers", took, alone)


def _here(home: Path) -> None:
    """All sessions, one after the other, in this process, with what the catalogue has of them."""
    entries = open_catalogue(home).entries()
    for folder in list_sessions(home):
        verdict = entries[folder.slug].verdict if folder.slug in entries else ""
        told = judge_one(folder, verdict or "", Asked(NOW_US, again=True))
        assert not told.problem, told.problem


def _by(home: Path, options: CrewOptions) -> None:
    for told in judge_all(list_sessions(home), home, "", options, Asked(NOW_US, again=True)):
        assert not told.problem, told.problem


def _by_cluster(home: Path) -> None:
    distributed = importlib.import_module("distributed")
    with distributed.LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, protocol="tcp"
    ) as cluster:
        _by(home, CrewOptions(cluster=cluster.scheduler_address))


def _timed(home: Path, work: Callable[[], None], *, anew: bool) -> Took:
    """Do it, with nothing kept but films and certificates, or (`anew`) nothing at all."""
    for folder in list_sessions(home):
        for name in (FILE, SUMMARY):
            (folder.columns / name).unlink(missing_ok=True)
        if anew:
            shutil.rmtree(folder.columns, ignore_errors=True)
    if anew:
        (home / "gametape.db").unlink(missing_ok=True)
    wall, cpu = time.perf_counter(), _cpu()
    work()
    wall = time.perf_counter() - wall
    for child in multiprocessing.active_children():
        child.join()
    return Took(wall, _cpu() - cpu, _left(home))


def _cpu() -> float:
    """CPU seconds of this process and of those it started that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _left(home: Path) -> str:
    digest = hashlib.sha256()
    for folder in list_sessions(home):
        digest.update(folder.slug.encode())
        for name in (FILE, SUMMARY):
            digest.update((folder.columns / name).read_bytes())
    return digest.hexdigest()


def _row(what: str, took: Took, alone: Took) -> Row:
    same = took.left == alone.left
    speed, dear = alone.wall / took.wall, took.cpu / alone.cpu
    return Row(
        what,
        f"{took.wall:.1f} s, CPU {took.cpu:.1f} s",
        f"one process: {alone.wall:.1f} s" + ("" if same else "; OTHER ANSWERS"),
        f"{speed:.2f}x as fast, {speed / WORKERS:.0%} of {WORKERS}",
        f"CPU {dear:.2f}x",
        "equal to the byte",
        same,
    )
