"""Indexing: every tape read once, in several processes, and its certificate kept."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed

from gametape import __version__
from gametape.errors import GametapeError, TapeError
from gametape.library.sessions.catalogue import Catalogue
from gametape.library.sessions.entry import Entry, examine_sealed, fingerprint, glance, name_of
from gametape.library.worker import die_quietly
from gametape.replay.certificate.certificate import Certificate
from gametape.tape.session import SessionFolder

Examined = tuple[Entry, Certificate | None]


def index(
    catalogue: Catalogue, folders: Sequence[SessionFolder], now_us: int, workers: int | None = None
) -> Iterator[Entry]:
    """Read these sessions and write their rows, yielding each entry once it is written.

    A session that cannot be read gets a row with its problem; one that is being recorded is only
    glanced at, since its certificate would be old at once. `workers` processes share the work
    (None: as many as there are processors).
    """
    for entry, certificate in _examined(folders, now_us, workers or os.cpu_count() or 1):
        catalogue.put(entry, certificate)
        yield entry


def stale(catalogue: Catalogue, folders: Sequence[SessionFolder]) -> list[SessionFolder]:
    """Those of the sessions that were never indexed, or have changed since, or by other code."""
    known = catalogue.entries()
    found = []
    for folder in folders:
        entry = known.get(name_of(folder))
        if entry is None or not _still_true(entry, folder):
            found.append(folder)
    return found


def _still_true(entry: Entry, folder: SessionFolder) -> bool:
    if entry.indexed_us is None or entry.code_version != __version__:
        return False
    try:
        return entry.tape_fingerprint == fingerprint(folder)[0]
    except TapeError:
        return False


def _examined(folders: Sequence[SessionFolder], now_us: int, workers: int) -> Iterator[Examined]:
    if min(workers, len(folders)) <= 1:
        yield from (examine_sealed(folder, now_us) for folder in folders)
        return
    # Spawned, not forked: a fork copies locks that threads of this process may hold.
    context = multiprocessing.get_context("spawn")
    largest_first = sorted(folders, key=_size, reverse=True)
    with ProcessPoolExecutor(min(workers, len(folders)), context, die_quietly) as pool:
        try:
            jobs = [pool.submit(examine_sealed, folder, now_us) for folder in largest_first]
            for job in as_completed(jobs):
                yield job.result()
        except BrokenExecutor as error:
            pool.shutdown(wait=False, cancel_futures=True)
            raise GametapeError(
                "A process that read tapes died (out of memory?).", "Try --workers 1."
            ) from error
        except BaseException:  # not at a good end: one still starting must find what it needs
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _size(folder: SessionFolder) -> int:
    return glance(folder).tape_bytes
