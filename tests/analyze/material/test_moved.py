"""A conversion moves exposures without an order: decisions and standings know, pairs do not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import msgspec
from analyze.made import LINE, SHARE, course, filled, ladder, material, rules, us

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.material import Material
from gametape.analyze.material.moved import conversion_prices, moves_of
from gametape.ledger.steps import Line
from gametape.model.book import Side
from gametape.model.events import PositionChange
from gametape.model.market import MarketRules, Outcome
from gametape.model.trading import ChangeKind

OTHER = Line("draw", "draw.yes", "draw.no")
STILL = course({float(s): ladder(60) for s in range(0, 400, 5)}, end=400)


def moved(kind: ChangeKind, second: float, shares: int, market: str = "game") -> PositionChange:
    return PositionChange(
        seq=1, recv_us=us(390), change_id=f"{kind}@{second}", kind=kind, market=market, asset="",
        size=shares * SHARE, cash=None, at_us=us(second), transaction="0x1",
    )  # fmt: skip


def of_one_event(of: MarketRules, **fields: object) -> MarketRules:
    return msgspec.structs.replace(of, neg_risk=True, event_slug="owls-foxes", **fields)


def evening(*changes: PositionChange) -> Evening:
    """No shares bought at 10 s, something moved, the first outcome bought at 60 s."""
    fills = [
        filled("o1", 10, Side.BUY, "40", 100, asset="no"),
        filled("o2", 60, Side.BUY, "60", 30),
    ]
    draw = Outcome("draw.yes", "Yes"), Outcome("draw.no", "No")
    told: Material = replace(
        material(STILL, fills=fills),
        rules={
            "game": of_one_event(rules()),
            "draw": of_one_event(rules(), market="draw", outcomes=draw),
        },
        changes=changes,
    )
    return Evening(told)


def test_a_conversion_closes_the_no_and_opens_the_others() -> None:
    made = evening(moved(ChangeKind.CONVERSION, 40, 100))
    assert [(line.market, one.change) for line, one in moves_of(made.material)] == [
        ("game", 100 * SHARE),
        ("draw", 100 * SHARE),
    ]
    standing = made.standings
    assert standing.at(LINE, us(39)).exposure == -100 * SHARE
    assert standing.at(LINE, us(41)).exposure == 0
    assert standing.at(OTHER, us(41)).exposure == 100 * SHARE
    first, second = made.decisions
    assert (first.kind, second.kind, second.before) == ("entry", "entry", 0)
    (closing,) = standing.closed_by(us(50))
    assert closing.order_id == "conversion"
    assert {line.market: line.position.exposure for line in made.account.lines} == {
        "game": 30 * SHARE,
        "draw": 100 * SHARE,
    }


def test_a_recording_that_ended_before_knows_nothing_of_it() -> None:
    before = evening(moved(ChangeKind.CONVERSION, 40, 100)).until(us(39))
    assert before.standings.at(OTHER, us(39)).exposure == 0
    assert moves_of(before.material) == []


def test_prices_are_the_mids_where_there_is_a_book() -> None:
    told = evening(moved(ChangeKind.CONVERSION, 40, 100)).material
    assert conversion_prices(told) == {("CONVERSION@40", "yes"): Decimal("0.600")}
    # One of two is not known: every line of the event gets an equal part.
    assert {one.price for _, one in moves_of(told)} == {Fraction(1, 2)}


def test_pairs_are_no_exposure() -> None:
    plain = evening()
    pairs = evening(moved(ChangeKind.SPLIT, 5, 50), moved(ChangeKind.MERGE, 50, 20))
    assert moves_of(pairs.material) == []
    assert pairs.decisions == plain.decisions
    assert pairs.account.net == plain.account.net
    assert pairs.account.lines[0].held - plain.account.lines[0].held == 30 * SHARE
