"""Planted habits are found over many sessions, and innocent traders have none."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from gametape.analyze.behaviour.disposition import gains_and_losses, held, holding_times, realized
from gametape.analyze.behaviour.latency import delays, latency
from gametape.analyze.behaviour.leaving import NAMES, hazard, periods
from gametape.analyze.behaviour.longshot import favourite_longshot, settled
from gametape.analyze.behaviour.overtrading import stretches, windows
from gametape.analyze.behaviour.rates import chance_ratio, fitting, shocks_met
from gametape.analyze.behaviour.rounding import limits, round_numbers
from gametape.analyze.behaviour.rows import Fitting, Held, Periods
from gametape.analyze.behaviour.staking import staked, staking
from gametape.analyze.behaviour.tilt import after_losses, followed
from gametape.analyze.detectors.registry import detector
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels.scoring import judge
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import INNOCENT, PLANTED, Habits

MANY = 14


@cache
def evenings(kind: str) -> tuple[Evening, ...]:
    habits: Habits = PLANTED if kind == "planted" else INNOCENT
    return tuple(Evening(plant(100 + n, habits, kappa=0.3).material) for n in range(MANY))


@cache
def judged(kind: str) -> tuple[tuple[Fitting, ...], ...]:
    some = (detector("panic_sell"), detector("fomo_buy"), detector("revenge"))
    return tuple(fitting(judge(one, some, twins=15)) for one in evenings(kind))


@cache
def rows(kind: str) -> tuple[Periods, ...]:
    return tuple(periods(one) for one in evenings(kind))


def test_a_planted_habit_is_more_than_chance_and_an_innocent_one_is_not() -> None:
    rng = np.random.default_rng(1)
    planted = chance_ratio("panic_sell", judged("planted"), rng).estimates["ratio"]
    innocent = chance_ratio("panic_sell", judged("innocent"), rng).estimates["ratio"]
    assert planted.low > 1
    assert innocent.low < 1 < innocent.high
    assert planted.estimate > innocent.estimate


def test_few_sessions_give_no_estimate_but_say_what_is_missing() -> None:
    told = chance_ratio("panic_sell", judged("planted")[:3], np.random.default_rng(1))
    assert not told.estimates
    assert "more session" in told.missing
    assert told.fields["rate"].value


def test_who_panics_leaves_sooner_after_a_move_against_it() -> None:
    told = hazard(rows("planted"))
    assert told.gate == "ok"
    assert set(told.estimates) == set(NAMES)
    assert told.estimates["adverse"].low > 1
    assert hazard(rows("innocent")).estimates["adverse"].low < 1
    assert not hazard(rows("planted")[:2]).estimates


def test_a_trade_has_a_row_each_five_seconds_and_one_exit() -> None:
    (one,) = evenings("innocent")[:1]
    told = periods(one)
    trades = [episode for _, episode in one.episodes if episode.ended == "trade"]
    assert told.exits == len(trades)
    exited, table = told.unpacked()
    ends = np.flatnonzero(exited)
    assert len(ends) == len(trades)
    lengths = np.diff(ends, prepend=-1).tolist()
    for episode, count in zip(trades, lengths, strict=True):
        held_s = ((episode.closed_us or 0) - episode.opened_us) / 1e6
        assert count == pytest.approx(held_s / 5, abs=1.5)
    assert table.shape == (len(told), len(NAMES))


def test_shocks_are_the_opportunities() -> None:
    met = shocks_met(evenings("planted")[0])
    assert 0 < met.adverse <= met.present


def test_disposition_of_who_leaves_at_random_is_about_none() -> None:
    rows_told = [realized(one) for one in evenings("innocent")]
    told = gains_and_losses(rows_told, np.random.default_rng(2))
    assert told.gate == "ok"
    assert abs(told.estimates["difference"].estimate) < 0.1
    exits = sum(one.leaves for each in evenings("innocent") for one in each.decisions)
    assert told.n <= exits


def test_all_three_facets_after_a_loss_are_told() -> None:
    told = after_losses(
        [followed(one) for one in evenings("innocent")], np.random.default_rng(3), draws=199
    )
    assert set(told.p_values) == {"gap", "stake", "stopped"}
    assert min(told.p_values.values()) > 0.005


def test_windows_need_phases_and_judge_by_earlier_sessions() -> None:
    whole = evenings("innocent")
    earlier = [(sum(one.entries for one in stretches(each)), 2.0) for each in whole[:-1]]
    found, why = windows(stretches(whole[-1]), earlier, whole[-1].parameters)
    assert not why
    entries = [one for one in whole[-1].asked[0] if one.enters]
    assert sum(one.entries for one in found) == len(entries)
    assert not any(one.flagged for one in found)
    busy, _ = windows(stretches(whole[-1]), [], whole[-1].parameters)
    assert all(0 < one.p_value <= 1 for one in [*found, *busy])


def test_what_rests_on_too_little_says_so() -> None:
    told = evenings("innocent")
    longshot = favourite_longshot([(one.material.slug, settled(one)) for one in told])
    assert not longshot.estimates
    assert longshot.missing == "26 more games"
    prices = [limits(one)[0] for one in told]
    assert round_numbers(prices, np.random.default_rng(4)).gate == "inconclusive"
    after = latency(
        [delays(one, entries=True) for one in told], np.random.default_rng(5), entries=True
    )
    assert after.n > 0
    assert not after.estimates


def test_packed_rows_are_those_of_the_evening() -> None:
    (one,) = evenings("planted")[:1]
    told = periods(one)
    exited, table = told.unpacked()
    again = Periods.of(exited, table)
    assert again.flags == told.flags
    assert np.allclose(again.unpacked()[1], table, atol=1e-4)
    assert told.exits == exited.sum()


def test_holding_times_are_those_of_kaplan_and_meier() -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(1)
    some = [
        tuple(
            Held(float(rng.integers(20, 400)), float(rng.choice([-1, 1])), bool(rng.random() < 0.8))
            for _ in range(6)
        )
        for _ in range(25)
    ]
    told = holding_times(some, np.random.default_rng(2), draws=199)
    for name, won in (("winners", True), ("losers", False)):
        mine = [one for each in some for one in each if (one.net > 0) == won]
        curve = SurvfuncRight([one.seconds for one in mine], [one.left for one in mine])
        assert told.fields[name].value == pytest.approx(curve.quantile(0.5))
    ratio = told.estimates["ratio"]
    assert ratio.low < 1 < ratio.high
    assert not holding_times([held(one) for one in evenings("innocent")], rng).estimates


def test_stakes_of_who_stakes_at_random_go_with_nothing() -> None:
    told = staking([staked(one) for one in evenings("innocent")])
    assert told.gate == "ok"
    assert set(told.p_values) == {"gains", "losses"}
    assert min(told.p_values.values()) > 0.005
    assert staking([staked(one) for one in evenings("innocent")[:3]]).missing
