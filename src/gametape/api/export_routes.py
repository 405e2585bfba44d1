"""Exports over HTTP: a table, or the whole session as one file, sent as it was written."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Literal

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from gametape.api.media_files import pieces_of
from gametape.api.named import session_named
from gametape.api.problems import RefusedError, documented
from gametape.api.shelf import Shelf
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

Form = Literal["csv", "jsonl", "parquet", "archive"]
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
    scratch = tempfile.TemporaryDirectory(prefix=".exported-", dir=settings.home)
    try:
        path = await asyncio.to_thread(
            _written, folder, shelf, form, table, own, Path(scratch.name)
        )
        size = path.stat().st_size
    except BaseException:
        scratch.cleanup()
        raise
    headers = {
        "content-disposition": f'attachment; filename="{_name(slug, path)}"',
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
    from gametape.api.exporting import archive_name, export_archive, export_tables, tables_named

    engine = shelf.database()
    if form == "archive":
        path = scratch / archive_name(folder)
        export_archive(folder, engine, path)
        return path
    tables = tables_named([table], own=own)
    if not tables:
        raise RefusedError(400, f"{table} is one's own.", "Ask for it with own=true.")
    (written,) = export_tables([folder], engine, scratch, form, tables, own=own)
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
    """The route under /api that exports."""
    return Router("/api", route_handlers=[export_session], tags=["export"])
