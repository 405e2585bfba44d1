"""Signals of many evenings: shown beside chance, with nothing claimed of them."""

from __future__ import annotations

from msgspec.structs import replace

from gametape.analyze.behaviour.rows import SignalRow
from gametape.analyze.behaviour.signalled import came_of, ruled, signal_fields

ROW = SignalRow(
    kind="panic_sell", at_us=1, market="m", strict=True, touched=True, touched_random=0.4,
    driftless=0.5, fade_60=1.0, fade_120=2.0, rule_net=-1_000_000, rule_why="", rule_random=None,
)  # fmt: skip


def rows(n: int) -> list[SignalRow]:
    return [replace(ROW, at_us=at, fade_120=2.0 + at % 3) for at in range(n)]


def test_a_rate_is_never_without_its_rate_by_chance() -> None:
    told = signal_fields([ROW, replace(ROW, touched=False, strict=False, fade_120=-4.0)])
    assert told["touch50"].value == 0.5
    assert (told["touch50_random"].value, told["touch50_driftless"].value) == (0.4, 0.5)
    assert (told["fade_120"].value, told["strict_fade_120"].value) == (-1.0, 2.0)
    assert told["rule_net_random"].value is None


def test_a_trade_that_the_rule_did_not_make_is_no_trade() -> None:
    told = signal_fields([ROW, replace(ROW, rule_net=None, rule_why="the spread was too wide")])
    assert (told["rule_trades"].value, told["rule_net"].value) == (1, -1_000_000)


def test_many_evenings_give_intervals_and_few_say_what_is_missing() -> None:
    few = came_of("panic_sell", [rows(3)] * 7)
    assert (few.gate, dict(few.estimates), few.missing) == ("early", {}, "1 more session")
    many = came_of("panic_sell", [rows(3 + night % 4) for night in range(12)])
    drift = many.estimates["fade_120"]
    assert 2.0 < drift.low < drift.estimate < drift.high < 4.0
    assert "touch50_driftless" in many.fields
    assert not many.p_values
    assert ruled("fomo_buy", [rows(9)] * 9).n == 0
    assert ruled("panic_sell", [rows(9)] * 9).estimates["rule_net"].estimate == -1_000_000
