"""The shape of a crowd's book: sizes a venue accepts, more at round prices, wider when excited."""

from __future__ import annotations

from decimal import Decimal
from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.amounts import MICRO
from gametape.simulate.draws import stream
from gametape.simulate.ladder import TOP, Ladder, cells_of, spread_cells


@given(
    cell=st.integers(1, TOP - 1),
    rank=st.integers(0, 60),
    calm=st.floats(0.2, 1.0),
    seed=st.integers(),
)
def test_sizes_are_hundredths_of_a_share_from_five_on(
    cell: int, rank: int, calm: float, seed: int
) -> None:
    size = Ladder(stream(seed), 40, 400.0).size(cell, rank, calm)
    assert size >= 5 * MICRO
    assert size % 10_000 == 0


def test_round_prices_and_far_levels_hold_more_and_excitement_thins_the_near_ones() -> None:
    ladder = Ladder(stream(1), 40, 400.0)

    def mean(cell: int, rank: int, calm: float = 1.0) -> float:
        return fmean(ladder.size(cell, rank, calm) for _ in range(600)) / MICRO

    assert mean(5000, 3) > 1.5 * mean(5100, 3)
    assert mean(5100, 40) > 2 * mean(5100, 3)
    assert mean(5100, 0, 0.3) < 0.5 * mean(5100, 0)
    assert 300 < mean(5100, 0) < 800


def test_the_spread_is_a_cent_in_quiet_times_and_up_to_four_in_loud_ones() -> None:
    assert cells_of(Decimal("0.001")) == 10
    assert spread_cells(100, 0.5, 0.0, 1.0) == 100
    assert spread_cells(100, 0.5, 1.5, 1.0) == 300
    assert spread_cells(100, 0.5, 9.0, 1.5) == 400
    widths = [spread_cells(10, mid / 1000, 0.0, 1.0) for mid in range(500, 1000)]
    assert widths == sorted(widths, reverse=True)
    assert (widths[0], widths[-1]) == (60, 10)


@given(st.sampled_from([10, 100]), st.floats(0.0003, 0.9997), st.floats(0, 9), st.floats(0.5, 1.5))
def test_the_spread_is_a_multiple_of_the_tick(
    tick: int, mid: float, excitement: float, mood: float
) -> None:
    width = spread_cells(tick, mid, excitement, mood)
    assert width >= tick
    assert width % tick == 0
