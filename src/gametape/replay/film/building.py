"""Making the film of a session: one pass over its tape, a bounded amount of memory."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from gametape import __version__
from gametape.errors import TapeError
from gametape.replay.film.fold import FilmFold, Reel
from gametape.replay.film.layout import BLOCK_ROWS
from gametape.replay.film.seconds import SecondsFold
from gametape.replay.film.stack import RowStack
from gametape.replay.film.stored import VERSION, Facts, Film, basis_of, current_film, film_folder
from gametape.replay.film.writing import FileSink, TrackWriter, new_header, write_twin
from gametape.replay.timeline import Timeline, TrackFacts
from gametape.tape.damage import Damage
from gametape.tape.durable import replace_file, sync_file
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.tail import last_line
from gametape.tape.turns import turn

Progress = Callable[[float], None]
"""Hears from time to time how much is done, from 0 to 1."""

_LOOK_EVERY = 2_048
_PACKING_SHARE = 0.1  # of the work, the compressing for the page that comes after the pass


def film_of(
    folder: SessionFolder, progress: Progress | None = None, *, again: bool = False
) -> Film:
    """The film of a session, made now if there is none of the tape as it is (or `again`).

    Of several processes that ask at once one makes it and the others wait. Of a session that is
    being recorded it reaches up to now. Raises TapeError if the tape or the disk fails.
    """
    film = None if again else current_film(folder)
    if film is not None:
        return film
    root = film_folder(folder)
    try:
        root.parent.mkdir(exist_ok=True)  # of a session that was deleted meanwhile nothing is made
        root.mkdir(exist_ok=True)
    except OSError as error:
        raise TapeError(f"{root} cannot be made: {error.strerror}.") from error
    with turn(root / "lock"):
        film = None if again else current_film(folder)
        return film or _made(folder, root, progress)


def _made(folder: SessionFolder, root: Path, progress: Progress | None) -> Film:
    basis = basis_of(folder)
    try:
        manifest = Manifest.load(folder.manifest_path)
    except TapeError:
        manifest = None  # then all outcomes get a track
    both: frozenset[str] = frozenset()
    while True:
        attempt = _Attempt(folder, root, manifest, both, basis, progress)
        if attempt.run():
            break
        # Rare, and known only now: what was taken for a mirror is none.
        both |= attempt.fold.broken()
    facts = Facts(
        version=VERSION,
        made_by=f"gametape {__version__}",
        basis=basis,
        tracks=[reel.asset for reel in attempt.fold.reels],
        both=sorted(both),
        lines=attempt.fold.lines,
        rows=sum(track.rows for track in attempt.tracks),
    )
    try:
        (root / "film.json").unlink(missing_ok=True)  # until the new one stands, there is none
        _put_in_place(root, len(facts.tracks))
        replace_file(root / "timeline.json", msgspec.json.encode(attempt.timeline()))
        replace_file(root / "film.json", msgspec.json.encode(facts))
    except OSError as error:
        raise TapeError(f"{root} cannot be written: {error.strerror}.") from error
    if progress is not None:
        progress(1.0)
    return Film(root, facts)


class _Attempt:
    """One pass over the tape, with one belief about which markets have a mirror."""

    def __init__(
        self,
        folder: SessionFolder,
        root: Path,
        manifest: Manifest | None,
        both: frozenset[str],
        basis: str,
        progress: Progress | None,
    ) -> None:
        self.fold = FilmFold(manifest, both)
        self.tracks: list[TrackFacts] = []
        self._folder = folder
        self._root = root
        self._manifest = manifest
        self._basis = basis
        self._progress = progress
        self._live = folder.is_recording()
        self._makers: list[_TrackMaker] = []

    def run(self) -> bool:
        """Write all tracks beside their places; False if a market taken for mirrored is not."""
        last = last_line(self._folder)
        total = last.seq + 1 if last is not None else 1
        fold = self.fold

        def damaged(damage: Damage) -> None:
            if damage.lost:
                fold.missed(f"tape: {damage.cause}")

        for line in read_tape(self._folder, on_damage=damaged):
            fold.feed(line)
            if fold.lines % _LOOK_EVERY == 0:
                self._collect(BLOCK_ROWS)
                self._tell(fold.lines / total * (1 - _PACKING_SHARE))
                if fold.broken():
                    return False
        fold.finish()
        if fold.broken():
            return False
        self._collect(1)
        for number, maker in enumerate(self._makers):
            self.tracks.append(maker.finish())
            done = (number + 1) / len(self._makers)
            self._tell(1 - _PACKING_SHARE + done * _PACKING_SHARE)
        return True

    def timeline(self) -> Timeline:
        """What is no book; to be asked for once, at the end."""
        fold, manifest = self.fold, self._manifest
        lists = fold.take()
        return Timeline(
            session=self._folder.slug,
            title=manifest.title if manifest else self._folder.slug,
            venue=manifest.venue if manifest else "",
            version=self._basis,
            from_us=fold.from_us or 0,
            to_us=fold.to_us,
            live=self._live,
            clock=manifest.clock if manifest else "none",
            markets=fold.markets(),
            tracks=self.tracks,
            assets=fold.assets(),
            **{name: getattr(lists, name) for name in lists.__struct_fields__},
        )

    def _collect(self, at_least: int) -> None:
        """Take over the rows of the tracks that have so many waiting."""
        for reel in self.fold.reels[len(self._makers) :]:
            self._makers.append(_TrackMaker(reel, self._root, self._folder.slug, self._basis))
        for maker in self._makers:
            if self.fold.waiting(maker.reel) >= at_least:
                maker.add(self.fold)

    def _tell(self, done: float) -> None:
        if self._progress is not None:
            self._progress(min(done, 1.0))


class _TrackMaker:
    """One track on its way to disk, beside the place where it will stand."""

    def __init__(self, reel: Reel, root: Path, session: str, basis: str) -> None:
        self.reel = reel
        self._packed, self._twin = _places(root, reel.index)[0]
        header = new_header(
            session=session, asset=reel.asset, market=reel.market, grid=reel.grid.name,
            cells=reel.grid.cells, codec="zstd", basis=basis,
        )  # fmt: skip
        self._writer = TrackWriter(FileSink(self._packed), header)
        self._stack = RowStack(reel.grid.cells)
        self._seconds = SecondsFold()

    def add(self, fold: FilmFold) -> None:
        """Take over the rows that wait, and write the blocks that are full."""
        rows = fold.drain(self.reel)
        self._seconds.add(rows)
        self._stack.add(rows)
        for block in self._stack.blocks():
            self._writer.add(block)

    def finish(self) -> TrackFacts:
        """Write the rest and the twin for the page."""
        for block in self._stack.blocks(all_of_them=True):
            self._writer.add(block)
        self._writer.finish(self._seconds.finish())
        write_twin(self._packed, self._twin)
        reel = self.reel
        return TrackFacts(
            index=reel.index, asset=reel.asset, market=reel.market, label=reel.label,
            grid=reel.grid.name, rows=self._stack.rows, bytes=self._twin.stat().st_size,
        )  # fmt: skip


def _places(root: Path, index: int) -> tuple[tuple[Path, Path], tuple[Path, Path]]:
    """Where the two files of a track are made, and where they belong."""
    made = root / f".{index}.track.new", root / f".{index}.track.gz.new"
    return made, (root / f"{index}.track", root / f"{index}.track.gz")


def _put_in_place(root: Path, tracks: int) -> None:
    for index in range(tracks):
        for made, place in zip(*_places(root, index), strict=True):
            with made.open("rb") as file:
                sync_file(file.fileno())  # film.json must not outlive what it vouches for
            made.replace(place)
    for path in (*root.glob("*.track"), *root.glob("*.track.gz"), *root.glob(".*.new")):
        if path.name.startswith(".") or int(path.name.partition(".")[0]) >= tracks:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
