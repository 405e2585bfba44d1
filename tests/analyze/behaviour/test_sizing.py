"""Kelly's figures of the spec, and stakes of a known bankroll."""

from __future__ import annotations

import pytest
from analyze.made import course, filled, ladder, material

from gametape.analyze.behaviour.sizing import kelly, sizing, stakes
from gametape.analyze.evening.evening import Evening
from gametape.model.book import Side


def test_golden_values() -> None:
    told = kelly(0.5125, 0.10, 0.55)
    assert told.implied == pytest.approx(0.56125)
    assert told.kelly == pytest.approx(0.0769, abs=1e-4)
    assert kelly(0.5, 0.2).kelly == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        kelly(1.0, 0.1)


def test_a_stake_is_cost_with_fees_over_the_bankroll() -> None:
    market = course({float(s): ladder(50) for s in range(100)})
    fills = [filled("o1", 50, Side.BUY, "50", 100, asset="no")]
    evening = Evening(material(market, fills=fills, bankroll=500 * 10**6))
    (one,) = stakes(evening)
    assert one.cost == pytest.approx(0.5 + 0.05 * 0.25)
    assert one.fraction == pytest.approx(51.25 / 500)
    told = sizing([stakes(evening)], 0.10)
    assert told.fields["over_limit"].value == 1
    assert "more" in told.missing
    assert not stakes(Evening(material(market, fills=fills)))
