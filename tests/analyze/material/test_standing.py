"""One's own position as it was known: averages, closings, settlement, fills that are taken back."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from analyze.made import LINE, SHARE, course, filled, ladder, material, placed, us

from gametape.analyze.material.material import Material, ToldFill
from gametape.analyze.material.standing import FLAT, Standings
from gametape.ledger.account import Settlement
from gametape.model.book import Side
from gametape.model.trading import FillStatus

STILL = course({float(s): ladder(50) for s in range(0, 400, 5)}, end=400)
DUST = 10_000


def standings(told: Material) -> Standings:
    return Standings(told, DUST)


def test_exposure_average_and_what_was_realized() -> None:
    told = standings(material(STILL, fills=[
        filled("o1", 10, Side.BUY, "40", 100),
        filled("o2", 20, Side.BUY, "50", 100),
        filled("o3", 30, Side.BUY, "40", 150, asset="no"),
    ]))  # fmt: skip
    assert told.at(LINE, us(10)) == FLAT
    first, both = told.at(LINE, us(11)), told.at(LINE, us(21))
    assert (first.exposure, first.average, first.first) == (100 * SHARE, Fraction(2, 5), "o1")
    assert both.average == Fraction(45, 100)
    assert both.adds == (("o2", 100 * SHARE),)
    assert both.opened_us == us(10)
    left = told.at(LINE, us(31))
    assert (left.exposure, left.average) == (50 * SHARE, Fraction(45, 100))
    (closing,) = told.closed_by(us(31))
    fees = 0.05 * 0.24 * 75 + 0.05 * 0.25 * 75 + 0.05 * 0.24 * 150
    assert closing.net == pytest.approx((0.15 * 150 - fees) * 10**6, abs=5)
    assert not told.closed_by(us(30))
    cents = told.averages(LINE, np.array([us(5), us(15), us(25)]))
    assert np.isnan(cents[0])
    assert cents[1:].tolist() == [40, 45]


def test_a_flip_begins_a_new_position() -> None:
    told = standings(material(STILL, fills=[
        filled("o1", 10, Side.BUY, "40", 100), filled("o2", 20, Side.SELL, "50", 250),
    ]))  # fmt: skip
    turned = told.at(LINE, us(21))
    assert turned.exposure == -150 * SHARE
    assert (turned.average, turned.opened_us) == (Fraction(1, 2), us(20))
    assert turned.first_size == 150 * SHARE


def test_settlement_closes_what_is_open_when_it_is_told() -> None:
    fills = [filled("o1", 10, Side.BUY, "40", 100)]
    decided = {"game": Settlement(us(300), (0, 1))}  # type: ignore[arg-type]
    told = standings(material(STILL, fills=fills, settled=decided))
    assert told.at(LINE, us(300)).exposure == 100 * SHARE
    assert told.at(LINE, us(301)).exposure == 0
    (closing,) = told.closed_by(us(301))
    assert closing.net == pytest.approx(-40 * 10**6 - 1.2 * 10**6, abs=5)


def test_a_fill_counts_until_it_was_told_to_have_failed() -> None:
    good = filled("o1", 10, Side.BUY, "40", 100)
    failed = ToldFill(us(60), filled("o1", 10, Side.BUY, "40", 100, status=FillStatus.FAILED).fill)
    told = standings(material(STILL, fills=[good, failed]))
    assert told.at(LINE, us(59)).exposure == 100 * SHARE
    assert told.at(LINE, us(61)) == FLAT
    cut = standings(material(STILL, fills=[good, failed]).until(us(50)))
    assert cut.at(LINE, us(49)) == told.at(LINE, us(49))


def test_no_fill_is_known_before_its_own_order() -> None:
    told = standings(material(
        STILL,
        [placed("o1", 10.7, Side.BUY, 40, 100)],
        [filled("o1", 10, Side.BUY, "40", 100)],
    ))  # fmt: skip
    assert told.at(LINE, us(10.7)) == FLAT
    assert told.at(LINE, us(10.8)).exposure == 100 * SHARE
