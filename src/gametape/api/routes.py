"""The web framework's application: every route, and what the routes are given."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig

from gametape.api.film.film_routes import film_router
from gametape.api.film.films import Films
from gametape.api.film.media import media_router
from gametape.api.film.videos import videos_router
from gametape.api.film.voice import voice_router
from gametape.api.judged.analyses import Analyses
from gametape.api.judged.analysis_routes import analysis_router
from gametape.api.judged.bulk import Bulk
from gametape.api.judged.bulk_routes import bulk_router
from gametape.api.judged.playbook_routes import playbook_router
from gametape.api.judged.playbooks import Playbooks
from gametape.api.judged.progress import Progresses
from gametape.api.judged.progress_routes import progress_router
from gametape.api.judged.report_routes import report_router
from gametape.api.judged.reporting import report_of
from gametape.api.judged.reports import Reports
from gametape.api.judged.tag_routes import tags_router
from gametape.api.library.export_routes import export_router
from gametape.api.library.notes import notes_router
from gametape.api.library.page_settings import page_settings_router
from gametape.api.library.sessions import sessions_router
from gametape.api.library.share_routes import share_router
from gametape.api.library.trash_routes import trash_router
from gametape.api.live.live import live_router
from gametape.api.live.lives import Lives
from gametape.api.meters import Meters
from gametape.api.pages import HERE, Web, pages_router
from gametape.api.practice.drill_routes import drill_router
from gametape.api.practice.drills import Drills
from gametape.api.practice.moments import moments_router
from gametape.api.problems import broken, disk, nested, refused, told
from gametape.api.recording.demo import demo_router
from gametape.api.recording.imports import imports_router
from gametape.api.recording.recorders import Recorders
from gametape.api.recording.recordings import recordings_router
from gametape.api.shelf import Shelf
from gametape.api.status import Started, status_router
from gametape.errors import GametapeError
from gametape.settings.model import Settings

BODY_LIMIT = 1_000_000
"""Bytes of a request's body, where a route does not say otherwise."""


def make_routes(
    settings: Settings,
    meters: Meters,
    web: Path = HERE,
    started_us: int = 0,
    *,
    more: Sequence[Router] = (),
    description: OpenAPIConfig | None = None,
) -> Litestar:
    """What stands behind the guard; with a `description` it is for describing, not for serving."""
    films, lives, analyses = Films(), Lives(meters), Analyses(settings)
    bulk, shelf = Bulk(settings.home, analyses), Shelf(settings)
    given: dict[str, Any] = {
        "settings": settings,
        "shelf": shelf,
        "playbooks": Playbooks(settings, shelf),
        "drills": Drills(settings, shelf),
        "progresses": Progresses(settings, shelf),
        "films": films,
        "analyses": analyses,
        "bulk": bulk,
        "reports": Reports(lambda folder, ledger: report_of(folder, ledger, settings)),
        "lives": lives,
        "meters": meters,
        "web": Web(web),
        "started": Started(started_us or time.time_ns() // 1000),
    }

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncGenerator[None, None]:
        yield
        lives.close()
        films.close()
        bulk.close()
        analyses.close()

    return Litestar(
        [*_routers(settings), *more, pages_router()],
        dependencies={name: _given(value) for name, value in given.items()},
        exception_handlers={
            GametapeError: told,
            HTTPException: refused,
            OSError: disk,
            RecursionError: nested,
            Exception: broken,
        },
        lifespan=[running],
        request_max_body_size=BODY_LIMIT,
        openapi_config=description,
        logging_config=None,
    )


def _routers(settings: Settings) -> list[Router]:
    recorders = Recorders(settings)
    return [
        sessions_router(),
        trash_router(),
        film_router(),
        analysis_router(),
        bulk_router(),
        report_router(),
        playbook_router(),
        progress_router(),
        tags_router(),
        moments_router(),
        drill_router(),
        live_router(),
        notes_router(),
        voice_router(),
        videos_router(),
        media_router(),
        share_router(),
        export_router(),
        page_settings_router(),
        status_router(),
        recordings_router(settings, recorders),
        imports_router(settings),
        demo_router(settings, recorders),
    ]


def _given(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False)
