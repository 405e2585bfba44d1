"""What holds for every evening: cash, legs and relabelling (analysis-methods.md 1.6, 1.7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from ledger.evening import FREE, SPORTS, market, of_one, settled

from gametape.ledger.account import account
from gametape.ledger.lots import Method
from gametape.ledger.matching import DUST
from gametape.ledger.trades import Account, LineAccount
from gametape.model.book import Side
from gametape.model.events import PositionChange
from gametape.model.grid import UNIFORM
from gametape.model.market import FeeSchedule
from gametape.model.trading import ChangeKind, Fill, FillStatus, Role

SIZES = st.integers(1, 500_000_000)
PAYS = st.sampled_from(["0", "0.5", "1", "0.3"])
FEES = st.sampled_from([FREE, SPORTS, None])
METHODS = st.sampled_from(Method)
SWAP = {"m.yes": "m.no", "m.no": "m.yes"}


@dataclass(frozen=True)
class Evening:
    """Random trades and pairs of one market, with odd sizes and prices."""

    fills: list[Fill]
    changes: list[PositionChange]


@st.composite
def evenings(draw: st.DrawFn) -> Evening:
    fills, changes = [], []
    for number in range(draw(st.integers(1, 12))):
        if draw(st.integers(0, 5)) == 0:
            changes.append(
                PositionChange(
                    seq=0,
                    recv_us=0,
                    change_id=f"c{number}",
                    kind=draw(st.sampled_from([ChangeKind.SPLIT, ChangeKind.MERGE])),
                    market="m",
                    asset="",
                    size=draw(SIZES),
                    cash=None,
                    at_us=number,
                )
            )
            continue
        fills.append(
            Fill(
                trade_id=f"t{number}",
                order_id=f"o{number % 4}",
                asset=draw(st.sampled_from(["m.yes", "m.no"])),
                market="m",
                side=draw(st.sampled_from(Side)),
                size=draw(SIZES),
                price=UNIFORM.price(draw(st.integers(1, 9_999))),
                role=draw(st.sampled_from(Role)),
                status=FillStatus.CONFIRMED,
                matched_us=number,
            )
        )
    return Evening(fills, changes)


def told(
    evening: Evening, fees: FeeSchedule | None, method: Method, pays: str | None = None
) -> Account:
    payouts = None if pays is None else (pays, str(1 - Decimal(pays)))
    rules = market(fees=fees)
    return of_one(evening.fills, *evening.changes, rules=rules, pays=payouts, method=method)


def line(one: Account) -> LineAccount:
    (only,) = one.lines
    return only


@given(evenings(), FEES, METHODS, PAYS)
def test_settled_cash_is_realized_profit(
    evening: Evening, fees: FeeSchedule | None, method: Method, pays: str
) -> None:
    end = told(evening, fees, method, pays)
    assert end.cash == end.net
    assert line(end).position.exposure == 0
    assert (line(end).held, line(end).held_opposite) == (0, 0)


@given(evenings(), FEES, METHODS)
def test_legs_and_episodes_add_up(
    evening: Evening, fees: FeeSchedule | None, method: Method
) -> None:
    one = line(told(evening, fees, method))
    for name in ("gross", "fees", "net"):
        total = sum(getattr(leg, name) for leg in one.legs)
        assert total == getattr(one, name) == sum(getattr(e, name) for e in one.episodes)
    assert all(leg.net == leg.gross - leg.fees for leg in one.legs)
    assert sorted(at for e in one.episodes for at in e.legs) == list(range(len(one.legs)))
    assert one.position.exposure == one.held - one.held_opposite
    steps = [
        fill.size * (1 if (fill.side is Side.BUY) == (fill.asset == "m.yes") else -1)
        for fill in evening.fills
    ]
    assert one.position.exposure == sum(steps)
    # Every share traded has opened a leg, closed one, or is still open.
    assert sum(abs(step) for step in steps) == 2 * sum(leg.size for leg in one.legs) + abs(
        one.position.exposure
    )


@given(evenings(), FEES, METHODS)
def test_what_is_held_and_realized_is_the_cash_in_terms_of_the_line(
    evening: Evening, fees: FeeSchedule | None, method: Method
) -> None:
    one = line(told(evening, fees, method))
    canonical = one.cash + one.held_opposite
    assert abs(canonical - (one.net - one.position.cost - one.position.fees)) <= 3  # roundings


@given(evenings(), FEES)
def test_the_method_moves_profit_in_time_only(evening: Evening, fees: FeeSchedule | None) -> None:
    ends = [told(evening, fees, method, "0.5") for method in Method]
    assert len({(end.net, end.fees, end.cash) for end in ends}) == 1


@given(evenings(), FEES, METHODS, PAYS)
def test_calling_yes_no_changes_no_dollar(
    evening: Evening, fees: FeeSchedule | None, method: Method, pays: str
) -> None:
    renamed = [msgspec.structs.replace(fill, asset=SWAP[fill.asset]) for fill in evening.fills]
    other_pays = str(1 - Decimal(pays))
    one = told(evening, fees, method, pays)
    other = told(Evening(renamed, evening.changes), fees, method, other_pays)
    assert (one.net, one.gross, one.fees, one.cash) == (
        other.net,
        other.gross,
        other.fees,
        other.cash,
    )
    for mine, theirs in zip(line(one).legs, line(other).legs, strict=True):
        assert mine.direction == -theirs.direction
        assert mine.open_price == 1 - theirs.open_price or method is Method.AVERAGE
        assert (mine.size, mine.net, mine.episode) == (theirs.size, theirs.net, theirs.episode)


@given(evenings(), FEES, METHODS)
def test_pairs_are_never_trades(evening: Evening, fees: FeeSchedule | None, method: Method) -> None:
    rules = market(fees=fees)
    if evening.fills:
        without = line(of_one(evening.fills, rules=rules, method=method))
        assert line(told(evening, fees, method)).legs == without.legs


@given(evenings(), st.randoms(use_true_random=False), FEES)
def test_order_and_repeats_of_what_is_given_change_nothing(
    evening: Evening, random: Random, fees: FeeSchedule | None
) -> None:
    shuffled = [*evening.fills, *evening.fills]
    random.shuffle(shuffled)
    changes = [*evening.changes, *evening.changes]
    again = of_one(shuffled, *changes, rules=market(fees=fees))
    assert again == told(evening, fees, Method.FIFO)


@given(evenings(), FEES, METHODS, st.integers(0, 12))
def test_what_comes_later_changes_no_leg(
    evening: Evening, fees: FeeSchedule | None, method: Method, until: int
) -> None:
    early = [fill for fill in evening.fills if fill.matched_us < until]
    if not early:
        return
    then = line(of_one(early, rules=market(fees=fees), method=method))
    now = line(of_one(evening.fills, rules=market(fees=fees), method=method))
    assert now.legs[: len(then.legs)] == then.legs
    for before, after in zip(then.episodes, now.episodes, strict=False):
        assert (before.number, before.opened_us, before.direction) == (
            after.number,
            after.opened_us,
            after.direction,
        )


@given(evenings(), st.integers(2, 9), METHODS)
def test_twice_the_size_is_twice_the_money(evening: Evening, times: int, method: Method) -> None:
    def larger(one: Evening) -> Evening:
        return Evening(
            [msgspec.structs.replace(f, size=f.size * times * 10_000) for f in one.fills],
            [msgspec.structs.replace(c, size=c.size * times * 10_000) for c in one.changes],
        )

    def whole(one: Evening) -> Evening:
        return Evening(
            [msgspec.structs.replace(f, size=f.size * 10_000) for f in one.fills],
            [msgspec.structs.replace(c, size=c.size * 10_000) for c in one.changes],
        )

    small, large = told(whole(evening), FREE, method, "1"), told(larger(evening), FREE, method, "1")
    assert large.net == times * small.net


@given(evenings(), METHODS)
def test_episodes_follow_each_other_from_flat_to_flat(evening: Evening, method: Method) -> None:
    one = line(told(evening, FREE, method))
    for before, after in zip(one.episodes, one.episodes[1:], strict=False):
        assert before.closed_us is not None
        assert before.closed_us <= after.opened_us
    for episode in one.episodes:
        assert episode.opened + DUST >= episode.peak > 0
        if episode.closed_us is not None:
            assert abs(episode.opened - episode.closed) <= 2 * DUST


@given(st.lists(st.tuples(evenings(), PAYS), min_size=1, max_size=3), METHODS)
def test_markets_add_up(parts: list[tuple[Evening, str]], method: Method) -> None:
    fills, changes, ends = [], [], {}
    alone = 0
    for number, (evening, pays) in enumerate(parts):
        name = f"m{number}"
        for fill in evening.fills:
            asset = fill.asset.replace("m.", f"{name}.")
            key = f"{name}{fill.trade_id}"
            fills.append(msgspec.structs.replace(fill, market=name, asset=asset, trade_id=key))
        for one in evening.changes:
            key = f"{name}{one.change_id}"
            changes.append(msgspec.structs.replace(one, market=name, change_id=key))
        ends[name] = settled(pays, str(1 - Decimal(pays)))
        alone += told(evening, SPORTS, method, pays).net
    rules = {name: market(name, fees=SPORTS) for name in ends}
    assert account(fills, rules, changes, ends, method).net == alone


@st.composite
def conversions(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, int, int]], int, set[str]]:
    """Markets of an event, no shares bought in them, and a conversion of some of those."""
    names = [f"c{number}" for number in range(draw(st.integers(2, 5)))]
    bought = [
        (name, draw(SIZES), draw(st.integers(1, 9_999)))
        for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=6))
    ]
    held = {name: sum(size for other, size, _ in bought if other == name) for name, _, _ in bought}
    burned = draw(st.sets(st.sampled_from(sorted(held)), min_size=1))
    return names, bought, draw(st.integers(1, min(held[name] for name in burned))), burned


@given(conversions(), METHODS, st.data())
def test_a_conversion_is_what_it_is_on_chain(
    drawn: tuple[list[str], list[tuple[str, int, int]], int, set[str]],
    method: Method,
    data: st.DataObject,
) -> None:
    names, bought, size, burned = drawn
    rules = {name: market(name, event="cup") for name in names}
    fills = [
        Fill(
            trade_id=f"t{at}", order_id="o", asset=f"{name}.no", market=name, side=Side.BUY,
            size=amount, price=UNIFORM.price(cell), role=Role.TAKER,
            status=FillStatus.CONFIRMED, matched_us=at,
        )
        for at, (name, amount, cell) in enumerate(bought)
    ]  # fmt: skip
    rows = [
        PositionChange(
            seq=0, recv_us=0, change_id=f"k{name}", kind=ChangeKind.CONVERSION, market=name,
            asset="", size=size, cash=None, at_us=100, transaction="0x1",
        )
        for name in sorted(burned)
    ]  # fmt: skip
    winner = data.draw(st.sampled_from(names))
    ends = {name: settled(*(("1", "0") if name == winner else ("0", "1"))) for name in names}
    prices = {
        (rows[0].change_id, f"{name}.yes"): UNIFORM.price(data.draw(st.integers(1, 9_999)))
        for name in names
    }
    raw = Decimal((len(burned) - 1) * size)
    for _, amount, cell in bought:
        raw -= amount * UNIFORM.price(cell)
    for name in names:
        no = sum(amount for other, amount, _ in bought if other == name)
        yes = 0 if name in burned else size
        no -= size if name in burned else 0
        raw += yes if name == winner else no
    told = account(fills, rules, rows, ends, method, prices=prices)
    assert told.problems == ()
    assert told.cash == told.net
    assert abs(told.net - raw) <= len(names)
