"""Exports over HTTP: a table, or the whole session as one file, sent as it was written."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from gametape.api.door.attachments import attachment
from gametape.api.film.media_files import pieces_of
from gametape.api.named import session_named
from gametape.api.problems import RefusedError, documented
from gametape.api.shelf import Shelf
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

Format = Literal["csv", "jsonl", "parquet"]
Form = Format | Literal["archive"]
Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
TableName = Annotated[str, QueryParameter(max_length=60)]
ANY = "*/*"
_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}


@get(
    "/sessions/{slug:str}/export",
    responses={
        200: ResponseSpec(bytes, description="The file", media_type=ANY, generate_examples=False),
        **documented(400, 404, 409, 500, 503, 507),
    },
)
async def export_session(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
    form: Annotated[Form, QueryParameter(name="format")] = "archive",
    table: TableName = "",
    own: FromQuery[bool] = True,
) -> Stream:
    """One table of a session in a format, or the whole session (see docs/export.md)."""
    if form != "archive" and not table:
        raise RefusedError(400, "Which table?", "Name one: ?format=csv&table=trades.")
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    return await _stream(
        settings,
        lambda scratch: _written(folder, shelf, form, table, own, scratch),
        slug,
        form,
    )


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which sessions, which table of them (see docs/export.md), how; `own` with one's own money."""

    sessions: Annotated[list[Slug], msgspec.Meta(min_length=1, max_length=10_000)]
    table: Annotated[str, msgspec.Meta(max_length=60)]
    format: Format
    own: bool = True


@post(
    "/export",
    status_code=200,
    responses={
        200: ResponseSpec(bytes, description="The file", media_type=ANY, generate_examples=False),
        **documented(400, 403, 404, 409, 500, 503, 507),
    },
)
async def export_selection(
    data: JSONBody[Selection], settings: NamedDependency[Settings], shelf: NamedDependency[Shelf]
) -> Stream:
    """One table of several sessions as one file, their rows one after the other."""

    def named() -> list[SessionFolder]:
        return [session_named(settings.home, slug) for slug in dict.fromkeys(data.sessions)]

    folders = await asyncio.to_thread(named)
    return await _stream(
        settings,
        lambda scratch: _table(folders, shelf, data.format, data.table, data.own, scratch),
        f"{len(folders)}-sessions",
        data.format,
    )


async def _stream(
    settings: Settings, write: Callable[[Path], Path], prefix: str, form: Form
) -> Stream:
    """What `write` puts into a folder beside the sessions, which goes when it was sent."""
    scratch = tempfile.TemporaryDirectory(prefix=".exported-", dir=settings.home)
    try:
        path = await asyncio.to_thread(write, Path(scratch.name))
        size = path.stat().st_size
    except BaseException:
        scratch.cleanup()
        raise
    headers = {
        "content-disposition": attachment(_name(prefix, path)),
        "content-length": str(size),
        "cache-control": "no-store",
    }
    kind = _TYPES.get(form, "application/octet-stream")
    return Stream(_sent(path, size, scratch), media_type=kind, headers=headers)


def _name(slug: str, path: Path) -> str:
    return path.name if path.name.startswith(slug) else f"{slug}-{path.name}"


def _written(
    folder: SessionFolder, shelf: Shelf, form: Form, table: str, own: bool, scratch: Path
) -> Path:
    """The file, beside the sessions; exporting brings SQLAlchemy along, so it comes late."""
    from gametape.api.library.exporting import archive_name, export_archive

    if form != "archive":
        return _table([folder], shelf, form, table, own, scratch)
    path = scratch / archive_name(folder)
    export_archive(folder, shelf.engine(), path)
    return path


def _table(
    folders: list[SessionFolder], shelf: Shelf, form: Format, table: str, own: bool, scratch: Path
) -> Path:
    from gametape.api.library.exporting import export_tables, tables_named

    tables = tables_named([table], own=own)
    if not tables:
        raise RefusedError(400, f"{table} is one's own.", "Ask for it with own=true.")
    (written,) = export_tables(folders, shelf.engine(), scratch, form, tables, own=own)
    return Path(written.file)


async def _sent(
    path: Path, size: int, scratch: tempfile.TemporaryDirectory[str]
) -> AsyncIterator[bytes]:
    """The bytes of the file, which goes when they are sent or nobody wants them any more."""
    try:
        file = await asyncio.to_thread(path.open, "rb")
        async for piece in pieces_of(file, 0, size - 1):
            yield piece
    finally:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(scratch.cleanup)


def export_router() -> Router:
    """The routes under /api that export."""
    return Router("/api", route_handlers=[export_session, export_selection], tags=["export"])
