"""Sessions on disk: their folders, names and who is writing them."""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from collections.abc import Container
from pathlib import Path

from gametape.errors import TapeError, UnknownSessionError
from gametape.tape.durable import sync_folder
from gametape.tape.lock import Holder, SessionLock, holder, is_held

SEGMENT_SUFFIX = ".jsonl.zst"
_SEGMENT = re.compile(r"(\d{5,9})\.jsonl\.zst")
_SLUG_LIMIT = 80


class SessionFolder:
    """One recorded evening on disk: `root` holds the manifest, the tape and what is derived."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.slug = root.resolve().name
        self.raw = root / "raw"
        self.manifest_path = root / "manifest.json"
        self.columns = root / "columns"
        self.media = root / "media"
        self.voice = root / "voice"

    def __repr__(self) -> str:
        return f"SessionFolder({str(self.root)!r})"

    @classmethod
    def create(cls, home: Path, slug: str) -> SessionFolder:
        """A new session in the data folder; raises TapeError if there is one of this name."""
        if slug != slugify(slug):
            raise TapeError(f"{slug!r} is not a session name.", f"Try {slugify(slug)!r}.")
        folder = cls(home / "sessions" / slug)
        try:
            folder.root.parent.mkdir(parents=True, exist_ok=True)
            folder.root.mkdir()
            folder.raw.mkdir()
            sync_folder(folder.root)
            sync_folder(folder.root.parent)
        except FileExistsError:
            raise TapeError(f"There is a session {slug} already.", "Choose another name.") from None
        except OSError as error:
            raise TapeError(f"{folder.root} cannot be made: {error.strerror}.") from error
        return folder

    @classmethod
    def create_about(cls, home: Path, words: str) -> SessionFolder:
        """A new session named after these words; of two who ask at once each gets its own.

        Raises TapeError if none can be made.
        """
        taken = {folder.slug for folder in list_sessions(home)}
        while True:
            slug = slugify(words, taken)
            try:
                return cls.create(home, slug)
            except TapeError:
                if slug in taken or not (home / "sessions" / slug).exists():
                    raise
                taken.add(slug)  # somebody was quicker, or what lies there is no session

    @classmethod
    def named(cls, home: Path, name: str) -> SessionFolder:
        """The session of this slug or unique beginning of one; `name` is never read as a path.

        Raises UnknownSessionError, naming the nearest ones.
        """
        slugs = [folder.slug for folder in list_sessions(home)]
        found = (
            [name] if name in slugs else [slug for slug in slugs if name and slug.startswith(name)]
        )
        if len(found) == 1:
            return cls(home / "sessions" / found[0])
        if found:
            some = ", ".join(found[:5]) + (", ..." if len(found) > 5 else "")
            raise UnknownSessionError(f"{name!r} begins the names of several sessions: {some}.")
        near = difflib.get_close_matches(name, slugs, n=3, cutoff=0.4)
        way_out = f"Did you mean {' or '.join(near)}?" if near else "`gametape sessions` lists all."
        raise UnknownSessionError(f"There is no session {name!r} in {home}.", way_out)

    @classmethod
    def open(cls, home: Path, name: str) -> SessionFolder:
        """The session of this name (see `named`), or the one in the folder this path names."""
        path = Path(name)
        if (os.sep in name or "/" in name or name == ".") and _is_session(path):
            return cls(path)
        return cls.named(home, name)

    def segments(self) -> list[tuple[int, Path]]:
        """Segment files by number; raises TapeError if the folder cannot be read."""
        try:
            entries = list(self.raw.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise TapeError(f"{self.raw} cannot be read: {error.strerror}.") from error
        found = [(_SEGMENT.fullmatch(entry.name), entry) for entry in entries]
        return sorted((int(match[1]), entry) for match, entry in found if match)

    def segment_path(self, number: int) -> Path:
        """Where a segment stands."""
        return self.raw / f"{number:05d}{SEGMENT_SUFFIX}"

    def is_recording(self) -> bool:
        """Whether a live process is writing this session now."""
        return is_held(self._lock_path)

    def recorder(self) -> Holder | None:
        """Who is writing this session now."""
        return holder(self._lock_path) if self.is_recording() else None

    def lock(self) -> SessionLock:
        """Become its only writer; raises TapeBusyError naming who is."""
        return SessionLock(self._lock_path, self.slug)

    @property
    def _lock_path(self) -> Path:
        return self.root / "lock"


def _is_session(path: Path) -> bool:
    return (path / "raw").is_dir() or (path / "manifest.json").is_file()


def list_sessions(home: Path) -> list[SessionFolder]:
    """All sessions of a data folder, by name; raises TapeError if it cannot be read."""
    try:
        entries = sorted((home / "sessions").iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise TapeError(f"{home} cannot be read: {error.strerror}.") from error
    return [SessionFolder(entry) for entry in entries if _is_session(entry)]


def slugify(text: str, taken: Container[str] = ()) -> str:
    """A session name from any words: lower-case letters, digits and dashes; not one of `taken`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LIMIT].strip("-") or "session"
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        ending = f"-{number}"
        candidate = slug[: _SLUG_LIMIT - len(ending)] + ending
    return candidate
