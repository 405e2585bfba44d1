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
        """The report of a ledger; None while it is still being written once patience is over."""
        task = self._writing.get(folder.slug)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(self._write, folder, ledger))
            self._writing[folder.slug] = task
            task.add_done_callback(lambda _: self._writing.pop(folder.slug, None))
        done, _ = await asyncio.wait({task}, timeout=patience_s)
        return task.result() if done else None
