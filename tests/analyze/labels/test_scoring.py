"""Evenings that lack something are judged as far as they can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from analyze.made import LINE, course, filled, ladder, material, placed, us

from gametape.analyze.behaviour.leaving import hazard, periods
from gametape.analyze.behaviour.opportunities import met
from gametape.analyze.behaviour.rates import shocks_met
from gametape.analyze.behaviour.rows import Met
from gametape.analyze.detectors.detecting import Scored, Withheld
from gametape.analyze.evening.evening import Evening
from gametape.analyze.judging.around import around_orders
from gametape.analyze.labels.labelling import baselines_of, label_rows, withheld
from gametape.analyze.labels.scoring import judge
from gametape.analyze.material.course import Trades
from gametape.model.book import Side

MARKET = course({float(s): ladder(50 + s // 10 % 2) for s in range(0, 900, 2)})
ORDERS = [placed("in", 600, Side.BUY, 52, 100), placed("out", 700, Side.SELL, 49, 100)]
FILLS = [filled("in", 600.1, Side.BUY, "51.5", 100), filled("out", 700, Side.SELL, "49.5", 100)]


def test_nobody_traded() -> None:
    one = Evening(material(MARKET))
    assert judge(one) == []
    assert baselines_of([]) == {}
    assert label_rows([], {}, {}) == {}
    assert shocks_met(one) == Met()
    assert met(one, np.random.default_rng(1))[0] == []
    assert hazard([periods(one)]).missing == "60 more exits and 12 more sessions"


def test_a_market_whose_book_was_not_recorded() -> None:
    told = material(MARKET, ORDERS, FILLS)
    one = Evening(replace(told, courses={}))
    found = judge(one)
    asked = {each.detector.name for each in found if isinstance(each.answer, Scored)}
    assert asked == {"revenge", "burst"}
    assert withheld(found)["panic_sell"] == "its book was not recorded"
    assert all(not each.twins for each in found)
    assert around_orders(one)["in"][1]["spread"] == "its book was not recorded"
    assert hazard([periods(one)]).n == 0


def test_a_book_of_which_nothing_came() -> None:
    none = np.zeros(0, np.int64)
    cells = np.zeros(0, np.int32)
    empty = replace(
        MARKET, times=none, bid=cells, ask=cells,
        trades=Trades(none, cells, none, np.zeros(0, np.int8)),
    )  # fmt: skip
    told = material(MARKET, fills=FILLS)
    one = Evening(replace(told, courses={LINE: empty}))
    reasons = {each.answer.why for each in judge(one) if isinstance(each.answer, Withheld)}
    assert "its book was not recorded" in reasons


def test_fills_without_orders_are_decided_before_their_match() -> None:
    one = Evening(material(MARKET, fills=FILLS))
    first, second = one.asked[0]
    assert first.decided_how == "match less delay"
    assert first.decided_us < us(600.1)
    assert (second.kind, second.before) == ("exit", first.ordered)
    assert second.opened_us == us(600.1)
    assert {each.detector.name for each in judge(one)} >= {"panic_sell", "fomo_buy"}
