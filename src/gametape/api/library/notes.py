"""Notes, bookmarks and clips over HTTP: kept in the library, searched, removed and brought back."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import msgspec
from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.api.shelf import Shelf
from gametape.library.written.note import Note, NoteDraft, NotePatch
from gametape.library.written.snippets import Snippet, snippet
from gametape.settings.model import Settings

Number = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]


class NoteList(msgspec.Struct, frozen=True):
    """Notes of one session in order of their moments."""

    notes: list[Note]


class FoundNotes(msgspec.Struct, frozen=True):
    """Notes of a search, the newest first (500 at most), each with the part where it was found."""

    notes: list[Note]
    snippets: list[Snippet]


@get("/sessions/{slug:str}/notes", responses=documented(404, 503))
async def session_notes(
    slug: FromPath[str], settings: NamedDependency[Settings], shelf: NamedDependency[Shelf]
) -> NoteList:
    """The notes of a session in order of their moments."""

    def read() -> list[Note]:
        session_named(settings.home, slug)
        return shelf.notes().of_session(slug)

    return NoteList(await asyncio.to_thread(read))


@post("/sessions/{slug:str}/notes", responses=documented(400, 403, 404, 503))
async def add_note(
    slug: FromPath[str],
    data: JSONBody[NoteDraft],
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
) -> Note:
    """Put a note, bookmark or clip at a moment."""

    def add() -> Note:
        session_named(settings.home, slug)
        return shelf.notes().add(slug, data, _now_us())

    return await asyncio.to_thread(add)


@get("/notes", responses=documented(400, 503))
async def search_notes(
    shelf: NamedDependency[Shelf], q: Annotated[str, QueryParameter(max_length=200)] = ""
) -> FoundNotes:
    """Notes of all sessions that hold every word of `q`, whatever the case."""
    found = await asyncio.to_thread(lambda: shelf.notes().search(q))
    return FoundNotes(found, [snippet(note, q) for note in found])


@patch("/notes/{number:int}", responses=documented(400, 403, 404, 503))
async def change_note(
    number: Number, data: JSONBody[NotePatch], shelf: NamedDependency[Shelf]
) -> Note:
    """Change a note; what is left out stays."""
    return await asyncio.to_thread(lambda: shelf.notes().change(number, data, _now_us()))


@delete("/notes/{number:int}", responses=documented(400, 403, 404, 503))
async def remove_note(number: Number, shelf: NamedDependency[Shelf]) -> None:
    """Remove a note; it can be brought back."""
    await asyncio.to_thread(lambda: shelf.notes().remove(number, _now_us()))


@post("/notes/{number:int}/undelete", status_code=200, responses=documented(400, 403, 404, 503))
async def restore_note(number: Number, shelf: NamedDependency[Shelf]) -> Note:
    """Bring a removed note back as it was."""
    return await asyncio.to_thread(lambda: shelf.notes().restore(number))


def _now_us() -> int:
    return time.time_ns() // 1000


def notes_router() -> Router:
    """The routes under /api that concern notes."""
    handlers = [session_notes, add_note, search_notes, change_note, remove_note, restore_note]
    return Router("/api", route_handlers=handlers, tags=["notes"])
