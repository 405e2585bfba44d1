"""Backups of a data folder: contents by their checksum, and an index of what stood where.

    objects/ab/abcdef...       a file's bytes under their SHA-256, kept once
    snapshots/<time>.json      every file of the data folder with its checksum
    latest.json                the newest index, written last

Since an index is written after everything it names, a kill leaves the backup before it whole, and
the next run finds what was already carried over.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, BinaryIO

import msgspec
from sqlalchemy import Engine

from gametape.errors import ParseError, UsageError
from gametape.library.keeping.dumping import dump, load
from gametape.library.keeping.stores import Store, disk_words, pieces
from gametape.tape.durable import sync_folder

LATEST = "latest.json"
LIBRARY = "library.json"
_INTO_EMPTY = "Restore into an empty folder: GAMETAPE_HOME=NEW gametape restore ..."
Progress = Callable[[str, int, int], None]
"""Hears a file's name, how many are done and how many there are."""

_SKIPPED = ("lock", "progress.json", "gametape.db")
_SKIPPED_FOLDERS = ("inbox",)


class Stored(msgspec.Struct, frozen=True):
    """A file of the data folder; `mtime_ns` spares reading it again while it has not changed."""

    path: str
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    size: Annotated[int, msgspec.Meta(ge=0)]
    mtime_ns: Annotated[int, msgspec.Meta(ge=-(1 << 62), le=1 << 62)]


class Snapshot(msgspec.Struct, frozen=True):
    """A data folder as it was at a moment (microseconds since 1970)."""

    made_us: int
    files: list[Stored]
    format: int = 1


class Backed(msgspec.Struct, frozen=True):
    """What a backup did: files in all, those that were new, their bytes, those read back."""

    files: int
    new: int
    new_bytes: int
    verified: int


def back_up(
    engine: Engine, home: Path, store: Store, now_us: int, tell: Progress, *, thorough: bool = False
) -> Backed:
    """Carry over what has changed since the last backup, and read back what was carried.

    Of a running recording it takes what has been flushed. `thorough` reads every file of the
    folder and of the backup again. Raises TapeError for a store that fails.
    """
    with disk_words("The backup stopped"):
        known = {one.path: one for one in (_latest(store) or Snapshot(0, [])).files}
        paths = {_name(path, home): path for path in _files(home)}
        library = dump(engine)
        kept: list[Stored] = []
        carried: list[Stored] = []
        for number, (name, path) in enumerate(paths.items()):
            tell(name, number, len(paths) + 1)
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue  # gone since we looked
            with file:
                stat = os.fstat(file.fileno())
                old = known.get(name)
                same = old is not None and (old.size, old.mtime_ns) == (
                    stat.st_size,
                    stat.st_mtime_ns,
                )
                if same and not thorough and old is not None:
                    kept.append(old)
                    continue
                stored, new = _carry(store, name, file, stat.st_size, stat.st_mtime_ns)
            kept.append(stored)
            carried += [stored] if new else []
        stored, new = _carry(store, LIBRARY, io.BytesIO(library), len(library), 0)
        kept.append(stored)
        carried += [stored] if new else []
        for one in kept if thorough else carried:
            _verify(store, one)
        index = msgspec.json.encode(Snapshot(now_us, kept))
        store.put(f"snapshots/{now_us}.json", io.BytesIO(index), len(index))
        store.put(LATEST, io.BytesIO(index), len(index))
    size = sum(one.size for one in carried)
    return Backed(len(kept), len(carried), size, len(kept if thorough else carried))


def restore(engine: Engine, home: Path, store: Store, tell: Progress) -> int:
    """Fill an empty data folder from the newest backup; gives how many files it has.

    A restore that was killed goes on: files that are there with the right bytes are left alone.
    Raises UsageError if there is no backup, or other sessions are in the folder; ParseError where
    the backup is damaged, naming the file.
    """
    with disk_words("The restore stopped"):
        found = _latest(store)
        if found is None:
            raise UsageError("There is no backup.", "Name the place that gametape backup filled.")
        mine = {one.path for one in found.files}
        others = [one for one in _files(home) if one.relative_to(home).as_posix() not in mine]
        if others:
            raise UsageError(
                f"{others[0]} is not in the backup, and {home} would become a mixture.",
                "Restore into an empty folder: GAMETAPE_HOME=NEW gametape restore ...",
            )
        library = b""
        for number, one in enumerate(found.files):
            tell(one.path, number, len(found.files))
            if one.path == LIBRARY:
                library = b"".join(_checked_pieces(store, one))
            else:
                _fetch(store, one, home / _safe(one.path))
    if library:
        load(engine, library)
    return len(found.files)


def _carry(
    store: Store, name: str, file: BinaryIO, size: int, mtime_ns: int
) -> tuple[Stored, bool]:
    digest = hashlib.sha256()
    for piece in pieces(file, size):
        digest.update(piece)
    one = Stored(name, digest.hexdigest(), size, mtime_ns)
    if store.size(_object(one.sha256)) == size:
        return one, False
    file.seek(0)
    if store.put(_object(one.sha256), file, size) != one.sha256:
        raise OSError(f"{name} changed while it was read")
    return one, True


def _fetch(store: Store, one: Stored, path: Path) -> None:
    if path.exists():
        with path.open("rb") as there:
            if hashlib.file_digest(there, "sha256").hexdigest() == one.sha256:
                return
        raise UsageError(f"{path} is there already, and is another one.", _INTO_EMPTY)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        for piece in _checked_pieces(store, one):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if one.mtime_ns:
        os.utime(draft, ns=(one.mtime_ns, one.mtime_ns))
    draft.replace(path)
    sync_folder(path.parent)


def _verify(store: Store, one: Stored) -> None:
    for _ in _checked_pieces(store, one):
        pass


def _checked_pieces(store: Store, one: Stored) -> Iterator[bytes]:
    """The bytes of a stored file; raises ParseError at their end if they are not its own."""
    digest = hashlib.sha256()
    try:
        with store.open(_object(one.sha256)) as file:
            for piece in pieces(file, one.size + 1):
                digest.update(piece)
                yield piece
    except FileNotFoundError:
        raise ParseError(f"{one.path} is missing in the backup.") from None
    if digest.hexdigest() != one.sha256:
        raise ParseError(f"{one.path} is damaged in the backup.", "Back up again with --thorough.")


def _latest(store: Store) -> Snapshot | None:
    size = store.size(LATEST)
    if size is None:
        return None
    with store.open(LATEST) as file:
        data = b"".join(pieces(file, size))
    try:
        return msgspec.json.decode(data, type=Snapshot)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ParseError(f"{LATEST} of the backup cannot be read: {error}.") from None


def _files(home: Path) -> list[Path]:
    """Every file of the folder in order, also behind links: evenings may lie on a larger disk."""
    found: list[Path] = []
    seen: set[str] = set()
    for place, folders, names in os.walk(home, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:  # a link that leads back, or to what is carried already
            folders.clear()
            continue
        seen.add(real)
        folder = Path(place)
        # A folder of a session is left out, but a session itself may be named so too.
        left_out = _SKIPPED_FOLDERS if len(folder.relative_to(home).parts) == 2 else ()
        folders[:] = [one for one in sorted(folders) if one[0] != "." and one not in left_out]
        found += [
            folder / one
            for one in names
            if not one.startswith((".", "gametape.db-")) and one not in _SKIPPED
        ]
    return sorted(path for path in found if path.is_file())


def _name(path: Path, home: Path) -> str:
    """What a file is called in the index, which is UTF-8."""
    name = path.relative_to(home).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        shown = name.encode("utf-8", "backslashreplace").decode()
        raise UsageError(f"The name of {shown} is no UTF-8.", "Rename that file.") from None
    return name


def _object(sha256: str) -> str:
    return f"objects/{sha256[:2]}/{sha256}"


def _safe(name: str) -> str:
    """A path of an index that stays within the data folder."""
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name
    if outside or not path.parts or ":" in path.parts[0]:
        raise ParseError(f"The backup names a file outside of the data folder: {name[:80]!r}.")
    return name
