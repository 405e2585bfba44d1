"""Media beside a session over HTTP: uploads, removal, and playing with byte ranges."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import BinaryIO

import msgspec
from litestar import Response, Router, delete, get, put
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from litestar.response import Stream

from gametape.api.film_routes import Asking, unchanged
from gametape.api.media_files import (
    TYPES,
    keep_upload,
    media_name,
    media_path,
    pieces_of,
    too_large,
)
from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.api.ranges import UnsatisfiableError, byte_range
from gametape.settings.model import Settings


class Media(msgspec.Struct, frozen=True):
    """A file that was kept, under the name it has now, with its size in bytes."""

    name: str
    bytes: int


ANY = "*/*"

PARTS = {
    200: ResponseSpec(bytes, description="All of it", media_type=ANY, generate_examples=False),
    206: ResponseSpec(bytes, description="A range", media_type=ANY, generate_examples=False),
    304: ResponseSpec(None, description="Not changed since the ETag", generate_examples=False),
    416: ResponseSpec(None, description="No such range", generate_examples=False),
}


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

    def find() -> tuple[BinaryIO, os.stat_result, Path]:
        path = media_path(session_named(settings.home, slug), name)
        file = path.open("rb")
        return file, os.fstat(file.fileno()), path

    file, stat, path = await asyncio.to_thread(find)
    size, etag = stat.st_size, f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {"etag": etag, "accept-ranges": "bytes", "cache-control": "private, no-cache"}
    if unchanged(request, etag):
        file.close()
        return Response(b"", status_code=304, headers=headers)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", etag) != etag:
        asked = ""
    try:
        span = byte_range(asked, size)
    except UnsatisfiableError:
        file.close()
        headers["content-range"] = f"bytes */{size}"
        return Response(b"", status_code=416, headers=headers)
    first, last = span or (0, size - 1)
    headers["content-length"] = str(last - first + 1)
    if span is not None:
        headers["content-range"] = f"bytes {first}-{last}/{size}"
    return Stream(
        pieces_of(file, first, last),
        status_code=200 if span is None else 206,
        media_type=TYPES[path.suffix],
        headers=headers,
    )


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
