"""Deleting sessions over HTTP, and bringing them back."""

from __future__ import annotations

import asyncio
import time

import msgspec
from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.api.shelf import Shelf
from gametape.settings.model import Settings


class DeletedSession(msgspec.Struct, frozen=True):
    """A session in the trash: under which `name` it lies there; bytes of all its files."""

    name: str
    session: str
    title: str
    deleted_us: int
    bytes: int


class Trash(msgspec.Struct, frozen=True):
    """Deleted sessions, the last one first."""

    sessions: list[DeletedSession]


class Emptied(msgspec.Struct, frozen=True):
    """How many sessions were removed for good."""

    removed: int


class BroughtBack(msgspec.Struct, frozen=True):
    """The session that is there again."""

    session: str


@delete("/sessions/{slug:str}", status_code=200, responses=documented(400, 403, 404, 409, 503))
async def delete_session(
    slug: FromPath[str], settings: NamedDependency[Settings], shelf: NamedDependency[Shelf]
) -> DeletedSession:
    """Move a session to the trash with all that was written on it; never while it is recorded."""

    def move() -> DeletedSession:
        from gametape.library.keeping.trash import discard

        folder = session_named(settings.home, slug)
        gone = discard(shelf.engine(), settings.home, folder, time.time_ns() // 1000)
        return DeletedSession(*msgspec.structs.astuple(gone))

    return await asyncio.to_thread(move)


@get("/trash")
async def trash(settings: NamedDependency[Settings]) -> Trash:
    """What is in the trash."""

    def look() -> Trash:
        from gametape.library.keeping.trash import trashed

        return Trash(
            [DeletedSession(*msgspec.structs.astuple(one)) for one in trashed(settings.home)]
        )

    return await asyncio.to_thread(look)


@delete("/trash", status_code=200, responses=documented(403, 500))
async def empty_trash(settings: NamedDependency[Settings]) -> Emptied:
    """Remove for good what is in the trash; nothing brings it back."""

    def remove() -> Emptied:
        from gametape.library.keeping.trash import empty

        return Emptied(empty(settings.home))

    return await asyncio.to_thread(remove)


@post("/trash/{name:str}/restore", status_code=200, responses=documented(400, 403, 404, 503))
async def restore_session(
    name: FromPath[str], settings: NamedDependency[Settings], shelf: NamedDependency[Shelf]
) -> BroughtBack:
    """Bring a deleted session back as it was."""

    def back() -> BroughtBack:
        from gametape.library.keeping.trash import bring_back

        return BroughtBack(bring_back(shelf.engine(), settings.home, name, exactly=True).slug)

    return await asyncio.to_thread(back)


def trash_router() -> Router:
    """The routes under /api of the trash; deleting stands with the session's other methods."""
    return Router("/api", route_handlers=[trash, empty_trash, restore_session], tags=["sessions"])
