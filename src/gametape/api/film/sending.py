"""A file of a session over HTTP: whole or a byte range, and not again while it is the same."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import BinaryIO

from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream

from gametape.api.door.ranges import UnsatisfiableError, byte_range
from gametape.api.film.film_routes import Asking, unchanged
from gametape.api.film.media_files import pieces_of

ANY = "*/*"

PARTS = {
    200: ResponseSpec(bytes, description="All of it", media_type=ANY, generate_examples=False),
    206: ResponseSpec(bytes, description="A range", media_type=ANY, generate_examples=False),
    304: ResponseSpec(None, description="Not changed since the ETag", generate_examples=False),
    416: ResponseSpec(None, description="No such range", generate_examples=False),
}


async def sent(request: Asking, path: Path, media_type: str) -> Response[bytes] | Stream:
    """The answer to a request for this file; raises OSError if it cannot be opened."""

    def opened() -> tuple[BinaryIO, os.stat_result]:
        file = path.open("rb")
        return file, os.fstat(file.fileno())

    file, stat = await asyncio.to_thread(opened)
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
        media_type=media_type,
        headers=headers,
    )
