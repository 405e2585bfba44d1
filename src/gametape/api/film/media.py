"""Media beside a session over HTTP: uploads, removal, and playing with byte ranges."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import Response, Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from gametape.api.film.film_routes import Asking
from gametape.api.film.media_files import (
    TYPES,
    keep_upload,
    media_name,
    media_path,
    too_large,
)
from gametape.api.film.sending import PARTS, sent
from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.settings.model import Settings


class Media(msgspec.Struct, frozen=True):
    """A file that was kept, under the name it has now, with its size in bytes."""

    name: str
    bytes: int


@get(
    "/sessions/{slug:str}/media/{name:str}",
    responses={**PARTS, **documented(404)},
)
async def media(
    slug: FromPath[str],
    name: FromPath[str],
    request: Asking,
    settings: NamedDependency[Settings],
) -> Response[bytes] | Stream:
    """A file beside a session, whole or a byte range of it."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    path = await asyncio.to_thread(media_path, folder, name)
    return await sent(request, path, TYPES[path.suffix])


@put(
    "/sessions/{slug:str}/media/{name:str}",
    request_max_body_size=None,
    responses=documented(403, 404, 413, 415, 507),
)
async def put_media(
    slug: FromPath[str],
    name: FromPath[str],
    request: Asking,
    settings: NamedDependency[Settings],
) -> Media:
    """Keep the request's body as a file beside the session; its name may be changed to be safe."""
    limit = settings.serve.media_limit_mb * 1_000_000
    kept = media_name(name)
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    promised = request.headers.get("content-length", "")
    if promised.isdigit() and int(promised) > limit:
        raise too_large(limit)
    size = await keep_upload(request.stream(), folder.media / kept, limit)
    return Media(kept, size)


@delete("/sessions/{slug:str}/media/{name:str}", responses=documented(403, 404))
async def remove_media(
    slug: FromPath[str], name: FromPath[str], settings: NamedDependency[Settings]
) -> None:
    """Remove a file beside a session."""

    def remove() -> None:
        media_path(session_named(settings.home, slug), name).unlink()

    await asyncio.to_thread(remove)


def media_router() -> Router:
    """The routes under /api that concern media."""
    return Router("/api", route_handlers=[media, put_media, remove_media], tags=["media"])
