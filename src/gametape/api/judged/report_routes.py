"""The written report of a session over HTTP, and what would leave the machine for it."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import Response, Router, delete, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from gametape.analyze.evidence import EvidenceLedger
from gametape.api.judged.analyses import Analyses, Stage
from gametape.api.judged.analysis_routes import PATIENCE_S, as_json
from gametape.api.judged.reports import Reports
from gametape.api.named import session_named
from gametape.api.problems import documented
from gametape.report.store import ReportFolder
from gametape.report.written import WrittenReport
from gametape.settings.model import Settings


class Preview(msgspec.Struct, frozen=True):
    """What would be sent to a model for a session's report, byte for byte, and whether it is."""

    payload: str
    writer: str
    consent: bool
    model: str


class Deleted(msgspec.Struct, frozen=True):
    """How many kept exchanges with a model were removed."""

    exchanges: int


@get(
    "/sessions/{slug:str}/report",
    responses={
        200: ResponseSpec(WrittenReport, description="The report", generate_examples=False),
        202: ResponseSpec(Stage, description="Being made", generate_examples=False),
        **documented(404, 500),
    },
)
async def report(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    analyses: NamedDependency[Analyses],
    reports: NamedDependency[Reports],
) -> Response[bytes]:
    """The report of a session, judged and written when it is asked for first."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    found = await analyses.ready(folder, PATIENCE_S)
    if isinstance(found, Stage):
        return as_json(msgspec.json.encode(found), 202)
    ledger = msgspec.json.decode(found, type=EvidenceLedger)
    written = await reports.ready(folder, ledger, PATIENCE_S)
    if written is None:
        stage = Stage(building=True, what="writing", done=0.0)
        return as_json(msgspec.json.encode(stage), 202)
    return as_json(msgspec.json.encode(written), 200)


@get("/sessions/{slug:str}/report/preview", responses=documented(404, 409, 500))
async def preview(
    slug: FromPath[str],
    settings: NamedDependency[Settings],
    analyses: NamedDependency[Analyses],
) -> Preview | Stage:
    """What a model would be sent about a session; nothing is sent by asking."""
    from gametape.report.writing import preview as payload_of

    folder = await asyncio.to_thread(session_named, settings.home, slug)
    found = await analyses.ready(folder, PATIENCE_S)
    if isinstance(found, Stage):
        return found
    ledger = msgspec.json.decode(found, type=EvidenceLedger)
    options = settings.report
    payload = await asyncio.to_thread(payload_of, ledger, options)
    return Preview(payload, options.writer, options.consent, options.model)


@delete("/sessions/{slug:str}/report", status_code=200, responses=documented(403, 404))
async def forget(slug: FromPath[str], settings: NamedDependency[Settings]) -> Deleted:
    """Remove everything that was sent to a model about a session, and its answers."""
    folder = await asyncio.to_thread(session_named, settings.home, slug)
    return Deleted(await asyncio.to_thread(ReportFolder(folder.root).delete))


def report_router() -> Router:
    """The routes under /api that concern reports."""
    return Router("/api", route_handlers=[report, preview, forget], tags=["report"])
