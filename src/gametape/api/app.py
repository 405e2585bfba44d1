"""The server's application: the routes with the guard before them."""

from __future__ import annotations

from pathlib import Path

from gametape.api.door.access import Access
from gametape.api.door.guard import Guard
from gametape.api.meters import Meters
from gametape.api.openapi import description_router
from gametape.api.pages import HERE
from gametape.api.routes import make_routes
from gametape.settings.model import Settings


def make_app(
    settings: Settings, access: Access | None = None, web: Path = HERE, started_us: int = 0
) -> Guard:
    """The server's ASGI application, guarded; `web` is the folder of the built front end."""
    meters = Meters()
    routes = make_routes(settings, meters, web, started_us, more=[description_router()])
    return Guard(routes, access or Access(), meters)
