"""Whether a pattern fits: every condition is traced, and what is not known is no answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.patterns.deciding import Fit, decide, fit_of
from gametape.analyze.patterns.pattern import Condition, Meaning, Pattern


def pattern(meaning: Meaning = "setup", **more: Any) -> Pattern:
    parts = {"when": (Condition("price", "least", 10.0), Condition("price", "most", 40.0))} | more
    return Pattern(
        name="p", version=2, title="P", question="?", meaning=meaning, side="buy", **parts
    )


def fit(of: Pattern, **fields: float | bool | str | None) -> Fit:
    found = fit_of(of, fields, enters=True, leaves=False)
    assert found is not None
    return found


def test_every_condition_is_in_the_trace_with_what_was_seen() -> None:
    told = fit(pattern(unless=(Condition("sport", "is", "Tennis"),)), price=45.0, sport="soccer")
    assert told.fits is False
    assert [(one.part, one.seen, one.held) for one in told.trace] == [
        ("when", 45.0, True),
        ("when", 45.0, False),
        ("unless", "soccer", False),
    ]
    assert told.version == 2


@pytest.mark.parametrize(
    ("price", "sport", "fits"),
    [
        (20.0, "soccer", True),
        (20.0, "TENNIS", False),
        (None, "soccer", None),
        (None, "tennis", False),
        (20.0, None, None),
        (45.0, None, False),
    ],
)
def test_what_is_not_known_decides_nothing(
    price: float | None, sport: str | None, fits: bool | None
) -> None:
    asked = pattern(unless=(Condition("sport", "is", "tennis"),))
    assert fit(asked, price=price, sport=sport).fits is fits


def test_a_rule_is_kept_or_broken_only_where_its_occasion_arises() -> None:
    asked = pattern("rule", keep=(Condition("since_move", "least", 30.0),))
    assert fit(asked, price=20.0, since_move=31.0).kept is True
    assert fit(asked, price=20.0, since_move=29.0).kept is False
    assert fit(asked, price=20.0).kept is None
    other = fit(asked, price=60.0, since_move=29.0)
    assert (other.fits, other.kept) == (False, None)
    assert not [one for one in other.trace if one.part == "keep"]


def test_doing_what_is_to_be_avoided_breaks_it() -> None:
    assert fit(pattern("avoid"), price=20.0).kept is False
    assert fit(pattern("avoid"), price=50.0).kept is True
    assert fit(pattern("avoid")).kept is None


def test_decisions_of_the_other_side_are_not_asked() -> None:
    assert fit_of(pattern(), {"price": 20.0}, enters=False, leaves=True) is None


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_range_holds_exactly_between_its_ends(low: float, high: float, price: float) -> None:
    ends = (Condition("price", "least", low), Condition("price", "most", high))
    assert fit(pattern(when=ends), price=price).fits is (low <= price <= high)


SEEN = st.fixed_dictionaries(
    {
        "price": st.none() | st.floats(0, 60),
        "sport": st.none() | st.sampled_from(["tennis", "soccer"]),
        "halftime": st.none() | st.booleans(),
        "since_move": st.none() | st.floats(0, 60),
    }
)


@given(SEEN, st.sampled_from(["setup", "rule", "avoid"]), st.booleans(), st.booleans())
def test_what_is_decided_without_a_trace_is_what_the_trace_says(
    fields: dict[str, float | bool | str | None], meaning: Meaning, one: bool, two: bool
) -> None:
    unless = (Condition("sport", "is", "tennis"),) * one + (
        Condition("halftime", "is", True),
    ) * two
    keep = (Condition("since_move", "least", 30.0),) if meaning == "rule" else ()
    asked = pattern(meaning, unless=unless, keep=keep)
    told = fit(asked, **fields)
    assert decide(asked, fields) == (told.fits, told.kept)
