"""Whole evenings: every action possible, equal for equal arguments, true to the game."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import islice

import pytest
from simulate.performer import Performer

from gametape.errors import UsageError
from gametape.model.amounts import MICRO
from gametape.model.book import Side
from gametape.model.times import SECOND
from gametape.simulate.evening import SPORTS, Evening, make_evening
from gametape.simulate.script import (
    Action,
    ChangeTick,
    GameUpdate,
    ListMarket,
    PlaceOrder,
    PrintTrade,
    Script,
    SetLevels,
    WipeBook,
)
from gametape.simulate.terms import VenueTerms

Played = tuple[Evening, Performer]


@pytest.fixture(scope="module", params=SPORTS)
def played(request: pytest.FixtureRequest) -> Played:
    """A whole evening, performed; the performer asserts that every action is possible."""
    evening = make_evening(request.param, 1, rate=0.1)
    return evening, Performer(evening).run()


def test_every_market_resolves_by_the_game(played: Played) -> None:
    evening, performer = played
    assert len(performer.resolved) == len(evening.game.lines)
    for line, rules in enumerate(evening.markets):
        pays = (Decimal(1), Decimal(0)) if evening.game.pays(line) else (Decimal(0), Decimal(1))
        assert performer.resolved[rules.market].payouts == pays


def test_the_feed_tells_the_game_from_start_to_end(played: Played) -> None:
    evening, performer = played
    final = evening.game.moments[-1].feed
    assert final is not None
    assert performer.feed[-1].ended
    assert performer.feed[-1].score == final.score
    assert not any(update.ended for update in performer.feed[:-1])
    assert performer.feed[0].live
    assert performer.feed[0].at_us >= evening.timing.script_us(evening.game.start_us)


def test_the_trader_trades_both_outcomes_and_ends_flat(played: Played) -> None:
    _, performer = played
    held: Counter[tuple[str, int]] = Counter()
    for order in performer.orders.values():
        filled = order.placed.size - order.left
        sign = 1 if order.placed.side is Side.BUY else -1
        held[order.placed.market, order.placed.outcome] += sign * filled
    assert {outcome for _, outcome in held} == {0, 1}
    # Less than the least order cannot be sold any more and is paid out at the end.
    assert all(0 <= shares < 5 * MICRO for shares in held.values())
    assert any(fill.maker for fill in performer.fills)
    assert any(not fill.maker for fill in performer.fills)


def test_the_wipe_takes_the_forgotten_order(played: Played) -> None:
    evening, performer = played
    forgotten = [o for o in performer.orders.values() if o.placed.label == "forgotten"]
    assert len(forgotten) == 1
    assert not forgotten[0].alive
    assert forgotten[0].left == forgotten[0].placed.size
    assert performer.counts["WipeBook"] == len(evening.markets)
    assert performer.counts["CancelOrder"] == sum(
        not order.alive and order.left > 0 and order.placed.order_type == "GTC"
        for order in performer.orders.values()
    ) - len(forgotten)


@pytest.mark.parametrize("seed", range(3, 7))
def test_a_basketball_evening_has_ten_fills_and_every_behaviour(seed: int) -> None:
    evening = make_evening(seed=seed, rate=0.05, markets=["moneyline"])
    performer = Performer(evening).run()
    assert len(performer.fills) >= 10
    labels = {order.placed.label for order in performer.orders.values()}
    assert {"", "patient", "scale_out", "panic", "fomo", "forgotten"} <= labels
    for order in performer.orders.values():
        if order.placed.label == "panic":
            assert (order.placed.side, order.placed.order_type) == (Side.SELL, "FAK")
        elif order.placed.label in ("fomo", "revenge"):
            assert (order.placed.side, order.placed.order_type) == (Side.BUY, "FAK")
        elif order.placed.label:
            assert order.placed.order_type == "GTC"


def test_most_basketball_evenings_see_revenge_after_a_loss() -> None:
    evenings = [make_evening(seed=seed, rate=0.01, markets=["moneyline"]) for seed in range(6)]
    labels = [
        {action.label for action in evening.actions() if isinstance(action, PlaceOrder)}
        for evening in evenings
    ]
    assert sum("revenge" in seen for seen in labels) >= 4


def test_equal_arguments_make_equal_evenings() -> None:
    def made(seed: int) -> Evening:
        return make_evening("tennis", seed, rate=0.05, markets=["moneyline", "second-set"])

    evening: Script = made(4)
    actions = list(evening.actions())
    assert actions == list(evening.actions())
    assert actions == list(made(4).actions())
    assert evening.opening == made(4).opening
    assert actions != list(made(5).actions())


def test_a_market_less_leaves_the_others_as_they_were() -> None:
    both = make_evening(seed=6, rate=0.05, markets=["moneyline", "total"], trader=None)
    alone = make_evening(seed=6, rate=0.05, markets=["total"], trader=None)
    (market,) = [rules.market for rules in alone.markets]

    def of_the_market(evening: Evening) -> list[Action]:
        return [
            action
            for action in evening.actions()
            if isinstance(action, SetLevels | PrintTrade) and action.market == market
        ]

    assert of_the_market(both) == of_the_market(alone)


def test_a_reaction_changes_the_crowd_and_not_the_game() -> None:
    calm = make_evening(rate=0.02, markets=["moneyline"])
    wild = make_evening(rate=0.02, markets=["moneyline"], reaction="overreacting")
    assert calm.game == wild.game
    assert calm.story == wild.story

    def told(evening: Evening, kind: type[Action]) -> list[Action]:
        return [action for action in evening.actions() if isinstance(action, kind)]

    assert told(calm, GameUpdate) == told(wild, GameUpdate)
    assert told(calm, PrintTrade) != told(wild, PrintTrade)


def test_the_mix_and_the_ladders_are_near_the_real_ones() -> None:
    evening = make_evening(seed=3, trader=None)
    performer = Performer(evening)
    for action in islice(evening.actions(), 60_000):
        performer.advance(action)
    changes, prints = performer.counts["SetLevels"], performer.counts["PrintTrade"]
    frames = changes + 2 * performer.top_changes + 3 * prints
    assert 0.85 < changes / frames < 0.93
    assert 0.015 < prints / frames < 0.03
    assert 0.01 < 2 * performer.top_changes / frames < 0.08
    main = performer.markets[evening.markets[0].market].others
    # At a price of 20 cents the grid has 20 levels below and 80 above.
    assert 40 <= len(list(main.bids())) + len(list(main.asks())) <= 120
    thin_bids, thin_asks = evening.opening[evening.markets[0].market]
    assert len(thin_bids) + len(thin_asks) <= 30


def test_tick_wipe_and_listing_come_when_they_should() -> None:
    evening = make_evening(seed=1, rate=0.02, trader=None)
    finer: Counter[str] = Counter()
    start_us = evening.timing.script_us(evening.game.start_us)
    for action in evening.actions():
        if isinstance(action, ChangeTick):
            finer[action.market] += 1
            assert action.new == Decimal("0.001")
        elif isinstance(action, WipeBook):
            assert abs(action.at_us - start_us) <= SECOND
        elif isinstance(action, ListMarket):
            listed = evening.game.lines[3].listed_us
            assert listed is not None
            assert abs(action.at_us - listed) <= SECOND
            assert action.rules.market not in evening.opening
            assert action.bids
            assert action.asks
    # Every line ends at 0 or 1, so every market passes 0.96 or 0.04, once.
    assert set(finer.values()) == {1}
    assert len(finer) == 4


def test_a_squeezed_evening_has_the_length_asked_for() -> None:
    evening = make_evening("tennis", duration_s=90, rate=0.3)
    assert evening.duration_us == pytest.approx(90 * SECOND, rel=0.01)
    performer = Performer(evening).run()
    assert len(performer.resolved) == 4
    assert performer.feed[-1].ended


def test_rules_are_complete_and_terms_are_data() -> None:
    terms = VenueTerms(tick=Decimal("0.001"), min_size=2 * MICRO, taker_delay_us=0)
    evening = make_evening("soccer", seed=3, rate=0.03, terms=terms)
    for rules in evening.markets:
        assert rules.tick == Decimal("0.001")
        assert rules.min_size == 2 * MICRO
        assert rules.fees is not None
        assert (rules.fees.rate, rules.fees.rebate_rate) == (Decimal("0.05"), Decimal("0.15"))
        assert rules.event_slug == evening.event_slug
        assert rules.game_start_us == 600 * SECOND
        assert rules.game_id == str(evening.game_id)
    assert [rules.neg_risk for rules in evening.markets] == [True, True, True, False]
    assert len({rules.slug for rules in evening.markets}) == 4
    performer = Performer(evening)
    for action in islice(evening.actions(), 4_000):
        performer.advance(action)


def test_without_a_wipe_the_forgotten_order_is_cancelled_and_the_plan_goes_on() -> None:
    terms = VenueTerms(wipes_book_at_start=False)
    evening = make_evening("tennis", seed=3, rate=0.02, markets=["moneyline"], terms=terms)
    performer = Performer(evening).run()
    assert performer.counts["WipeBook"] == 0
    assert not any(order.alive for order in performer.orders.values())
    assert len(performer.fills) >= 10


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sport": "chess"}, "no sport 'chess'"),
        ({"markets": ["moneylin"]}, "no market 'moneylin'"),
        ({"markets": []}, "at least one market"),
        ({"rate": -1.0}, "must not be negative"),
        ({"duration_s": 0.0}, "above 0"),
    ],
)
def test_impossible_wishes_are_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        make_evening(**wrong)  # type: ignore[arg-type]
