"""quanty's recorder on the blaster's frames; runs in the peers' environment, imports none of ours.

`python bench/peer_quanty.py URL FRAMES CORE BOOKS HELLO` prints {"cpu_us": a frame, "frames": n}.
Its parser is left out: it has none for this channel. It checks JSON, gzips and never syncs.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

feeds: Any = importlib.import_module("quanty.feeds.base")
session: Any = importlib.import_module("quanty.feeds.session")
structlog: Any = importlib.import_module("structlog")


async def main() -> None:
    """Record until all frames are there."""
    url, frames, core, books, hello = sys.argv[1:]
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # its words go nowhere
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(core) % len(cores)]})
    got, start = 0, 0.0

    class Market(feeds.WebSocketFeed):  # type: ignore[misc]
        kind = "polymarket"

        def subscriptions(self) -> list[str]:
            return [hello]

        def keep(self, text: str) -> bool:  # noqa: ARG002 - called for every message
            nonlocal got, start
            got += 1
            if got == int(books) + 1:
                start = time.process_time()
            elif got == int(frames):
                run.stop()
            return True

        def parse(self, raw: object) -> list[object]:  # noqa: ARG002 - nothing to parse with
            return []

    feed = Market("polymarket", feeds.WebSocketConfig(kind="polymarket", url=url))
    with tempfile.TemporaryDirectory() as folder:
        run = session.RecordSession({"polymarket": feed}, Path(folder))
        await run.run()
        cpu = time.process_time() - start
    print(json.dumps({"cpu_us": cpu / (got - int(books)) * 1e6, "frames": got}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
