"""Rushes that were not chased, priced by the book, beside the same at random moments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from analyze.made import course, filled, ladder, material, placed, us
from analyze.moving import fee

from gametape.analyze.behaviour.opportunities import fomo_avoided, met, minutes
from gametape.analyze.behaviour.rows import Opportunity
from gametape.analyze.evening.evening import Evening
from gametape.analyze.parameters import Parameters
from gametape.model.book import Side
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import Habits

BUSY = Habits(background=14.0)


WATCHING = Parameters(presence_s=3_600.0, volume_ratio=2.0)


def evening(seed: int) -> Evening:
    """Of somebody who looks on for an hour, where a rush needs less volume than usual."""
    return Evening(plant(seed, BUSY, kappa=0.6).material, WATCHING)


def opportunities(seed: int) -> list[Opportunity]:
    return met(evening(seed), np.random.default_rng(seed))[0]


def test_what_was_passed_was_neither_taken_nor_held() -> None:
    found = []
    for seed in range(5):
        one = evening(seed)
        every, why = met(one, np.random.default_rng(seed))
        assert not why
        told = [chance for chance in every if chance.passed]
        for chance in told:
            (line,) = one.courses
            exposure = one.standings.at(line, chance.at_us).exposure
            if chance.kind == "fomo_avoid":
                assert abs(exposure) < one.dust
            else:
                assert exposure * chance.direction < 0
            near = [
                other
                for other in one.decisions
                if 0 <= other.decided_us - chance.at_us <= 60_000_000
                and other.direction == chance.direction
            ]
            assert not near
        found += told
    assert {one.kind for one in found} >= {"fomo_avoid"}
    priced = [one for one in found if one.value is not None]
    assert priced
    assert all(one.placebo for one in priced)


def test_a_chase_pays_its_costs() -> None:
    told = fomo_avoided([opportunities(seed) for seed in range(10)])
    assert told.n >= 10
    assert float(told.fields["placebo_mean"].value or 0) < 0
    assert 0.5 < float(told.fields["placebo_losing"].value or 0) <= 1


def test_what_died_is_worth_nothing_and_not_left_out() -> None:
    """A longshot that nobody bids for any more, two minutes after it could have been bought."""
    told = course({0: ladder(10), 100: ([], [(1, 500)])}, end=900)
    fills = [filled("o1", 10, Side.BUY, "10.5", 100), filled("o2", 20, Side.SELL, "9.5", 100)]
    orders = [placed("o1", 9.7, Side.BUY, 99, 100), placed("o2", 19.7, Side.SELL, 1, 100)]
    long, short = (
        one for one in minutes(Evening(material(told, orders, fills))) if one.at_us == us(60)
    )
    assert (long.direction, long.size) == (1, 100_000_000)
    assert (long.value, long.move) == (-10_500_000 - fee("10.5", 100), -9_500_000)
    assert (short.value, short.move) == (
        9_500_000 - 1_000_000 - fee("9.5", 100) - fee("1", 100),
        9_500_000,
    )


@pytest.mark.parametrize(
    ("bids", "asks"),
    [
        ([], [(60, 500)]),  # quotes taken away while the game moves
        ([(9, 40)], [(11, 500)]),  # fewer bids than shares, and nothing decided
        ([], []),
    ],
)
def test_a_book_that_is_thin_or_was_taken_away_prices_nothing(
    bids: list[tuple[int, int]], asks: list[tuple[int, int]]
) -> None:
    told = course({0: ladder(10), 100: (bids, asks)}, end=900)
    fills = [filled("o1", 10, Side.BUY, "10.5", 100), filled("o2", 20, Side.SELL, "9.5", 100)]
    orders = [placed("o1", 9.7, Side.BUY, 99, 100), placed("o2", 19.7, Side.SELL, 1, 100)]
    found = minutes(Evening(material(told, orders, fills)))
    long = next(one for one in found if one.at_us == us(60) and one.direction == 1)
    assert long.able
    assert long.value is None


def test_a_decided_market_with_few_offers_prices_nothing_to_who_has_to_buy_back() -> None:
    told = course({0: ladder(10), 100: ([], [(1, 40)])}, end=900)
    fills = [filled("o1", 10, Side.BUY, "10.5", 100), filled("o2", 20, Side.SELL, "9.5", 100)]
    orders = [placed("o1", 9.7, Side.BUY, 99, 100), placed("o2", 19.7, Side.SELL, 1, 100)]
    found = [one for one in minutes(Evening(material(told, orders, fills))) if one.at_us == us(60)]
    assert [one.direction for one in found] == [1, -1]
    assert found[0].value == -10_500_000 - fee("10.5", 100)
    assert found[1].value is None


def test_without_any_sign_of_the_trader_nothing_is_counted() -> None:
    one = evening(1)
    silent = Evening(replace(one.material, orders=[], game=[]))
    assert met(silent, np.random.default_rng(1)) == (
        [],
        "nothing tells whether the trader was there",
    )
