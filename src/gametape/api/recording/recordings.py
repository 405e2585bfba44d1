"""Recordings over HTTP: look up what a name means, start, watch, tag, stop; several at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from litestar import Router, WebSocket, delete, get, post, websocket
from litestar.di import NamedDependency, Provide
from litestar.handlers import send_websocket_stream
from litestar.params import FromPath, JSONBody

from gametape.api.live.lives import Lives
from gametape.api.recording.recorders import Recorders, taken
from gametape.api.recording.recording_facts import (
    Asked,
    EventKeys,
    LookedUp,
    RecordingList,
    RecordingStarted,
    StartRecording,
    Tagged,
    TagMoment,
    listed,
    looked_up,
)
from gametape.clock import SystemClock
from gametape.errors import UsageError
from gametape.games.tags import TAG_SETS, tag_set
from gametape.record.control.inbox import Request
from gametape.settings.model import Settings
from gametape.venues.polymarket.links import parse_reference

PERIOD_S = 1.0
"""How often a listener hears of all recordings."""

DURABLE_S = 3.0
"""How long a tag's answer waits for the disk."""

Desk = NamedDependency[Recorders]


def recordings_router(settings: Settings, recorders: Recorders | None = None) -> Router:
    """The routes under /api that concern recordings."""
    desk = recorders or Recorders(settings)
    return Router(
        path="/api",
        route_handlers=[
            resolve,
            recordings,
            start,
            resume,
            stop,
            tag,
            dismiss,
            event_keys,
            recordings_live,
        ],
        dependencies={"recorders": Provide(lambda: desk, sync_to_thread=False)},
        tags=["recordings"],
    )


@post("/resolve", status_code=200)
async def resolve(data: JSONBody[Asked], recorders: Desk) -> LookedUp:
    """What a pasted name means, and which markets would be recorded."""
    from gametape.record.plan.planning import (
        look_up,  # brings an HTTP client, which a start can miss
    )

    found = await asyncio.to_thread(recorders.found)
    settings = recorders.settings
    evening, warnings = await look_up(
        settings.urls, settings.credentials, [data.what], data.markets, SystemClock().wall_us
    )
    return looked_up(evening, warnings, found)


@get("/recordings")
async def recordings(recorders: Desk, lives: NamedDependency[Lives]) -> RecordingList:
    """What is being recorded, waits to be, or has ended a while ago."""
    answer = await asyncio.to_thread(listed, recorders)
    for one in answer.recordings:
        if one.phase == "recording":  # every page asks this: whoever opens it has it at once
            lives.keep_up(await asyncio.to_thread(recorders.folder, one.slug))
    return answer


@post("/recordings")
async def start(data: JSONBody[StartRecording], recorders: Desk) -> RecordingStarted:
    """Start a recorder; answers once it records, or with its own words why it does not."""
    reference = parse_reference(data.what)  # what can never be recorded needs no process
    plain = reference.kind in ("event", "market", "either")
    name = data.name or (reference.value if plain else f"market-{reference.value[:10]}")
    command = ["record", "--json", f"--at={data.at}", f"--until={data.until}"]
    command += [f"--markets={','.join(data.markets)}"]
    started = await asyncio.to_thread(recorders.start, name, data.what, command, [data.what])
    state = await recorders.begun(started)
    return RecordingStarted(started.folder.slug, state.phase)


@post("/recordings/{slug:str}/resume")
async def resume(slug: FromPath[str], recorders: Desk) -> RecordingStarted:
    """Go on with a session whose recorder has ended or died; the hole is on the tape."""
    started = await asyncio.to_thread(recorders.resume, slug)
    state = await recorders.begun(started)
    return RecordingStarted(slug, state.phase)


@post("/recordings/{slug:str}/stop", status_code=202)
async def stop(slug: FromPath[str], recorders: Desk) -> None:
    """Ask a recorder to end; its last reads and the certificate take some seconds."""
    request = Request(at_us=SystemClock().wall_us(), stop="stopped from the page")
    await asyncio.to_thread(recorders.ask, slug, request)


@post("/recordings/{slug:str}/tags", status_code=200)
async def tag(slug: FromPath[str], data: JSONBody[TagMoment], recorders: Desk) -> Tagged:
    """Mark a moment; answers when it is safe on the disk, or soon says that it is not yet."""
    now_us = SystemClock().wall_us()
    label = data.label
    if data.tag and not label:
        found = await asyncio.to_thread(recorders.look, slug)
        state = found.state if found else None
        keys = recorders.settings.tag_keys(state.league, state.sport) if state else {}
        label = keys.get(data.tag, "")
    if not (label or data.tag or data.note):
        raise UsageError("There is nothing to mark.", "Give a key, a label or a note.")
    request = Request(at_us=now_us, tag=data.tag, label=label, note=data.note, ago_us=data.ago_us)
    waiting = await asyncio.to_thread(recorders.ask, slug, request)
    safe = await taken(waiting, DURABLE_S)
    return Tagged(label or data.tag or data.note, now_us - data.ago_us, safe)


@delete("/recordings/{slug:str}")
async def dismiss(slug: FromPath[str], recorders: Desk) -> None:
    """Take a recording that is over out of this list; its session stays."""
    await asyncio.to_thread(recorders.dismiss, slug)


@get("/event-keys", sync_to_thread=False)
def event_keys() -> EventKeys:
    """Names of the event keys as shipped, for each sport."""
    return EventKeys({sport: dict(keys) for sport, keys in TAG_SETS.items()}, dict(tag_set("")))


@websocket("/recordings/live")
async def recordings_live(socket: WebSocket[Any, Any, Any], recorders: Desk) -> None:
    """The list of recordings, once a second."""
    await socket.accept()
    told = _each_second(recorders)
    await send_websocket_stream(
        socket, told, listen_for_disconnect=True, warn_on_data_discard=False
    )


async def _each_second(recorders: Recorders) -> AsyncGenerator[str, None]:
    while True:
        told = await asyncio.to_thread(listed, recorders, shared=True)
        yield msgspec.json.encode(told).decode()
        await asyncio.sleep(PERIOD_S)
