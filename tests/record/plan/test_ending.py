"""When a recording ends by itself."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.market import MarketRules
from gametape.model.times import SECOND
from gametape.record.plan.ending import Until, reason_to_stop

PAID = MarketRules("0x1", "?", (), payouts=(Decimal(1), Decimal(0)))
UNPAID = MarketRules("0x2", "?", ())


def test_without_a_wish_it_goes_on_for_ever() -> None:
    assert reason_to_stop(Until(), 1 << 60, [PAID], True, 1 << 60) == ""


def test_at_a_time() -> None:
    until = Until(at_us=100)
    assert reason_to_stop(until, 99, [PAID], True, 1 << 60) == ""
    assert reason_to_stop(until, 100, [UNPAID], False, 0) == "the time that was set"


def test_at_the_end_all_markets_must_have_paid() -> None:
    until = Until(end=True)
    assert reason_to_stop(until, 0, [PAID, PAID], False, 0) == "all markets resolved"
    assert reason_to_stop(until, 0, [PAID, UNPAID], False, 0) == ""
    assert reason_to_stop(until, 0, [PAID, None], False, 0) == ""
    assert reason_to_stop(until, 0, [], False, 0) == ""


def test_a_finished_game_ends_it_once_the_market_is_quiet() -> None:
    until = Until(end=True, quiet_us=900 * SECOND)
    assert reason_to_stop(until, 0, [UNPAID], True, 899 * SECOND) == ""
    assert reason_to_stop(until, 0, [UNPAID], False, 900 * SECOND) == ""
    assert reason_to_stop(until, 0, [UNPAID], True, 900 * SECOND) != ""


@given(st.integers(0, 1 << 50), st.integers(1, 1 << 40))
def test_quiet_only_gets_nearer_the_end(quiet_us: int, more_us: int) -> None:
    until = Until(end=True)
    if reason_to_stop(until, 0, [UNPAID], True, quiet_us):
        assert reason_to_stop(until, 0, [UNPAID], True, quiet_us + more_us)
