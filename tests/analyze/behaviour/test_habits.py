"""Planted habits are found over many sessions, and innocent traders have none."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from gametape.analyze.behaviour.disposition import gains_and_losses
from gametape.analyze.behaviour.latency import latency
from gametape.analyze.behaviour.leaving import NAMES, hazard, table
from gametape.analyze.behaviour.longshot import favourite_longshot
from gametape.analyze.behaviour.overtrading import windows
from gametape.analyze.behaviour.rates import chance_ratio, shocks_met
from gametape.analyze.behaviour.rounding import round_numbers
from gametape.analyze.behaviour.tilt import after_losses
from gametape.analyze.detectors.registry import detector
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels.scoring import Judged, judge
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import INNOCENT, PLANTED, Habits

MANY = 14


@cache
def evenings(kind: str) -> tuple[Evening, ...]:
    habits: Habits = PLANTED if kind == "planted" else INNOCENT
    return tuple(Evening(plant(100 + n, habits, kappa=0.3).material) for n in range(MANY))


@cache
def judged(kind: str) -> tuple[list[Judged], ...]:
    some = (detector("panic_sell"), detector("fomo_buy"), detector("revenge"))
    return tuple(judge(one, some, twins=15) for one in evenings(kind))


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
    told = hazard(evenings("planted"))
    assert told.gate == "ok"
    assert set(told.estimates) == set(NAMES)
    assert told.estimates["adverse"].low > 1
    assert hazard(evenings("innocent")).estimates["adverse"].low < 1
    assert not hazard(evenings("planted")[:2]).estimates


def test_a_trade_has_a_row_each_five_seconds_and_one_exit() -> None:
    (one,) = evenings("innocent")[:1]
    told = table([one])
    trades = [episode for _, episode in one.episodes if episode.ended == "trade"]
    assert told.exits == len(trades)
    lengths = [len(rows) for rows in told.rows]
    for episode, rows in zip((e for _, e in one.episodes), lengths, strict=True):
        held_s = ((episode.closed_us or 0) - episode.opened_us) / 1e6
        assert rows == pytest.approx(held_s / 5, abs=1.5)
    assert sum(lengths) == len(told.sessions)


def test_shocks_are_the_opportunities() -> None:
    met = shocks_met(evenings("planted")[0])
    assert 0 < met["adverse_while_holding"] <= met["while_present"]


def test_disposition_of_who_leaves_at_random_is_about_none() -> None:
    told = gains_and_losses(evenings("innocent"), np.random.default_rng(2))
    assert told.gate == "ok"
    assert abs(told.estimates["difference"].estimate) < 0.1
    exits = sum(one.leaves for each in evenings("innocent") for one in each.decisions)
    assert told.n <= exits


def test_all_three_facets_after_a_loss_are_told() -> None:
    told = after_losses(evenings("innocent"), np.random.default_rng(3), draws=199)
    assert set(told.p_values) == {"gap", "stake", "stopped"}
    assert min(told.p_values.values()) > 0.005


def test_windows_need_phases_and_judge_by_earlier_sessions() -> None:
    whole = evenings("innocent")
    found, why = windows(whole[-1], whole[:-1])
    assert not why
    entries = [one for one in whole[-1].asked[0] if one.enters]
    assert sum(one.entries for one in found) == len(entries)
    assert not any(one.flagged for one in found)
    busy, _ = windows(whole[-1], [])
    assert all(0 < one.p_value <= 1 for one in [*found, *busy])


def test_what_rests_on_too_little_says_so() -> None:
    told = evenings("innocent")
    longshot = favourite_longshot(told)
    assert not longshot.estimates
    assert longshot.missing == "26 more games"
    assert round_numbers(told, np.random.default_rng(4)).gate == "inconclusive"
    delays = latency(told, np.random.default_rng(5), entries=True)
    assert delays.n > 0
    assert not delays.estimates
