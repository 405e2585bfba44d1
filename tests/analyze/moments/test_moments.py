"""Moments: nothing later in what was known, what came as it came, and the nearest of all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from analyze.made import LINE, Ladder, course, filled, ladder, material, placed, us
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.moments.answer import clips_of, mean_interval, steps_of
from gametape.analyze.moments.index import Evening as Searched
from gametape.analyze.moments.index import MomentIndex, index_of, seen_one
from gametape.analyze.moments.searching import Asked, distances, nearest
from gametape.analyze.moments.table import MomentTable
from gametape.analyze.moments.taking import moments_of, row_at
from gametape.analyze.moments.told import Filters
from gametape.analyze.moments.vocabulary import FEATURES
from gametape.analyze.statistics.clustered import clustered_mean
from gametape.ledger.account import Settlement
from gametape.model.book import Side


def evening(seed: int = 7) -> Evening:
    mids = [40 + (seed * second // 3) % 11 for second in range(0, 900, 3)]
    moving = course(
        {3 * place: ladder(mid, size=100 + 7 * place) for place, mid in enumerate(mids)},
        trades=[(second, 45.0, 10 + second % 50, 1) for second in range(5, 890, 7)],
        bad=[(300, 330, "the feed was silent")],
        end=1_000,
    )
    orders = [placed("o1", 400, Side.BUY, 60, 50), placed("o2", 500, Side.SELL, 30, 50)]
    fills = [
        filled("o1", 400.2, Side.BUY, "45", 50),
        filled("o2", 500.2, Side.SELL, "44", 50),
    ]
    settled = {"game": Settlement(us(950), (Decimal(1), Decimal(0)))}
    return Evening(material(moving, orders, fills, settled=settled))


@pytest.fixture(scope="module")
def whole() -> Evening:
    return evening()


@pytest.fixture(scope="module")
def table(whole: Evening) -> MomentTable:
    return moments_of(whole)


@given(second=st.one_of(st.integers(5, 880), st.sampled_from([329, 400, 401, 500, 501])))
def test_what_was_known_is_that_of_a_tape_cut_there(
    whole: Evening, table: MomentTable, second: int
) -> None:
    cut_us = us(second)
    cut = moments_of(whole.until(cut_us))
    rows = {at: row for row, at in enumerate(table.at_us.tolist())}
    assert len(cut) > 0
    for row in (*range(max(0, len(cut) - 3), len(cut)), len(cut) // 2):
        other = rows[int(cut.at_us[row])]
        for name, values in cut.known.items():
            one, two = values[row], table.known[name][other]
            assert one == two or (np.isnan(one) and np.isnan(two)), name
    now = [row_at(of, LINE, cut_us) for of in (whole, whole.until(cut_us))]
    assert str(now[0]) == str(now[1])


def test_what_came_is_what_the_course_did_and_a_hole_is_none(
    whole: Evening, table: MomentTable
) -> None:
    row = table.at_us.tolist().index(us(600))
    line = whole.courses[LINE]
    assert table.next["mid_60"][row] == pytest.approx(line.mid(us(660)) - line.mid(us(600)))
    assert table.next["mid_settled"][row] == pytest.approx(100 - line.mid(us(600)))
    # in and out at the touch of a cent, and two fees of a taker
    assert table.next["buy_60"][row] < table.next["mid_60"][row] - 1.0
    assert table.next["sell_60"][row] < -table.next["mid_60"][row] - 1.0
    before = table.at_us.tolist().index(us(280))
    assert np.isnan(table.next["mid_30"][before])
    assert table.reasons[table.why["30"][before]] == "the feed was silent"
    assert table.reasons[table.why["15"][before]] == ""
    inside = (table.at_us > us(300)) & (table.at_us < us(330))  # nobody knew of it before 330
    assert inside.any()
    assert np.isnan(table.next["mid_15"][inside]).all()


def test_own_decisions_are_moments_and_positions_are_known_when_told(table: MomentTable) -> None:
    assert (table.kind == 2).sum() == 2
    held = dict(zip(table.at_us.tolist(), table.known["position"].tolist(), strict=True))
    assert (held[us(400)], held[us(405)], held[us(495)], held[us(505)]) == (0, 1, 1, 0)


def index(tables: list[MomentTable]) -> MomentIndex:
    return index_of(
        (Searched(f"s{n}", "", "", (("game", "yes", "no"),), (("", ""),)), one)
        for n, one in enumerate(tables)
    )


def test_the_nearest_are_those_of_a_plain_scan(table: MomentTable) -> None:
    many = index([moments_of(evening(seed)) for seed in (5, 7, 8)])
    known = {name: float(values[40]) for name, values in table.known.items()}
    asked, _ = seen_one(known)
    squares = distances(many, asked)
    told = [one for one in FEATURES if asked[one.name] == asked[one.name]]
    whole = sum(one.weight for one in told)
    for row in range(0, len(many), 17):
        plain = 0.0
        for one in told:
            value = float(many.scaled[one.name][row])
            away = 1.0 if value != value else (value - asked[one.name]) ** 2
            plain += one.weight * away / whole
        assert squares[row] == pytest.approx(plain, rel=1e-4, abs=1e-5)
    found = nearest(many, Asked(asked), Filters(tolerance=2.0, per_session=4))
    assert found.distances.tolist() == sorted(found.distances.tolist())
    assert np.bincount(many.session[found.rows]).max() <= 4
    assert found.distances[0] == pytest.approx(0, abs=1e-3)  # the moment itself is among them


def test_of_its_own_session_only_what_was_over_counts(table: MomentTable) -> None:
    many = index([table, moments_of(evening(8))])
    asked, _ = seen_one({name: float(values[100]) for name, values in table.known.items()})
    at_us = int(table.at_us[100])
    found = nearest(many, Asked(asked, "s0", at_us), Filters(tolerance=10))
    own = found.rows[many.session[found.rows] == 0]
    assert len(own) > 0
    assert (many.at_us[own] + us(300) <= at_us).all()
    base = found.base[many.session[found.base] == 0]
    assert (many.at_us[base] + us(300) <= at_us).all()


def test_how_its_own_markets_were_settled_is_not_told(table: MomentTable) -> None:
    """Also where another session recorded the same game."""
    asked, _ = seen_one({name: float(values[100]) for name, values in table.known.items()})
    at_us = int(table.at_us[100])
    others = [table, moments_of(evening(8))]
    same = index(others)
    other = replace(same, sessions=(same.sessions[0], _of_another_market(same.sessions[1])))
    for searched, known in ((same, False), (other, True)):
        found = nearest(searched, Asked(asked, "s0", at_us), Filters(tolerance=10))
        settled = steps_of(searched, found, turned=False)[-1]
        assert {len(one) > 0 for one in (found.rows, found.base)} == {True}
        for told in (settled.mid, settled.base_mid, settled.buy, settled.base_sell):
            assert (told is not None) == known
            assert told is None or told.sessions == 1
        clips = clips_of(searched, found, turned=False, lead_us=0, most=len(found.rows))
        assert {one.session for one in clips} == {"s0", "s1"}
        ends = {one.session for one in clips if one.moves["settled"] is not None}
        assert ends == ({"s1"} if known else set())


def _of_another_market(one: Searched) -> Searched:
    return one._replace(lines=(("another", "yes", "no"),))


def test_filters_leave_out_what_was_not_asked_for(table: MomentTable) -> None:
    many = index([table, moments_of(evening(8))])
    asked, _ = seen_one({name: float(values[100]) for name, values in table.known.items()})
    end = int(many.at_us.max()) + 1

    def rows(**wanted: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
        filters = Filters(tolerance=10, per_session=1_000, **wanted)
        found = nearest(many, Asked(asked, "s0", end + us(400)), filters)
        return np.concatenate([found.rows, found.base])

    own = many.scaled["position"]
    assert len(rows(position="held")) > 0
    assert (np.abs(own[rows(position="held")]) == 1).all()
    assert (own[rows(position="flat")] == 0).all()
    assert set(many.session[rows()]) == {0, 1}
    assert set(many.session[rows(others=True)]) == {1}
    first, last = us(300), us(400)
    times = many.at_us[rows(from_us=first, to_us=last)]
    assert len(times) > 0
    assert ((times >= first) & (times < last)).all()


def test_the_interval_is_that_of_the_regression() -> None:
    rng = np.random.default_rng(3)
    sessions = np.sort(rng.integers(0, 40, 500)).astype(np.int32)
    sample = rng.normal(size=500) + sessions / 20
    told = clustered_mean(sample.tolist(), [str(one) for one in sessions])
    assert told is not None
    assert mean_interval(sample, sessions) == pytest.approx((told.low, told.high))
    assert mean_interval(sample, sessions * 0) is None


def test_a_market_is_the_same_from_either_side() -> None:
    moving: dict[float, Ladder] = {3 * place: ladder(40 + place % 9) for place in range(200)}
    turned: dict[float, Ladder] = {
        at: ([(100 - c, n) for c, n in asks], [(100 - c, n) for c, n in bids])
        for at, (bids, asks) in moving.items()
    }
    one, two = (index([moments_of(Evening(material(course(of))))]) for of in (moving, turned))
    for feature in FEATURES:
        np.testing.assert_allclose(
            one.scaled[feature.name], two.scaled[feature.name], atol=1e-4, err_msg=feature.name
        )
    for name in one.next:
        np.testing.assert_allclose(one.next[name], two.next[name], atol=1e-3, err_msg=name)
