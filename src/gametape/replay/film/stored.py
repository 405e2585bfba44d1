"""Film as it stands in a session's folder: whether it is there and current, and its parts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from gametape import __version__
from gametape.errors import TapeError
from gametape.replay.film.reading import TrackFile
from gametape.replay.film.track import Track
from gametape.replay.timeline import Timeline
from gametape.tape.session import SessionFolder

VERSION = 4
"""Of what film means; film of another version is made again."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """`film.json`: written last, so that film with it is whole.

    `basis` is the fingerprint of the tape and of the program that made the film; `tracks` are the
    assets by index; `both` the markets whose two outcomes do not mirror each other.
    """

    version: int
    made_by: str
    basis: str
    tracks: list[str]
    both: list[str]
    lines: int
    rows: int


class Film:
    """The film of one session, opened; parts are read when they are asked for."""

    def __init__(self, root: Path, facts: Facts) -> None:
        self.root = root
        self.facts = facts

    @property
    def version(self) -> str:
        """What the addresses of its tracks carry."""
        return self.facts.basis

    def timeline_bytes(self) -> bytes:
        """The timeline as JSON; raises TapeError if it cannot be read."""
        return _read(self.root / "timeline.json")

    def timeline(self) -> Timeline:
        """The timeline; raises TapeError if it cannot be read."""
        try:
            timeline = msgspec.json.decode(self.timeline_bytes(), type=Timeline)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise TapeError(f"{self.root} has an unreadable timeline: {error}.") from None
        if timeline.version != self.version:
            raise TapeError(f"{self.root} is being made again.", "Ask once more.")
        return timeline

    def track_path(self, index: int) -> Path:
        """The file of a track, packed; raises TapeError if there is none of this index."""
        return self._path(index, "track")

    def twin_path(self, index: int) -> Path:
        """The same track plain and gzipped, as a browser gets it."""
        return self._path(index, "track.gz")

    def file(self, index: int) -> TrackFile:
        """A track of which only what is needed is read; raises TapeError if it is damaged."""
        file = TrackFile(self.track_path(index))
        if file.header.basis != self.version:
            file.close()
            raise TapeError(f"{self.root} is being made again.", "Ask once more.")
        return file

    def track(self, index: int) -> Track:
        """A whole track in memory; raises TapeError if it is damaged."""
        track = Track.load(self.track_path(index))
        if track.header.basis != self.version:
            raise TapeError(f"{self.root} is being made again.", "Ask once more.")
        return track

    def _path(self, index: int, ending: str) -> Path:
        if not 0 <= index < len(self.facts.tracks):
            raise TapeError(f"There is no track {index} in {self.root}.")
        return self.root / f"{index}.{ending}"


def film_folder(folder: SessionFolder) -> Path:
    """Where the film of a session stands."""
    return folder.columns / "film"


def current_film(folder: SessionFolder) -> Film | None:
    """The film if it is there, whole, and made of the tape as it is by this program."""
    root = film_folder(folder)
    try:
        facts = msgspec.json.decode(_read(root / "film.json"), type=Facts)
    except (TapeError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return Film(root, facts) if facts.basis == basis_of(folder) else None


def basis_of(folder: SessionFolder) -> str:
    """The fingerprint of a session's tape and manifest, and of this program, as hex.

    Raises TapeError if the folder cannot be read.
    """
    digest = hashlib.sha256(f"film {VERSION} of gametape {__version__}\n".encode())
    for path in (folder.manifest_path, *(path for _, path in folder.segments())):
        try:
            if path == folder.manifest_path:
                data = path.read_bytes() if path.exists() else b""
                digest.update(hashlib.sha256(data).digest())
            else:
                digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        except OSError as error:
            raise TapeError(f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()[:24]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TapeError(f"{path} cannot be read: {error.strerror}.") from error
