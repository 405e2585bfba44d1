"""The tags of a session's orders over HTTP: what patterns propose with the trace, and one's own.

The word on a proposal (right, or not) goes the way of the words on labels: `PUT answers` with the
label `pattern:NAME`.
"""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import msgspec
from litestar import Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from gametape.analyze.patterns.traces import OrderTags
from gametape.api.judged.playbooks import Playbooks
from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.api.shelf import Shelf
from gametape.library.written.tag import LONGEST_TAG
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder


class SessionTags(msgspec.Struct, frozen=True):
    """The tags of a session's orders in order of time; `judged` is whether it has been judged.

    `known` are the patterns that a tag by hand may name.
    """

    judged: bool
    orders: list[OrderTags]
    known: list[str]


class GivenTag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tag to put on an order, or (`on` false) to take off it."""

    order_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    tag: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TAG)]
    on: bool = True


@get("/sessions/{slug:str}/tags", responses=documented(400, 404, 500, 503))
async def session_tags(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    playbooks: NamedDependency[Playbooks],
) -> SessionTags:
    """What patterns say of each own order, with the trace, and the tags put by hand."""

    def read() -> SessionTags:
        return _tags(session_named(settings.home, slug), playbooks)

    return await asyncio.to_thread(read)


@put("/sessions/{slug:str}/tags", responses=documented(400, 403, 404, 500, 503))
async def tag_order(
    slug: FromPath[str],
    data: JSONBody[GivenTag],
    settings: NamedDependency[Settings],
    playbooks: NamedDependency[Playbooks],
    shelf: NamedDependency[Shelf],
) -> SessionTags:
    """Put a tag on an order or take it off; gives all tags of the session."""

    def give() -> SessionTags:
        folder = session_named(settings.home, slug)
        book = shelf.tags()
        if data.on:
            book.put(slug, data.order_id, data.tag, time.time_ns() // 1000)
        else:
            book.take(slug, data.order_id, data.tag)
        return _tags(folder, playbooks)

    return await asyncio.to_thread(give)


def _tags(folder: SessionFolder, playbooks: Playbooks) -> SessionTags:
    found = playbooks.tags(folder)
    known = [one.pattern.name for one in playbooks.patterns().kept]
    return SessionTags(found is not None, found or [], known)


def tags_router() -> Router:
    """The routes under /api that concern tags."""
    return Router("/api", route_handlers=[session_tags, tag_order], tags=["tags"])
