"""What a market is worth at a moment: by hand, and by laws."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gametape.ledger.exposure import FEES_UNKNOWN, NO_BOOK, THIN, Exposure, Quoted, exposure
from gametape.model.amounts import micro
from gametape.model.book import Level, OrderBook, Side
from gametape.model.grid import UNIFORM
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.trading import Fill, FillStatus, Role

FREE = FeeSchedule(rate=Decimal(0))
SPORTS = FeeSchedule(rate=Decimal("0.05"))
GAME = MarketRules(
    market="m",
    question="",
    outcomes=(Outcome("yes", "Bulls"), Outcome("no", "Jazz")),
    fees=FREE,
)
MIRROR = {"yes": "no", "no": "yes"}


def rules(**changes: object) -> MarketRules:
    return msgspec.structs.replace(GAME, **changes)


def fill(asset: str, side: str, shares: str, price: str, **changes: object) -> Fill:
    one = Fill(
        trade_id="t",
        order_id="o",
        asset=asset,
        market="m",
        side=Side(side),
        size=micro(shares),
        price=Decimal(price),
        role=Role.TAKER,
        status=FillStatus.CONFIRMED,
        matched_us=0,
    )
    return msgspec.structs.replace(one, **changes)


def levels(*pairs: tuple[str, str]) -> list[Level]:
    return [(UNIFORM.cell(price), micro(size)) for price, size in pairs]


def both(bids: list[Level], asks: list[Level]) -> dict[str, Quoted | None]:
    """The first outcome's book and its mirror."""
    return {
        "yes": Quoted(bids, asks, UNIFORM),
        "no": Quoted(
            [(UNIFORM.mirror(cell), size) for cell, size in asks],
            [(UNIFORM.mirror(cell), size) for cell, size in bids],
            UNIFORM,
        ),
    }


BOOK = both(
    levels(("0.60", "40"), ("0.58", "100"), ("0.55", "1000")),
    levels(("0.62", "30"), ("0.65", "1000")),
)


def money(dollars: str) -> int:
    return int(Decimal(dollars).scaleb(6))


def test_a_long_is_sold_down_the_bids() -> None:
    worth = exposure([fill("yes", "BUY", "100", "0.40")], GAME, BOOK)
    assert worth == Exposure(
        positions={"yes": micro("100")},
        cash=money("-40"),
        value=money("58.8"),  # 40 at .60, 60 at .58
        total=money("18.8"),
        fees=0,
        why="",
    )


def test_fees_of_fills_and_of_closing() -> None:
    bought = fill("yes", "BUY", "40", "0.50")
    worth = exposure([bought], rules(fees=SPORTS), BOOK)
    assert worth.fees == money("0.5")
    assert worth.cash == money("-20.5")
    assert worth.value == money("24") - money("0.48")  # 40 * .05 * .6 * .4
    maker = exposure([fill("yes", "BUY", "40", "0.50", role=Role.MAKER)], rules(fees=SPORTS), BOOK)
    assert (maker.fees, maker.cash, maker.value) == (0, money("-20"), worth.value)


def test_pairs_are_worth_a_dollar() -> None:
    fills = [fill("yes", "BUY", "100", "0.40"), fill("no", "BUY", "100", "0.45")]
    worth = exposure(fills, GAME, {})
    assert (worth.value, worth.total) == (money("100"), money("15"))
    more = exposure([*fills, fill("no", "BUY", "30", "0.30")], GAME, BOOK)
    assert more.value == money("100") + money("11.4")  # 30 no at 1 - .62


def test_what_was_held_before_the_recording_makes_a_short() -> None:
    sold = exposure([fill("yes", "SELL", "50", "0.70")], GAME, BOOK)
    assert sold.positions == {"yes": -micro("50")}
    assert sold.value == -(money("18.6") + money("13"))  # 30 at .62, 20 at .65
    mixed = [fill("yes", "BUY", "20", "0.50"), fill("no", "SELL", "40", "0.45")]
    # The 60 that are owed on both come out of one book once: 40 at .60, 20 at .58.
    assert exposure(mixed, GAME, BOOK).value == -money("40") + money("24") + money("11.6")


def test_payouts_need_no_book() -> None:
    fills = [fill("yes", "BUY", "100", "0.40"), fill("no", "BUY", "40", "0.45")]
    for payouts, value in ((("1", "0"), "100"), (("0", "1"), "40"), (("0.5", "0.5"), "70")):
        settled = rules(payouts=tuple(map(Decimal, payouts)))
        assert exposure(fills, settled, {}).value == money(value)
        assert exposure(fills, settled, {}).settled


def test_a_value_that_cannot_be_told_says_why() -> None:
    held = [fill("yes", "BUY", "100", "0.40")]
    assert exposure(held, GAME, {}).why == NO_BOOK
    assert exposure(held, GAME, {"yes": None}).why == NO_BOOK
    doubted = {"yes": Quoted(levels(("0.6", "999")), [], UNIFORM, "connection lost")}
    assert exposure(held, GAME, doubted).why == "connection lost"
    thin = exposure(held, GAME, {"yes": Quoted(levels(("0.6", "99")), [], UNIFORM)})
    assert (thin.cash, thin.value, thin.total, thin.why) == (money("-40"), None, None, THIN)
    flat = exposure([*held, fill("yes", "SELL", "100", "0.50")], GAME, {})
    assert (flat.positions, flat.value, flat.total, flat.why) == ({}, 0, money("10"), "")


def test_unknown_fees_count_nothing_and_are_said() -> None:
    unsaid = exposure([fill("yes", "BUY", "40", "0.50")], rules(fees=None), BOOK)
    assert (unsaid.fees, unsaid.cash, unsaid.why) == (None, money("-20"), FEES_UNKNOWN)
    assert unsaid.value == money("24")
    odd = FeeSchedule(Decimal("0.05"), Decimal("1.5"))
    assert exposure([fill("yes", "BUY", "40", "0.50")], rules(fees=odd), BOOK).value is None
    alone = exposure([fill("yes", "BUY", "40", "0.5", fee=7)], None, BOOK)
    assert (alone.fees, alone.cash, alone.value) == (7, money("-20") - 7, money("24"))


def test_a_failed_fill_counts_for_nothing() -> None:
    failed = fill("yes", "BUY", "40", "0.50", status=FillStatus.FAILED)
    nothing = Exposure(positions={}, cash=0, value=0, total=0, fees=0, why="")
    assert exposure([failed], GAME, {}) == nothing


def test_rounding_is_once_and_half_to_even() -> None:
    # 1 micro-share at .5 is half a micro-dollar: two of them are one, not two halves rounded.
    half = fill("yes", "SELL", "0.000001", "0.5")
    assert exposure([half], GAME, {}).cash == 0
    assert exposure([half, half], GAME, {}).cash == 1
    assert exposure([half, half, half], GAME, {}).cash == 2
    average = fill("yes", "BUY", "7", "0.012857142857")
    assert exposure([average], GAME, {}).cash == -90_000  # 89999.999999 micro-dollars


def test_an_order_book_serves_as_it_is() -> None:
    book = OrderBook(UNIFORM.cells)
    book.replace(levels(("0.58", "100"), ("0.60", "40")), levels(("0.62", "30")))
    worth = exposure([fill("yes", "BUY", "100", "0.40")], GAME, {"yes": Quoted.of(book, UNIFORM)})
    assert worth.value == money("58.8")


SIZES = st.integers(1, 10**9)
CELLS = st.integers(1, 9_999)
TRADES = st.lists(
    st.tuples(st.sampled_from(["yes", "no"]), st.sampled_from(Side), SIZES, CELLS), max_size=8
)


@st.composite
def books(draw: st.DrawFn) -> dict[str, Quoted | None]:
    middle = draw(st.integers(2, 9_998))
    bids = draw(st.dictionaries(st.integers(1, middle - 1), SIZES, max_size=5))
    asks = draw(st.dictionaries(st.integers(middle, 9_999), SIZES, max_size=5))
    deep = 10**11
    return both(
        [*sorted(bids.items(), reverse=True), (0, deep)], [*sorted(asks.items()), (10_000, deep)]
    )


def at(asset: str, side: Side, size: int, cell: int) -> Fill:
    one = fill(asset, side, "1", "0.5")
    return msgspec.structs.replace(one, size=size, price=UNIFORM.price(cell))


def made(trades: list[tuple[str, Side, int, int]]) -> list[Fill]:
    return [at(asset, side, size, cell) for asset, side, size, cell in trades]


def twin(one: Fill) -> Fill:
    """The same trade said in the other outcome: buying no at p is selling yes at 1 - p."""
    return msgspec.structs.replace(
        one, asset=MIRROR[one.asset], side=one.side.opposite, price=1 - one.price
    )


@given(TRADES, books(), st.sampled_from([FREE, SPORTS]))
def test_calling_yes_no_and_no_yes_changes_no_dollar(
    trades: list[tuple[str, Side, int, int]], quoted: dict[str, Quoted | None], fees: FeeSchedule
) -> None:
    fills = made(trades)
    renamed = [msgspec.structs.replace(one, asset=MIRROR[one.asset]) for one in fills]
    swapped = {MIRROR[asset]: book for asset, book in quoted.items()}
    one, other = (
        exposure(fills, rules(fees=fees), quoted),
        exposure(renamed, rules(fees=fees), swapped),
    )
    assert (one.cash, one.value, one.total, one.fees) == (
        other.cash,
        other.value,
        other.total,
        other.fees,
    )
    assert one.positions == {MIRROR[asset]: size for asset, size in other.positions.items()}


@given(TRADES, books(), st.sampled_from([FREE, SPORTS]))
def test_a_trade_said_in_the_other_outcome_is_the_same_trade(
    trades: list[tuple[str, Side, int, int]], quoted: dict[str, Quoted | None], fees: FeeSchedule
) -> None:
    fills = made(trades)
    one = exposure(fills, rules(fees=fees), quoted)
    other = exposure([*fills[:-1], *map(twin, fills[-1:])], rules(fees=fees), quoted)
    assert one.total is not None
    assert other.total is not None
    # Half to even may fall to either side of each of four roundings; levels split fees alike.
    assert abs(one.total - other.total) <= 2
    assert one.fees == other.fees


@given(TRADES, books(), st.sampled_from([FREE, SPORTS]))
def test_closing_what_is_held_brings_exactly_its_value(
    trades: list[tuple[str, Side, int, int]], quoted: dict[str, Quoted | None], fees: FeeSchedule
) -> None:
    fills = made(trades)
    before = exposure(fills, rules(fees=fees), quoted)
    net = before.positions.get("yes", 0) - before.positions.get("no", 0)
    yes = quoted["yes"]
    assert yes is not None
    closing, left = [], abs(net)
    for cell, resting in yes.bids if net > 0 else yes.asks:
        taken = min(left, resting)
        if taken:
            side = Side.SELL if net > 0 else Side.BUY
            closing.append(at("yes", side, taken, cell))
        left -= taken
    after = exposure([*fills, *closing], rules(fees=fees), {})
    assert before.total is not None
    assert after.total is not None
    assert abs(before.total - after.total) <= 1
    assert after.positions.get("yes", 0) == after.positions.get("no", 0)


@given(TRADES, st.sampled_from(["0", "0.5", "1", "0.25"]))
def test_settlement_is_cash_and_payouts(
    trades: list[tuple[str, Side, int, int]], pays: str
) -> None:
    fills = made(trades)
    payouts = Decimal(pays), 1 - Decimal(pays)
    worth = exposure(fills, rules(payouts=payouts), {})
    pay = dict(zip(("yes", "no"), payouts, strict=True))
    exact = sum(
        (
            (1 if one.side is Side.BUY else -1)
            * one.size
            * (Fraction(pay[one.asset]) - Fraction(one.price))
            for one in fills
        ),
        Fraction(0),
    )
    assert worth.total is not None
    assert abs(worth.total - exact) <= 1
