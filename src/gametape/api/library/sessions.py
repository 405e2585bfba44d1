"""Sessions over HTTP: the list, one with its certificate, and the exact book at a moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from gametape.api.library.trash_routes import delete_session
from gametape.api.named import session_named
from gametape.api.problems import LOG, documented
from gametape.api.shelf import Shelf
from gametape.errors import GametapeError, TapeError
from gametape.library.sessions.choosing import chosen, read_filter
from gametape.replay.bookat import book_at
from gametape.replay.bookview import BookView
from gametape.replay.certificate.certificate import Certificate
from gametape.settings.model import Settings
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder, list_sessions

if TYPE_CHECKING:
    from gametape.library.sessions.listing import Listed


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A session in the list. Times are microseconds since 1970, money micro-dollars.

    What only a reading of the whole tape tells (`from_us` to `verdict`) is null until it was read.
    `problem` is why the manifest or the tape could not be read, else empty. `own_trades`, `gross`,
    `fees`, `net` and `labels` are what the kept analysis found; without one `analysed` is false.
    """

    slug: str
    title: str
    venue: str
    league: str
    created_us: int | None
    from_us: int | None
    to_us: int | None
    frames: int | None
    trades: int | None
    own_fills: int | None
    coverage: float | None
    verdict: str | None
    live: bool
    problem: str
    markets: int
    tape_bytes: int
    notes: int
    pnl: int | None
    sport: str
    teams: list[str]
    market_types: list[str]
    own_trades: int | None
    gross: int | None
    fees: int | None
    net: int | None
    labels: list[str]
    analysed: bool


class SessionList(msgspec.Struct, frozen=True):
    """Sessions, newest first; `warning` says why verdicts and notes are missing, if they are."""

    sessions: list[SessionRow]
    warning: str = ""


class SessionDetail(msgspec.Struct, frozen=True):
    """One session with its manifest (null if unreadable) and certificate (null until made)."""

    row: SessionRow
    manifest: Manifest | None
    certificate: Certificate | None


Text = Annotated[str, QueryParameter(max_length=200)]


@get("/sessions", responses=documented(400))
async def sessions(
    settings: NamedDependency[Settings],
    shelf: NamedDependency[Shelf],
    q: Text = "",
    sport: Text = "",
    league: Text = "",
    team: Text = "",
    since: Text = "",
    until: Text = "",
    market: Text = "",
    result: Text = "",
    quality: Text = "",
    own: Text = "",
    label: Text = "",
    sort: Text = "-date",
) -> SessionList:
    """All sessions, or those that fit every name given; `gametape sessions` takes the same."""
    wanted = read_filter(
        {
            "q": q,
            "sport": sport,
            "league": league,
            "team": team,
            "since": since,
            "until": until,
            "market": market,
            "result": result,
            "quality": quality,
            "own": own,
            "label": label,
            "sort": sort,
        }
    )
    found = await asyncio.to_thread(listed, settings, shelf)
    rows = chosen([(row.slug, row) for row in found.sessions], wanted)
    return SessionList([row for _, row in rows], found.warning)


@get("/sessions/{slug:str}", responses=documented(400, 404))
async def session(
    slug: FromPath[str], settings: NamedDependency[Settings], shelf: NamedDependency[Shelf]
) -> SessionDetail:
    """One session: its row, manifest and certificate."""
    return await asyncio.to_thread(_detail, settings, shelf, slug)


@get("/sessions/{slug:str}/book", responses=documented(400, 404))
async def book(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    at: Annotated[str, QueryParameter(max_length=60)],
    market: Annotated[str, QueryParameter(max_length=300)] = "",
    depth: Annotated[int, QueryParameter(ge=0, le=100_000)] = 10,
) -> BookView:
    """The book at a moment, from the tape itself, exactly as `gametape book --json` prints it."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    return await asyncio.to_thread(book_at, folder, at, market or None, depth)


def listed(settings: Settings, shelf: Shelf) -> SessionList:
    """The rows of all sessions; without a database those that the folders alone tell."""
    from gametape.library.sessions.listing import glanced, refreshed

    if not list_sessions(settings.home):
        return SessionList([])
    counts: dict[str, int] = {}
    warning = ""
    try:
        found = [
            _valued(one, settings, shelf) for one in refreshed(shelf.catalogue(), settings.home)
        ]
        counts = shelf.notes().counts()
    except GametapeError as error:
        LOG.warning("sessions are listed from the tapes alone: %s", error)
        found, warning = glanced(settings.home), str(error)
    rows = [
        SessionRow(
            slug=one.session,
            live=one.recording,
            tape_bytes=one.bytes,
            notes=counts.get(one.session, 0),
            **{name: getattr(one, name) for name in _SAME},
        )
        for one in found
    ]
    return SessionList(rows, warning)


def _valued(one: Listed, settings: Settings, shelf: Shelf) -> Listed:
    """The session with its profit or loss, as soon as there is a film that knows it."""
    if one.pnl is not None or not one.own_fills or one.recording:
        return one
    try:
        folder = SessionFolder(settings.home / "sessions" / one.session)
        return msgspec.structs.replace(one, pnl=shelf.pnl_of(folder))
    except TapeError as error:
        LOG.warning("%s has a film that tells no profit or loss: %s", one.session, error)
        return one


_SAME = [
    name
    for name in SessionRow.__struct_fields__
    if name not in ("slug", "live", "tape_bytes", "notes")
]
"""What `library.listing.Listed` calls by the same name."""


def _detail(settings: Settings, shelf: Shelf, slug: str) -> SessionDetail:
    folder = session_named(settings.home, slug)
    found = listed(settings, shelf)
    row = next((one for one in found.sessions if one.slug == slug), None)
    if row is None:  # removed between two looks at the disk
        return _detail(settings, shelf, slug)
    try:
        manifest = Manifest.load(folder.manifest_path)
    except GametapeError:
        manifest = None
    try:
        certificate = shelf.catalogue().certificate(slug)
    except GametapeError:
        certificate = None
    return SessionDetail(row, manifest, certificate)


def sessions_router() -> Router:
    """The routes under /api that read sessions, and the one at the same address that deletes."""
    return Router(
        "/api", route_handlers=[sessions, session, delete_session, book], tags=["sessions"]
    )
