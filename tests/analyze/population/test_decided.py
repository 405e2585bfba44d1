"""What could have been done and was not: blind to the future, and found to pay where it does."""

from __future__ import annotations

from functools import cache

import msgspec
import numpy as np
import pytest

from gametape.analyze.behaviour.opportunities import HOLD_US, minutes
from gametape.analyze.evening.evening import Evening
from gametape.analyze.parameters import Parameters
from gametape.analyze.patterns.chances import Chances
from gametape.analyze.patterns.nights import EVERYTHING, Night
from gametape.analyze.patterns.parsing import parse_pattern
from gametape.analyze.patterns.passing import passed_by
from gametape.analyze.patterns.pattern import Condition
from gametape.analyze.patterns.rows import Spread
from gametape.analyze.population.decided import chances_of, moments_of
from gametape.analyze.statistics.discoveries import findings
from gametape.model.times import SECOND
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import INNOCENT, SEVERAL, Habits

RULE = """
format = 1
name = "asked"
version = 1
title = "Asked"
question = "Does it pay?"
meaning = "setup"
side = "buy"
[when]
in_play = true
[opportunity]
"""

WATCHING = Parameters(presence_s=3_600.0)

Row = tuple[int, int, bytes]


def chances(seed: int, habits: Habits, kappa: float, parameters: Parameters = WATCHING) -> Chances:
    evening = Evening(plant(seed, habits, kappa=kappa).material, parameters)
    return chances_of(evening, moments_of(evening)[0])


def rows(of: Chances) -> dict[Row, tuple[int, dict[str, float | str | None]]]:
    """Value and fields of every moment, exactly, by time, side and flags."""
    columns: dict[str, list[float | str | None]] = {}
    for name, packed in of.numbers.items():
        known = np.frombuffer(packed, "<f4").tolist()
        columns[name] = [None if value != value else value for value in known]
    for name, named in of.names.items():
        places = np.frombuffer(named.places, "<i2").tolist()
        columns[name] = [named.words[place] if place >= 0 else None for place in places]
    sides = np.frombuffer(of.side, "<i2").tolist()
    told = zip(of.times.tolist(), sides, of.values.tolist(), strict=True)
    return {
        (at_us, side, of.flags[row : row + 1]): (
            value,
            {name: some[row] for name, some in columns.items() if some[row] is not None},
        )
        for row, (at_us, side, value) in enumerate(told)
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_no_moment_knows_what_comes_later(seed: int) -> None:
    """Only what it would have brought does, and that stands apart."""
    evening = Evening(plant(seed, SEVERAL).material)
    whole = rows(chances_of(evening, []))
    assert len(whole) > 20
    for share in (0.3, 0.6, 0.9):
        material = evening.material
        cut_us = material.from_us + round((material.to_us - material.from_us) * share)
        cut = rows(chances_of(evening.until(cut_us), []))
        # What was matched by then may not have been told yet: a margin of some seconds.
        known_us = cut_us - HOLD_US - 30 * SECOND
        before = {key: told for key, told in whole.items() if key[0] <= known_us}
        assert {key: told for key, told in cut.items() if key[0] <= known_us} == before


def test_both_sides_can_be_entered_and_one_be_left() -> None:
    evening = Evening(plant(1, SEVERAL).material, WATCHING)
    told = minutes(evening)
    (line,) = evening.courses
    at_once: dict[int, list[int]] = {}
    for one in told:
        exposure = evening.standings.at(line, one.at_us).exposure
        held = abs(exposure) >= evening.dust
        assert one.leaving == (held and (exposure > 0) != (one.direction > 0))
        assert one.able == (one.size > 0 and (one.leaving or not held))
        if one.able:
            at_once.setdefault(one.at_us, []).append(one.direction)
    assert {tuple(ways) for ways in at_once.values()} == {(1, -1), (1,), (-1,)}
    assert {one.kind for one in told} == {"minute"}


@cache
def season(kappa: float) -> list[Night]:
    """What an innocent trader left alone in sixteen evenings of a world."""
    return [
        Night(f"s{seed}", "", "basketball", "nba", seed, (), {}, chances(seed, INNOCENT, kappa))
        for seed in range(16)
    ]


def left_alone(asked: str, nights: list[Night]) -> tuple[Spread, float]:
    """Beyond the usual moments, and the p-value of the claim that there is something beyond."""
    told, tested = passed_by(parse_pattern(f"{RULE}{asked}".encode()), nights, EVERYTHING)
    assert told is not None
    assert tested is not None
    assert told.difference is not None
    return told.difference, tested.p_value


RISE, FALL = "rise_45_shocks = { least = 1 }", "fall_45_shocks = { least = 1 }"
CALM, LATE = "calm = { most = 0.75 }", "game_gone = { least = 0.9 }"
"""Moments at which spread and fees are below the usual, and that know no more than others."""


def claimed(nights: list[Night]) -> set[str]:
    """What a screen of these four rules claims: corrected for all of them, as the playbook does."""
    rules = (RISE, FALL, CALM, LATE)
    found = findings([left_alone(one, nights)[1] for one in rules], 0.10)
    return {rule for rule, survives in zip(rules, found.survive, strict=True) if survives}


def test_a_rule_about_the_market_is_told_to_pay_where_it_does() -> None:
    """In a world that over-reacts a fall comes back, and so does a rise; cheapness pays nowhere."""
    nights = season(1.2)
    assert claimed(nights) == {RISE, FALL}
    assert left_alone(FALL, nights)[0].estimate > 0 > left_alone(RISE, nights)[0].estimate


def test_nothing_is_claimed_in_a_world_in_which_nothing_can_be_known() -> None:
    assert claimed(season(0.0)) == set()


def test_that_moments_are_cheap_to_trade_is_seen_and_not_claimed() -> None:
    """Both sides of a market at once move by nothing: what is left are costs."""
    difference, p_value = left_alone(CALM, season(0.0))
    assert difference.low is not None
    assert difference.low > 0
    assert p_value == 1.0


def test_no_stretch_that_was_taken_is_counted_when_one_is_flat_again() -> None:
    """Somebody who is there all evening in a market whose game is on has left nothing alone."""
    whole = (Condition("in_play", "is", True),)
    told = [chances(seed, INNOCENT, 0.0) for seed in range(8)]
    assert sum(map(len, told)) > 800
    assert sum(len(one.met(whole, buys=True)) for one in told) <= 4


def test_who_could_leave_reads_the_price_that_leaving_pays() -> None:
    evening = Evening(plant(1, SEVERAL).material, WATCHING)
    told = chances_of(evening, [])
    leaves = np.frombuffer(told.flags, np.uint8) & 1 == 0
    price, mid = (np.frombuffer(told.numbers[name], "<f4")[leaves] for name in ("price", "mid"))
    known = ~np.isnan(price)
    assert known.sum() > 5
    assert (price[known] < mid[known]).all()


def test_what_is_kept_is_read_back() -> None:
    told = chances(1, SEVERAL, 0.3)
    assert msgspec.json.decode(msgspec.json.encode(told), type=Chances) == told
