"""Written reports of sessions, made away from the event loop, each once however many ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gametape.analyze.evidence import EvidenceLedger, MadeFrom
from gametape.report.written import WrittenReport
from gametape.tape.session import SessionFolder

Write = Callable[[SessionFolder, EvidenceLedger], WrittenReport]


class Reports:
    """Reports that are being written. Methods are for the event loop alone."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._writing: dict[str, tuple[MadeFrom, asyncio.Task[WrittenReport]]] = {}

    async def ready(
        self, folder: SessionFolder, ledger: EvidenceLedger, patience_s: float
    ) -> WrittenReport | None:
        """The report of a ledger; None while it is still being written once patience is over.

        What came of it, a failure too, is told to who asks next, and only then tried again: an
        answer that took longer than somebody's patience may have cost money.
        """
        known = self._writing.get(folder.slug)
        if known is None or (known[1].done() and known[0] != ledger.made_from):
            task = asyncio.create_task(asyncio.to_thread(self._write, folder, ledger))
            task.add_done_callback(_looked_at)
            known = self._writing[folder.slug] = ledger.made_from, task
        done, _ = await asyncio.wait({known[1]}, timeout=patience_s)
        if not done:
            return None
        if self._writing.get(folder.slug) is known:
            del self._writing[folder.slug]
        return known[1].result()


def _looked_at(task: asyncio.Task[WrittenReport]) -> None:
    """Keep the event loop from telling of a failure that nobody asks for any more."""
    if not task.cancelled():
        task.exception()
