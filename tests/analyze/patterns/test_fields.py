"""Fields of a moment: told in the same words, blind to the future, one exposure for YES and NO."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec
import numpy as np
import pytest
from analyze.detectors.test_mirror import mirrored
from analyze.detectors.test_truncation import told_by

from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels.scoring import views_of
from gametape.analyze.patterns.fields import FIELDS, Value, fields_of
from gametape.ledger.steps import Line
from gametape.simulate.corpus.planted import LINE, plant
from gametape.simulate.corpus.trips import SEVERAL

TYPES: dict[str, type] = {"number": float, "flag": bool, "name": str}


@cache
def evening(seed: int = 3) -> Evening:
    return Evening(plant(seed, SEVERAL).material)


def of_orders(of: Evening) -> dict[str, dict[str, Value]]:
    decisions, _ = of.asked
    views = views_of(of, decisions)
    return {
        one.order_id: fields_of(view, one.line, one)
        for one, view in zip(decisions, views, strict=True)
    }


def test_every_field_is_told_in_its_own_type_and_most_are_known_somewhere() -> None:
    told = of_orders(evening())
    assert len(told) > 10
    known = set()
    for fields in told.values():
        assert list(fields) == list(FIELDS)
        for name, value in fields.items():
            assert value is None or type(value) is TYPES[FIELDS[name].type], name
            known |= {name} if value is not None else set()
    never = {name for name in FIELDS if not name.startswith("label_")} - known
    assert never <= {"size_ratio", "since_panic", "since_rush", "rises_held", "falls_held"}


def test_matches_are_told_under_their_label() -> None:
    decisions, _ = evening().asked
    view = views_of(evening(), decisions[:1])[0]
    told = fields_of(view, LINE, decisions[0], matches={"fomo_buy": 0.75, "chase": float("nan")})
    assert told["label_fomo_buy"] == 0.75
    assert told["label_chase"] is None


@pytest.mark.parametrize("seed", [1, 3])
def test_no_field_knows_what_comes_later(seed: int) -> None:
    whole = of_orders(evening(seed))
    decisions, _ = evening(seed).asked
    for one in decisions[:: max(1, len(decisions) // 8)]:
        cut = evening(seed).until(one.decided_us + 20_000_000)
        if told_by(evening(seed), one, cut.material.to_us):
            assert repr(of_orders(cut)[one.order_id]) == repr(whole[one.order_id])


def test_which_outcome_a_market_is_told_in_changes_no_field() -> None:
    told = plant(2, SEVERAL).material
    one, two = of_orders(Evening(told)), of_orders(Evening(mirrored(told)))
    # Rushes are percentages of one outcome's price, so only these may differ.
    loose = {"since_panic", "since_rush"}
    for order, fields in one.items():
        for name in FIELDS.keys() - loose:
            value, other = fields[name], two[order][name]
            if isinstance(value, float) and isinstance(other, float):
                assert value == pytest.approx(other, abs=1e-6), name
            else:
                assert value == other, name


def test_a_moment_without_an_order_tells_the_market_and_the_position() -> None:
    of = evening()
    at_us = of.decisions[3].decided_us + 7_000_000
    yes, no = (fields_of(of.view(at_us), LINE, way=way) for way in (1, -1))
    assert yes["kind"] is yes["size"] is yes["taking"] is None
    assert isinstance(yes["price"], float)
    assert isinstance(no["price"], float)
    assert yes["price"] + no["price"] == pytest.approx(100.0 + float(yes["spread"] or 0))
    assert yes["move_30"] == pytest.approx(-float(no["move_30"] or 0))


def test_a_line_without_a_book_is_told_as_far_as_it_is_known() -> None:
    of = evening()
    told = fields_of(of.view(of.decisions[0].decided_us), Line("other", "a", "b"))
    assert told["price"] is None
    assert told["sport"] == "basketball"
    assert told["holding"] == "none"


def test_scores_that_are_no_numbers_give_no_gap() -> None:
    of = evening()
    entry = next(one for one in of.material.game if one.score)
    at_us = entry.at_us + 1
    for score, gap in (("6-4, 3-2", None), ("12-9", 3.0), ("٣-1", 2.0), ("x", None), ("-", None)):
        game = [msgspec.structs.replace(entry, score=score)]
        told = fields_of(Evening(replace(of.material, game=game)).view(at_us), LINE)
        assert told["score_gap"] == gap, score


def test_np_is_not_told() -> None:
    """Values are Python's own: they go into JSON."""
    for fields in of_orders(evening()).values():
        assert not any(isinstance(value, np.generic) for value in fields.values())
