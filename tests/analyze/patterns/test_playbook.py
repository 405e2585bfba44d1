"""The playbook tells a planted story, tells none where none is, and says what is missing."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from analyze.patterns.making import DOLLAR, hasty, innocent, season
from msgspec.structs import replace

from gametape.analyze.patterns.nights import Choice, Night, Trip
from gametape.analyze.patterns.pattern import Pattern
from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.rows import Playbook, PlaybookRow
from gametape.analyze.patterns.shipping import shipped_patterns
from gametape.analyze.patterns.tagged import Words

ALL = shipped_patterns()


def named(name: str) -> Pattern:
    return next(one for one in ALL if one.name == name)


def row(of: Playbook, name: str) -> PlaybookRow:
    return next(one for one in of.rows if one.pattern == name)


def claims(of: Playbook) -> list[tuple[str, str]]:
    return [(one.pattern, claim.code) for one in of.rows for claim in one.claims if claim.survives]


def test_a_planted_trader_is_told_what_haste_costs() -> None:
    told = playbook_of(ALL, season(1, hasty))
    found = claims(told)
    assert ("cool_down", "difference") in found
    assert ("fomo_avoid", "difference") in found
    waits = row(told, "cool_down")
    assert waits.gate == "ok"
    assert waits.against is not None
    assert waits.against.difference is not None
    assert waits.against.difference.low is not None
    assert -1.6 * DOLLAR < waits.against.difference.estimate < -0.8 * DOLLAR
    assert waits.against.total is not None
    assert waits.against.total.estimate == pytest.approx(
        waits.against.difference.estimate * waits.against.other_trades
    )
    assert waits.kept + waits.broken == waits.decisions == 400
    assert ("fomo_avoid", "passed") not in found


def test_innocents_are_told_none() -> None:
    wrong = sum(bool(claims(playbook_of(ALL, season(seed, innocent)))) for seed in range(12))
    assert wrong <= 1


def test_below_the_gate_a_row_says_what_is_missing_and_shows_no_rate() -> None:
    told = row(playbook_of(ALL, season(2, hasty, nights=3, trades=4)), "cool_down")
    assert told.gate == "inconclusive"
    assert told.missing.endswith("more sessions")
    assert told.win_rate is None
    assert told.net_mean is None
    assert told.trend is None
    assert told.claims == ()
    assert told.against is None or told.against.difference is None
    early = row(playbook_of(ALL, season(2, hasty, nights=6, trades=5)), "cool_down")
    assert early.gate == "early"
    assert early.win_rate is not None
    assert early.win_rate.low is None


def test_a_pattern_may_ask_for_more_than_the_house_does() -> None:
    asking = msgspec.structs.replace(named("cool_down"), least_sessions=50)
    told = playbook_of([asking], season(1, hasty)).rows[0]
    assert (told.gate, told.missing) == ("inconclusive", "10 more sessions")


def test_the_win_rate_stands_beside_what_has_to_be_won() -> None:
    told = row(playbook_of(ALL, season(1, innocent)), "cool_down").win_rate
    assert told is not None
    assert told.low is not None
    assert told.high is not None
    assert told.low < told.estimate < told.high
    assert told.break_even is not None
    assert 0.4 < told.break_even < 0.7
    nights = season(1, innocent)
    even = [one._replace(trips={key: Trip(key, "", 0) for key in one.trips}) for one in nights]
    assert row(playbook_of(ALL, even), "cool_down").win_rate is None


def test_the_traders_word_counts() -> None:
    nights = season(3, innocent, nights=2, trades=3)
    mistake = next(
        (night, deed)
        for night in nights
        for deed in night.deeds
        if deed.fields.get("label_fomo_buy") == 0.1
    )
    key = (mistake[0].session, mistake[1].order_id)
    before = row(playbook_of(ALL, nights), "fomo_avoid")
    by_hand = Words(tags={key: frozenset({"fomo_avoid", "nerves"})})
    after = row(playbook_of(ALL, nights, by_hand), "fomo_avoid")
    assert (after.decisions, after.broken, after.by_hand) == (
        before.decisions + 1,
        before.broken + 1,
        1,
    )
    said = {
        (night.session, deed.order_id, "fomo_avoid"): "rejected"
        for night in nights
        for deed in night.deeds
    }
    none = row(playbook_of(ALL, nights, Words(answers=said)), "fomo_avoid")
    assert (none.decisions, none.broken, none.trades) == (0, 0, 0)
    assert none.rejected == 6


def test_only_chosen_evenings_and_trades_count() -> None:
    nights = season(4, innocent, nights=10)
    told = playbook_of(ALL, nights, choice=Choice(sport="soccer"))
    assert (told.sessions, told.trades) == (5, 50)
    assert told.sports == ("basketball", "soccer")
    assert playbook_of(ALL, nights, choice=Choice(market_type="totals")).trades == 0
    assert playbook_of(ALL, nights, choice=Choice(from_us=nights[6].started_us)).sessions == 4
    assert playbook_of(ALL, []).rows[0].missing == "10 more trades and 5 more sessions"


def test_left_alone_is_measured_against_random_moments() -> None:
    nights = season(5, innocent)
    told = row(playbook_of(ALL, nights), "fomo_avoid").passed
    assert told is not None
    assert (told.n, told.placebo_n) == (120, 240)
    assert told.losing == pytest.approx(told.placebo_losing, abs=0.15)
    two = 2 * DOLLAR * np.array([not at % 3 for at in range(9)])
    cheap = [_changed(one, value=_packed(one.chances.values + two)) for one in nights]
    assert ("fomo_avoid", "passed") not in claims(playbook_of(ALL, cheap))
    better = [_changed(one, move=_packed(one.chances.moves + two)) for one in cheap]
    assert ("fomo_avoid", "passed") in claims(playbook_of(ALL, better))
    fled = [one._replace(chances=replace(one.chances, flags=bytes(9))) for one in nights]
    assert row(playbook_of(ALL, fled), "fomo_avoid").passed is None


def _changed(one: Night, **columns: bytes) -> Night:
    return one._replace(chances=replace(one.chances, **columns))


def _packed(values: npt.NDArray[np.int64]) -> bytes:
    return values.astype("<i8").tobytes()


def test_the_order_in_which_evenings_are_given_changes_nothing() -> None:
    nights = season(6, hasty, nights=20)
    shuffled = [nights[at] for at in np.random.default_rng(1).permutation(len(nights))]
    assert playbook_of(ALL, shuffled) == playbook_of(ALL, nights)


def test_exits_are_measured_by_themselves_and_not_by_what_led_to_them() -> None:
    """Whoever sells after a fall has lost on the trade: that says nothing of the selling."""
    nights = season(7, innocent)
    told = row(playbook_of(ALL, nights), "panic_sell")
    assert told.measure == "decision"
    assert told.against is not None
    assert told.against.difference is not None
    low, high = told.against.difference.low, told.against.difference.high
    assert low is not None
    assert high is not None
    assert low < 0 < high  # the nets of these trades differ by four dollars
    rash = [
        one._replace(
            deeds=tuple(
                deed._replace(value=deed.value - DOLLAR)
                if deed.value is not None and deed.fields.get("label_panic_sell") == 0.9
                else deed
                for deed in one.deeds
            )
        )
        for one in nights
    ]
    assert ("panic_sell", "difference") in claims(playbook_of(ALL, rash))
    adds = next(one for one in ALL if one.name == "no_averaging_down")
    assert (adds.measure, named("cool_down").measure) == ("decision", "trade")
