"""What is measured of orders and trades: hand-made figures, identities, relabelling, holes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from analyze.made import SHARE, course, filled, ladder, material, placed, us
from analyze.moving import moving, relabelled
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.metrics.measured import Found, Measured, told
from gametape.analyze.metrics.measuring import (
    Measures,
    carry_of,
    held_to_end,
    measure,
    order_units,
    trade_units,
)
from gametape.analyze.parameters import DEFAULTS
from gametape.ledger.account import Settlement
from gametape.model.book import Side
from gametape.model.trading import Role

SEEDS = st.integers(0, 60)


def one_order(**settled: Settlement) -> Evening:
    """Decided at 50, matched at 52 after it moved to 51, paid 51.6; then 54, 47."""
    told_course = course(
        {0: ladder(50), 201: ladder(51), 250: ladder(54), 300: ladder(47)},
        bad=[(330, 340, "gap: disconnected")],
        end=900,
    )
    return Evening(
        material(
            told_course,
            [placed("o1", 200, Side.BUY, 60, 150)],
            [filled("o1", 202, Side.BUY, "51.6", 100)],
            settled=dict(settled),
        )
    )


def values(found: Found) -> dict[str, int | float | None]:
    return {name: one.value for name, one in found.items()}


def test_costs_of_an_order_by_hand() -> None:
    found = measure(one_order()).orders["o1"]
    fee = 5 * 0.516 * 0.484  # cents a share
    assert found["delay"].value == pytest.approx(1.0)
    assert found["spread_impact"].value == pytest.approx(0.6)
    assert found["fee"].value == pytest.approx(fee, abs=1e-3)
    assert found["shortfall"].value == pytest.approx(1.6 + fee, abs=1e-3)
    assert found["effective_spread"].value == pytest.approx(1.2)
    assert found["realized_spread"].value == pytest.approx(2 * (51.6 - 54))
    assert found["price_impact"].value == pytest.approx(6.0)
    assert found["expected_cost"].value == pytest.approx(0.5 + 5 * 0.505 * 0.495, abs=1e-6)
    assert found["opportunity"] == Measured(None, "the order had not ended")


def test_markouts_by_hand() -> None:
    found = measure(one_order()).orders["o1"]
    fee = found["fee"].value
    assert fee is not None
    assert found["markout_30"].value == pytest.approx(0)
    assert found["markout_60"].value == pytest.approx(3)
    assert found["net_60"].value == pytest.approx(54 - 51.6 - fee)
    assert found["markout_120"].value == pytest.approx(-4)
    assert found["after_60"].why == "it does not apply"
    # From one to two minutes after: 54 until 300 s, 47 after: 38 s and 22 s.
    assert found["iclv"].value == pytest.approx((38 * 54 + 22 * 47) / 60 - 51.6 - fee)
    assert found["markout_settle"] == Measured(None, "the market is not decided")
    assert found["markout_eog"].why == "the recording ends before the game does"


def test_a_horizon_near_a_hole_is_withheld_and_no_other() -> None:
    holed = course({0: ladder(50)}, bad=[(330, 340, "gap: disconnected")], end=900)
    for matched, horizon in ((271, 60), (209, 120), (281, 60)):
        evening = Evening(
            material(
                holed,
                [placed("o1", 200, Side.BUY, 60, 100)],
                [filled("o1", matched, Side.BUY, "50.5", 100)],
            )
        )
        found = measure(evening).orders["o1"]
        bad = {
            name
            for name, one in found.items()
            if name.startswith("markout") and one.why == "gap: disconnected"
        }
        expected = {
            f"markout_{seconds}"
            for seconds in DEFAULTS.horizons_s
            if 328 <= matched + seconds <= 342
        }
        assert bad == expected
        assert f"markout_{horizon}" in bad


def test_behind_the_end_of_the_game_the_last_mid_counts_and_then_the_payout() -> None:
    told_course = course({0: ladder(50), 240: ladder(97), 250: ladder(99)}, end=900)
    evening = Evening(
        material(
            told_course,
            [placed("o1", 200, Side.BUY, 60, 100)],
            [filled("o1", 200.3, Side.BUY, "50.5", 100)],
            settled={"game": Settlement(us(400), (1, 0))},  # type: ignore[arg-type]
        )
    )
    found = measure(evening).orders["o1"]
    assert found["markout_120"] == Measured(47.0, note="as of the end of the game")
    assert found["markout_300"] == Measured(50.0)
    assert found["markout_eog"].value == pytest.approx(47)
    assert found["markout_settle"].value == pytest.approx(50)


def test_an_entry_before_the_game_has_a_closing_line() -> None:
    told_course = replace(course({0: ladder(50), 100: ladder(53)}, end=900), game_start_us=us(120))
    orders = [placed("o1", 50, Side.BUY, 60, 10), placed("o2", 200, Side.BUY, 60, 10)]
    fills = [filled("o1", 51, Side.BUY, "50.5", 10), filled("o2", 201, Side.BUY, "53.5", 10)]
    found = measure(Evening(material(told_course, orders, fills))).orders
    assert found["o1"]["clv"].value == pytest.approx(2.5)
    assert found["o2"]["clv"].why == "it was not placed before the game"


@settings(max_examples=15)
@given(seed=SEEDS)
def test_effective_is_realized_and_impact(seed: int) -> None:
    for found in measure(moving(seed)).orders.values():
        if found["price_impact"].value is None:
            continue
        parts = found["realized_spread"].value, found["price_impact"].value
        assert found["effective_spread"].value == pytest.approx(sum(parts))  # type: ignore[arg-type]


@settings(max_examples=15)
@given(seed=SEEDS)
def test_shortfall_is_its_parts(seed: int) -> None:
    for found in measure(moving(seed)).orders.values():
        parts = [found[name].value for name in ("delay", "spread_impact", "fee")]
        assert found["shortfall"].value == pytest.approx(sum(parts))  # type: ignore[arg-type]


@settings(max_examples=15)
@given(seed=SEEDS)
def test_relabelling_the_outcomes_changes_nothing(seed: int) -> None:
    one = moving(seed)
    here, there = measure(one), measure(relabelled(one))
    assert here.orders.keys() == there.orders.keys()
    for order, found in here.orders.items():
        _equal(found, there.orders[order])
    for mine, other in zip(here.trades.values(), there.trades.values(), strict=True):
        _equal(mine, other)


def _equal(mine: Found, other: Found) -> None:
    assert mine.keys() == other.keys()
    for name, one in mine.items():
        assert one.why == other[name].why, name
        if isinstance(one.value, int):
            assert one.value == other[name].value, name
        elif one.value is not None:
            assert one.value == pytest.approx(other[name].value, abs=1e-9, nan_ok=True), name


@settings(max_examples=15)
@given(seed=SEEDS)
def test_a_trade_s_parts_add_up_exactly(seed: int) -> None:
    evening = moving(seed)
    measured = measure(evening)
    told_some = 0
    for account, episode in evening.episodes:
        found = values(measured.trades[account.market, account.asset, episode.number])
        if found["path"] is None:
            continue
        told_some += 1
        costs = found["delay_usd"] + found["spread_usd"] + found["fees_usd"]  # type: ignore[operator]
        assert episode.net == found["path"] - costs
        if found["timing"] is not None:
            assert found["path"] == found["timing"] + found["carry"]  # type: ignore[operator]
    assert told_some == len(evening.episodes)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_twice_the_size_in_twice_the_book_is_twice_the_money(seed: int) -> None:
    once, twice = measure(moving(seed)), measure(moving(seed, factor=2))
    for mine, other in zip(once.trades.values(), twice.trades.values(), strict=True):
        for name in ("path", "timing", "carry", "delay_usd", "spread_usd", "mfe_usd", "mae_usd"):
            if mine[name].value is None:
                assert other[name].value is None
            else:
                assert other[name].value == pytest.approx(2 * mine[name].value, abs=4)  # type: ignore[operator]
        for name in ("mfe", "mae", "exit_efficiency"):
            if mine[name].value is not None:
                assert other[name].value == pytest.approx(mine[name].value)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_without_fees_nothing_else_changes(seed: int) -> None:
    with_fees, without = moving(seed), moving(seed, rate="0")
    here, there = measure(with_fees), measure(without)
    for (_, one), (_, other) in zip(with_fees.episodes, without.episodes, strict=True):
        assert other.fees == 0
        assert other.net == pytest.approx(one.net + one.fees, abs=len(one.legs) + 1)
    for mine, other_found in zip(here.trades.values(), there.trades.values(), strict=True):
        for name in ("delay_usd", "spread_usd", "mfe", "mae"):
            assert mine[name] == other_found[name]


@settings(max_examples=12)
@given(seed=SEEDS, hole=st.integers(0, 380), lasts=st.integers(0, 60))
def test_a_hole_withholds_what_it_touches_and_nothing_else(
    seed: int, hole: int, lasts: int
) -> None:
    whole, holed = moving(seed), moving(seed, bad=((hole, hole + lasts, "gap: lost"),))
    here, there = measure(whole), measure(holed)
    for order, found in there.orders.items():
        decision = next(one for one in whole.decisions if one.order_id == order)
        touched = decision.decided_us <= us(hole + lasts) and (decision.matched_us or 0) >= us(hole)
        assert (found["shortfall"].why == "gap: lost") == touched
        for name, one in found.items():
            if one.value is not None and name != "typical_cost" and not _of_the_end(name, one):
                assert one.value == pytest.approx(here.orders[order][name].value)
    _same_trades(holed, here, there, us(hole), us(hole + lasts))


def _same_trades(holed: Evening, here: Measures, there: Measures, begin: int, end: int) -> None:
    for account, episode in holed.episodes:
        key = (account.market, account.asset, episode.number)
        for name, one in there.trades[key].items():
            if one.value is not None and not name.endswith("eog"):
                assert one.value == here.trades[key][name].value
        if episode.ended == "trade" and episode.closed_us is not None:
            touched = episode.opened_us <= end and episode.closed_us >= begin
            assert (there.trades[key]["mfe"].why == "gap: lost") == touched


def test_excursions_by_hand() -> None:
    told_course = course(
        {0: ladder(50), 20: ladder(56), 30: ladder(44), 40: ladder(52), 60: ladder(58)}, end=900
    )
    evening = Evening(
        material(
            told_course,
            [placed("o1", 10, Side.BUY, 60, 100), placed("o2", 50, Side.SELL, 40, 100)],
            [filled("o1", 10, Side.BUY, "50.5", 100), filled("o2", 50, Side.SELL, "51.5", 100)],
        )
    )
    ((_, found),) = measure(evening, sigma=lambda line, at_us: 2.0).trades.items()
    assert found["mfe"].value == pytest.approx(5.0)  # sold at 55.5
    assert found["mae"].value == pytest.approx(-7.0)  # sold at 43.5
    assert found["mfe_usd"].value == 5_000_000
    assert found["mae_usd"].value == -7_000_000
    assert (found["mfe_s"].value, found["mae_s"].value) == (10, 20)
    assert found["mfe_sigmas"].value == pytest.approx(2.5)
    assert found["entry_efficiency"].value == pytest.approx((55.5 - 50.5) / 12)
    assert found["exit_efficiency"].value == pytest.approx((51.5 - 43.5) / 12)
    # Prices of closing: 49.5, 55.5, 43.5, 51.5, ten seconds each; the best so far -1, 5, 5, 5.
    assert found["exit_efficiency_random"].value == pytest.approx((49.5 - 43.5) / 12)
    assert found["mfe_random"].value == pytest.approx(5)
    assert found["mae_random"].value == pytest.approx(-7)
    assert found["after_best"].value == pytest.approx(57.5 - 51.5)


def test_a_price_that_hardly_moves_has_no_efficiency() -> None:
    told_course = course({0: ladder(50), 20: ladder(51)}, end=900)
    evening = Evening(
        material(
            told_course,
            [],
            [filled("o1", 10, Side.BUY, "50.5", 100), filled("o2", 50, Side.SELL, "51", 100)],
        )
    )
    ((_, found),) = measure(evening).trades.items()
    assert found["exit_efficiency"] == Measured(None, "the price moved less than two ticks")


def test_a_thin_book_is_left_out_and_said() -> None:
    told_course = course(
        {0: ladder(50), 20: ([(55, 10)], [(57, 10)]), 30: ladder(49), 60: ladder(49)}, end=900
    )
    evening = Evening(
        material(
            told_course,
            [],
            [filled("o1", 10, Side.BUY, "50.5", 100), filled("o2", 50, Side.SELL, "48.5", 100)],
        )
    )
    ((_, found),) = measure(evening).trades.items()
    assert found["mfe"].value == pytest.approx(-1)
    assert "did not hold enough" in found["mfe"].note


def test_held_to_the_end() -> None:
    evening = Evening(
        material(
            course({0: ladder(40)}, end=900),
            [],
            [filled("o1", 10, Side.BUY, "58", 100, asset="no")],
            settled={"game": Settlement(us(800), (0, 1))},  # type: ignore[arg-type]
        )
    )
    ((_, found),) = measure(evening).trades.items()
    assert found["edge"].value == pytest.approx(42)
    assert found["promised"].value == pytest.approx(0.58)
    (held,) = held_to_end(evening)
    assert held.price == pytest.approx(0.58)
    assert held.won == 1


@settings(max_examples=12)
@given(seed=SEEDS)
def test_luck_is_as_wide_as_the_moves(seed: int) -> None:
    evening = moving(seed)
    measured = measure(evening)
    whole = carry_of(evening, measured.lines)
    sds = [found["luck_sd"].value for found in measured.trades.values()]
    known = [float(one) / 1e6 for one in sds if one is not None]
    assert whole.sd == pytest.approx(math.sqrt(sum(one**2 for one in known)), abs=1e-5)


@pytest.mark.parametrize("empty", [False, True])
def test_without_a_book_only_fees_are_known(empty: bool) -> None:
    evening = moving(3)
    courses = {}
    if empty:  # it was subscribed to, and no message ever came
        ((line, told_course),) = evening.courses.items()
        nothing = np.zeros(0, np.int32)
        courses = {
            line: replace(told_course, times=nothing.astype(np.int64), bid=nothing, ask=nothing)
        }
    bare = Evening(replace(evening.material, courses=courses))
    measured = measure(bare)
    for found in measured.orders.values():
        assert found["fee"].value is not None
        others = {one.why for name, one in found.items() if name != "fee"}
        assert others == {"the book of this market was not recorded"}


def test_every_measure_has_a_unit() -> None:
    evening = moving(5)
    measured = measure(evening, sigma=lambda line, at_us: 1.0)
    for found in measured.orders.values():
        fields, why = told(found, order_units(evening.parameters))
        assert fields.keys() == found.keys()
        assert all(fields[name].value is None for name in why)
    for found in measured.trades.values():
        told(found, trade_units())


def test_a_maker_is_not_judged_by_the_cost_of_crossing() -> None:
    evening = Evening(
        material(
            course({0: ladder(50)}, end=900),
            [placed("o1", 10, Side.BUY, 49, 100)],
            [filled("o1", 50, Side.BUY, "49", 100, role=Role.MAKER)],
        )
    )
    found = measure(evening).orders["o1"]
    assert found["expected_cost"].why == "it waited in the book"
    assert found["spread_impact"].value == pytest.approx(-1)
    assert evening.decisions[0].filled == 100 * SHARE


def _of_the_end(name: str, one: Measured) -> bool:
    """A hole may move the last mid that is believed."""
    return name.endswith("eog") or bool(one.note)
