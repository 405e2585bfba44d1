"""What is told of a moment is the same whether the recording ends there or goes on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from analyze.made import LINE, SHARE, course, filled, ladder, material, placed, us
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.context.looking import Sums, highest, lowest
from gametape.analyze.context.surroundings import Context
from gametape.analyze.material.course import Course, Span
from gametape.analyze.material.owned import Own
from gametape.analyze.material.phases import Phase
from gametape.model.book import Side

END = 1_500


def wandering(seed: int, bad: bool = True) -> Course:
    """A market that drifts and jumps, with trades, a hole and a stale time."""
    rng = np.random.default_rng(seed)
    mids = 50 + np.cumsum(rng.normal(0, 0.7, END // 2) + rng.choice([0, 0, 0, -5, 5], END // 2) / 6)
    mids = np.clip(np.round(mids), 8, 92)
    ladders = {2.0 * n: ladder(float(mid), size=500 + n % 7) for n, mid in enumerate(mids)}
    trades = [(s, 50.0, float(rng.integers(1, 200)), 1) for s in np.sort(rng.uniform(0, END, 900))]
    one = course(ladders, trades, end=END)
    spans = (
        Span(us(700), us(720), us(720), "gap: link"),
        Span(us(1_000), us(1_030), us(1_012), "stale"),
    )
    object.__setattr__(one, "bad", spans if bad else ())
    return one


PHASES = (
    Phase(us(30), "Q1", True, False, False),
    Phase(us(900), "HT", False, True, True),
    Phase(us(960), "Q3", True, False, False),
)
OWN = Own.of(
    material(
        wandering(1),
        [placed("o1", 400, Side.BUY, 30, 5_000)],
        [filled("o2", 500.5, Side.BUY, "50", 40)],
    ),
    LINE,
)


def told(context: Context, times: list[int]) -> bytes:
    """Surroundings to the byte, depth too."""
    rows = np.array([list(one) for one in context.sample(np.array(times, np.int64))], np.float64)
    depth = [repr((context.depth.at(at), context.depth.usual(at))) for at in times]
    return rows.tobytes() + "".join(depth).encode()


@settings(max_examples=25)
@given(
    seed=st.integers(0, 3),
    cut=st.integers(us(1), us(END)),
    ago=st.lists(st.integers(0, us(400)), min_size=1, max_size=6),
)
def test_nothing_of_it_comes_from_later(seed: int, cut: int, ago: list[int]) -> None:
    whole = wandering(seed)
    times = sorted(max(1, cut - one) for one in ago)
    one = Context(whole, OWN, PHASES)
    phases = tuple(phase for phase in PHASES if phase.from_us <= cut)
    other = Context(whole.until(cut), OWN, phases)
    assert told(one, times) == told(other, times)


def test_every_look_is_the_same_in_a_cut_recording() -> None:
    whole = wandering(2)
    cut = whole.until(us(1_011))
    one, other = Context(whole, OWN, PHASES).prices, Context(cut, OWN, PHASES).prices
    for name in ("mid", "move", "sigma", "threshold", "rise", "fall", "high", "up_us", "ema"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert mine[: len(theirs)].tobytes() == theirs.tobytes(), name


def test_a_jump_is_a_shock_from_when_it_was_seen() -> None:
    quiet = {float(second): ladder(50 + second % 2) for second in range(600)}
    jumped = quiet | {float(second): ladder(44) for second in range(600, 700)}
    context = Context(course(jumped, end=700))
    before, after = context.at(us(599.9)), context.at(us(610))
    assert before.shock_us(-1, us(45)) is None
    assert after.shock_us(-1, us(45)) == us(600)
    assert after.move == pytest.approx(-6)
    assert after.adverse(1) == pytest.approx(7)
    assert after.favourable(1) <= 1
    assert after.threshold == 3.0
    assert after.rank == pytest.approx((10.25 * 4 / 2) / 480, abs=0.01)
    assert context.at(us(699)).shock_us(-1, us(45)) is None


def test_the_usual_move_is_known_after_five_minutes_of_play() -> None:
    moving = course({float(s): ladder(50 + (s // 10) % 3) for s in range(900)}, end=900)
    phases = (Phase(us(0), "soon", False, False, False), Phase(us(100), "Q1", True, False, False))
    context = Context(moving, phases=phases)
    assert math.isnan(context.at(us(390)).sigma)
    assert context.at(us(410)).sigma >= 0.6


def test_a_hole_leaves_moves_unknown_until_it_is_out_of_their_window() -> None:
    context = Context(wandering(1))
    assert not context.at(us(710)).doubtful  # nobody knew of the hole yet
    assert math.isnan(context.at(us(740)).move)
    assert not math.isnan(context.at(us(751)).move)
    assert context.at(us(751)).doubtful
    assert not context.at(us(796)).doubtful


def test_own_orders_are_no_depth_and_own_trades_no_volume() -> None:
    still = course(
        {float(s): ladder(50, size=100) for s in range(400)},
        [(s, 50.5, 10.0, 1) for s in range(0, 390, 10)] + [(395, 50.5, 40.0, 1)],
        end=400,
    )
    book = material(
        still,
        [placed("o1", 300, Side.BUY, 49.5, 60)],
        [filled("o2", 394.9, Side.BUY, "50.5", 40)],
    )
    own = Own.of(book, LINE)
    mine, everyone = Context(still, own), Context(still)
    assert everyone.depth.at(us(350)).bid.within == {1: 200, 3: 400, 5: 500}
    assert mine.depth.at(us(350)).bid.within == {1: 140, 3: 340, 5: 440}
    assert mine.depth.at(us(350)).imbalance(1) == pytest.approx((140 - 200) / 340)
    at = np.array([us(399)], np.int64)
    assert everyone.volume.shares(at)[0] == 60
    assert mine.volume.shares(at)[0] == 20
    assert mine.at(us(399)).volume_ratio == pytest.approx(2 / 3, abs=0.05)


def test_support_must_have_stood_for_five_seconds() -> None:
    deep = {float(s): ladder(50, size=1_000) for s in range(400)}
    flicker = deep | {396.0: ladder(50, size=100)}
    steady, shaken = Context(course(deep, end=400)), Context(course(flicker, end=400))
    assert steady.depth.supported(us(399), 1, 100 * SHARE) is True
    assert shaken.depth.supported(us(399), 1, 100 * SHARE) is False
    assert steady.depth.supported(us(399), 1, 1_000 * SHARE) is False
    assert steady.depth.supported(us(100), 1, 100 * SHARE) is None


@given(st.lists(st.one_of(st.floats(-9, 9), st.just(math.nan)), min_size=1, max_size=60))
def test_windows_are_those_of_a_loop(values: list[float]) -> None:
    array = np.array(values)
    for seconds in (0.25, 1.0, 3.0):
        size = round(seconds * 4) + 1
        for at in range(len(values)):
            known = [one for one in values[max(0, at - size + 1) : at + 1] if one == one]
            high, low = highest(array, seconds)[at], lowest(array, seconds)[at]
            assert (high == max(known)) if known else math.isnan(high)
            assert (low == min(known)) if known else math.isnan(low)
    mean, sd = Sums(array).mean_and_sd(np.arange(len(values)), 5)
    for at in range(len(values)):
        known = [one for one in values[max(0, at - 4) : at + 1] if one == one]
        if len(known) < 2:
            assert math.isnan(mean[at])
        else:
            assert mean[at] == pytest.approx(np.mean(known), abs=1e-6)
            assert sd[at] == pytest.approx(np.std(known), abs=1e-5)
