"""Packed moments: asked all at once they answer as one by one, and a stretch counts once."""

from __future__ import annotations

import msgspec
from analyze.patterns.test_deciding import pattern
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.patterns.chances import APART_US, Chance, Chances
from gametape.analyze.patterns.deciding import decide
from gametape.analyze.patterns.pattern import Condition

Fields = dict[str, float | bool | str | None]

NUMBERS = st.floats(0, 60, width=32)
SEEN = st.fixed_dictionaries(
    {
        "price": st.none() | NUMBERS,
        "phase": st.none() | st.sampled_from(["Q3", "Q4", "ht"]),
        "pause": st.none() | st.booleans(),
    }
)
CONDITIONS = st.lists(
    st.builds(Condition, st.just("price"), st.sampled_from(["least", "most"]), NUMBERS)
    | st.builds(Condition, st.just("phase"), st.just("is"), st.sampled_from(["q4", "HT"]))
    | st.just(Condition("phase", "one_of", ("HT", "q3")))
    | st.builds(Condition, st.just("pause"), st.just("is"), st.booleans())
    | st.just(Condition("sport", "is", "tennis")),
    min_size=1,
    max_size=3,
).map(tuple)

FAR = 10 * APART_US
CHEAP = (Condition("price", "most", 20.0),)


def moment(at_us: int, price: float | None, side: int = 0, *, drawn: bool = True) -> Chance:
    fields = {} if price is None else {"price": price}
    return Chance(at_us, side, True, drawn, at_us, fields)


@given(st.lists(SEEN, max_size=6), CONDITIONS)
def test_many_at_once_are_answered_as_one_by_one(
    seen: list[Fields], asked: tuple[Condition, ...]
) -> None:
    packed = Chances.of(Chance(at * FAR, 0, True, True, at, one) for at, one in enumerate(seen))
    whole = pattern(when=asked)
    expected = [at for at, one in enumerate(seen) if decide(whole, one)[0] is True]
    assert packed.met(asked, buys=True).tolist() == expected
    assert packed.met(asked, buys=False).tolist() == []
    assert msgspec.json.decode(msgspec.json.encode(packed), type=Chances) == packed


def test_a_stretch_counts_once_and_begins_again_after_a_break() -> None:
    minute = 60_000_000
    prices = [30.0, 20.0, 10.0, None, None, 15.0, 12.0]
    rows = [moment(at * minute, price) for at, price in enumerate(prices)]
    packed = Chances.of(reversed(rows))
    assert packed.times[packed.met(CHEAP, buys=True)].tolist() == [1 * minute, 5 * minute]
    other = [moment(2 * minute, 10.0, side=1), moment(2 * minute + APART_US, 10.0, side=1)]
    both = Chances.of([*rows, *other])
    found = both.met(CHEAP, buys=True)
    assert both.values[found].tolist() == [1 * minute, 5 * minute, 2 * minute]


def test_no_stretch_begins_where_one_could_not_have_acted_before() -> None:
    minute = 60_000_000
    taken = [moment(0, 10.0), moment(9 * minute, 10.0)._replace(resumed=True)]
    later = [moment(10 * minute, 10.0), moment(20 * minute, 10.0)]
    packed = Chances.of([*taken, *later])
    assert packed.times[packed.met(CHEAP, buys=True)].tolist() == [0, 20 * minute]


def test_the_usual_is_what_was_drawn_by_the_clock() -> None:
    packed = Chances.of([moment(1, 5.0), moment(2, 5.0, drawn=False), moment(3, 5.0)])
    assert packed.values[packed.usual(buys=True)].tolist() == [1, 3]
    assert packed.usual(buys=False).tolist() == []
    assert len(Chances()) == 0
    assert Chances().met(CHEAP, buys=True).tolist() == []
