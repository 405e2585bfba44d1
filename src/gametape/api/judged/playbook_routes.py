"""The playbook over HTTP: rows, the moments behind each, notes, exports, and the patterns."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Literal

import msgspec
from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from gametape.analyze.patterns.nights import Choice
from gametape.analyze.patterns.pattern import Trouble
from gametape.analyze.patterns.playlist import Playlist, Which
from gametape.analyze.patterns.rows import Playbook
from gametape.analyze.patterns.sorting import Sort
from gametape.api.judged.playbooks import Playbooks
from gametape.api.problems import documented
from gametape.api.shelf import Shelf
from gametape.library.written.tag import LONGEST_NOTE

Word = Annotated[str, QueryParameter(max_length=100)]
Moment = Annotated[int | None, QueryParameter(ge=0, le=2**53)]


class PatternFile(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern with its file; `file` is empty for one that comes with gametape."""

    name: str
    title: str
    question: str
    description: str
    meaning: str
    side: str
    version: int
    mark: str
    source: str
    file: str
    text: str


class PatternFiles(msgspec.Struct, frozen=True):
    """All patterns by name, and one's own files that are none, each with what is wrong."""

    patterns: list[PatternFile]
    troubles: list[Trouble]


class PatternNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person writes on a pattern; an empty text is no note."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)]


@get("/patterns", responses=documented(400))
async def pattern_files(playbooks: NamedDependency[Playbooks]) -> PatternFiles:
    """The patterns as their files are now."""

    def read() -> PatternFiles:
        found = playbooks.patterns()
        return PatternFiles(
            [
                PatternFile(
                    **{name: getattr(one.pattern, name) for name in _SAME},
                    source=one.source,
                    file=one.file,
                    text=playbooks.text(one),
                )
                for one in found.kept
            ],
            list(found.troubles),
        )

    return await asyncio.to_thread(read)


_SAME = ("name", "title", "question", "description", "meaning", "side", "version", "mark")


@get("/playbook", responses=documented(400, 500, 503))
async def playbook(
    playbooks: NamedDependency[Playbooks],
    sport: Word = "",
    league: Word = "",
    team: Word = "",
    market_type: Word = "",
    from_us: Moment = None,
    to_us: Moment = None,
    sort: FromQuery[Sort] = "net",
) -> Playbook:
    """Every pattern over the chosen evenings that have been judged."""
    choice = Choice(sport, league, team, market_type, from_us, to_us)
    return await asyncio.to_thread(playbooks.playbook, choice, sort)


@get(
    "/playbook/file",
    responses={
        200: ResponseSpec(str, media_type="text/plain", generate_examples=False),
        **documented(400, 500, 503),
    },
)
async def playbook_file(
    playbooks: NamedDependency[Playbooks],
    form: FromQuery[Literal["csv", "markdown"]] = "csv",
    sport: Word = "",
    league: Word = "",
    team: Word = "",
    market_type: Word = "",
    sort: FromQuery[Sort] = "net",
) -> Response[str]:
    """The playbook as a file: CSV or Markdown."""
    from gametape.analyze.patterns.exporting import csv_of, markdown_of

    choice = Choice(sport, league, team, market_type)
    told = await asyncio.to_thread(playbooks.playbook, choice, sort)
    name = "playbook.csv" if form == "csv" else "playbook.md"
    return Response(
        csv_of(told) if form == "csv" else markdown_of(told),
        media_type="text/plain",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )


@get("/playbook/{pattern:str}/moments", responses=documented(400, 404, 500, 503))
async def pattern_moments(
    pattern: FromPath[str],
    playbooks: NamedDependency[Playbooks],
    sport: Word = "",
    league: Word = "",
    team: Word = "",
    market_type: Word = "",
    from_us: Moment = None,
    to_us: Moment = None,
    which: FromQuery[Which | None] = None,
) -> Playlist:
    """The moments behind a row, the oldest first."""
    choice = Choice(sport, league, team, market_type, from_us, to_us)
    return await asyncio.to_thread(playbooks.playlist, pattern, choice, which)


@put("/playbook/{pattern:str}/note", responses=documented(400, 403, 404, 503))
async def note_pattern(
    pattern: FromPath[str],
    data: JSONBody[PatternNote],
    playbooks: NamedDependency[Playbooks],
    shelf: NamedDependency[Shelf],
) -> PatternNote:
    """Keep a note on a pattern in place of the one before."""

    def keep() -> PatternNote:
        name = playbooks.named(pattern).pattern.name
        shelf.tags().note(name, data.text, time.time_ns() // 1000)
        return PatternNote(shelf.tags().notes().get(name, ""))

    return await asyncio.to_thread(keep)


def playbook_router() -> Router:
    """The routes under /api that concern patterns and the playbook."""
    handlers = [pattern_files, playbook, playbook_file, pattern_moments, note_pattern]
    return Router("/api", route_handlers=handlers, tags=["playbook"])
