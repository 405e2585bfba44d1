"""Written reports of sessions, made away from the event loop, each once however many ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.written import WrittenReport
from gametape.tape.session import SessionFolder

Write = Callable[[SessionFolder, EvidenceLedger], WrittenReport]


class Reports:
    """Reports that are being written. Methods are for the event loop alone."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._writing: dict[str, asyncio.Task[WrittenReport]] = {}

    async def ready(
        self, folder: SessionFolder, ledger: EvidenceLedger, patience_s: float
    ) -> WrittenReport | None:
        """The report of a ledger; None while it is still being written once patience is over.

        What failed is told to who asks next, and then tried again.
        """
        task = self._writing.get(folder.slug)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(self._write, folder, ledger))
            self._writing[folder.slug] = task
            task.add_done_callback(lambda done: self._written(folder.slug, done))
        done, _ = await asyncio.wait({task}, timeout=patience_s)
        if not done:
            return None
        self._writing.pop(folder.slug, None)
        return task.result()

    def _written(self, slug: str, task: asyncio.Task[WrittenReport]) -> None:
        if task.cancelled() or task.exception() is None:
            self._writing.pop(slug, None)
