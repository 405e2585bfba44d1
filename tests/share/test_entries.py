"""A cut timeline says at every moment of the stretch what the whole one says there."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gametape.replay.film.stored import Film
from gametape.replay.timeline import Lists, Timeline
from gametape.share.choice import Stretch
from gametape.share.entries import (
    cut_lists,
    first_outcomes,
    signed,
    without_bankroll,
    without_marks,
)

moments = st.integers(0, 120_000_000)


def held(lists: Lists | Timeline, timeline: Timeline, at_us: int) -> dict[str, int]:
    """Exposure by market of the fills that stand."""
    newest = {fill.key: fill for fill in lists.fills if fill.at_us <= at_us}
    found: dict[str, int] = {}
    for fill in newest.values():
        if fill.status != "FAILED":
            change = signed(fill, first_outcomes(timeline))
            found[fill.market] = found.get(fill.market, 0) + change
    return {market: size for market, size in found.items() if size}


def score(lists: Lists | Timeline, at_us: int) -> dict[str, object]:
    known: dict[str, object] = {}
    for entry in lists.game:
        if entry.at_us <= at_us and not entry.tag:
            for name in ("score", "period", "game_clock", "status", "live", "ended"):
                if (said := getattr(entry, name)) not in ("", None):
                    known[name] = said
    return known


@given(one=moments, other=moments, part=st.floats(0, 1))
def test_what_holds_at_a_moment_is_the_same(film: Film, one: int, other: int, part: float) -> None:
    timeline = film.timeline()
    start, end = sorted((timeline.from_us + one, timeline.from_us + other))
    lists = cut_lists(timeline, Stretch(start, end))
    at_us = start + int((end - start) * part)

    def resting(of: Lists | Timeline) -> set[tuple[str, int]]:
        newest = {order.order_id: order for order in of.orders if order.at_us <= at_us}
        return {(o.order_id, o.size - o.matched) for o in newest.values() if o.resting}

    def valid(of: Lists | Timeline) -> dict[str, object]:
        return {
            asset: next((e for e in reversed(told) if e.at_us <= at_us), None)
            for asset, told in of.validity.items()
        }

    assert resting(lists) == resting(timeline)
    assert valid(lists) == valid(timeline)
    assert held(lists, timeline, at_us) == held(timeline, timeline, at_us)
    assert score(lists, at_us) == score(timeline, at_us)


def test_nothing_of_later_and_no_earlier_trade_is_in_it(film: Film) -> None:
    timeline = film.timeline()
    keys = list(dict.fromkeys(fill.key for fill in timeline.fills))
    last = next(fill for fill in timeline.fills if fill.key == keys[-1])
    lists = cut_lists(timeline, Stretch(last.at_us - 1_000_000, last.at_us))
    told = [*lists.rules, *lists.gaps, *lists.links, *lists.game, *lists.orders, *lists.fills]
    assert max(entry.at_us for entry in told) <= last.at_us
    assert {fill.key for fill in lists.fills} < set(keys)


def test_every_list_of_a_timeline_was_thought_of() -> None:
    """A new list may tell what was to be left out: `entries` and `redacting` decide about each."""
    assert Lists.__struct_fields__ == (
        "rules", "validity", "gaps", "links", "game", "orders", "fills", "changes", "odd_trades",
        "notes_on_tape", "clock_readings", "resolved",
    )  # fmt: skip
    assert set(Timeline.__struct_fields__) - set(Lists.__struct_fields__) == {
        "session", "title", "venue", "version", "from_us", "to_us", "live", "clock", "markets",
        "tracks", "assets",
    }  # fmt: skip


def test_marks_are_left_out_with_the_notes(film: Film) -> None:
    timeline = film.timeline()
    lists = cut_lists(timeline, Stretch(timeline.from_us, timeline.to_us))
    assert not any(entry.tag for entry in without_marks(lists).game)
    assert without_marks(lists).notes_on_tape == []


def test_what_the_evening_began_with_is_money(film: Film) -> None:
    timeline = film.timeline()
    lists = cut_lists(timeline, Stretch(timeline.from_us, timeline.to_us))
    tag = msgspec.structs.replace(lists.game[0], name="tag", text="I tilt", tag=True)
    told = msgspec.structs.replace(tag, text="Bankroll 500")
    lists.game.extend((tag, told))
    left = without_bankroll(lists).game
    assert told not in left
    assert tag in left
