"""Film of any evening has the books, the trust and the prints that the fold has after each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from replay.made import FEED, T0, Script, book, change, trade
from replay.onto import RULES
from replay.two_outcomes import MARKET, NO, YES, Feed
from replay.two_outcomes import RULES as OTHER_RULES

from gametape.model.market import MarketRules
from gametape.replay.film.following import FilmFollower
from gametape.replay.film.track import Track
from gametape.replay.session import SessionFold
from gametape.replay.timeline import Timeline
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.records import Previous, SegmentHead, encode_record

SIDES = st.sampled_from(["BUY", "SELL"])
NUMBERS = st.sampled_from([1, 2])
LEVELS = st.dictionaries(st.integers(1, 9), st.integers(1, 50), max_size=5)
Deed = Callable[[Feed], None]


def restart(feed: Feed) -> None:
    """The recorder was killed and begun again."""
    previous = Previous(segment=0, q=len(feed.lines) - 1, t=0, closed=False)
    head = SegmentHead(
        format=1, session="made", segment=1, made_by="", reader="", restart=True, previous=previous
    )
    feed.add("segment", "gametape.tape", encode_record(head))


DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.builds(
        lambda asset, side, cents, size, number: lambda feed: feed.changes(
            [(asset, side, cents, size)], number
        ),
        st.sampled_from([YES, NO]), SIDES, st.integers(1, 9), st.integers(0, 50), NUMBERS,
    ),
    st.builds(
        lambda asset, bids, asks, number: lambda feed: feed.book(asset, bids, asks, number),
        st.sampled_from([YES, NO]), LEVELS, LEVELS, NUMBERS,
    ),
    st.builds(
        lambda state, number: lambda feed: feed.link(state, number),
        st.sampled_from(["up", "stale", "down", "rotated"]), NUMBERS,
    ),
    st.builds(lambda scope: lambda feed: feed.gap(scope), st.sampled_from([(), (YES,), (NO,)])),
    st.just(restart),
)  # fmt: skip


def manifest(*rules: MarketRules) -> Manifest:
    return Manifest(
        session="made", venue="polymarket", title="Made", created_us=0, markets=list(rules)
    )


def film(
    lines: Sequence[Line], rules: MarketRules, both: Sequence[str] = ()
) -> tuple[Timeline, list[Track]]:
    """The timeline and the tracks of lines, as a follower gives them."""
    follower = FilmFollower("made", manifest(rules), both, block_rows=8)
    for line in lines:
        follower.feed(line)
    follower.news(0)
    timeline = follower.hello("v")
    return timeline, [follower.track(index) for index in range(len(timeline.tracks))]


@settings(deadline=None, max_examples=200)
@given(st.lists(DEEDS, max_size=25), st.data())
def test_after_any_line_the_film_has_the_book_and_the_trust_of_the_fold(
    deeds: list[Deed], data: st.DataObject
) -> None:
    feed = Feed()
    for deed in deeds:
        deed(feed)
    timeline, tracks = film(feed.lines, OTHER_RULES, both=(MARKET,))
    fold = SessionFold()
    seq = data.draw(st.integers(0, len(feed.lines)))
    for line in feed.lines[: seq + 1]:
        fold.feed(line)
    for asset in (YES, NO):
        held = fold.state.book(asset)
        told = [entry for entry in timeline.validity.get(asset, []) if entry.seq <= seq]
        assert (held is None) == (not told)
        if held is None:
            continue
        assert (told[-1].valid, told[-1].reason) == (held.valid, held.reason)
        track = tracks[timeline.assets[asset].track]
        track.seek_seq(seq)
        assert track.bids() == list(held.book.bids())
        assert track.asks() == list(held.book.asks())
    for entries in timeline.validity.values():
        pairs = [(entry.valid, entry.reason) for entry in entries]
        assert all(before != after for before, after in pairwise(pairs))


def prints(track: Track) -> list[tuple[int, int, str | None]]:
    return [(one.cell, one.size, one.side) for one in map(track.trade, range(len(track.trades)))]


def mirrored_evening() -> Script:
    script = Script()
    script.link(0, "up")
    script.frame(1, book(1, {"0.50": "10"}, {"0.60": "10"}))
    script.frame(1, book(1, {"0.40": "10"}, {"0.50": "10"}, "no"))
    script.frame(2, trade(2, "0.60", "3"))
    script.frame(3, trade(3, "0.47", "4", asset="no"))
    return script


def test_a_mirrored_outcome_has_no_track_and_its_prints_stand_mirrored_in_the_first() -> None:
    timeline, tracks = film(mirrored_evening().lines, RULES)
    assert [track.asset for track in timeline.tracks] == ["yes"]
    assert {asset: where.mirror for asset, where in timeline.assets.items()} == {
        "yes": False,
        "no": True,
    }
    assert prints(tracks[0]) == [(6_000, 3_000_000, "BUY"), (5_300, 4_000_000, "SELL")]


def test_an_outcome_that_is_no_mirror_has_its_own_track() -> None:
    timeline, tracks = film(mirrored_evening().lines, RULES, both=(RULES.market,))
    assert [track.asset for track in timeline.tracks] == ["yes", "no"]
    assert prints(tracks[1]) == [(4_700, 4_000_000, "BUY")]


def test_what_is_no_mirror_is_noticed() -> None:
    script = mirrored_evening()
    for second in range(4, 9):
        script.frame(second, change(second, ("no", "BUY", "0.30", str(second))))
    follower = FilmFollower("made", manifest(RULES))
    for line in script.lines[:-3]:
        follower.feed(line)
    assert not follower.broken
    for line in script.lines[-3:]:
        follower.feed(line)
    assert follower.broken == {RULES.market}


def test_prints_off_the_grid_stand_at_the_nearest_cell_and_whole_in_the_timeline() -> None:
    script = Script()
    script.frame(1, trade(1, "0.512360", "3"))
    timeline, tracks = film(script.lines, RULES)
    assert prints(tracks[0]) == [(5_124, 3_000_000, "BUY")]
    (odd,) = timeline.odd_trades
    assert (odd.price, odd.asset, odd.seq) == ("0.512360", "yes", 0)


def test_times_that_run_back_are_those_of_the_line_before() -> None:
    script = Script()
    script.frame(10, book(10, {"0.5": "1"}, {}))
    script.frame(4, change(4, ("yes", "BUY", "0.5", "2")))
    script.frame(4, trade(4, "0.5", "7"))
    script.frame(12, change(12, ("yes", "BUY", "0.5", "3")), FEED)
    _, tracks = film(script.lines, RULES)
    assert [time - T0 for time in tracks[0].times.tolist()] == [
        10_000_000, 10_000_000, 10_000_000, 12_000_000,
    ]  # fmt: skip


def test_lines_that_are_lost_take_the_trust_away_from_then_on() -> None:
    script = Script()
    script.frame(1, book(1, {"0.5": "1"}, {}))
    script.frame(2, book(2, {"0.5": "2"}, {}))
    follower = FilmFollower("made", manifest(RULES))
    follower.feed(script.lines[0])
    follower.missed("tape: sequence hole")
    follower.feed(script.lines[1])
    follower.news(0)
    told = follower.hello("v").validity["yes"]
    assert [(one.at_us - T0, one.valid, one.reason) for one in told] == [
        (1_000_000, True, ""),
        (1_000_001, False, "tape: sequence hole"),
        (2_000_000, True, ""),
    ]
