"""The page's settings over HTTP: one document that the page owns."""

from __future__ import annotations

import asyncio
import time

from litestar import Router, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from gametape.api.problems import documented
from gametape.api.shelf import Shelf
from gametape.library.written.preferences import PageSettings


@get("/settings", responses=documented(503))
async def page_settings(shelf: NamedDependency[Shelf]) -> PageSettings:
    """The page's settings, or the shipped ones."""
    return await asyncio.to_thread(lambda: shelf.documents().page_settings())


@put("/settings", responses=documented(400, 403, 503))
async def put_page_settings(
    data: JSONBody[PageSettings], shelf: NamedDependency[Shelf]
) -> PageSettings:
    """Keep these settings in place of those before."""
    now_us = time.time_ns() // 1000
    await asyncio.to_thread(lambda: shelf.documents().keep_page_settings(data, now_us))
    return data


def page_settings_router() -> Router:
    """The route under /api that concerns the page's settings."""
    return Router("/api", route_handlers=[page_settings, put_page_settings], tags=["settings"])
