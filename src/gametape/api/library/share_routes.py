"""Sharing over HTTP: what would be in the file, the file itself, and comments that come back."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from gametape.api.door.attachments import attachment
from gametape.api.film.film_routes import PATIENCE_S, Building
from gametape.api.film.films import Films
from gametape.api.library.sharing import Merged, file_names, merge, shared_of
from gametape.api.named import session_named
from gametape.api.pages import Web
from gametape.api.problems import RefusedError, documented
from gametape.api.shelf import Shelf
from gametape.library.written.note import MOMENT_MAX
from gametape.replay.film.stored import Film
from gametape.settings.model import Settings
from gametape.share.choice import Choice, extras_of
from gametape.share.comments import FILE_LIMIT, CommentFile, plain_comments
from gametape.share.contents import Contents
from gametape.share.document import TEMPLATE, template
from gametape.share.making import MOST_PARTS, Shared

Us = Annotated[int | None, QueryParameter(ge=0, le=MOMENT_MAX)]
Extras = Annotated[str, QueryParameter(name="with", max_length=100)]
Part = Annotated[int, QueryParameter(ge=1, le=MOST_PARTS)]


class SharePreview(msgspec.Struct, frozen=True):
    """What would be in the file, or in each of several; `names` are what they would be called."""

    names: list[str]
    contents: list[Contents]


@get(
    "/sessions/{slug:str}/share/preview",
    responses={
        200: ResponseSpec(SharePreview, description="The preview", generate_examples=False),
        202: ResponseSpec(Building, description="Being made", generate_examples=False),
        **documented(400, 404, 500, 503),
    },
)
async def share_preview(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
    films: NamedDependency[Films],
    web: NamedDependency[Web],
    from_us: Us = None,
    to_us: Us = None,
    at_us: Us = None,
    extras: Extras = "",
    notes: FromQuery[bool] = True,
) -> Response[SharePreview] | Response[Building]:
    """What a shared file would hold and leave out, with its bytes; nothing is written."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    found = await films.ready(folder, PATIENCE_S)
    if not isinstance(found, Film):
        return Response(Building(building=True, done=round(min(found, 1.0), 3)), status_code=202)
    choice = Choice(
        from_us=from_us, to_us=to_us, at_us=at_us, extras=extras_of([extras]), notes=notes
    )
    made = await asyncio.to_thread(_made, shelf, slug, found, choice, web)
    contents = [one.contents for one in made]
    names = [path.name for path in file_names(slug, contents, None)]
    return Response(SharePreview(names, contents))


@get(
    "/sessions/{slug:str}/share",
    media_type="text/html",
    responses=documented(400, 404, 409, 500, 503),
)
async def share_file(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
    films: NamedDependency[Films],
    web: NamedDependency[Web],
    from_us: Us = None,
    to_us: Us = None,
    at_us: Us = None,
    extras: Extras = "",
    notes: FromQuery[bool] = True,
    part: Part = 1,
) -> Response[bytes]:
    """The file (of several the one of this number), to be kept and never to be shown from here."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    found = await films.ready(folder, PATIENCE_S)
    if not isinstance(found, Film):
        raise RefusedError(409, "The film is not ready yet.", "Ask for the preview first.")
    choice = Choice(
        from_us=from_us, to_us=to_us, at_us=at_us, extras=extras_of([extras]), notes=notes
    )
    made = await asyncio.to_thread(_made, shelf, slug, found, choice, web)
    if part > len(made):
        raise RefusedError(404, f"There is no part {part}.", f"There are {len(made)}.")
    name = file_names(slug, [one.contents for one in made], None)[part - 1].name
    headers = {"content-disposition": attachment(name), "cache-control": "no-store"}
    return Response(made[part - 1].html, media_type="text/html", headers=headers)


@post(
    "/sessions/{slug:str}/comments",
    request_max_body_size=FILE_LIMIT,
    status_code=200,
    responses=documented(400, 403, 404, 413, 503),
)
async def merge_comments(
    slug: FromPath[str],
    data: JSONBody[CommentFile],
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
) -> Merged:
    """Keep the comments of a shared file as notes, each once however often they come."""

    def take() -> Merged:
        session_named(settings.home, slug)
        return merge(shelf.engine(), slug, plain_comments(data), time.time_ns() // 1000)

    return await asyncio.to_thread(take)


def _made(shelf: Shelf, slug: str, film: Film, choice: Choice, web: Web) -> list[Shared]:
    page = template(web.folder / TEMPLATE.name)
    return shared_of(film, shelf.notes().of_session(slug), choice, page)


def share_router() -> Router:
    """The routes under /api that concern sharing."""
    return Router(
        "/api", route_handlers=[share_preview, share_file, merge_comments], tags=["share"]
    )
