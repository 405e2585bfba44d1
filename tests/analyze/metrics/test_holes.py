"""A planted session with holes withholds what it must, and nothing else.

The oracle knows no code of the measures: it is a table of the windows that each of them looks at
(docs/decisions-measured.md), and lays every hole beside every window by plain comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.judging.measured import told_orders
from gametape.analyze.material.course import Span
from gametape.analyze.material.decision import Decision
from gametape.analyze.metrics.measuring import measure
from gametape.model.times import SECOND
from gametape.simulate.corpus.planted import LINE, plant
from gametape.simulate.corpus.trips import SEVERAL

HORIZONS = (1, 5, 10, 30, 60, 120, 300)
AROUND_US = 2 * SECOND
WHY = "gap: lost"

Window = tuple[int, int]


@cache
def whole() -> Evening:
    return Evening(plant(7, SEVERAL, delay_us=2 * SECOND).material)


def end_us() -> int:
    """When the recording ends."""
    return whole().courses[LINE].last_us


def windows(one: Decision) -> dict[str, list[Window]]:
    """What each measure of a filled order looks at, from and to, both included."""
    decided, matched = one.decided_us, one.matched_us
    assert matched is not None
    before = (matched - 1, matched - 1)
    stretch = [(decided, matched), before]
    found = {
        "shortfall": stretch,
        "delay": stretch,
        "spread_impact": [before],
        "effective_spread": [before],
        "realized_spread": [before, around(matched + 60 * SECOND)],
        "price_impact": [before, around(matched + 60 * SECOND)],
        "iclv": [(matched + 60 * SECOND, matched + 120 * SECOND)],
        "expected_cost": [(decided, decided)],
    }
    for seconds in HORIZONS:
        later = around(matched + seconds * SECOND)
        found[f"markout_{seconds}"] = found[f"after_{seconds}"] = [before, later]
        found[f"net_{seconds}"] = [later]
    for name in ("eog", "settle"):
        found[f"markout_{name}"] = found[f"after_{name}"] = [before]
    return found


def around(at_us: int) -> Window:
    return at_us - AROUND_US, at_us + AROUND_US


def holes(one: Decision) -> Iterator[tuple[str, int, int]]:
    """A hole at every kind of place that a window of an order can have."""
    decided, matched = one.decided_us, one.matched_us
    assert matched is not None
    half = SECOND // 2
    yield "long before it", decided - 30 * SECOND, decided - 20 * SECOND
    yield "just before the decision", decided - SECOND, decided - 1
    yield "at the decision", decided, decided
    yield "between decision and match", decided + half, matched - half
    yield "at the match itself", matched, matched
    yield "behind the match", matched + 1, matched + 1
    for seconds in HORIZONS:
        at_us = matched + seconds * SECOND
        yield f"at {seconds} s", at_us, at_us
        yield f"two seconds before {seconds} s", at_us - AROUND_US - half, at_us - AROUND_US
        yield f"just clear of {seconds} s", at_us + AROUND_US + 1, at_us + AROUND_US + half
    yield "in the settled line", matched + 80 * SECOND, matched + 85 * SECOND


def with_holes(cut: Sequence[Window]) -> Evening:
    material = whole().material
    course = material.courses[LINE]
    spans = [Span(begin, end, end, WHY) for begin, end in cut]
    bad = tuple(sorted([*course.bad, *spans]))
    return Evening(replace(material, courses={LINE: replace(course, bad=bad)}))


def withheld(evening: Evening) -> dict[str, set[str]]:
    """By order, the measures that are null because of a hole."""
    told = told_orders(evening, measure(evening))
    return {
        order: {name for name, why in missing.items() if why == WHY}
        for order, (_, missing) in told.items()
    }


@cache
def known() -> dict[str, tuple[dict[str, Field], dict[str, str]]]:
    """Everything that the whole evening tells of its orders."""
    return told_orders(whole(), measure(whole()))


def expected(cut: Sequence[Window]) -> dict[str, set[str]]:
    """The same by the table alone, of measures that the whole evening has."""
    found: dict[str, set[str]] = {}
    for one in filled():
        fields, _ = known()[one.order_id]
        found[one.order_id] = {
            name
            for name, looked in windows(one).items()
            if name in fields
            and fields[name].value is not None
            and any(begin <= to and from_ <= end for from_, to in looked for begin, end in cut)
        }
    return found


def filled() -> list[Decision]:
    return [one for one in whole().decisions if one.matched_us is not None]


def test_the_session_has_orders_of_both_ways() -> None:
    assert len(filled()) > 15
    assert {one.enters for one in filled()} == {True, False}


def test_the_table_has_every_measure_of_prices() -> None:
    """A measure that is new must say here what it looks at."""
    fields = {name for told, _ in known().values() for name in told}
    elsewhere = {"fee", "opportunity", "typical_cost", "net_eog", "net_settle", "clv"}
    assert fields - elsewhere == {
        name for one in filled() for name in windows(one) if name in fields
    }


@pytest.mark.parametrize("turn", range(4))
def test_holes_withhold_exactly_what_looked_at_them(turn: int) -> None:
    """Every order has its hole, at another kind of place each; turns change who has which."""
    cut, met = [], set()
    for number, one in enumerate(filled()):
        places = list(holes(one))
        place, begin, end = places[(number * 3 + turn * 7) % len(places)]
        cut.append((begin, min(end, end_us())))
        met.add(place)
    found, wanted = withheld(with_holes(cut)), expected(cut)
    assert len(met) > 10
    for order, names in wanted.items():
        assert found[order] & ALL == names, (order, cut)
    assert 20 < sum(map(len, wanted.values())) < sum(len(fields) for fields, _ in known().values())


def test_every_kind_of_place_has_its_turn() -> None:
    many = len(list(holes(filled()[0])))
    turns = {(number * 3 + turn * 7) % many for turn in range(4) for number in range(len(filled()))}
    assert turns == set(range(many))


ALL = frozenset(
    {
        "shortfall", "delay", "spread_impact", "effective_spread", "realized_spread",
        "price_impact", "iclv", "expected_cost",
        *(f"{kind}_{seconds}" for kind in ("markout", "net", "after") for seconds in HORIZONS),
        *(f"{kind}_{name}" for kind in ("markout", "after") for name in ("eog", "settle")),
    }
)  # fmt: skip
