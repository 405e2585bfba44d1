"""The playhead goes where it is sent, and stops where there is something."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replay.film.golden_faults import NO, UP, YES, faults
from replay.film.golden_sessions import T0, GoldenSession, basketball

from gametape.replay.film.following import FilmFollower
from gametape.replay.playhead import Playhead, Stop

SECOND = 1_000_000
BOOKMARKS = [T0 + 4 * SECOND, T0 + 2 * SECOND]


def opened(session: GoldenSession) -> Playhead:
    follower = FilmFollower("made", session.manifest, session.both)
    for line in session.lines:
        follower.feed(line)
    follower.news(0)
    return Playhead(follower.hello("v", live=False), follower, BOOKMARKS)


HEAD = opened(faults())
STOPS: tuple[Stop, ...] = get_args(Stop)


def listed(stop: Stop, asset: str) -> list[int]:
    """When there is something, said once more and slowly."""
    timeline, track = HEAD.timeline, HEAD.track(HEAD.timeline.assets[asset].track)
    market = HEAD.known.market_of(asset)
    fills = [entry for entry in timeline.fills if entry.market == market]
    found: dict[Stop, list[int]] = {
        "event": track.times.tolist(),
        "trade": [track.time_us(int(row)) for row in track.trades],
        "fill": [min(e.at_us for e in fills if e.key == key) for key in {e.key for e in fills}],
        "game": [entry.at_us for entry in timeline.game],
        "bookmark": BOOKMARKS,
        "gap_end": [entry.to_us for entry in timeline.gaps],
    }
    return sorted(found[stop])


@given(st.sampled_from(STOPS), st.sampled_from([YES, NO, UP]), st.integers(-SECOND, 11 * SECOND))
def test_the_next_and_the_previous_stop_are_the_nearest(stop: Stop, asset: str, at: int) -> None:
    times = listed(stop, asset)
    at_us = HEAD.seek(T0 + at)
    later = [time for time in times if time > at_us]
    assert HEAD.next(stop, asset) == (later[0] if later else None)
    assert HEAD.at_us == (later[0] if later else at_us)
    HEAD.seek(at_us)
    earlier = [time for time in times if time < at_us]
    assert HEAD.previous(stop, asset) == (earlier[-1] if earlier else None)
    assert HEAD.at_us == (earlier[-1] if earlier else at_us)


@pytest.mark.parametrize("stop", STOPS)
def test_there_is_something_of_every_kind(stop: Stop) -> None:
    assert listed(stop, YES)


def test_steps_by_events_and_back_return() -> None:
    HEAD.seek(T0 + 10_000)
    times = sorted(set(listed("event", YES)))
    start = times.index(T0 + 10_000)
    assert HEAD.step(3, YES) == times[start + 3]
    assert HEAD.step(-3, YES) == T0 + 10_000
    assert HEAD.step(10_000, YES) == times[-1]
    assert HEAD.step(-10_000, YES) == times[0]


def test_steps_by_time_stay_within_the_recording() -> None:
    HEAD.seek(T0 + SECOND)
    assert HEAD.step_us(SECOND) == T0 + 2 * SECOND
    assert HEAD.step_us(-60 * SECOND) == HEAD.timeline.from_us
    assert HEAD.step_us(900 * SECOND) == HEAD.timeline.to_us


def test_a_line_of_the_tape_is_found_by_its_number() -> None:
    session = faults()
    track = HEAD.track(0)
    assert HEAD.seek_seq(YES, track.seq_of(10)) == track.time_us(10)
    assert HEAD.at_us == track.time_us(10)
    last = session.lines[-1].q
    assert HEAD.seek_seq(YES, last) == track.time_us(track.rows - 1)
    at = HEAD.at_us
    assert HEAD.seek_seq(UP, 0) is None
    assert HEAD.seek_seq("nobody", last) is None
    assert HEAD.at_us == at


def test_an_asset_nobody_told_of_has_no_stops() -> None:
    HEAD.seek(T0)
    assert HEAD.next("event", "nobody") is None
    assert HEAD.next("trade", "nobody") is None
    assert HEAD.step(5, "nobody") == T0


@pytest.mark.parametrize("make", [basketball])
def test_going_through_all_own_fills_finds_each_once(make: Callable[[], GoldenSession]) -> None:
    head = opened(make())
    asset = head.timeline.tracks[0].asset
    market = head.known.market_of(asset)
    keys = {entry.key for entry in head.timeline.fills if entry.market == market}
    assert keys
    seen = []
    head.seek(head.timeline.from_us)
    while (at_us := head.next("fill", asset)) is not None:
        seen.append(at_us)
    times = set(head.stops("fill", asset).tolist())
    assert len(keys) == len(head.stops("fill", asset))
    assert seen == sorted(times)
