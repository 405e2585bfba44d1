"""Restoring a session from a `.gametape` file of whoever: checked first, all of it or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from gametape.errors import GametapeError, ParseError, TapeError, UsageError
from gametape.export.archive import ENDING, FORMAT, INDEX, LIBRARY, NAME, PIECE, Index, Member
from gametape.tape.durable import sync_folder
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder, slugify

INDEX_LIMIT = 16_000_000
MEMBERS_LIMIT = 100_000
_MOST_TIMES, _MOST_MORE = 200, 4_000_000
"""A member unpacks to so many times its packed size and so many bytes more, at the most."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_index = msgspec.json.Decoder(Index)


def is_archive(path: Path) -> bool:
    """Whether a file is one of ours, by its content."""
    try:
        if not path.is_file() or not zipfile.is_zipfile(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return INDEX in archive.namelist()
    except (OSError, *_BROKEN):
        return path.suffix == ENDING


class Restored(msgspec.Struct, frozen=True):
    """A session on its way back: where it lies, and what the library is to be told."""

    folder: SessionFolder
    library: bytes


@contextmanager
def restored(home: Path, path: Path, name: str = "") -> Iterator[Restored]:
    """Put a session into the data folder under its own name, or `name`.

    It stays if the block ends well and is taken out again if it raises. Raises ParseError for a
    file that is damaged or none of ours, UsageError if there is a session of this name, TapeError
    if the disk refuses.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            index = _read_index(archive)
            slug = slugify(name) if name else index.session
            if not slug or slug != slugify(slug):
                raise ParseError(f"{slug[:60]!r} is no session name.", "Give one with --name.")
            home.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as scratch:
                root = Path(scratch, slug)
                for member in index.files:
                    _take(archive, member, root)
                library = (root / LIBRARY).read_bytes()
                (root / LIBRARY).unlink()
                _check(SessionFolder(root), slug, index)
                folder = _put_in_place(home, root, slug)
    except _BROKEN as error:
        raise _damaged(path, str(error)) from None
    except OSError as error:
        raise TapeError(f"{path} cannot be restored: {error.strerror or error}.") from error
    try:
        yield Restored(folder, library)
    except BaseException:
        shutil.rmtree(folder.root, ignore_errors=True)
        raise


def _read_index(archive: zipfile.ZipFile) -> Index:
    found = archive.infolist()
    if len(found) > MEMBERS_LIMIT:
        raise ParseError("The archive has too many files to be a session.")
    try:
        info = archive.getinfo(INDEX)
    except KeyError:
        raise ParseError("This is no session of gametape: it has no gametape.json.") from None
    if info.file_size > INDEX_LIMIT:
        raise ParseError("The archive has a list of files that is too long.")
    try:
        with archive.open(info) as source:
            index = _index.decode(source.read(INDEX_LIMIT + 1))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"The archive's list of files cannot be read: {error}.") from None
    if index.format != FORMAT:
        raise ParseError(
            f"The archive is of format {index.format}; this gametape reads {FORMAT}.",
            "Use a newer gametape.",
        )
    names = [member.name for member in index.files]
    listed = sorted(one.filename for one in found)
    if sorted([*names, INDEX]) != listed or len(set(names)) != len(names):
        raise ParseError("The archive holds other files than it says.")
    if {"manifest.json", LIBRARY} - set(names):
        raise ParseError("The archive lacks the manifest of its session.")
    for one in found:
        _check_member(one)
    return index


def _check_member(info: zipfile.ZipInfo) -> None:
    """Refuse what would land elsewhere, is no plain file, or unpacks to more than it should."""
    name = info.filename
    if name != INDEX and not NAME.fullmatch(name):
        raise ParseError(f"The archive has a file of a name that no session has: {name[:80]!r}.")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise ParseError(f"{name[:80]!r} in the archive is no plain file.")
    if info.flag_bits & 1:
        raise ParseError("The archive is locked with a password.")
    if info.file_size > _MOST_TIMES * info.compress_size + _MOST_MORE:
        raise ParseError(f"{name[:80]!r} in the archive unpacks to more than it can hold.")


def _take(archive: zipfile.ZipFile, member: Member, root: Path) -> None:
    """Unpack one file and compare it with what the list says."""
    target = root / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, length = hashlib.sha256(), 0
    with archive.open(member.name) as source, target.open("xb") as out:
        while piece := source.read(PIECE):
            digest.update(piece)
            length += len(piece)
            if length > member.bytes:
                break
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())  # who restores may throw the archive away
    if length != member.bytes or digest.hexdigest() != member.sha256:
        raise ParseError(
            f"{member.name} in the archive is not what was put into it.", "Ask for it once more."
        )


def _check(folder: SessionFolder, slug: str, index: Index) -> None:
    """The manifest must be one; under another name it says so."""
    try:
        manifest = Manifest.load(folder.manifest_path)
    except GametapeError as error:
        raise ParseError(f"The archive's manifest cannot be used: {error.what}") from None
    if not folder.segments():
        raise ParseError("The archive holds no tape.")
    if slug != index.session:
        msgspec.structs.replace(manifest, session=slug).save(folder.manifest_path)


def _put_in_place(home: Path, root: Path, slug: str) -> SessionFolder:
    sessions = home / "sessions"
    sessions.mkdir(exist_ok=True)
    target = sessions / slug
    try:
        target.mkdir()  # of two who restore at once one gets the name
    except FileExistsError:
        raise UsageError(
            f"There is a session {slug} already.", "Give the restored one another --name."
        ) from None
    try:
        for part in sorted(root.iterdir(), key=lambda one: one.name == "manifest.json"):
            part.rename(target / part.name)
        sync_folder(target)
        sync_folder(sessions)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return SessionFolder(target)


def _damaged(path: Path, why: str) -> ParseError:
    return ParseError(f"{path.name} is damaged or no session: {why[:120]}.", "Ask for it again.")
