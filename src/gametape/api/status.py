"""The server about itself: version, data folder, what it counts."""

from __future__ import annotations

import asyncio
import importlib.util

import msgspec
from litestar import Response, Router, get
from litestar.di import NamedDependency

from gametape import __version__
from gametape.api.film.films import Films
from gametape.api.meters import CONTENT_TYPE, Meters
from gametape.kernel.choice import is_compiled
from gametape.settings.model import Settings
from gametape.tape.session import list_sessions


class Started(msgspec.Struct, frozen=True):
    """When the server started, by the wall clock, in microseconds."""

    at_us: int


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The program that answers. `kernel` is `compiled` where the fast extension is installed.

    `demo` says whether a demo can be started here; `own_orders` whether credentials are set, so
    that own orders are recorded.
    """

    version: str
    home: str
    started_us: int
    kernel: str
    demo: bool
    own_orders: bool


@get("/status")
async def status(settings: NamedDependency[Settings], started: NamedDependency[Started]) -> Status:
    """What program this is, and where its data folder lies."""
    return Status(
        version=__version__,
        home=str(settings.home),
        started_us=started.at_us,
        kernel="compiled" if is_compiled() else "pure",
        demo=importlib.util.find_spec("gametape.simulate") is not None,
        own_orders=settings.credentials is not None,
    )


@get("/metrics", media_type=CONTENT_TYPE)
async def metrics(
    settings: NamedDependency[Settings],
    meters: NamedDependency[Meters],
    films: NamedDependency[Films],
) -> Response[str]:
    """Counts and times for Prometheus."""

    def running() -> int:
        return sum(folder.is_recording() for folder in list_sessions(settings.home))

    recordings = await asyncio.to_thread(running)
    text = meters.text(
        [
            ("gametape_films_made_total", "counter", "Films made.", films.made),
            ("gametape_films_making", "gauge", "Films being made.", films.making),
            ("gametape_recordings_running", "gauge", "Recordings that run now.", recordings),
        ]
    )
    return Response(text, media_type=CONTENT_TYPE)


def status_router() -> Router:
    """The routes under /api about the server itself."""
    return Router("/api", route_handlers=[status, metrics], tags=["server"])
