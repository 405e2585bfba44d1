"""The job that analyses many sessions, over HTTP: begun or joined, looked at, stopped."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from gametape.api.judged.bulk import Bulk, BulkState
from gametape.api.problems import documented

Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class BulkWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the sessions to be analysed."""

    sessions: Annotated[list[Slug], msgspec.Meta(min_length=1, max_length=10_000)]


@get("/analyses")
async def bulk_state(bulk: NamedDependency[Bulk]) -> BulkState:
    """How far the job is that analyses many sessions, or how the last one ended."""
    return bulk.state


@post("/analyses", status_code=200, responses=documented(400, 403))
async def bulk_ask(data: JSONBody[BulkWish], bulk: NamedDependency[Bulk]) -> BulkState:
    """Have sessions analysed where they have changed; what is asked while the job runs joins it."""
    return bulk.ask(data.sessions)


@delete("/analyses", status_code=200, responses=documented(403))
async def bulk_stop(bulk: NamedDependency[Bulk]) -> BulkState:
    """Stop the job, whoever began it; what was analysed stays."""
    return bulk.stop()


def bulk_router() -> Router:
    """The routes under /api of the job."""
    return Router("/api", route_handlers=[bulk_state, bulk_ask, bulk_stop], tags=["analysis"])
