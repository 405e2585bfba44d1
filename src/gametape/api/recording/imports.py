"""Files dropped on the page: uploaded to a folder of their own, and imported by a process."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from litestar import Router, post
from litestar.datastructures import UploadFile
from litestar.params import MultipartBody

from gametape.errors import GametapeError, TapeError, TapeFullError, UsageError
from gametape.record.foreign.importing import ImportReport
from gametape.settings.environment import environment_of
from gametape.settings.model import Settings

PIECE = 1 << 20
"""Bytes copied at a time, so that a big file does not stop the server from answering."""

_UNSAFE = re.compile(r"[^\w.+@=, -]+")
_NAME_LIMIT = 120
_NAME_BYTES = 240  # file systems take 255

_FULL = ("disk is full", "no space left", "quota exceeded")
"""How our importer says it, and how systems do."""


class Imported(msgspec.Struct):
    """The session that was made, and what to know before trusting it."""

    session: str
    frames: int
    events: int
    warnings: list[str]


def imports_router(settings: Settings) -> Router:
    """The route under /api that takes files."""

    @post("/imports", request_max_body_size=None)
    async def import_files(
        data: MultipartBody[list[UploadFile]],
    ) -> Imported:
        """Make one session of these files; the format is recognised."""
        if not data:
            raise UsageError("There is nothing to import.", "Drop files of a recording.")
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=".uploaded-", dir=settings.home) as scratch:
                paths = [await _kept(one, Path(scratch) / str(n)) for n, one in enumerate(data)]
                return await imported(settings, paths)
        except OSError as error:
            what = f"The files cannot be kept: {error.strerror or error}."
            raise TapeError(what, "Make room on the disk and drop them again.") from error

    return Router(path="/api", route_handlers=[import_files], tags=["imports"])


def plain_name(name: str) -> str:
    """A file's name without anything that could lead out of a folder, its ending kept."""
    last = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    short = last[-_NAME_LIMIT:]
    while len(short.encode()) > _NAME_BYTES:
        short = short[1:]
    return short.lstrip(" .-") or "file"


async def _kept(upload: UploadFile, folder: Path) -> Path:
    """An upload as a file under its own name; every upload has a folder, so names may repeat."""
    path = folder / plain_name(upload.filename)
    await asyncio.to_thread(_copied, upload, path)
    return path


def _copied(upload: UploadFile, path: Path) -> None:
    path.parent.mkdir()
    with path.open("xb") as file:
        upload.file.seek(0)
        shutil.copyfileobj(upload.file, file, PIECE)


async def imported(settings: Settings, paths: Sequence[Path]) -> Imported:
    """Import in a process of its own: reading hours of messages would hold up every other page.

    Raises UsageError or GametapeError in the importer's own words.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gametape",
        "import",
        "--json",
        "--",
        *map(str, paths),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environment_of(settings)},
    )
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:  # the server ends, and half a session helps nobody
            process.terminate()
    if process.returncode == 0:
        report = msgspec.json.decode(out, type=ImportReport)
        return Imported(report.session, report.frames, report.events, report.warnings)
    words = err.decode("utf-8", "replace").strip().splitlines()
    what = words[-1].removeprefix("gametape: ") if words else "The import ended without a word."
    if process.returncode == UsageError.exit_code:
        raise UsageError(what)
    full = any(words in what.lower() for words in _FULL)
    raise (TapeFullError if full else GametapeError)(what)
