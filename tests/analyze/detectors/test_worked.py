"""Detectors against numbers worked out by hand, with YES and NO mirrored."""

from __future__ import annotations

import pytest
from analyze.detectors.test_rules import FALL, IN, Act, answer, evening, match, rest, take, told
from analyze.made import SHARE, course, ladder, material, rules

from gametape.analyze.detectors.detecting import Answer, Scored
from gametape.analyze.evening.evening import Evening
from gametape.model.book import Side


def inputs(found: Answer) -> dict[str, float]:
    assert isinstance(found, Scored), found
    return dict(found.inputs)


@pytest.mark.parametrize(("asset", "cents"), [("yes", 50.5), ("no", 50.5)])
def test_a_stake_counts_what_is_held_already(asset: str, cents: float) -> None:
    """Ask 50.5 and bid 49.5: a share of either side costs 0.505, 300 of them 151.5 dollars."""
    acts = [
        take("first", 500, Side.BUY, cents, 100, asset),
        take("in", 610, Side.BUY, cents, 200, asset),
    ]
    found = answer("oversize", evening({600.0: 50.0}, acts, bankroll=1_515 * SHARE), "in")
    assert isinstance(found, Scored)
    assert found.match == pytest.approx(0.5)  # a tenth of the bankroll: the limit itself
    assert found.inputs["stake"] == pytest.approx(151.5 * SHARE)
    assert found.inputs["implied"] == pytest.approx(0.505 + 0.1 * 0.495)


def test_a_no_share_costs_what_is_left_of_the_dollar() -> None:
    """Bid 59.5: NO costs 0.405, 200 of them 81 dollars, of 648 an eighth."""
    of = evening({600.0: 60.0}, [take("in", 610, Side.BUY, 40.5, 200, "no")], bankroll=648 * SHARE)
    assert inputs(answer("oversize", of, "in"))["share"] == pytest.approx(0.125)
    assert match("oversize", of, "in") == pytest.approx(0.75)


def test_half_a_loss_and_half_a_size_are_half_an_averaging_down() -> None:
    """Bid 47.5 against 51.5 is 4 cents down, midway of 2 and 6; 65 of 100 midway of 0.3 and 1."""
    of = evening(FALL | {620.0: 48.0}, [IN, take("more", 640, Side.BUY, 48.5, 65)])
    assert inputs(answer("avg_down", of, "more"))["unrealized"] == pytest.approx(-4.0)
    assert match("avg_down", of, "more") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("sizes", "grows"), [([130], 0), ([130, 169], 1), ([130, 168], 0), ([129, 200], 0)]
)
def test_a_martingale_is_two_adds_each_larger_by_three_tenths(sizes: list[int], grows: int) -> None:
    adds: list[Act] = [
        take(f"a{n}", 640 + 60 * n, Side.BUY, 45.5, size) for n, size in enumerate(sizes)
    ]
    found = answer("avg_down", evening(FALL, [IN, *adds]), f"a{len(adds) - 1}")
    assert inputs(found)["martingale"] == grows


@pytest.mark.parametrize(("cents", "expected"), [(51.6, 1.0), (51.65, 0.5), (51.7, 0.0)])
def test_break_even_is_counted_in_ticks_of_the_market(cents: float, expected: float) -> None:
    """Ticks of a tenth of a cent: 1, 1.5 and 2 of them above an entry at 51.5."""
    books = {float(s): ladder(50 + s // 10 % 2) for s in range(0, 600, 2)}
    acts = [IN, rest("out", 700, Side.SELL, cents, 100, 760)]
    market = course(books | {600.0: ladder(50)}, end=1_200, of=rules(tick="0.001"))
    of = Evening(material(market, [one for one, _ in acts], [one for _, one in acts]))
    assert match("anchor_entry", of, "out") == pytest.approx(expected)


def test_value_in_a_break_is_no_dearer_than_the_average() -> None:
    """Two still minutes at 49: calm is 0. Then 47 is below the average of five, 53 above it."""
    still = {float(at): 49.0 for at in range(600, 900, 20)}
    told_break = [told(100, period="Q2"), told(650, period="HT")]
    for asset, bought in (("yes", 47.0), ("no", 53.0)):
        cheap, dear = (
            evening(still | {899.0: mid}, [take("in", 900, Side.BUY, 50, asset=asset)], told_break)
            for mid in (bought, 100 - bought)
        )
        assert inputs(answer("halftime_value", cheap, "in"))["cheap"] > 0
        assert inputs(answer("halftime_value", dear, "in"))["cheap"] < 0
        assert match("halftime_value", dear, "in") == 0
