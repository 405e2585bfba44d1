"""What could have been done and was not: blind to the future, and found to pay where it does."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from gametape.analyze.behaviour.opportunities import HOLD_US, minutes
from gametape.analyze.evening.evening import Evening
from gametape.analyze.parameters import Parameters
from gametape.analyze.patterns.chances import Chances
from gametape.analyze.patterns.nights import EVERYTHING, Night
from gametape.analyze.patterns.parsing import parse_pattern
from gametape.analyze.patterns.performing import passed_by
from gametape.analyze.patterns.rows import Spread
from gametape.analyze.population.decided import chances_of, moments_of
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


def left_alone(asked: str, nights: list[Night]) -> Spread:
    told, _ = passed_by(parse_pattern(f"{RULE}{asked}".encode()), nights, EVERYTHING)
    assert told is not None
    assert told.difference is not None
    return told.difference


def test_a_rule_about_the_market_is_told_to_pay_where_it_does_and_nowhere_else() -> None:
    """In a world that over-reacts a fall comes back; the second half as such brings nothing."""
    nights = [
        Night(f"s{seed}", "", "basketball", "nba", seed, (), {}, chances(seed, INNOCENT, 0.6))
        for seed in range(16)
    ]
    after_a_fall = left_alone("fall_45_shocks = { least = 1 }", nights)
    assert after_a_fall.low is not None
    assert after_a_fall.low > 0
    late = left_alone("game_gone = { least = 0.5, most = 0.9 }\nmove_30 = { least = -1 }", nights)
    assert late.low is not None
    assert late.high is not None
    assert late.low < 0 < late.high


def test_what_is_kept_is_read_back() -> None:
    told = chances(1, SEVERAL, 0.3)
    assert msgspec.json.decode(msgspec.json.encode(told), type=Chances) == told
