"""The evidence of a session over HTTP, and what a person says of its labels."""

from __future__ import annotations

import asyncio
import time

import msgspec
from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from gametape.analyze.evidence import EvidenceLedger
from gametape.api.judged.analyses import Analyses, Stage
from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.api.shelf import Shelf
from gametape.library.written.answer import Answer, Word
from gametape.settings.model import Settings

PATIENCE_S = 2.0
"""How long an answer waits for the analysis before it says what is being done."""


class Answers(msgspec.Struct, frozen=True):
    """What a person said of the labels of a session."""

    answers: list[Answer]


class GivenAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A word on one label of one order; null takes the word back."""

    order_id: str
    label: str
    answer: Word | None


@get(
    "/sessions/{slug:str}/analysis",
    responses={
        200: ResponseSpec(EvidenceLedger, description="The evidence", generate_examples=False),
        202: ResponseSpec(Stage, description="Being made", generate_examples=False),
        **documented(404, 500),
    },
)
async def analysis(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    analyses: NamedDependency[Analyses],
) -> Response[bytes]:
    """The evidence ledger of a session; it is made when it is asked for first."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    found = await analyses.ready(folder, PATIENCE_S)
    if isinstance(found, Stage):
        return as_json(msgspec.json.encode(found), 202)
    return as_json(found, 200)


@post("/sessions/{slug:str}/analysis", status_code=200, responses=documented(403, 404, 500))
async def make_analysis(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    analyses: NamedDependency[Analyses],
) -> Stage:
    """Have the analysis made if it is not there or is of another tape; how far that is.

    Without the evidence itself, for whoever has many sessions analysed. `building` is false once
    the analysis stands.
    """
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    found = await analyses.ready(folder, PATIENCE_S)
    return found if isinstance(found, Stage) else Stage(building=False, what="analysis", done=1.0)


@delete("/sessions/{slug:str}/analysis", status_code=204, responses=documented(403, 404))
async def give_up(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    analyses: NamedDependency[Analyses],
) -> None:
    """Stop making the analysis; one that is there already stays."""
    await asyncio.to_thread(session_named, settings.home, slug)
    analyses.give_up(slug)


@get("/sessions/{slug:str}/answers", responses=documented(404, 503))
async def answers(
    slug: FromPath[str], settings: NamedDependency[Settings], shelf: NamedDependency[Shelf]
) -> Answers:
    """What a person said of the session's labels."""

    def read() -> list[Answer]:
        session_named(settings.home, slug)
        return shelf.answers().of_session(slug)

    return Answers(await asyncio.to_thread(read))


@put("/sessions/{slug:str}/answers", responses=documented(400, 403, 404, 503))
async def answer(
    slug: FromPath[str],
    data: JSONBody[GivenAnswer],
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
) -> Answers:
    """Confirm or reject a label, or take that back; gives all answers of the session."""

    def give() -> list[Answer]:
        session_named(settings.home, slug)
        book = shelf.answers()
        book.give(slug, data.order_id, data.label, data.answer, time.time_ns() // 1000)
        return book.of_session(slug)

    return Answers(await asyncio.to_thread(give))


def as_json(data: bytes, status: int) -> Response[bytes]:
    """JSON that no browser keeps; what is still being made is to be asked for again."""
    headers = {"cache-control": "no-store"} | ({"retry-after": "1"} if status == 202 else {})
    return Response(data, status_code=status, media_type="application/json", headers=headers)


def analysis_router() -> Router:
    """The routes under /api that concern evidence."""
    handlers = [analysis, make_analysis, give_up, answers, answer]
    return Router("/api", route_handlers=handlers, tags=["analysis"])
