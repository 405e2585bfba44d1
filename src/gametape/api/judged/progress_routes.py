"""Progress over HTTP: the ledger of many evenings, moments behind rows, comparisons and goals."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import msgspec
from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from gametape.analyze.population.choosing import Choice
from gametape.analyze.population.goal import Goal, GoalKind
from gametape.analyze.population.shown import Comparison, ProgressPage, WatchList
from gametape.api.judged.progress import Progresses
from gametape.api.problems import documented
from gametape.api.shelf import Shelf

Word = Annotated[str, QueryParameter(max_length=100)]
Group = Annotated[str, QueryParameter(min_length=1, max_length=2_000)]
Day = Annotated[int | None, QueryParameter(ge=0, le=2**53)]


class GoalWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a goal of a kind is set to: seconds, entries, or times the usual size."""

    value: Annotated[float, msgspec.Meta(gt=0, le=3_600)]


class Goals(msgspec.Struct, frozen=True):
    """All goals, the oldest first."""

    goals: list[Goal]


@get("/progress", responses=documented(400, 500, 503))
async def progress(
    progresses: NamedDependency[Progresses],
    sport: Word = "",
    league: Word = "",
    from_us: Day = None,
    to_us: Day = None,
    since_us: Day = None,
) -> ProgressPage:
    """Everything over the chosen sessions that have been judged; `since_us` is the date set."""
    choice = Choice(sport, league, from_us, to_us)
    return await asyncio.to_thread(progresses.progress, choice, since_us)


@get("/progress/moments", responses=documented(400, 500, 503))
async def progress_moments(
    progresses: NamedDependency[Progresses],
    code: Annotated[str, QueryParameter(min_length=1, max_length=100)],
    sport: Word = "",
    league: Word = "",
    from_us: Day = None,
    to_us: Day = None,
) -> WatchList:
    """The moments behind the row of a code, the latest first."""
    choice = Choice(sport, league, from_us, to_us)
    return await asyncio.to_thread(progresses.moments, code, choice)


@get("/progress/comparison", responses=documented(400, 500, 503))
async def progress_comparison(
    progresses: NamedDependency[Progresses], first: Group, second: Group
) -> Comparison:
    """Two sessions or groups side by side: names, `sport:`, `league:`, `before:`, `after:`."""
    return await asyncio.to_thread(progresses.comparison, first, second)


@get("/goals", responses=documented(503))
async def goals(shelf: NamedDependency[Shelf]) -> Goals:
    """The goals that are set."""
    return Goals(list(await asyncio.to_thread(lambda: shelf.goals().goals())))


@put("/goals/{kind:str}", responses=documented(400, 403, 503))
async def set_goal(
    kind: FromPath[GoalKind], data: JSONBody[GoalWish], shelf: NamedDependency[Shelf]
) -> Goal:
    """Set a goal in place of the one of its kind; at most three kinds at a time."""
    now_us = time.time_ns() // 1000
    return await asyncio.to_thread(lambda: shelf.goals().put(kind, data.value, now_us))


@delete("/goals/{kind:str}", responses=documented(400, 403, 503))
async def drop_goal(kind: FromPath[GoalKind], shelf: NamedDependency[Shelf]) -> None:
    """Give a goal up."""
    await asyncio.to_thread(lambda: shelf.goals().drop(kind))


def progress_router() -> Router:
    """The routes under /api that concern progress and goals."""
    handlers = [progress, progress_moments, progress_comparison, goals, set_goal, drop_goal]
    return Router("/api", route_handlers=handlers, tags=["progress"])
