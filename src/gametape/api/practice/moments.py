"""Moments like one over HTTP: what came next in the whole population, and the nearest as clips."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from gametape.analyze.moments.told import Likeness, Position
from gametape.analyze.moments.vocabulary import Kind
from gametape.api.named import session_named
from gametape.api.practice.drills import Drills
from gametape.api.problems import documented
from gametape.settings.model import Settings

Word = Annotated[str, QueryParameter(max_length=200)]
Day = Annotated[str, QueryParameter(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


@get(
    "/sessions/{slug:str}/moments",
    responses={
        200: ResponseSpec(Likeness, description="Moments like it", generate_examples=False),
        **documented(400, 404, 500, 503),
    },
)
async def moments_like(
    slug: FromPath[str],
    at_us: Annotated[int, QueryParameter(ge=0, le=2**53)],
    settings: NamedDependency[Settings],
    drills: NamedDependency[Drills],
    market: Word = "",
    sport: Word = "",
    phase: Word = "",
    kind: FromQuery[Kind | None] = None,
    position: FromQuery[Position] = "",
    since: Day = "",
    until: Day = "",
    others: FromQuery[bool] = False,
    tolerance: Annotated[float, QueryParameter(ge=0.05, le=10)] = 1.0,
    per_session: Annotated[int, QueryParameter(ge=1, le=1000)] = 20,
) -> Response[bytes]:
    """Moments like one; the tables of sessions that have none yet are made first.

    `since` and `until` are days in UTC, both included; `others` leaves this session out.
    """

    def find() -> bytes:
        from gametape.library.practice.moments import filters_of, prepare

        filters = filters_of(
            since, until, sport=sport, phase=phase, kind=kind, position=position, others=others,
            tolerance=tolerance, per_session=per_session,
        )  # fmt: skip
        folder = session_named(settings.home, slug)
        prepare(settings.home)
        return msgspec.json.encode(drills.moments.like(folder, market, at_us, filters))

    body = await asyncio.to_thread(find)
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


def moments_router() -> Router:
    """The route under /api that finds moments."""
    return Router("/api", route_handlers=[moments_like], tags=["moments"])
