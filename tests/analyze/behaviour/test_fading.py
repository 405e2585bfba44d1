"""The fixed rule beside signals: priced by hand, and blind to what comes after it has left."""

from __future__ import annotations

from fractions import Fraction

import pytest
from analyze.made import LINE, course, ladder, material, us
from analyze.moving import moving
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.behaviour.fading import RULES, STAKE, Faded, How, fades, in_turn
from gametape.analyze.context.surroundings import Context
from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.phases import Clock
from gametape.analyze.pricing.lines import Traded
from gametape.model.times import SECOND

BUY, SELL = RULES["panic_sell"], RULES["fomo_buy"]
LATE = 0.3


def market(after: dict[float, float], spread: float = 1.0, size: float = 1_000.0) -> Evening:
    """Forty-four cents from 600 s on, then mids by the second; recorded until 900 s."""
    told = {0.0: ladder(50), 600.0: ladder(44, spread, size)}
    told |= {at: ladder(mid, size=size) for at, mid in after.items()}
    return Evening(material(course(told, end=900)))


def faded(evening: Evening, at: float = 600, rule: object = BUY) -> Faded:
    context = evening.context(LINE)
    assert context is not None
    traded = Traded(context.course, evening.material)
    (found,) = fades(context, traded, RULES["panic_sell" if rule is BUY else "fomo_buy"], [us(at)])
    return found


def trip(entry: str, out: str, *, buys: bool = True) -> int:
    """Micro-dollars of a stake in at one price and out at another, in cents, fees at 5 % paid."""
    first, last = Fraction(entry) / 100, Fraction(out) / 100
    size = STAKE * 10_000 // int((first if buys else 1 - first) * 10_000)

    def fee(price: Fraction) -> int:
        return int(Fraction(size, 10**6) * Fraction("0.05") * price * (1 - price) * 10**5) * 10

    gross = round(size * (last - first)) * (1 if buys else -1)
    return gross - fee(first) - fee(last)


@pytest.mark.parametrize(
    ("after", "how", "left_s", "out"),
    [
        ({620: 46, 640: 49, 641: 60}, "target", 640, "48.5"),  # 8 % of 44.5 above it: from 48.06
        ({620: 42, 640: 43, 650: 60}, "stop", 620, "41.5"),  # two ticks are more than 3 %
        ({620: 45, 640: 46, 721: 60}, "time", 720.3, "45.5"),
    ],
)
def test_it_leaves_at_what_comes_first(
    after: dict[float, float], how: How, left_s: float, out: str
) -> None:
    told = faded(market(after))
    assert (told.how, told.why) == (how, "")
    assert told.from_us == us(600 + LATE)
    assert told.to_us == us(left_s + LATE)
    assert told.net == trip("44.5", out)


def test_a_rush_is_sold() -> None:
    told = faded(market({610: 47, 620: 39}), rule=SELL)
    assert told.how == "stop"  # 4 % of 43.5 are less than two ticks: 46.5 or worse
    assert told.net == trip("43.5", "47.5", buys=False)
    assert faded(market({620: 39}), rule=SELL).net == trip("43.5", "39.5", buys=False)


def test_where_it_does_not_trade_it_says_why() -> None:
    assert faded(market({}, spread=4)).why == "the spread was too wide"
    assert faded(market({}), at=850).why == "not recorded"
    assert faded(Evening(material(course({0: ladder(95)}, end=900)))).why.startswith("the price")
    thin = faded(market({600.1: 60}))
    assert (thin.net, thin.why) == (None, "nothing within the limit")
    holed = course({0: ladder(44)}, end=900, bad=[(590, 595, "gap: link")])
    assert faded(Evening(material(holed))).why == "the recording had just had a hole"
    later = course({0: ladder(44)}, end=900, bad=[(650, 655, "gap: link")])
    assert faded(Evening(material(later))).why == "gap: link"


def test_it_keeps_out_of_the_end_of_the_game() -> None:
    evening = market({})
    context = evening.context(LINE)
    assert isinstance(context, Context)
    traded = Traded(context.course, evening.material)
    for left_s, why in ((181, ""), (180, "the game was nearly over")):
        clocks = [Clock(us(500), left_s * SECOND, 0.9), Clock(us(601), 0, 1.0)]
        assert fades(context, traded, BUY, [us(600)], clocks)[0].why == why


def test_one_position_at_a_time_and_a_minute_between() -> None:
    trades = [Faded(5, "", us(at), us(at + 100), "time") for at in (0, 90, 150, 161)]
    kept = in_turn([us(at) for at in (0, 90, 150, 161)], trades)
    assert [one.net for one in kept] == [5, None, None, 5]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 30), at=st.lists(st.integers(20, 250), min_size=1, max_size=4))
def test_it_knows_nothing_of_what_comes_after_it_has_left(seed: int, at: list[int]) -> None:
    evening = moving(seed)
    context = evening.context(LINE)
    assert context is not None
    whole = fades(context, Traded(context.course, evening.material), SELL, [us(s) for s in at])
    for second, told in zip(at, whole, strict=True):
        if told.net is None:
            continue
        cut = evening.until(told.to_us)
        seen = cut.context(LINE)
        assert seen is not None
        assert fades(seen, Traded(seen.course, cut.material), SELL, [us(second)]) == [told]
