"""Many sessions judged by a crew: certificate, film and analysis of each are one piece of work.

Whoever does the work sees the tapes and nothing else. The catalogue is read once before and written
by this process alone, so that no worker waits for another, and a cluster needs no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

import msgspec

from gametape.errors import CatalogueError, GametapeError
from gametape.library.crews import CrewOptions, crew
from gametape.library.judged.analyses import analyze_session
from gametape.library.sessions.catalogue import Catalogue, open_catalogue
from gametape.library.sessions.entry import Entry, examine, fingerprint, name_of
from gametape.library.sessions.indexing import stale
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder

_WRITTEN_TOGETHER = 50
"""Certificates in one transaction."""


class Asked(NamedTuple):
    """What is wanted of every session: made `again` even if nothing changed; ledgers as JSON."""

    now_us: int
    again: bool = False
    ledgers: bool = False


class Judged(NamedTuple):
    """One session's account: trades, what they won net in micro-dollars, or why there is none.

    `ledger` is JSON and empty unless asked for; `learnt` is its certificate if that was made now.
    """

    slug: str
    trades: int = 0
    net: int = 0
    ledger: bytes = b""
    problem: str = ""
    learnt: tuple[Entry, Certificate] | None = None


def judge_one(folder: SessionFolder, verdict: str, asked: Asked) -> Judged:
    """A session judged here; an empty `verdict` is asked of the tape first.

    Raises nothing that is told to people: a session that fails is one of many.
    """
    try:
        learnt = None
        if not verdict:
            entry, certificate = examine(folder, asked.now_us)
            certificate = certificate or verify_session(folder)  # raises what was the matter
            verdict, learnt = certificate.verdict, (entry, certificate)
        ledger = analyze_session(folder, verdict, again=asked.again)
    except GametapeError as error:
        return Judged(folder.slug, problem=str(error))
    except ModuleNotFoundError as error:
        way_out = "pip install 'gametape[analyze]'"
        return Judged(folder.slug, problem=f"A part is not installed ({error.name}). {way_out}")
    return Judged(
        folder.slug,
        len(ledger.trades),
        sum(one.net for one in ledger.trades),
        msgspec.json.encode(ledger) if asked.ledgers else b"",
        learnt=learnt,
    )


def judge_all(
    folders: Sequence[SessionFolder],
    home: Path,
    database_url: str,
    options: CrewOptions,
    asked: Asked,
) -> Iterator[Judged]:
    """All of them, each told when it is done; large tapes begin first.

    Raises UsageError if the crew cannot be had, GametapeError if a process of it dies.
    """
    kept = _Kept(folders, home, database_url)
    with crew(options) as executor:
        try:
            jobs = [
                executor.submit(judge_one, one, kept.verdicts.get(one.slug, ""), asked)
                for one in sorted(folders, key=_size, reverse=True)
            ]
            for job in as_completed(jobs):
                told = job.result()
                kept.learn(told)
                yield told._replace(learnt=None)
        except BrokenExecutor as error:
            raise GametapeError(
                "A process that judged sessions died (out of memory?).",
                "Set workers = 1 under [analyze] in gametape.toml.",
            ) from error
        finally:
            kept.write()


def _size(folder: SessionFolder) -> int:
    try:
        return fingerprint(folder)[1]
    except GametapeError:
        return 0


class _Kept:
    """Verdicts that the catalogue has, and those that it is told; a catalogue that fails is left.

    It can be made again from the tapes, so its failure costs a reading of them, and nothing else.
    """

    def __init__(self, folders: Sequence[SessionFolder], home: Path, database_url: str) -> None:
        self.verdicts: dict[str, str] = {}
        self._catalogue: Catalogue | None = None
        self._learnt: list[tuple[Entry, Certificate]] = []
        try:
            catalogue = open_catalogue(home, database_url)
            entries = catalogue.entries()
            old = {one.slug for one in stale(catalogue, folders)}
        except CatalogueError:
            return
        self._catalogue = catalogue
        for folder in folders:
            entry = entries.get(name_of(folder))
            if entry is not None and entry.verdict and folder.slug not in old:
                self.verdicts[folder.slug] = entry.verdict

    def learn(self, told: Judged) -> None:
        """Take in what a session has told."""
        if told.learnt is not None:
            self._learnt.append(told.learnt)
        if len(self._learnt) >= _WRITTEN_TOGETHER:
            self.write()

    def write(self) -> None:
        """Write what was learnt since the last time."""
        learnt, self._learnt = self._learnt, []
        if self._catalogue is None or not learnt:
            return
        certificates = {entry.session: certificate for entry, certificate in learnt}
        try:
            self._catalogue.update([entry for entry, _ in learnt], (), certificates)
        except CatalogueError:
            self._catalogue = None
