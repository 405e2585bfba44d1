"""A whole session as one `.gametape` file: the tape and all that people added, with checksums.

A zip file whose last member, `gametape.json`, lists the others with length and SHA-256. Segments of
the tape are packed already and lie in it as they are; nothing that can be made again is in it.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from gametape import __version__
from gametape.errors import TapeBusyError, TapeError, UsageError
from gametape.tape.durable import replacing
from gametape.tape.session import SessionFolder
from gametape.tape.voice import NAME as VOICE_NAME

ENDING = ".gametape"
INDEX = "gametape.json"
LIBRARY = "library.json"
FORMAT = 1
PIECE = 1 << 20
NAME = re.compile(
    r"manifest\.json|library\.json|raw/\d{5,9}\.jsonl\.zst"
    rf"|voice/{VOICE_NAME}"
    r"|(?:raw/damaged|media)(?:/[\w@+=, ()-][\w.@+=, ()-]{0,180}){1,3}"
)
"""What files of a session are called."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PARTS = ("raw", "media")


class Member(msgspec.Struct, frozen=True):
    """A file in the archive: its name, length, and SHA-256 as hex."""

    name: str
    bytes: int
    sha256: str


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive says of itself."""

    format: int
    session: str
    made_by: str
    files: list[Member]


def write_archive(
    folder: SessionFolder, library: bytes, path: Path, voices: Collection[str] = ()
) -> Index:
    """Write a session to a file, whole or not at all; equal sessions make equal files.

    `library` is JSON of what people wrote about it, `voices` names the voice notes in it: the
    sound of a note that was removed stays behind as its words do. Raises TapeBusyError while it is
    recorded, TapeError if a disk refuses, UsageError where there is no file to be made.
    """
    if folder.is_recording():
        raise TapeBusyError(f"{folder.slug} is being recorded.", "Export it when that has ended.")
    if not folder.segments():
        raise UsageError(f"{folder.slug} has no tape to be exported.")
    if path.exists() and not path.is_file():  # a device would be replaced by a file
        raise UsageError(f"{path} is no file that an archive can take the place of.")
    try:
        with replacing(path) as file, zipfile.ZipFile(file, "w") as archive:
            files = [_put(archive, name, file) for name, file in _files(folder, voices)]
            files.append(_put_bytes(archive, LIBRARY, library))
            index = Index(
                format=FORMAT,
                session=folder.slug,
                made_by=f"gametape {__version__}",
                files=files,
            )
            _put_bytes(archive, INDEX, msgspec.json.format(msgspec.json.encode(index), indent=1))
    except OSError as error:
        raise TapeError(f"{path} cannot be written: {error.strerror or error}.") from error
    return index


def _files(folder: SessionFolder, voices: Collection[str]) -> Iterator[tuple[str, Path]]:
    """Every file that is no derivative, in order of name; links are left where they lead."""
    yield "manifest.json", folder.manifest_path
    for part in _PARTS:
        root = folder.root / part
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                name = path.relative_to(folder.root).as_posix()
                if not NAME.fullmatch(name):
                    raise UsageError(f"{name!r} cannot be in an archive.", "Rename or remove it.")
                yield name, path
    for voice in sorted(voices):
        if (folder.voice / voice).is_file():  # else somebody took it away; its words go along
            yield f"voice/{voice}", folder.voice / voice


def _put(archive: zipfile.ZipFile, name: str, path: Path) -> Member:
    try:
        with path.open("rb") as source:
            return _copied(archive, name, source, path.stat().st_size)
    except FileNotFoundError as error:
        raise TapeError(f"{path} is not there.") from error


def _put_bytes(archive: zipfile.ZipFile, name: str, data: bytes) -> Member:
    archive.writestr(_info(name), data)
    return Member(name, len(data), hashlib.sha256(data).hexdigest())


def _copied(archive: zipfile.ZipFile, name: str, source: BinaryIO, size: int) -> Member:
    digest, length = hashlib.sha256(), 0
    info = _info(name)
    info.file_size = size  # so that zip64 is chosen where it is needed
    with archive.open(info, "w") as out:
        while piece := source.read(PIECE):
            digest.update(piece)
            length += len(piece)
            out.write(piece)
    return Member(name, length, digest.hexdigest())


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    text = name.endswith(".json")
    info.compress_type = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
    info.external_attr = 0o100644 << 16
    return info
