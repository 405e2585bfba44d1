"""Media of a session on the disk: names that cannot lead anywhere, uploads, pieces to send."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO

from gametape.api.problems import RefusedError
from gametape.errors import TapeFullError
from gametape.tape.durable import sync_file, sync_folder
from gametape.tape.session import SessionFolder

TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".ogv": "video/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".vtt": "text/vtt; charset=utf-8",
}
"""What may be kept, by ending: nothing that a browser would run as a page or a script."""

PIECE = 256 * 1024
NAME_LIMIT = 120

_UNSAFE = re.compile(r"[^\w. +@=,()-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d) *(\.|$)")


def media_name(name: str) -> str:
    """A file name from any text: no folder, no hidden or reserved name, its ending kept.

    Raises RefusedError (415) for an ending that is no medium's. A name that came from here stays as
    it is.
    """
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    last = re.split(r"[/\\]", text.rstrip("/\\"))[-1]
    stem, dot, ending = last.rpartition(".")
    suffix = f"{dot}{ending}".strip().lower()
    if suffix not in TYPES:
        raise RefusedError(
            415,
            f"A file with the ending {suffix[:12]!r} is not kept.",
            f"It may be one of {', '.join(sorted(TYPES))}.",
        )
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", stem)).strip(" .")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    while len((plain + suffix).encode()) > NAME_LIMIT:
        plain = plain[:-1]
    return (plain.strip(" .") or "media") + suffix


def media_path(folder: SessionFolder, name: str) -> Path:
    """Where a medium of this exact name lies; raises RefusedError (404) if there is none."""
    try:
        path = folder.media / media_name(name) if media_name(name) == name else None
    except RefusedError:
        path = None
    if path is None or not path.is_file():
        raise RefusedError(404, f"{folder.slug} has no file {name[:120]!r}.", "Upload it first.")
    return path


async def keep_upload(
    pieces: AsyncIterator[bytes],
    path: Path,
    limit: int,
    above: Callable[[int], RefusedError] | None = None,
) -> int:
    """Write an upload beside its place and put it there when it is whole; gives its bytes.

    Raises RefusedError (413, or what `above` makes of the limit) above `limit` bytes,
    TapeFullError where the disk is full. What was written of an upload that fails or breaks off is
    removed.
    """
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    size = 0
    try:
        with await asyncio.to_thread(draft.open, "xb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise (above or too_large)(limit)
                await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(_settle, file)
        await asyncio.to_thread(draft.replace, path)
        await asyncio.to_thread(sync_folder, path.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise TapeFullError(
                "The disk is full; the upload was not kept.", "Make room and upload it again."
            ) from error
        raise
    finally:
        with contextlib.suppress(FileNotFoundError):
            await asyncio.to_thread(draft.unlink)
    return size


def _settle(file: BinaryIO) -> None:
    file.flush()
    sync_file(file.fileno())


def too_large(limit: int) -> RefusedError:
    """The refusal of an upload above the limit."""
    return RefusedError(
        413,
        f"The file is larger than the {limit // 1_000_000} MB that are allowed.",
        "Set [serve] media_limit_mb in gametape.toml, or play the file from your own disk.",
    )


async def pieces_of(file: BinaryIO, first: int, last: int) -> AsyncIterator[bytes]:
    """The bytes of a file from `first` to `last`, both included; closes it."""
    with file:
        await asyncio.to_thread(file.seek, first)
        left = last - first + 1
        while left > 0:
            piece = await asyncio.to_thread(file.read, min(PIECE, left))
            if not piece:
                return  # cut short meanwhile; the length that was promised tells the reader
            left -= len(piece)
            yield piece
