"""The timeline tells what took effect, when it was received, in the order of the tape."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest
from replay.film.golden_faults import MIRROR, NO, YES, faults, odds, wide
from replay.film.golden_sessions import T0, GoldenSession, basketball

from gametape.replay.film.following import FilmFollower
from gametape.replay.timeline import Entry, Hello, Lists, News, Timeline

SECOND = 1_000_000


def timeline_of(session: GoldenSession) -> Timeline:
    follower = FilmFollower("made", session.manifest, session.both)
    for line in session.lines:
        follower.feed(line)
    follower.news(0)
    return follower.hello("v", live=False)


def every_list(timeline: Timeline) -> list[list[Entry]]:
    lists: list[list[Entry]] = list(timeline.validity.values())  # type: ignore[arg-type]
    names = [name for name in Lists.__struct_fields__ if name != "validity"]
    return lists + [getattr(timeline, name) for name in names]


@pytest.mark.parametrize("make", [basketball, faults, odds, wide])
def test_entries_are_in_order_and_at_a_line_received_by_then(
    make: Callable[[], GoldenSession],
) -> None:
    session = make()
    reached: dict[int, int] = {}
    latest = 0
    for line in session.lines:
        latest = reached[line.q] = max(latest, line.t)
    timeline = timeline_of(session)
    for entries in every_list(timeline):
        for entry in entries:
            assert entry.at_us == reached[entry.seq]
        for before, after in pairwise(entries):
            assert (before.seq, before.at_us) <= (after.seq, after.at_us)
    assert (timeline.from_us, timeline.to_us) == (session.lines[0].t, latest)


def test_it_survives_the_wire() -> None:
    timeline = timeline_of(faults())
    assert msgspec.json.decode(msgspec.json.encode(timeline), type=Timeline) == timeline
    hello = msgspec.json.encode(Hello(number=3, timeline=timeline))
    assert msgspec.json.decode(hello, type=Hello | News).timeline == timeline
    assert hello.startswith(b'{"type":"hello","number":3')


def test_every_thing_that_is_no_book_is_told() -> None:
    timeline = timeline_of(faults())
    (note,) = timeline.notes_on_tape
    assert (note.text, note.noted_us) == ("<b>Lakers</b> look tired", T0 - 5 * SECOND)
    assert [one.offset_us for one in timeline.clock_readings] == [-12_000]
    assert [(one.cause, one.scope) for one in timeline.gaps] == [
        ("connection lost", []),
        ("frozen", ["201"]),
    ]
    assert [(one.name, one.tag) for one in timeline.game if one.tag] == [("tag", True)]
    assert timeline.game[0].score == "3-0"
    (odd,) = timeline.odd_trades
    assert (odd.price, odd.size, odd.side, odd.asset) == ("0.512345", 4_123_456, "SELL", YES)
    assert [(one.market, one.winner) for one in timeline.resolved] == [(MIRROR, YES)]
    assert {one.state for one in timeline.links} == {"up", "down", "stale"}


def test_rules_are_told_when_they_change_and_markets_as_they_began() -> None:
    session = faults()
    ended = msgspec.structs.replace(
        session.manifest.markets[0],
        closed=True,
        resolution="resolved",
        payouts=(Decimal(1), Decimal(0)),
    )
    session.manifest.markets[0] = ended  # as a manifest written afterwards might say
    timeline = timeline_of(session)
    told = [(one.tick, one.closed, one.payouts) for one in timeline.rules]
    assert told == [("0.001", None, None), ("0.001", True, ["1", "0"])]
    assert [one.at_us for one in timeline.rules] == [
        T0 + 3 * SECOND + 200,
        T0 + 9 * SECOND + 50,
    ]
    assert timeline.rules[1].fees == timeline.markets[0].fees  # the answer left them out
    assert timeline.markets[0].tick == "0.01"
    assert [one.asset for one in timeline.markets[0].outcomes] == [YES, NO]
    kept = {field for one in timeline.markets for field in one.__struct_fields__}
    assert kept.isdisjoint({"closed", "resolution", "payouts"})


def test_orders_and_fills_tell_effects_alone() -> None:
    timeline = timeline_of(faults())
    assert [(one.order_id, one.resting) for one in timeline.orders] == [
        ("o1", True), ("o2", True), ("o1", True), ("o2", False),
    ]  # fmt: skip
    assert [(one.key, one.status, one.cell) for one in timeline.fills] == [
        ("t1/o1", "MATCHED", 5_000),
        ("t2/o3", "MATCHED", None),
        ("t3/o4", "MATCHED", 2_100),
        ("t1/o1", "CONFIRMED", 5_000),
        ("t2/o3", "FAILED", None),
    ]


def test_bets_wait_until_they_are_matched_whole() -> None:
    timeline = timeline_of(odds())
    assert [one.resting for one in timeline.orders] == [True] * 6
    assert {one.side for one in timeline.fills} == {"BUY", "SELL"}
