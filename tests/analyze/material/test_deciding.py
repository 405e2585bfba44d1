"""What orders meant for the position, and when they were decided."""

from __future__ import annotations

from fractions import Fraction

from analyze.made import SHARE, course, filled, ladder, material, placed, rules, us
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.decision import Decision
from gametape.analyze.material.material import ToldFill, ToldOrder
from gametape.ledger.trades import Episode
from gametape.model.book import Side
from gametape.model.market import MarketRules
from gametape.model.trading import FillStatus, Role


def decided(
    orders: list[ToldOrder], fills: list[ToldFill], of: MarketRules | None = None
) -> dict[str, Decision]:
    quiet = course({0: ladder(40)}, end=600, of=of)
    return {one.order_id: one for one in Evening(material(quiet, orders, fills)).decisions}


def test_an_episode_from_entry_to_exit_and_beyond() -> None:
    found = decided(
        [],
        [
            filled("o1", 10, Side.BUY, "40", 100),
            filled("o2", 20, Side.BUY, "50", 50),
            filled("o3", 30, Side.BUY, "45", 120, asset="no"),
            filled("o4", 40, Side.SELL, "60", 30),
            filled("o5", 50, Side.BUY, "38", 40, asset="no"),
            filled("o6", 60, Side.BUY, "58", 90),
        ],
    )
    kinds = [found[f"o{n}"].kind for n in range(1, 7)]
    assert kinds == ["entry", "add", "reduce", "exit", "entry", "flip"]
    assert found["o3"].direction == -1
    assert found["o3"].price == Fraction(55, 100)
    assert found["o3"].before == 150 * SHARE
    assert found["o3"].average_before == Fraction(100 * 40 + 50 * 50, 150 * 100)
    assert found["o6"].opened_us == us(50)
    assert found["o6"].after == 50 * SHARE


def test_a_decision_is_older_than_its_match() -> None:
    slow = rules(delay_s=3)
    told = decided([], [filled("o1", 10, Side.BUY, "40.5", 10)], slow)["o1"]
    assert told.decided_us == us(10 - 3 - 0.3)
    assert told.decided_how == "match less delay"
    maker = decided([], [filled("o1", 10, Side.BUY, "40.5", 10, role=Role.MAKER)], slow)["o1"]
    assert maker.decided_us == us(10 - 0.3)


def test_a_placement_tells_when_it_was_decided_and_whether_it_could_match() -> None:
    orders = [placed("o1", 8, Side.BUY, 41, 10), placed("o2", 9, Side.BUY, 39, 10)]
    fills = [
        filled("o1", 11, Side.BUY, "40.5", 10),
        filled("o2", 90, Side.BUY, "39", 10, role=Role.MAKER),
    ]
    found = decided(orders, fills)
    assert (found["o1"].decided_us, found["o1"].decided_how) == (us(8), "placement")
    assert found["o1"].taking
    assert not found["o1"].planned
    assert not found["o2"].taking
    assert found["o2"].planned
    assert found["o2"].rested_us == us(81)


def test_a_placement_told_after_the_match_does_not_tell_the_time() -> None:
    found = decided([placed("o1", 11, Side.BUY, 41, 10)], [filled("o1", 10, Side.BUY, "40", 10)])
    assert found["o1"].decided_how == "match less delay"


def test_an_order_without_a_fill_is_a_decision_too() -> None:
    fills = [filled("o1", 10, Side.BUY, "40", 10)]
    found = decided([placed("o2", 20, Side.SELL, 60, 10)], fills)["o2"]
    assert (found.kind, found.filled, found.price) == ("exit", 0, None)


def test_a_fill_that_failed_moved_nothing() -> None:
    failed = filled("o1", 10, Side.BUY, "40", 10, status=FillStatus.FAILED)
    found = decided([], [failed, filled("o2", 20, Side.BUY, "40", 10)])
    assert found["o1"].failed
    assert found["o2"].kind == "entry"


FILLS = st.lists(
    st.tuples(
        st.sampled_from([Side.BUY, Side.SELL]), st.sampled_from(["yes", "no"]), st.integers(1, 50)
    ),
    max_size=12,
)


@given(FILLS)
def test_decisions_and_ledger_tell_one_story(told: list[tuple[Side, str, int]]) -> None:
    fills = [
        filled(f"o{number}", 10.0 * number, side, "40", shares, asset=asset)
        for number, (side, asset, shares) in enumerate(told, 1)
    ]
    evening = Evening(material(course({0: ladder(40)}, end=900), [], fills))
    exposure = 0
    for one in evening.decisions:
        assert one.before == exposure
        exposure = one.after
    lines = evening.account.lines
    assert exposure == (lines[0].position.exposure if lines else 0)
    begun = [one.order_id for one in evening.decisions if one.kind in ("entry", "flip")]
    assert begun == [episode_order(episode) for _, episode in evening.episodes]


def episode_order(episode: Episode) -> str:
    """The order that began it."""
    return episode.orders[0]
