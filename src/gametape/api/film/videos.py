"""The videos of a session over HTTP: which there are, and how they line up with its clock."""

from __future__ import annotations

import asyncio

from litestar import Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.api.shelf import Shelf
from gametape.library.written.video import Videos
from gametape.settings.model import Settings


@get("/sessions/{slug:str}/video", responses=documented(404, 503))
async def videos(
    slug: FromPath[str], settings: NamedDependency[Settings], shelf: NamedDependency[Shelf]
) -> Videos:
    """The videos of a session."""

    def read() -> Videos:
        session_named(settings.home, slug)
        return shelf.videos_of(slug)

    return await asyncio.to_thread(read)


@put("/sessions/{slug:str}/video", responses=documented(400, 403, 404, 503))
async def put_videos(
    slug: FromPath[str],
    data: JSONBody[Videos],
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
) -> Videos:
    """Keep this list of videos in place of the one before."""

    def keep() -> Videos:
        session_named(settings.home, slug)
        return shelf.videos().put(slug, data)

    return await asyncio.to_thread(keep)


def videos_router() -> Router:
    """The routes under /api that concern videos."""
    return Router("/api", route_handlers=[videos, put_videos], tags=["videos"])
