"""The official client's market stream on the blaster's frames; runs in the peers' environment.

`python bench/peer_official.py URL FRAMES CORE BOOKS ASSETS` prints {"cpu_us": a frame, "frames": n,
"dropped": n}. It stores nothing; what its queue drops in silence counts as received.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import time
from typing import Any

market: Any = importlib.import_module("polymarket._internal.streams.clob.market")


async def main() -> None:
    """Consume until all frames have passed."""
    url, frames, core, books, assets = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(core) % len(cores)]})
    manager = market.ClobMarketStreamManager(url=url)
    handle = await manager.subscribe(token_ids=json.loads(assets), custom_feature_enabled=True)
    stream, got, start = aiter(handle), 0, 0.0
    while got + handle.dropped < int(frames):
        await anext(stream)
        got += 1
        if got == int(books) + 1:
            start = time.process_time()
    cpu = time.process_time() - start
    passed = got + handle.dropped
    report = {"cpu_us": cpu / (passed - int(books)) * 1e6, "frames": got}
    print(json.dumps({**report, "dropped": handle.dropped}), flush=True)
    await manager.close()


if __name__ == "__main__":
    asyncio.run(main())
