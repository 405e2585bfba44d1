"""The demo from the page: a made-up game played, and recorded, by a process of its own."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import msgspec
from litestar import Router, post
from litestar.params import JSONBody

from gametape.api.recording.recorders import Recorders
from gametape.api.recording.recording_facts import RecordingStarted
from gametape.settings.model import Settings


class StartDemo(msgspec.Struct, forbid_unknown_fields=True):
    """Which game to make up; another `seed` is another game of this sport."""

    sport: Literal["basketball", "tennis", "soccer"] = "basketball"
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 7


def demo_router(settings: Settings, recorders: Recorders | None = None) -> Router:
    """The route under /api that starts a demo."""
    desk = recorders or Recorders(settings)

    @post("/demo")
    async def start_demo(data: JSONBody[StartDemo | None]) -> RecordingStarted:
        """Play a made-up game in fast time and record it; it can be watched at once."""
        game = data or StartDemo()
        name = f"demo-{game.sport}-{game.seed}"
        command = ["demo", "--no-serve", f"--sport={game.sport}", f"--seed={game.seed}"]
        started = await asyncio.to_thread(desk.start, name, "A made-up game", command)
        state = await desk.begun(started)
        return RecordingStarted(started.folder.slug, state.phase)

    return Router(path="/api", route_handlers=[start_demo], tags=["demo"])
