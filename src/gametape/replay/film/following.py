"""Film of a recording that is running: what there is so far, and what each look adds. Pure."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from gametape.replay.film.fold import FilmFold, Reel
from gametape.replay.film.layout import BLOCK_ROWS, Header
from gametape.replay.film.seconds import SecondsFold
from gametape.replay.film.stack import RowStack, increments
from gametape.replay.film.track import Track
from gametape.replay.film.writing import Encoded, new_header, track_bytes
from gametape.replay.timeline import Lists, MarketFacts, News, Timeline, TrackFacts, TrackOf
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest


class FilmFollower:
    """Fed lines as they are read; `news` gives what they added, `hello` all that was given.

    Whoever has taken `hello` and `snapshot`s, and every `news` since, has what the follower has.
    When `broken` is not empty the film must be begun anew with these markets in `both` (a second
    outcome turned out to be no mirror), from the first line of the tape.
    """

    def __init__(
        self,
        session: str,
        manifest: Manifest | None,
        both: Collection[str] = (),
        block_rows: int = BLOCK_ROWS,
    ) -> None:
        self.number = 0
        self.both = frozenset(both)
        self._session = session
        self._manifest = manifest
        self._block_rows = block_rows
        self._fold = FilmFold(manifest, both)
        self._lists = Lists()
        self._reels: list[_LiveReel] = []
        self._markets: list[MarketFacts] = []
        self._assets: dict[str, TrackOf] = {}
        self._reached: tuple[int, int] = (0, 0)

    def feed(self, line: Line) -> None:
        """Take the next line of the tape."""
        self._fold.feed(line)

    def missed(self, cause: str) -> None:
        """Lines are absent here; see `FilmFold.missed`."""
        self._fold.missed(cause)

    def finish(self) -> None:
        """There are no more lines; look at `broken` once more."""
        self._fold.finish()

    @property
    def broken(self) -> frozenset[str]:
        """Markets that were taken for mirrored and are not."""
        return self._fold.broken()

    def news(self, now_us: int) -> tuple[News, dict[int, bytes]]:
        """What the lines fed since the last time added: entries, and new rows by track.

        Rows are whole tracks (codec none) of the new rows alone, for `Track.append`.
        """
        self.number += 1
        fold = self._fold
        entries = fold.take()
        _extend(self._lists, entries)
        fresh = fold.reels[len(self._reels) :]
        for reel in fresh:
            self._reels.append(_LiveReel(reel, self._session, self._block_rows))
        rows = {one.reel.index: one.take(fold) for one in self._reels if fold.waiting(one.reel)}
        self._reached = (fold.from_us or 0, fold.to_us)
        markets, assets = fold.markets(), fold.assets()
        listed, placed = markets != self._markets, assets != self._assets
        self._markets, self._assets = markets, assets
        unset = msgspec.UNSET
        news = News(
            number=self.number,
            now_us=now_us,
            to_us=fold.to_us,
            tracks=self._tracks() if fresh else unset,
            assets=assets if placed else unset,
            markets=markets if listed else unset,
            **{name: getattr(entries, name) for name in entries.__struct_fields__},
        )
        return news, rows

    def hello(self, version: str, *, live: bool = True) -> Timeline:
        """The timeline of all that `news` has given so far; `version` is for its tracks."""
        manifest = self._manifest
        lists = Lists()
        _extend(lists, self._lists)
        return Timeline(
            session=self._session,
            title=manifest.title if manifest else self._session,
            venue=manifest.venue if manifest else "",
            version=version,
            from_us=self._reached[0],
            to_us=self._reached[1],
            live=live,
            clock=manifest.clock if manifest else "none",
            markets=self._markets,
            tracks=self._tracks(),
            assets=self._assets,
            **{name: getattr(lists, name) for name in lists.__struct_fields__},
        )

    def snapshot(self, index: int) -> bytes:
        """A track of all rows that `news` has given so far, codec none."""
        return self._reels[index].whole()

    def track(self, index: int) -> Track:
        """The same, loaded; see `film.moment.Reels`."""
        return Track.load(self.snapshot(index))

    def _tracks(self) -> list[TrackFacts]:
        return [one.facts() for one in self._reels]


class _LiveReel:
    """The rows of one track so far: full blocks as bytes, the rest as they came."""

    def __init__(self, reel: Reel, session: str, block_rows: int) -> None:
        self.reel = reel
        self._blocks: list[Encoded] = []
        self._stack = RowStack(reel.grid.cells, block_rows)
        self._seconds = SecondsFold()
        header = new_header(
            session=session, asset=reel.asset, market=reel.market, grid=reel.grid.name,
            cells=reel.grid.cells, codec="none", basis="",
        )  # fmt: skip
        self._header: Header = msgspec.structs.replace(header, block_rows=block_rows)

    def take(self, fold: FilmFold) -> bytes:
        """The rows that wait, which belong to the track from now on."""
        rows = fold.drain(self.reel)
        self._seconds.add(rows)
        self._stack.add(rows)
        self._blocks += self._stack.blocks()
        return track_bytes(self._header, increments(rows, self.reel.grid.cells))

    def whole(self) -> bytes:
        """Everything so far as a track."""
        rest = self._stack.unfinished()
        blocks = self._blocks if rest is None else [*self._blocks, rest]
        return track_bytes(self._header, blocks, self._seconds.finish())

    def facts(self) -> TrackFacts:
        """What the timeline says of it; bytes are known of closed film only."""
        reel = self.reel
        return TrackFacts(
            index=reel.index, asset=reel.asset, market=reel.market, label=reel.label,
            grid=reel.grid.name, rows=self._stack.rows, bytes=0,
        )  # fmt: skip


def _extend(lists: Lists, more: Lists) -> None:
    for name in lists.__struct_fields__:
        if name != "validity":
            getattr(lists, name).extend(getattr(more, name))
    for asset, entries in more.validity.items():
        lists.validity.setdefault(asset, []).extend(entries)
