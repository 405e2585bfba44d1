"""A market watched as it runs: what is signalled, how often, and when nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.model.times import SECOND
from gametape.signals.signal import Rules, Signal
from gametape.signals.watch import Watch

SHARE = 1_000_000
CALM = 900.0


def us(second: float) -> int:
    return round(second * SECOND)


def quiet(watch: Watch, until_s: int, from_s: int = 0, mid: int = 5_000) -> list[Signal]:
    """A calm market: the price goes to and fro by a cent, ten shares every ten seconds."""
    found: list[Signal | None] = []
    for second in range(from_s, until_s):
        cell = mid + 100 * (second // 7 % 2)
        found.append(watch.book(us(second), cell - 50, cell + 50, CALM, CALM))
        if second % 10 == 5:
            found.append(watch.trade(us(second) + 500_000, 10 * SHARE))
    return [one for one in found if one is not None]


def rush(
    watch: Watch, from_s: float, cells: int, shares: int, steps: int = 10, mid: int = 5_000
) -> Iterator[Signal]:
    """The price runs by `cells` in `steps` half seconds while `shares` are traded each time."""
    for step in range(1, steps + 1):
        cell = mid + cells * step // steps
        at_us = us(from_s + step / 2)
        told = watch.book(at_us, cell - 50, cell + 50, CALM, CALM)
        other = watch.trade(at_us + 1_000, shares * SHARE)
        yield from (one for one in (told, other) if one is not None)


@pytest.mark.parametrize(("cells", "kind"), [(-800, "panic_sell"), (800, "fomo_buy")])
def test_a_rush_is_signalled_once_a_minute(cells: int, kind: str) -> None:
    watch = Watch(0)
    assert not quiet(watch, 600)
    (first,) = rush(watch, 600, cells, 30)
    assert (first.kind, first.direction) == (kind, 1 if cells > 0 else -1)
    assert first.volume_ratio >= 4
    assert abs(first.move) >= (2.5 if cells > 0 else 1.5)
    later = quiet(watch, 660, 606, 5_000 + cells)
    assert not later
    assert first.threshold == 3.0


def test_volume_alone_and_a_move_alone_are_nothing() -> None:
    moving, trading = Watch(0), Watch(0)
    quiet(moving, 600)
    quiet(trading, 600)
    assert not list(rush(moving, 600, -800, 0))
    assert not list(rush(trading, 600, 0, 300))


def test_ones_own_trades_are_no_rush() -> None:
    watch = Watch(0)
    quiet(watch, 600)
    watch.hear_trade(us(600), 600 * SHARE, own=True)
    watch.trade(us(600), 600 * SHARE)
    assert not list(rush(watch, 600, -800, 0))


def test_nothing_is_signalled_in_the_first_five_minutes() -> None:
    watch = Watch(0)
    quiet(watch, 240)
    assert not list(rush(watch, 240, -800, 300))


def test_nothing_is_signalled_at_extreme_prices_or_out_of_play() -> None:
    extreme, resting = Watch(0), Watch(0)
    quiet(extreme, 600, mid=400)
    assert not list(rush(extreme, 600, -300, 300, mid=400))
    quiet(resting, 600)
    resting.hear_phase(us(600), in_play=False)
    assert not list(rush(resting, 600, -800, 300))


def test_a_book_that_was_not_believed_gives_no_move_for_thirty_seconds() -> None:
    watch = Watch(0)
    quiet(watch, 600)
    watch.hear_trust(us(600), valid=False)
    watch.hear_trust(us(601), valid=True)
    assert not list(rush(watch, 601, -800, 300))


def test_an_empty_book_is_a_vacuum_after_two_seconds() -> None:
    watch = Watch(0)
    quiet(watch, 600)
    told = [
        watch.book(us(600 + step / 4), 4_700, 5_100, CALM, 100.0 if step >= 2 else CALM)
        for step in range(16)
    ]
    (found,) = [one for one in told if one is not None]
    assert found.kind == "liquidity_vacuum"
    assert found.at_us == us(602.5)
    assert found.direction == 1
    assert found.depth_ratio == pytest.approx(1 / 9)
    assert found.spread == 4.0


def test_an_alert_is_a_matter_of_the_score() -> None:
    watch, keen = Watch(0), Watch(0, Rules(alert=0.0))
    for one in (watch, keen):
        quiet(one, 600)
    (told,), (other,) = list(rush(watch, 600, -300, 30)), list(rush(keen, 600, -300, 30))
    assert told.score == other.score < 0.7
    assert (told.alert, other.alert) == (False, True)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 20_000_000),
            st.sampled_from(["book", "trade", "tick", "phase", "bad", "good"]),
            st.integers(-1, 9_999),
            st.integers(0, 10**9),
        ),
        max_size=60,
    )
)
def test_whatever_happens_is_taken(events: list[tuple[int, str, int, int]]) -> None:
    watch, at_us = Watch(0), 0
    last: dict[str, int] = {}
    for wait_us, kind, cell, size in events:
        at_us += wait_us
        told = None
        if kind == "book":
            told = watch.book(at_us, cell, min(9_999, cell + 100), size / 1e6, 0.0)
        elif kind == "trade":
            told = watch.trade(at_us, size)
        elif kind == "tick":
            watch.hear_tick(at_us, max(1, cell))
        elif kind == "phase":
            watch.hear_phase(at_us, in_play=bool(size % 2))
        else:
            watch.hear_trust(at_us, valid=kind == "good")
        if told is not None:
            assert 0 <= told.score <= 1
            assert at_us - last.get(told.kind, -us(60)) >= us(60)
            last[told.kind] = at_us
