"""The book around each order, and what the recording does not know of it."""

from __future__ import annotations

import pytest
from analyze.made import SHARE, course, filled, ladder, material, placed, us
from analyze.moving import moving, relabelled

from gametape.analyze.evening.evening import Evening
from gametape.analyze.judging.around import UNITS, around_orders
from gametape.analyze.material.course import Span
from gametape.model.book import Side


def evening(bad: tuple[Span, ...] = ()) -> Evening:
    market = course({float(s): ladder(50 + s // 10 % 2, size=900) for s in range(0, 900, 2)})
    object.__setattr__(market, "bad", bad)
    orders = [
        placed("early", 20, Side.BUY, 50, 10),
        placed("in", 600, Side.BUY, 52, 100),
        placed("out", 700, Side.SELL, 49, 100),
    ]
    fills = [filled("in", 600.1, Side.BUY, "51.5", 100), filled("out", 700, Side.SELL, "49.5", 100)]
    return Evening(material(market, orders, fills))


def test_the_book_is_told_of_each_order_and_support_of_exits() -> None:
    told = around_orders(evening())
    fields, withheld = told["out"]
    assert set(fields) <= set(UNITS)
    assert not withheld
    assert fields["spread"].value == 1.0
    assert fields["depth_bid_3"].value == 4 * 900 * SHARE
    assert fields["imbalance_3"].value == pytest.approx(0, abs=0.01)
    assert fields["support"].value == "yes"
    assert fields["support_least"].value == 4 * 900 * SHARE
    assert fields["support_needed"].value == 4 * 900 * SHARE  # what is usual there, or 1,500
    assert "support" not in told["in"][0]


def test_what_is_not_known_yet_is_withheld() -> None:
    fields, withheld = around_orders(evening())["early"]
    assert fields["sigma_30"].value is None
    assert withheld["sigma_30"]
    assert fields["spread"].value == 1.0


def test_near_a_hole_everything_is_withheld() -> None:
    told = around_orders(evening((Span(us(590), us(610), us(610), "gap: link"),)))
    fields, withheld = told["in"]
    assert all(one.value is None for one in fields.values())
    assert set(withheld.values()) == {"gap: link"}
    assert told["out"][0]["spread"].value == 1.0


@pytest.mark.parametrize("seed", range(6))
def test_the_book_is_that_of_the_outcome_which_the_order_is_about(seed: int) -> None:
    told, turned = (around_orders(one) for one in (moving(seed), relabelled(moving(seed))))
    assert told.keys() == turned.keys()
    for order, (fields, withheld) in told.items():
        others, why = turned[order]
        assert withheld == why
        assert {name: one.value for name, one in fields.items()} == {
            name: one.value
            if isinstance(one.value, str | None)
            else pytest.approx(one.value, abs=1)
            if one.unit in ("usd", "shares")
            else pytest.approx(one.value, abs=2e-4)
            for name, one in others.items()
        }
