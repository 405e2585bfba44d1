"""Film over HTTP: the timeline of a session, and its tracks, compressed as they lie on the disk."""

from __future__ import annotations

import asyncio
import zlib
from typing import Annotated

import msgspec
from litestar import Request, Response, Router, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, PathParameter, QueryParameter

from gametape.api.door.codings import packed, takes
from gametape.api.film.films import Films
from gametape.api.named import session_named
from gametape.api.problems import RefusedError, documented
from gametape.errors import TapeError
from gametape.replay.film.stored import Film
from gametape.replay.timeline import Timeline
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

PATIENCE_S = 2.0
"""How long an answer waits for the film before it says how far that is."""

IMMUTABLE = "private, max-age=31536000, immutable"

Index = Annotated[int, PathParameter(ge=0, le=100_000)]
Asking = Request[None, None, State]

TIMELINE_ANSWERS = {
    200: ResponseSpec(Timeline, description="The timeline", generate_examples=False),
    304: ResponseSpec(None, description="Not changed since the ETag", generate_examples=False),
}


class Building(msgspec.Struct, frozen=True):
    """The film is being made, and `done` of it (0 to 1) is; ask again."""

    building: bool
    done: float


@get(
    "/sessions/{slug:str}/timeline",
    responses={
        **TIMELINE_ANSWERS,
        202: ResponseSpec(Building, description="Being made", generate_examples=False),
        **documented(404, 500),
    },
)
async def timeline(
    slug: FromPath[str],
    request: Asking,
    settings: NamedDependency[Settings],
    films: NamedDependency[Films],
) -> Response[bytes]:
    """Everything of a session that is no book; makes the film when it is asked for first."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    found = await films.ready(folder, PATIENCE_S)
    if not isinstance(found, Film):
        answer = Building(building=True, done=round(min(found, 1.0), 3))
        return _json(msgspec.json.encode(answer), 202, {"retry-after": "1"})
    etag = f'"{found.version}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    if unchanged(request, etag):
        return Response(b"", status_code=304, headers=headers)
    said = await asyncio.to_thread(found.timeline_bytes)
    data, coding = await asyncio.to_thread(packed, said, accepted(request))
    return _json(data, 200, {**headers, **coding})


@get(
    "/sessions/{slug:str}/tracks/{index:int}",
    media_type="application/octet-stream",
    responses={**documented(404, 409, 500)},
)
async def track(
    slug: FromPath[str],
    index: Index,
    request: Asking,
    settings: NamedDependency[Settings],
    films: NamedDependency[Films],
    v: Annotated[str, QueryParameter(max_length=100)] = "",
) -> Response[bytes]:
    """A track of the timeline's `version`: one asset's book and trades (docs/track-format.md)."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    film = await films.of_version(folder, v)
    if film is None:
        raise RefusedError(409, "There is no film of this version.", "Load the timeline again.")
    if index >= len(film.facts.tracks):
        raise RefusedError(
            404, f"This session has no track {index}.", "The timeline lists its tracks."
        )
    etag = f'"{film.version}-{index}"'
    headers = {
        "etag": etag,
        "vary": "accept-encoding",
        "cache-control": IMMUTABLE if v else "no-cache",
    }
    if unchanged(request, etag):
        return Response(b"", status_code=304, headers=headers)
    data = await asyncio.to_thread(_twin, folder, film, index)
    if takes(accepted(request), "gzip"):
        headers["content-encoding"] = "gzip"
    else:
        data = await asyncio.to_thread(zlib.decompress, data, 31)
    return Response(data, media_type="application/octet-stream", headers=headers)


def accepted(request: Asking) -> str:
    """Which codings the asker takes, in its own words."""
    return request.headers.get("accept-encoding", "")


def unchanged(request: Asking, etag: str) -> bool:
    """Whether the asker has it already: If-None-Match names this ETag, weakly or not."""
    given = request.headers.get("if-none-match", "")
    return etag in [one.strip().removeprefix("W/") for one in given.split(",")] or given == "*"


def _twin(folder: SessionFolder, film: Film, index: int) -> bytes:
    """The gzipped track, certainly of this film: film.json goes before its tracks are replaced."""
    try:
        data = film.twin_path(index).read_bytes()
        facts = msgspec.json.decode((film.root / "film.json").read_bytes())
    except (OSError, msgspec.MsgspecError):
        raise RefusedError(
            409, "The film is being made again.", "Load the timeline again."
        ) from None
    if facts.get("basis") != film.version:
        raise RefusedError(409, "The film was made again.", "Load the timeline again.")
    if not data:
        raise TapeError(f"Track {index} of {folder.slug} is empty.")
    return data


def _json(data: bytes, status: int, headers: dict[str, str]) -> Response[bytes]:
    return Response(data, status_code=status, media_type="application/json", headers=headers)


def film_router() -> Router:
    """The routes under /api that give film."""
    return Router("/api", route_handlers=[timeline, track], tags=["film"])
