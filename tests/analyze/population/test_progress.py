"""Progress: no claim without a test, one family of tests, rows that say what they lack."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import msgspec
import pytest
from analyze.population.seasons import made, repeated

from gametape.analyze.evidence import Item
from gametape.analyze.population.choosing import Choice
from gametape.analyze.population.comparing import compare
from gametape.analyze.population.drafting import FDR_Q, Draft, decided
from gametape.analyze.population.goal import Goal
from gametape.analyze.population.goals import answers, kept
from gametape.analyze.population.moments import moments_of
from gametape.analyze.population.over_time import BEHAVIOURS, series_of
from gametape.analyze.population.progress import Asked, progress_of
from gametape.analyze.statistics.discoveries import findings


class Elsewhere(Executor):
    """Does what it is given as another process would: from pickled values, at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        work, given = pickle.loads(pickle.dumps((fn, args)))
        done: Future[Any] = Future()
        done.set_result(pickle.loads(pickle.dumps(work(*given))))
        return done


def drafted(code: str, p_value: float | None) -> Draft:
    item = Item(id="", kind="rate", code=code, title=code, fields={}, gate="inconclusive")
    return Draft(item, p_value, f"{code} is so.")


def test_only_what_survives_all_tests_together_is_claimed() -> None:
    p_values = [0.001, None, 0.02, 0.03, 0.9, 0.6]
    told = decided([drafted(f"r{at}", one) for at, one in enumerate(p_values)])
    asked = [one for one in p_values if one is not None]
    survive = iter(findings(asked, FDR_Q).survive)
    for item, p_value in zip(told.items, p_values, strict=True):
        claimed = p_value is not None and next(survive)
        assert ("claim" in item.detail) == claimed
        assert (item.gate == "ok") == claimed
    assert told.n_tests == 5
    assert [one.id for one in told.items] == [f"P{n}" for n in range(1, 7)]


def test_a_row_without_enough_has_no_number_but_says_what_is_missing() -> None:
    told = progress_of(made("planted", 3), Asked(None, (Goal("after_score", 30.0, 1),)))
    assert told.ledger.sessions == 3
    assert not any("claim" in item.detail for item in told.ledger.items)
    for item in told.ledger.items:
        assert "estimate" not in item.fields or item.detail.get("missing") or item.gate == "early"
    lacking = {item.code: item.detail.get("missing", "") for item in told.ledger.items}
    assert lacking["net"] == "5 more sessions"
    assert "with support" in lacking["support_difference"]
    assert lacking["signal_panic_sell"].endswith("5 more sessions")
    assert lacking["hazard_adverse"].endswith("9 more sessions")


def test_equal_sessions_give_an_equal_page_whoever_works_it_out() -> None:
    some = repeated("planted", 16)
    asked = Asked(some[8].started_us, (Goal("after_move", 30.0, some[8].started_us),))
    alone = progress_of(some, asked)
    assert progress_of(some, asked, executor=Elsewhere()) == alone
    assert msgspec.json.decode(msgspec.json.encode(alone), type=type(alone)) == alone
    numbers = [item for item in alone.ledger.items if "estimate" in item.fields]
    assert numbers
    for item in numbers:
        fields = item.fields
        assert fields["n"].value is not None
        low, high = fields.get("low"), fields.get("high")
        if low is not None and high is not None:
            ends = [low.value, fields["estimate"].value, high.value]
            assert ends == sorted(ends, key=float)  # type: ignore[arg-type]


def test_rates_are_of_opportunities_and_blocks_hold_all_sessions() -> None:
    some = repeated("planted", 16)
    for series, behaviour in zip(series_of(some), BEHAVIOURS, strict=True):
        counts = [behaviour.counting(one) for one in some]
        assert all(0 <= one.happened <= one.of for one in counts)
        assert sum(one.of for one in series.blocks) == sum(one.of for one in counts)
        assert sum(one.happened for one in series.blocks) == sum(one.happened for one in counts)
        for block in series.blocks:
            assert block.low is not None
            assert block.high is not None
            assert 0 <= block.low <= (block.estimate or 0.0) <= block.high <= 1


def test_a_date_needs_eight_sessions_on_either_side() -> None:
    some = repeated("innocent", 18)
    late = progress_of(some, Asked(some[14].started_us)).ledger
    rows = {item.code: item for item in late.items}
    assert rows["net_since"].detail["missing"] == "4 more sessions after the date"
    even = {one.code: one for one in progress_of(some, Asked(some[9].started_us)).ledger.items}
    assert {"estimate", "low", "high", "before", "after"} <= even["net_since"].fields.keys()


@pytest.mark.parametrize("kind", ["after_score", "after_move", "after_loss", "size", "entries"])
def test_a_goal_is_kept_or_broken_by_each_entry_it_can_tell(kind: str) -> None:
    goal = Goal(kind, 5.0)  # type: ignore[arg-type]
    seen = set()
    for one in made("planted", 4):
        for order, keeps in answers(goal, one):
            assert order.enters
            seen.add(keeps)
        assert all(kept(goal, order, 0) is None for order in one.decisions if not order.enters)
    assert seen <= {True, False}
    assert kind in ("size", "after_loss") or seen == {True, False}


def test_moments_are_those_that_the_row_counts() -> None:
    some = made("planted", 4)
    panics = moments_of("panic_rate", some)
    assert panics.of == sum(BEHAVIOURS[0].counting(one).happened for one in some)
    goal = Goal("after_score", 30.0)
    broken = moments_of(f"goal_{goal.id}_kept", some, [goal])
    assert broken.of == sum(not keeps for one in some for _, keeps in answers(goal, one))
    times = [one.at_us for one in panics.moments]
    assert times == sorted(times, reverse=True)
    assert moments_of("net", some).of == 0


def test_two_groups_side_by_side() -> None:
    some = repeated("planted", 20)
    same = compare(some[:10], some[10:])
    assert same.n_tests > 0
    few = compare(some[:1], some[1:2])
    assert few.n_tests == 0
    assert all(row.difference is None and row.missing for row in few.rows)
    net = next(row for row in few.rows if row.code == "net")
    assert (net.first.mean, net.second.mean) == (some[0].net, some[1].net)


def test_a_choice_takes_sessions_with_own_trades_in_order_of_time() -> None:
    some = repeated("innocent", 6)
    idle = msgspec.structs.replace(some[0], slug="idle", trades=())
    chosen = Choice(sport="basketball", from_us=some[2].started_us).of([*reversed(some), idle])
    assert [one.slug for one in chosen] == [one.slug for one in some[2:]]
    assert not Choice(sport="tennis").of(some)
