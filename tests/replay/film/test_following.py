"""Whoever takes hello, snapshots and the news since has what one who comes later gets."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import msgspec
import pytest
from replay.film.golden_faults import faults, odds, wide
from replay.film.golden_sessions import GoldenSession, basketball

from gametape.replay.film.following import FilmFollower
from gametape.replay.film.track import Track
from gametape.replay.timeline import Hello, Lists, News, Timeline


class Page:
    """A page that follows: a timeline and tracks, moved along by news."""

    def __init__(self, follower: FilmFollower) -> None:
        self.number = follower.number
        self.timeline: Timeline = copied(follower.hello("v"))
        self.tracks = {
            track.index: Track.load(follower.snapshot(track.index))
            for track in self.timeline.tracks
        }

    def hear(self, news: News, rows: dict[int, bytes]) -> None:
        """One batch: the new entries at the end of the lists, the new rows behind the old."""
        assert news.number == self.number + 1
        self.number = news.number
        self.timeline.to_us = news.to_us
        for name in ("tracks", "assets", "markets"):
            if (whole := getattr(news, name)) is not msgspec.UNSET:
                setattr(self.timeline, name, whole)
        for name in Lists.__struct_fields__:
            if name != "validity":
                getattr(self.timeline, name).extend(getattr(news, name))
        for asset, entries in news.validity.items():
            self.timeline.validity.setdefault(asset, []).extend(entries)
        for index, data in rows.items():
            if index in self.tracks:
                self.tracks[index].append(data)
            else:
                self.tracks[index] = Track.load(data)


def copied(timeline: Timeline) -> Timeline:
    """Over the wire and back."""
    data = msgspec.json.encode(Hello(number=0, timeline=timeline))
    return msgspec.json.decode(data, type=Hello).timeline


def without_counts(timeline: Timeline) -> Timeline:
    """Rows in the list of tracks are those of when it was sent; the tracks themselves count."""
    told = copied(timeline)
    told.tracks = [msgspec.structs.replace(one, rows=0) for one in told.tracks]
    return told


@pytest.mark.parametrize("make", [basketball, faults, odds, wide])
@pytest.mark.parametrize("seed", [1, 2])
def test_news_add_up_to_what_there_is(make: Callable[[], GoldenSession], seed: int) -> None:
    session, rng = make(), Random(seed)
    follower = FilmFollower("live", session.manifest, session.both, block_rows=50)
    pages: list[Page] = []
    for number, line in enumerate(session.lines):
        follower.feed(line)
        if rng.random() < 0.03 or number == len(session.lines) - 1:
            news, rows = follower.news(line.t + 5)
            told = msgspec.json.decode(msgspec.json.encode(news), type=News)
            for page in pages:
                page.hear(told, rows)
            if len(pages) < 3:
                pages.append(Page(follower))
    late = Page(follower)
    assert len(pages) == 3
    for page in pages:
        assert page.number == late.number
        page.timeline.from_us = late.timeline.from_us
        assert without_counts(page.timeline) == without_counts(late.timeline)
        assert page.tracks.keys() == late.tracks.keys()
        for index, track in page.tracks.items():
            whole = late.tracks[index]
            assert track.times.tolist() == whole.times.tolist()
            assert track.seqs.tolist() == whole.seqs.tolist()
            for at_us in rng.choices(whole.times.tolist() or [0], k=30):
                assert track.seek(at_us) == whole.seek(at_us)
                assert (track.bids(), track.asks()) == (whole.bids(), whole.asks())


def test_what_was_fed_but_not_told_is_nowhere_yet() -> None:
    session = faults()
    follower = FilmFollower("live", session.manifest, session.both)
    for line in session.lines[:40]:
        follower.feed(line)
    follower.news(1)
    before = msgspec.json.encode(follower.hello("v")), follower.snapshot(0)
    for line in session.lines[40:]:
        follower.feed(line)
    assert (msgspec.json.encode(follower.hello("v")), follower.snapshot(0)) == before
    assert follower.news(2)[0].game


def test_a_quiet_look_brings_nothing() -> None:
    session = faults()
    follower = FilmFollower("live", session.manifest, session.both)
    follower.feed(session.lines[0])
    follower.news(1)
    news, rows = follower.news(2)
    assert rows == {}
    assert (news.number, news.now_us, news.tracks) == (2, 2, msgspec.UNSET)
    assert all(not getattr(news, name) for name in Lists.__struct_fields__)
