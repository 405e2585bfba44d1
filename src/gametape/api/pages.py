"""The front end's files, as they were built into the package, and the page for every address.

A build lays packed twins (`.br`, `.gz`) beside what is worth it; who takes a coding gets the twin.
"""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path, PurePosixPath

import msgspec
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from gametape.api.door.codings import takes
from gametape.api.door.policy import HOSTED_POLICY
from gametape.api.film.film_routes import IMMUTABLE, Asking, accepted, unchanged
from gametape.api.problems import LOG, RefusedError
from gametape.api.shelf import Shelf
from gametape.errors import GametapeError

HERE = Path(__file__).resolve().parents[1] / "_web"
"""Where a build puts the front end."""

ABSENT = """\
gametape runs, but its page is not built into this installation.

In a clone:  python3 run.py demo     builds it (Node comes along, nothing else is needed)
Otherwise:   install gametape from its wheel, which has it.

The programs' way in works: /api/status
"""

_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
"""What the operating system's own list gets wrong on some machines."""

_TWINS = (("br", ".br"), ("gzip", ".gz"))
"""Codings by liking, with the end of the name of a file packed so."""


class Web(msgspec.Struct, frozen=True):
    """Where the front end's files lie."""

    folder: Path = HERE


@get(["/", "/{path:path}"], include_in_schema=False)
async def page(
    request: Asking,
    web: NamedDependency[Web],
    shelf: NamedDependency[Shelf],
    path: FromPath[str] = "/",
) -> Response[bytes]:
    """A file of the front end, or its document for any address that the page itself knows."""
    parts = PurePosixPath(path).parts[1:]
    if parts[:1] == ("api",):
        raise RefusedError(404, "There is nothing at this address.", "See /api/openapi.json.")
    file = await asyncio.to_thread(_file, web.folder, parts)
    if file is not None:
        asset = parts[0] == "assets"  # its name carries a digest of what it holds
        return await _sent(request, file, {"cache-control": IMMUTABLE if asset else "no-cache"})
    if parts and "." in parts[-1]:
        raise RefusedError(404, "There is no such file.")
    index = web.folder / "index.html"
    if not await asyncio.to_thread(index.is_file):
        return Response(ABSENT.encode(), status_code=503, media_type="text/plain; charset=utf-8")
    headers = {"cache-control": "no-cache"}
    if len(parts) == 2 and parts[0] == "s" and await asyncio.to_thread(_hosted, shelf, parts[1]):
        headers["content-security-policy"] = HOSTED_POLICY
    return await _sent(request, index, headers)


def _file(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """The file that an address names; None for anything that is not inside the folder."""
    if not parts or any(part in ("..", ".") or "\\" in part or "\0" in part for part in parts):
        return None
    path = folder.joinpath(*parts)
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        return path if inside and path.is_file() else None
    except OSError:  # a name that is too long for any file
        return None


def _hosted(shelf: Shelf, slug: str) -> bool:
    try:
        return shelf.has_hosted_video(slug)
    except GametapeError as error:
        LOG.warning("the page is shown without its videos: %s", error)
        return False


async def _sent(request: Asking, path: Path, headers: dict[str, str]) -> Response[bytes]:
    stat = await asyncio.to_thread(path.stat)
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    policy = headers.get("content-security-policy", "")
    if policy:  # the same document under another policy is another answer
        etag = f'{etag[:-1]}-hosted"'
    sent, coding = await asyncio.to_thread(_twin, path, accepted(request))
    headers["vary"] = "accept-encoding"
    if coding:
        headers["content-encoding"] = coding
        etag = f'{etag[:-1]}-{coding}"'
    headers["etag"] = etag
    if unchanged(request, etag):
        return Response(b"", status_code=304, headers=headers)
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    data = await asyncio.to_thread(sent.read_bytes)
    return Response(data, media_type=kind or "application/octet-stream", headers=headers)


def _twin(path: Path, codings: str) -> tuple[Path, str]:
    """The file to send and its coding: the smallest that there is and that the asker takes."""
    for coding, end in _TWINS:
        twin = path.with_name(path.name + end)
        if takes(codings, coding) and twin.is_file():
            return twin, coding
    return path, ""


def pages_router() -> Router:
    """The routes outside /api."""
    return Router("/", route_handlers=[page])
