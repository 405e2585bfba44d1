"""Voice notes over HTTP: the sound beside the tape, the note in the library, played by ranges."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from gametape.api.film.film_routes import Asking
from gametape.api.film.media_files import keep_upload
from gametape.api.film.sending import PARTS, sent
from gametape.api.named import session_named
from gametape.api.problems import RefusedError, documented
from gametape.api.shelf import Shelf
from gametape.errors import ParseError
from gametape.library.written.note import MOMENT_MAX, VOICE_MAX_US, Note, NoteDraft, Spoken
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder
from gametape.tape.voice import HEAD, TYPES, ending_of, is_voice_name

LIMIT = 32_000_000
"""Bytes of a voice note at the most: five minutes uncompressed, or hours of what browsers make."""


@post(
    "/sessions/{slug:str}/voice",
    request_max_body_size=None,
    responses=documented(400, 403, 404, 413, 415, 503, 507),
)
async def add_voice(
    slug: FromPath[str],
    request: Asking,
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
    at_us: Annotated[int, QueryParameter(ge=0, le=MOMENT_MAX)],
    length_us: Annotated[int, QueryParameter(ge=1, le=VOICE_MAX_US)],
) -> Note:
    """Keep the request's body, a recording of `length_us`, as a note that began at `at_us`."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    promised = request.headers.get("content-length", "")
    if promised.isdigit() and int(promised) > LIMIT:
        raise _too_long(LIMIT)
    stream = request.stream()
    head = await _head(stream)
    try:
        name = f"{os.urandom(16).hex()}{ending_of(head)}"
    except ParseError as error:
        raise RefusedError(415, error.what, error.way_out) from None
    path = folder.voice / name
    await keep_upload(_all_of(head, stream), path, LIMIT, _too_long)

    def note() -> Note:
        try:
            spoken = Spoken(name, length_us)
            return shelf.notes().add(slug, NoteDraft(at_us=at_us), _now_us(), spoken)
        except BaseException:
            path.unlink(missing_ok=True)  # nobody would ever find it
            raise

    return await asyncio.to_thread(note)


@get("/sessions/{slug:str}/voice/{name:str}", responses={**PARTS, **documented(404)})
async def voice(
    slug: FromPath[str],
    name: FromPath[str],
    request: Asking,
    settings: NamedDependency[Settings],
) -> Response[bytes] | Stream:
    """The sound of a voice note, whole or a byte range of it."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    path = await asyncio.to_thread(_path_of, folder, name)
    return await sent(request, path, TYPES[path.suffix])


def _path_of(folder: SessionFolder, name: str) -> Path:
    path = folder.voice / name
    if not is_voice_name(name) or not path.is_file():
        raise RefusedError(
            404,
            f"{folder.slug} has no voice note {name[:60]!r}.",
            "Its file lay in the session's folder voice; it may be in a backup.",
        )
    return path


async def _head(stream: AsyncIterator[bytes]) -> bytes:
    """The first bytes of a stream, as many as tell what it is."""
    head = b""
    while len(head) < HEAD and (piece := await anext(stream, None)) is not None:
        head += piece
    return head


async def _all_of(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in rest:
        yield piece


def _too_long(limit: int) -> RefusedError:
    return RefusedError(
        413,
        f"The voice note is larger than the {limit // 1_000_000} MB that are allowed.",
        "Make two of it.",
    )


def _now_us() -> int:
    return time.time_ns() // 1000


def voice_router() -> Router:
    """The routes under /api that concern voice notes."""
    return Router("/api", route_handlers=[add_voice, voice], tags=["notes"])
