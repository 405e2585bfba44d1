"""Drills over HTTP: rounds, blind questions with their clips, answers and what they were worth.

What a page may have before its answer is decided in `drills`; nothing here is to be kept by a
browser, and no address names a session.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, PathParameter

from gametape.api.practice.drill_told import Answering, DrillQuestion, History, Reveal
from gametape.api.practice.drills import Drills
from gametape.api.problems import RefusedError, documented
from gametape.library.practice.drill_round import Round
from gametape.replay.timeline import Timeline

Number = Annotated[int, PathParameter(ge=1, le=100)]
Index = Annotated[int, PathParameter(ge=0, le=10)]

_KEEP_NOT = {"cache-control": "no-store"}


class Beginning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many moments a round asks."""

    length: Annotated[int, msgspec.Meta(ge=1, le=50)] = 10


@get("/drills", responses=documented(400, 500, 503))
async def drill_history(drills: NamedDependency[Drills]) -> History:
    """Rounds so far, what is due, and calibration."""
    return await asyncio.to_thread(drills.history)


@post("/drills", responses=documented(400, 403, 500, 503))
async def begin_drill(data: JSONBody[Beginning], drills: NamedDependency[Drills]) -> Round:
    """A new round; the moments of sessions that have none yet are made first."""
    return await asyncio.to_thread(drills.begin, data.length)


@get("/drills/{key:str}/{number:int}", responses=documented(400, 404, 409, 500, 503))
async def drill_question(
    key: FromPath[str], number: Number, drills: NamedDependency[Drills]
) -> DrillQuestion:
    """The question whose turn it is."""
    return await asyncio.to_thread(drills.ask, key, number)


TIMELINE = {
    200: ResponseSpec(Timeline, description="The clip's timeline", generate_examples=False),
    **documented(403, 404, 409, 500, 503),
}


@get("/drills/{key:str}/{number:int}/timeline", responses=TIMELINE)
async def drill_timeline(
    key: FromPath[str], number: Number, drills: NamedDependency[Drills]
) -> Response[bytes]:
    """The clip up to the moment, without names and with times of its own."""
    return await _timeline(drills, key, number, after=False)


@get("/drills/{key:str}/{number:int}/after/timeline", responses=TIMELINE)
async def drill_timeline_after(
    key: FromPath[str], number: Number, drills: NamedDependency[Drills]
) -> Response[bytes]:
    """The clip with the five minutes after the moment, once the question is answered."""
    return await _timeline(drills, key, number, after=True)


@get(
    "/drills/{key:str}/{number:int}/tracks/{index:int}",
    media_type="application/octet-stream",
    responses=documented(403, 404, 409, 500, 503),
)
async def drill_track(
    key: FromPath[str], number: Number, index: Index, drills: NamedDependency[Drills]
) -> Response[bytes]:
    """A track of the clip (docs/track-format.md)."""
    return await _track(drills, key, number, index, after=False)


@get(
    "/drills/{key:str}/{number:int}/after/tracks/{index:int}",
    media_type="application/octet-stream",
    responses=documented(403, 404, 409, 500, 503),
)
async def drill_track_after(
    key: FromPath[str], number: Number, index: Index, drills: NamedDependency[Drills]
) -> Response[bytes]:
    """A track of the clip that goes on, once the question is answered."""
    return await _track(drills, key, number, index, after=True)


@post("/drills/{key:str}/{number:int}/answer", responses=documented(400, 403, 404, 409, 500, 503))
async def answer_drill(
    key: FromPath[str],
    number: Number,
    data: JSONBody[Answering],
    drills: NamedDependency[Drills],
) -> Reveal:
    """Answer once; gives what the answer was worth and where the moment is."""
    return await asyncio.to_thread(drills.answer, key, number, data)


@post("/drills/{key:str}/interrupt", status_code=204, responses=documented(400, 403, 404, 500, 503))
async def interrupt_drill(key: FromPath[str], drills: NamedDependency[Drills]) -> None:
    """The page was left: the round does not count."""
    await asyncio.to_thread(drills.interrupt, key)


async def _timeline(drills: Drills, key: str, number: int, *, after: bool) -> Response[bytes]:
    clip = await asyncio.to_thread(drills.clip, key, number, after=after)
    body = msgspec.json.encode(clip.timeline)
    return Response(body, media_type="application/json", headers=_KEEP_NOT)


async def _track(
    drills: Drills, key: str, number: int, index: int, *, after: bool
) -> Response[bytes]:
    clip = await asyncio.to_thread(drills.clip, key, number, after=after)
    if index >= len(clip.tracks):
        raise RefusedError(404, "This clip has no such track.")
    return Response(clip.tracks[index], media_type="application/octet-stream", headers=_KEEP_NOT)


def drill_router() -> Router:
    """The routes under /api that concern drills."""
    handlers = [
        drill_history, begin_drill, drill_question, drill_timeline, drill_timeline_after,
        drill_track, drill_track_after, answer_drill, interrupt_drill,
    ]  # fmt: skip
    return Router("/api", route_handlers=handlers, tags=["drill"])
