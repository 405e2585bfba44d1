"""Recordings over HTTP: look up what a name means, start, watch, tag, stop; several at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Annotated, Any

import msgspec
from litestar import Router, WebSocket, delete, get, post, websocket
from litestar.handlers import send_websocket_stream
from litestar.params import FromPath, JSONBody

from gametape.api.recorders import SILENT_US, Found, Recorders, Stage, taken
from gametape.clock import SystemClock
from gametape.errors import UsageError
from gametape.games.tags import TAG_SETS, tag_set
from gametape.model.times import SECOND
from gametape.record.evening import Evening
from gametape.record.inbox import Request
from gametape.record.planning import look_up
from gametape.record.progress import Progress
from gametape.settings.model import Settings
from gametape.venues.polymarket.links import parse_reference

PERIOD_S = 1.0
"""How often a listener hears of all recordings."""

DURABLE_S = 3.0
"""How long a tag's answer waits for the disk."""

Text = Annotated[str, msgspec.Meta(max_length=500)]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """What a person pasted: a polymarket.com address, a slug, a condition or token id.

    `markets` chooses among the event's markets by id, type or name; empty means all.
    """

    what: Text
    markets: list[Text] = []


class ListedMarket(msgspec.Struct):
    """A market of an event; `recorded` says whether it is among those asked for.

    `type` is the venue's word (`moneyline`, `spreads`); one without `outcomes` cannot be traded
    yet, and so not be recorded yet.
    """

    market: str
    question: str
    title: str
    type: str
    outcomes: list[str]
    recorded: bool
    closed: bool


class LookedUp(msgspec.Struct):
    """What a name means at the venue. Times in microseconds; `sport` is empty where unknown.

    `whole` says that new markets of the event will join by themselves; `recorded_by` names the
    running recordings of the same event.
    """

    title: str
    event_slug: str
    league: str
    sport: str
    starts_us: int | None
    whole: bool
    markets: list[ListedMarket]
    warnings: list[str]
    recorded_by: list[str]


class StartRecording(msgspec.Struct, forbid_unknown_fields=True):
    """Record this, `at` a time ("19:25" or ISO 8601; empty: now) `until` ("end", a time, "90m").

    `markets` as in `Asked`; `name` is what the session will be called, if not as the event is.
    """

    what: Text
    markets: list[Text] = []
    at: Text = ""
    until: Text = ""
    name: Text = ""


class RecordingStarted(msgspec.Struct):
    """A recorder runs: `starting` (it still looks up the markets), `waiting` or `recording`."""

    slug: str
    phase: str


class Recording(msgspec.Struct):
    """A recorder and how it is doing. Times in microseconds since 1970, UTC.

    `phase`: starting, waiting, recording, stopping, closing (the certificate is being made), over,
    failed or died. `alarm` is a sentence when something is wrong now, `problem` and `way_out` say
    why it failed or died. `own` says whether own orders are recorded, `tags` are the shipped labels
    of keys 1 to 9 for its sport. `silent_us` is how long the recorder has said nothing.
    """

    slug: str
    title: str
    phase: Stage
    runs: bool
    began_us: int
    told_us: int
    silent_us: int
    pid: int | None
    starts_us: int | None
    until: str
    own: bool
    league: str
    sport: str
    tags: dict[str, str]
    alarm: str
    problem: str
    way_out: str
    verdict: str | None
    coverage: float | None
    progress: Progress | None


class RecordingList(msgspec.Struct):
    """All recordings, the newest first; `credentials` says whether own orders will be recorded."""

    recordings: list[Recording]
    credentials: bool
    now_us: int


class TagMoment(msgspec.Struct, forbid_unknown_fields=True):
    """Mark a moment `ago_us` microseconds before now: key `tag` (1 to 9) or words, or a note.

    Without a `label` a key has the one of the recording's sport.
    """

    tag: Annotated[str, msgspec.Meta(max_length=20)] = ""
    label: Text = ""
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    ago_us: Annotated[int, msgspec.Meta(ge=0, le=24 * 3600 * SECOND)] = 0


class Tagged(msgspec.Struct):
    """A mark on its way: what it says, of which moment, and whether it is safe on the disk."""

    label: str
    happened_us: int
    safe: bool


class EventKeys(msgspec.Struct):
    """The shipped labels of keys 1 to 9 by sport, and those for any other sport."""

    sports: dict[str, dict[str, str]]
    other: dict[str, str]


def recordings_router(settings: Settings, recorders: Recorders | None = None) -> Router:
    """The routes under /api that concern recordings."""
    desk = recorders or Recorders(settings)

    @post("/resolve", status_code=200)
    async def resolve(data: JSONBody[Asked]) -> LookedUp:
        """What a pasted name means, and which markets would be recorded."""
        found = await asyncio.to_thread(desk.found)
        evening, warnings = await look_up(
            settings.urls, settings.credentials, [data.what], data.markets, SystemClock().wall_us
        )
        return looked_up(evening, warnings, found)

    @get("/recordings")
    async def recordings() -> RecordingList:
        """What is being recorded, waits to be, or has ended a while ago."""
        return await asyncio.to_thread(listed, desk)

    @post("/recordings")
    async def start(data: JSONBody[StartRecording]) -> RecordingStarted:
        """Start a recorder; answers once it records, or with its own words why it does not."""
        reference = parse_reference(data.what)  # what can never be recorded needs no process
        plain = reference.kind in ("event", "market", "either")
        name = data.name or (reference.value if plain else f"market-{reference.value[:10]}")
        options = [
            f"--markets={','.join(data.markets)}",
            f"--at={data.at}",
            f"--until={data.until}",
        ]
        command = ["record", "--json", *options]
        started = await asyncio.to_thread(desk.start, name, data.what, command, [data.what])
        state = await desk.begun(started)
        return RecordingStarted(started.folder.slug, state.phase)

    @post("/recordings/{slug:str}/resume")
    async def resume(slug: FromPath[str]) -> RecordingStarted:
        """Go on with a session whose recorder has ended or died; the hole is on the tape."""
        started = await asyncio.to_thread(desk.resume, slug)
        state = await desk.begun(started)
        return RecordingStarted(slug, state.phase)

    @post("/recordings/{slug:str}/stop", status_code=202)
    async def stop(slug: FromPath[str]) -> None:
        """Ask a recorder to end; its last reads and the certificate take some seconds."""
        request = Request(at_us=SystemClock().wall_us(), stop="stopped from the page")
        await asyncio.to_thread(desk.ask, slug, request)

    @post("/recordings/{slug:str}/tags", status_code=200)
    async def tag(slug: FromPath[str], data: JSONBody[TagMoment]) -> Tagged:
        """Mark a moment; answers when it is safe on the disk, or soon says that it is not yet."""
        return await tagged(desk, slug, data)

    @delete("/recordings/{slug:str}")
    async def dismiss(slug: FromPath[str]) -> None:
        """Take a recording that is over out of this list; its session stays."""
        await asyncio.to_thread(desk.dismiss, slug)

    @get("/event-keys")
    async def event_keys() -> EventKeys:
        """Names of the event keys as shipped, for each sport."""
        return EventKeys({sport: dict(keys) for sport, keys in TAG_SETS.items()}, dict(tag_set("")))

    @websocket("/recordings/live")
    async def live(socket: WebSocket[Any, Any, Any]) -> None:
        """The list of recordings, once a second."""
        await socket.accept()
        await send_websocket_stream(
            socket, _list_each_second(desk), listen_for_disconnect=True, warn_on_data_discard=False
        )

    handlers = [resolve, recordings, start, resume, stop, tag, dismiss, event_keys, live]
    return Router(path="/api", route_handlers=handlers, tags=["recordings"])


async def _list_each_second(desk: Recorders) -> AsyncGenerator[str, None]:
    while True:
        yield msgspec.json.encode(await asyncio.to_thread(listed, desk)).decode()
        await asyncio.sleep(PERIOD_S)


def looked_up(evening: Evening, warnings: list[str], found: list[Found]) -> LookedUp:
    """The answer about an evening that was planned."""
    chosen = set(evening.conditions)
    slugs = set(evening.slugs)
    return LookedUp(
        title=evening.title,
        event_slug=evening.slugs[0] if evening.slugs else "",
        league=evening.league,
        sport=evening.sport,
        starts_us=evening.start_us,
        whole=evening.whole,
        markets=[
            ListedMarket(
                market=one.rules.market,
                question=one.rules.question,
                title=one.title,
                type=one.rules.market_type,
                outcomes=[outcome.label for outcome in one.rules.outcomes],
                recorded=one.rules.market in chosen,
                closed=bool(one.rules.closed),
            )
            for event in evening.events
            for one in event.markets
        ],
        warnings=warnings,
        recorded_by=[
            one.folder.slug for one in found if one.runs and slugs & set(one.state.events)
        ],
    )


def listed(desk: Recorders) -> RecordingList:
    """All recorders of the data folder, as the page shows them."""
    settings = desk.settings
    rows = [_row(one, settings.tag_keys(one.state.league, one.state.sport)) for one in desk.found()]
    return RecordingList(rows, settings.credentials is not None, SystemClock().wall_us())


def _row(found: Found, keys: Mapping[str, str]) -> Recording:
    state = found.state
    alarm, problem, way_out = "", state.problem, state.way_out
    if found.phase in ("recording", "stopping"):
        alarm = state.progress.alarm if state.progress is not None else ""
        if found.silent_us > SILENT_US:
            alarm = f"The recorder has said nothing for {found.silent_us // SECOND} s."
    elif found.phase == "died":
        problem = "The recorder's process died. What it had written is on the tape."
        way_out = "Go on recording: the hole will be marked."
    return Recording(
        slug=found.folder.slug,
        title=state.title or found.folder.slug,
        phase=found.phase,
        runs=found.runs,
        began_us=state.began_us,
        told_us=state.at_us,
        silent_us=found.silent_us,
        pid=found.pid,
        starts_us=state.starts_us,
        until=state.until,
        own=state.own,
        league=state.league,
        sport=state.sport,
        tags=dict(keys),
        alarm=alarm,
        problem=problem,
        way_out=way_out,
        verdict=state.verdict,
        coverage=state.coverage,
        progress=state.progress,
    )


async def tagged(desk: Recorders, slug: str, moment: TagMoment) -> Tagged:
    """Leave a mark with the recorder and wait a little until it is durable."""
    label = moment.label
    if moment.tag and not label:
        found = await asyncio.to_thread(desk.look, slug)
        keys = desk.settings.tag_keys(found.state.league, found.state.sport) if found else {}
        label = keys.get(moment.tag, "")
    if not (label or moment.tag or moment.note):
        raise UsageError("There is nothing to mark.", "Give a key, a label or a note.")
    now_us = SystemClock().wall_us()
    request = Request(
        at_us=now_us, tag=moment.tag, label=label, note=moment.note, ago_us=moment.ago_us
    )
    waiting = await asyncio.to_thread(desk.ask, slug, request)
    safe = await taken(waiting, DURABLE_S)
    return Tagged(label or moment.tag or moment.note, now_us - moment.ago_us, safe)
