"""Who does long work: processes of this machine, or workers of a cluster, behind one interface."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Annotated

import msgspec

from gametape.errors import UsageError
from gametape.library.worker import die_quietly


class CrewOptions(msgspec.Struct, frozen=True):
    """`[analyze]` in `gametape.toml`: how many processes, or the address of a Dask scheduler.

    `cluster` (`tcp://host:8786`) takes the place of processes of one's own; its workers need the
    same gametape and see the same data folder.
    """

    workers: Annotated[int, msgspec.Meta(ge=0, le=1_024)] = 0
    cluster: str = ""


@contextmanager
def crew(options: CrewOptions) -> Iterator[Executor]:
    """An executor; `workers` 0 means one a processor. Raises UsageError if it cannot be had."""
    if options.cluster:
        with _cluster(options.cluster) as executor:
            yield executor
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Spawned, not forked: a fork copies locks that threads of this process may hold.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(options.workers or os.cpu_count() or 1, context, die_quietly)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()  # one that is still starting must find what it was started with


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise UsageError(
            "A cluster needs a part that is not installed.", "pip install 'gametape[cluster]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"No cluster answers at {address}: {error}.") from None
    with client:
        yield client.get_executor()
