"""Holes: where they begin and end, who tells of them, and the share they leave."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.made import FEED, T0, TWIN, Script, book, change

from gametape.model.events import LinkState
from gametape.model.times import SECOND
from gametape.replay.certificate.coverage import Coverage
from gametape.replay.certificate.doubt import Doubted
from gametape.replay.gathering import Hole
from gametape.replay.session import SessionFold


def followed(script: Script) -> tuple[Coverage, SessionFold]:
    coverage, fold = Coverage(), SessionFold()
    for line in script.lines:
        coverage.observe(fold.feed(line), fold.state)
    return coverage, fold


def holes(script: Script, end_s: float) -> list[tuple[float, float, str, tuple[str, ...]]]:
    """Holes in seconds after T0."""
    coverage, _ = followed(script)
    return [
        ((hole.from_us - T0) / 1e6, (hole.to_us - T0) / 1e6, hole.cause, hole.scope)
        for hole in coverage.holes(T0 + round(end_s * 1e6))
    ]


def live(assets: tuple[str, ...] = ("yes", "no"), connection: str = FEED) -> Script:
    """A feed that is up, with a book of each asset at 1 s."""
    script = Script()
    script.link(0, "up", connection)
    script.link(0, "subscribed", connection, assets=assets)
    for asset in assets:
        script.frame(1, book(1, {"0.5": "1"}, {}, asset), connection)
    return script


def test_a_fed_book_has_no_hole() -> None:
    script = live()
    script.frame(90, change(90, ("yes", "BUY", "0.5", "2")))
    assert holes(script, 100) == []


@pytest.mark.parametrize("state", ["down", "up"])
def test_a_lost_connection_is_a_hole_from_its_last_message_to_the_next_book(state: str) -> None:
    script = live()
    script.frame(5, change(5, ("yes", "BUY", "0.5", "2")))
    script.link(20, state, detail="no PONG")
    script.frame(30, book(30, {}, {}, "yes"))
    script.frame(40, book(40, {}, {}, "no"))
    assert holes(script, 50) == [(5, 30, "no PONG", ("yes",)), (5, 40, "no PONG", ("no",))]


def test_a_hole_that_is_open_ends_with_the_session() -> None:
    script = live()
    script.link(20, "down")
    assert holes(script, 60) == [(1, 60, "connection down", ())]


def test_stale_names_its_assets_and_its_own_beginning() -> None:
    script = live()
    script.link(20, "stale", assets=("no",), since_us=T0 + 7 * SECOND, detail="feed frozen")
    script.frame(25, book(25, {}, {}, "no"))
    assert holes(script, 60) == [(7, 25, "feed frozen", ("no",))]


def test_a_rotation_before_the_new_books_is_a_hole() -> None:
    script = live()
    script.link(10, "up", TWIN)
    script.frame(11, book(11, {}, {}, "yes"), TWIN)
    script.link(12, "rotated", detail="scheduled rotation")
    script.frame(15, book(15, {}, {}, "no"), TWIN)
    assert holes(script, 60) == [(12, 15, "scheduled rotation", ("no",))]


def test_a_second_connection_leaves_no_hole() -> None:
    script = live()
    script.link(2, "up", TWIN)
    for asset in ("yes", "no"):
        script.frame(3, book(3, {}, {}, asset), TWIN)
    script.link(20, "down")
    assert holes(script, 60) == []
    script.link(30, "down", TWIN)
    assert holes(script, 60) == [(3, 60, "connection down", ())]


def test_an_asset_without_a_book_is_a_hole_after_some_patience() -> None:
    script = live(("yes",))
    script.link(2, "subscribed", assets=("yes", "no"))
    coverage, _ = followed(script)
    assert coverage.holes(T0 + 11 * SECOND) == []
    assert coverage.opened() == {}
    script.frame(20, change(20, ("yes", "BUY", "0.5", "2")))
    assert holes(script, 20) == [(2, 20, "no book was sent", ("no",))]
    assert followed(script)[0].opened().keys() == {"no"}
    script.frame(21, book(21, {}, {}, "no"))
    assert holes(script, 30) == [(2, 21, "no book was sent", ("no",))]


def test_a_written_hole_stands_for_what_follows_from_the_connection() -> None:
    script = live()
    script.link(20, "down", detail="lost")
    for asset in ("yes", "no"):
        script.frame(30, book(30, {}, {}, asset))
    script.hole(33, 1, 30, "lost")
    assert holes(script, 60) == [(1, 30, "lost", ())]


def test_what_a_written_hole_leaves_out_is_told_beside_it() -> None:
    """A recorder died and knew only its own absence; the books came later."""
    script = live(("yes",))
    script.hole(20, 1, 20, "recorder died")
    script.frame(35, book(35, {}, {}, "yes"))
    assert holes(script, 60) == [(1, 20, "recorder died", ()), (20, 35, "recorder died", ())]


def test_damage_lasts_until_the_next_book() -> None:
    script = live(("yes",))
    coverage, fold = followed(script)
    fold.missed("tape: damaged frame")
    coverage.damaged(T0 + 5 * SECOND, T0 + 6 * SECOND, "tape: damaged frame", fold.state)
    script.lines.clear()
    line = script.frame(16, book(16, {}, {}, "yes"))
    coverage.observe(fold.feed(line), fold.state)
    told = [(hole.from_us - T0, hole.to_us - T0) for hole in coverage.holes(T0 + 20 * SECOND)]
    assert told == [(5 * SECOND, 6 * SECOND), (6 * SECOND, 16 * SECOND)]


def test_doubt_is_no_hole_while_another_connection_was_right() -> None:
    script = live(("yes",))
    script.link(2, "up", TWIN)
    script.frame(3, book(3, {}, {}, "yes"), TWIN)
    coverage, fold = followed(script)
    doubt = Doubted(FEED, "yes", T0 + 4 * SECOND, T0 + 9 * SECOND)
    coverage.doubted(doubt, fold.state)
    assert coverage.holes(T0 + 20 * SECOND) == []
    line = script.link(10, "down", TWIN)
    coverage.observe(fold.feed(line), fold.state)
    coverage.doubted(doubt, fold.state)
    (hole,) = coverage.holes(T0 + 20 * SECOND)
    assert hole == Hole(T0 + 4 * SECOND, T0 + 9 * SECOND, "messages missed")


END_S = 60
actions = st.lists(
    st.tuples(
        st.integers(0, END_S),
        st.sampled_from(["book", "down", "up", "stale", "rotated", "hole"]),
        st.sampled_from(["yes", "no"]),
        st.integers(0, 20),
    ),
    max_size=15,
)


@settings(max_examples=150, deadline=None)
@given(actions, st.integers(0, END_S), st.integers(0, END_S))
def test_shares_are_what_the_holes_leave(
    found: list[tuple[int, str, str, int]], start: int, end: int
) -> None:
    script = live()
    for at, what, asset, long in sorted(found):
        match what:
            case "book":
                script.frame(1 + at, book(at, {}, {}, asset))
            case "hole":
                script.hole(1 + at, max(0, 1 + at - long), 1 + at, "told", (asset,))
            case _:
                states: dict[str, LinkState] = {
                    "down": "down",
                    "up": "up",
                    "stale": "stale",
                    "rotated": "rotated",
                }
                script.link(1 + at, states[what], assets=(asset,))
    end_us = T0 + (1 + END_S) * SECOND
    coverage, fold = followed(script)
    told = coverage.holes(end_us)
    assert all(hole.to_us > hole.from_us for hole in told)
    assert told == sorted(told, key=lambda hole: (hole.from_us, hole.to_us))
    # A book that is not believed at the end lies in a hole up to it, or nearly.
    for asset in ("yes", "no"):
        held = fold.state.book(asset)
        assert held is not None
        reaching = [
            hole
            for hole in told
            if hole.to_us >= end_us - SECOND and (not hole.scope or asset in hole.scope)
        ]
        assert held.valid or reaching or script.lines[-1].t >= end_us - SECOND
    window = (T0 + start * SECOND, T0 + end * SECOND)
    share = coverage.share(window, end_us)
    if end <= start:
        assert share is None
        return
    missed = 0
    for asset in ("yes", "no"):
        steps = {
            second
            for hole in told
            if not hole.scope or asset in hole.scope
            for second in range(hole.from_us, hole.to_us, SECOND)
        }
        missed += len({second for second in steps if window[0] <= second < window[1]})
    assert share == pytest.approx(1 - missed / 2 / (end - start))


def test_nothing_expected_has_no_share() -> None:
    assert Coverage().share((0, 10), 10) is None
