"""Leaving later, sooner, by a stop: priced by hand, causal, and the same for either outcome."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analyze.made import SHARE, course, filled, ladder, material, placed, rules, us
from analyze.moving import fee, moving, relabelled
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Course
from gametape.analyze.whatif.answers import answers, total
from gametape.analyze.whatif.contract import scene_of
from gametape.analyze.whatif.curves import bid_paths
from gametape.analyze.whatif.leaving import earlier, first_below, hold, hold_settle, stop, trail
from gametape.ledger.account import Settlement
from gametape.model.book import Side
from gametape.model.market import MarketRules

SEEDS = st.integers(0, 60)


def round_trip(told: Course, settled_s: float | None = None, size: float = 100) -> Evening:
    """Bought at 10 s, sold at 50 s (decided 0.3 s before each)."""
    bid = told.quote(us(50))[0] / 100
    ask = told.quote(us(10))[1] / 100
    ends = (
        {} if settled_s is None else {"game": Settlement(us(settled_s), (Decimal(1), Decimal(0)))}
    )
    return Evening(
        material(
            told,
            [placed("o1", 9.7, Side.BUY, 99, size), placed("o2", 49.7, Side.SELL, 1, size)],
            [
                filled("o1", 10, Side.BUY, str(ask), size),
                filled("o2", 50, Side.SELL, str(bid), size),
            ],
            settled=ends,
        )
    )


def flat(end: float = 900, of: MarketRules | None = None) -> Course:
    return course({0: ladder(50), 60: ladder(54), 110: ladder(40)}, end=end, of=of)


def test_half_a_minute_longer_by_hand() -> None:
    (found,) = hold(scene_of(round_trip(flat())), 30)
    assert found.status == "ok"
    assert found.delta == 4_000_000 - fee("53.5") + fee("49.5")
    assert found.cents == pytest.approx(found.delta / 1e6)
    assert found.evidence["at_us"] == us(80)
    (later,) = hold(scene_of(round_trip(flat())), 61)
    assert later.delta == -10_000_000 - fee("39.5") + fee("49.5")


def test_latency_and_the_venue_s_delay_are_waited_for() -> None:
    told = flat(of=rules(delay_s=1.0))
    evening = round_trip(told)
    for wait, cents in ((8, 49.5), (9, 53.5)):  # 49.7 + 9 + 0.3 + 1 = 60
        (found,) = hold(scene_of(evening), wait)
        assert found.evidence["cents"] == cents


def test_a_moment_in_a_hole_has_no_answer() -> None:
    told = course({0: ladder(50), 60: ladder(54)}, bad=[(75, 85, "gap: lost")], end=900)
    scene = scene_of(round_trip(told))
    assert hold(scene, 30)[0].status == "gap"
    assert hold(scene, 15)[0].status == "ok"
    told = course({0: ladder(50)}, bad=[(75, 85, "stale")], end=900)
    assert hold(scene_of(round_trip(told)), 30)[0].status == "stale"
    assert hold(scene_of(round_trip(flat(end=70))), 30)[0].status == "gap"


def test_the_limit_protects_and_a_thin_book_is_said() -> None:
    lonely = course({0: ladder(50), 60: ([(49.5, 40), (30, 500)], [(50.5, 40)])}, end=900)
    (found,) = hold(scene_of(round_trip(lonely)), 30)
    assert found.status == "thin"
    assert found.evidence["cents"] == 49.5
    # 40 at 49.5; the other 60 count for nothing
    assert found.delta is not None
    assert found.delta == 40 * 495_000 - 49_500_000 - fee("49.5", 40) + fee("49.5")
    empty = course({0: ladder(50), 60: ([], [(50.5, 40)])}, end=900)
    assert hold(scene_of(round_trip(empty)), 30)[0].status == "not_feasible"


def test_a_large_order_s_impact_is_uncertain() -> None:
    small = scene_of(round_trip(flat(), size=100))
    large = scene_of(round_trip(flat(), size=1_001))
    assert "impact_uncertain" not in hold(small, 30)[0].flags
    assert "impact_uncertain" in hold(large, 30)[0].flags


def test_below_the_smallest_order_is_not_feasible() -> None:
    import msgspec

    of = msgspec.structs.replace(rules(), min_size=200 * SHARE)
    assert hold(scene_of(round_trip(flat(of=of))), 30)[0].status == "not_feasible"


def test_held_past_the_end_it_is_the_payout() -> None:
    scene = scene_of(round_trip(flat(), settled_s=70))
    (found,) = hold(scene, 30)
    assert found.flags == ("resolved",)
    assert found.delta == 50_500_000 + fee("49.5")
    assert hold_settle(scene)[0].delta == found.delta


def test_sooner_only_where_it_was_open() -> None:
    told = course({0: ladder(50), 20: ladder(52), 45: ladder(50)}, end=900)
    scene = scene_of(round_trip(told))
    assert earlier(scene, 15)[0].delta == 2_000_000 - fee("51.5") + fee("49.5")
    assert earlier(scene, 60)[0].status == "not_feasible"


def test_a_stop_is_measured_from_the_exit_side_at_entry() -> None:
    # Bought at 50.5 where 49.5 is bid: a stop of 3 stands at 46.5.
    told = course({0: ladder(50), 20: ladder(48), 30: ladder(47), 40: ladder(55)}, end=900)
    (found,) = stop(scene_of(round_trip(told)), 3)
    assert found.evidence["trigger_us"] == us(30)
    assert found.evidence["cents"] == 46.5
    (none,) = stop(scene_of(round_trip(told)), 4)
    assert none.delta == 0
    assert none.evidence["why"] == "not triggered"


def test_a_trail_follows_the_best() -> None:
    told = course({0: ladder(50), 20: ladder(56), 30: ladder(53), 40: ladder(52)}, end=900)
    (found,) = trail(scene_of(round_trip(told)), 3)
    assert found.evidence["trigger_us"] == us(30)


@settings(max_examples=15)
@given(seed=SEEDS, cents=st.integers(1, 6), trailing=st.booleans(), cut=st.integers(1, 400))
def test_a_trigger_is_known_when_it_comes(seed: int, cents: int, trailing: bool, cut: int) -> None:
    evening = moving(seed)
    (told,) = evening.courses.values()
    found = first_below(told, 1, us(20), us(380), cents, trailing)
    known = first_below(told.until(us(cut)), 1, us(20), us(min(cut + 0.5, 380)), cents, trailing)
    assert known == (found if found is not None and found <= us(cut) else None)


@settings(max_examples=15)
@given(seed=SEEDS)
def test_no_wait_at_all_is_what_happened(seed: int) -> None:
    scene = scene_of(moving(seed))
    for found, one in zip(hold(scene, 0), scene.legs, strict=True):
        if one.closing is not None and one.closing.kind == "flip":
            continue  # what it opened as well is not part of this walk
        if found.status == "ok":
            assert found.delta == pytest.approx(0, abs=15)
        else:  # the limit of two ticks would not have let all of it through
            assert one.leg.cause != "trade" or found.status in ("thin", "not_feasible")


@settings(max_examples=15)
@given(seed=SEEDS)
def test_relabelling_the_outcomes_changes_no_dollar(seed: int) -> None:
    one = moving(seed)
    turned = relabelled(one)
    line, other = (next(iter(each.courses)) for each in (one, turned))
    shocks = tuple(range(us(30), us(400), us(45)))
    here = answers(scene_of(one, onsets={line: shocks}))
    there = answers(scene_of(turned, onsets={other: shocks}))
    assert here.keys() == there.keys()
    for rule, mine in here.items():
        for first, second in zip(mine, there[rule], strict=True):
            assert (first.delta, first.central) == (second.delta, second.central), rule
            assert (first.status, first.flags) == (second.status, second.flags), rule


@settings(max_examples=15)
@given(seed=SEEDS)
def test_only_answers_that_are_ok_count(seed: int) -> None:
    scene = scene_of(moving(seed, bad=((150, 200, "gap: lost"),)))
    for rule, found in answers(scene).items():
        told = total("s", rule, found)
        fine = [one.delta for one in found if one.status == "ok" and one.delta is not None]
        assert (told.delta, told.n, told.of) == (sum(fine), len(fine), len(found))
        for one in found:
            if one.status not in ("ok", "thin"):
                assert one.delta is None
                assert one.evidence["why"]


def test_a_curve_holds_what_happened_and_the_best_there_was() -> None:
    told = course({0: ladder(50), 60: ladder(54), 110: ladder(40)}, end=2_000)
    evening = round_trip(told)
    (path,) = bid_paths(scene_of(evening))
    curve = path.curve
    assert curve.actual == evening.account.net
    assert curve.times[0] == us(10)
    assert curve.times[-1] == us(110)
    assert curve.values[0] == curve.actual  # the book stood at entry as it did at the exit
    assert path.hindsight is not None
    assert path.hindsight.at_us == us(60)
    assert path.hindsight.best == curve.actual + 4_000_000 - fee("53.5") + fee("49.5")


def test_a_curve_has_holes_where_the_book_has() -> None:
    told = course({0: ladder(50), 60: ladder(54), 80: ladder(55)}, bad=[(55, 70, "x")], end=2_000)
    (path,) = bid_paths(scene_of(round_trip(told)))
    by_time = dict(zip(path.curve.times, path.curve.values, strict=True))
    assert by_time[us(60)] is None
    assert by_time[us(80)] is not None


@settings(max_examples=10)
@given(seed=SEEDS)
def test_the_curve_at_the_exit_is_the_result(seed: int) -> None:
    """Closing in the book just before one's own match gives what the match gave."""
    evening = moving(seed, settled=False)
    for path in bid_paths(scene_of(evening)):
        order = path.curve.order
        (decision,) = [one for one in evening.decisions if one.order_id == order]
        if decision.kind == "flip":
            continue  # its fee is spread over more than what it closed
        at = [n for n, t in enumerate(path.curve.times) if t <= path.curve.actual_us]
        assert path.curve.values[at[-1]] == pytest.approx(path.curve.actual, abs=30)


def test_without_a_book_nothing_is_priced() -> None:
    evening = round_trip(flat())
    bare = Evening(replace(evening.material, courses={}))
    scene = scene_of(bare)
    for rule, found in answers(scene).items():
        if rule not in ("no_trade", "no_add"):
            assert {one.status for one in found} <= {"gap", "not_feasible"}
    assert bid_paths(scene) == []
