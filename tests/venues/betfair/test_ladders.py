"""Exactness of what turns odds and stakes into cells and micro-shares."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.odds import ODDS
from gametape.venues.betfair.ladders import RUNGS, Ladder, RankedLadder, Runner, rung
from gametape.venues.betfair.wire import RunnerChange


def test_every_rung_is_found_by_the_number_that_its_text_parses_to() -> None:
    for cell in range(ODDS.cells):
        found, unit = rung(float(ODDS.odds_text(cell)))
        assert found == cell
        assert unit == Decimal(ODDS.odds_text(cell)) * 10_000
    assert len(RUNGS) == ODDS.cells


@given(st.integers(0, 10**11), st.sampled_from(sorted(RUNGS)))
def test_a_stake_read_as_a_float_becomes_exactly_its_size(pennies: int, odds: float) -> None:
    stake = float(f"{pennies // 100}.{pennies % 100:02d}")
    ladder = Ladder()
    ladder.gather(((odds, stake),))
    cell, unit = RUNGS[odds]
    assert ladder.levels() == (((cell, pennies * unit),) if pennies else ())
    assert unit == ODDS.size(cell, 1)


def test_a_ladder_off_the_rungs_is_a_parse_error() -> None:
    with pytest.raises(ParseError):
        Ladder().gather(((1.005, 2.0),))
    with pytest.raises(ParseError):
        RankedLadder().gather(((0, 1.005, 2.0),))


def test_places_that_name_one_price_twice_count_once_with_the_better_place() -> None:
    ladder = RankedLadder()
    ladder.gather(((0, 1.8, 2.0), (1, 1.8, 5.0), (2, 1.7, 1.0)))
    assert ODDS.native(ladder.levels()) == [("1.8", "2"), ("1.7", "1")]


def test_an_image_of_places_forgets_the_places_before() -> None:
    runner = Runner("1.5:11", from_start=True)
    runner.ranked(RunnerChange(id=11, batb=((0, 1.8, 2.0), (1, 1.7, 2.0))))
    bids, asks = runner.start_over([RunnerChange(id=11, batb=((0, 1.6, 3.0),))])
    assert (bids, ODDS.native(asks)) == ((), [("1.6", "3")])


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=20))
def test_trades_add_up_to_half_of_all_rises(volumes: list[int]) -> None:
    runner = Runner("1.5:11", from_start=True)
    traded = sum(
        size
        for volume in volumes
        for _, size in runner.newly_traded(((2.0, float(Decimal(volume).scaleb(-2))),))
    )
    rises = sum(max(0, b - a) for a, b in zip([0, *volumes], volumes, strict=False))
    assert traded == ODDS.size(ODDS.cell("2"), rises) // 2
