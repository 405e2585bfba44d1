"""Real wallets and venues: the ledger against a plain count, and against the venue's own words."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from ledger.shared import recorded, rows

from gametape.ledger.account import Settlement, account
from gametape.ledger.gathering import pairs_of
from gametape.ledger.lots import Method
from gametape.ledger.reconciling import holdings
from gametape.model.book import Side
from gametape.model.events import FillUpdate
from gametape.model.market import MarketRules, Outcome
from gametape.model.trading import Fill, FillStatus, Role
from gametape.venues.betfair.orders import BetfairOrderDecoder
from gametape.venues.kalshi.assets import no_asset, yes_asset
from gametape.venues.kalshi.stream import KalshiStreamDecoder
from gametape.venues.polymarket.layouts.wallet_csv import WalletCsvDecoder
from gametape.venues.polymarket.wallet import WalletDecoder

BOT = "polymarket/wallet_dumps/ent0n29/all_trades.json"
ACTIVITY = "polymarket/wallet_dumps/polycopy/activity_sample.json"
POSITIONS = "polymarket/wallet_dumps/polycopy/data_api_positions_sample.json"
SMALL = "polymarket/message_fixtures/hugompt/data_positions.json"


def fills_of(decoder: Any, *messages: bytes) -> list[Fill]:
    return [
        event.fill
        for raw in messages
        for event in decoder.decode(raw, 1, 2)
        if isinstance(event, FillUpdate)
    ]


def micros(number: float) -> int:
    return round(Decimal(repr(number)) * 10**6)


def test_a_bot_that_buys_both_sides() -> None:
    """4,000 rows, 27 of them exact repeats; the repeat within one page is a fill of its own."""
    fills = fills_of(WalletDecoder(), recorded(BOT))
    told = account(fills, pairs_of(fills))
    assert (len(fills), len({fill.key for fill in fills})) == (4_000, 3_974)
    assert (len(told.lines), sum(bool(line.opposite) for line in told.lines)) == (307, 289)
    assert told.problems == ()
    counted: dict[str, int] = defaultdict(int)
    spent = Decimal(0)
    for fill in {fill.key: fill for fill in fills}.values():
        counted[fill.asset] += fill.size
        spent += fill.size * fill.price
    for line in told.lines:
        assert (line.held, line.held_opposite) == (
            counted[line.asset],
            counted[line.opposite] if line.opposite else 0,
        )
        assert line.position.exposure == line.held - line.held_opposite
        # Every pair of the two outcomes has closed a share of each.
        assert sum(leg.size for leg in line.legs) == min(line.held, line.held_opposite)
    fees = sum(line.fees + line.position.fees for line in told.lines)
    assert abs(told.cash + spent + fees) < 1_000  # each of 307 lines is rounded by itself
    # Whatever wins, every method ends at the same profit.
    for up in ("1", "0"):
        ends = {
            line.market: Settlement(
                10**18, (Decimal(up), 1 - Decimal(up)) if line.opposite else (Decimal(up),)
            )
            for line in told.lines
        }
        nets = [account(fills, pairs_of(fills), (), ends, method).net for method in Method]
        assert max(nets) - min(nets) < 1_000


def test_cash_is_what_the_venue_says_fill_by_fill() -> None:
    fills = fills_of(WalletDecoder(), recorded(ACTIVITY))
    stated = [micros(row["usdcSize"]) for row in rows(ACTIVITY)]
    assert len(fills) == len(stated) == 100
    assert sum(stated) == 17_545_512_800
    assert all(
        abs(fill.size * fill.price - cash) <= 1 for fill, cash in zip(fills, stated, strict=True)
    )
    free = [msgspec.structs.replace(one, fee=0) for one in fills]
    assert abs(account(free, pairs_of(free)).cash + sum(stated)) <= 8


def test_a_history_that_is_a_window_of_the_positions() -> None:
    """Eight hours of fills explain a part of four positions, and never more than was bought."""
    ours = holdings(fills_of(WalletDecoder(), recorded(ACTIVITY)))
    theirs = {row["asset"]: row for row in rows(POSITIONS)}
    both = ours.keys() & theirs.keys()
    assert (len(ours), len(both)) == (8, 4)
    for asset in both:
        assert 0 < ours[asset].bought < micros(theirs[asset]["totalBought"])
        assert ours[asset].realized == 0


def as_bought(row: dict[str, Any]) -> tuple[Fill, MarketRules, Settlement | None]:
    """A position as one purchase of what is left of it, and how its market was decided."""
    asset, size = row["asset"], micros(row["size"])
    order = [(asset, row["outcome"]), (row["oppositeAsset"], row["oppositeOutcome"])]
    pays = Decimal(repr(row["curPrice"]))
    both = (pays, 1 - pays)
    if row["outcomeIndex"]:
        order.reverse()
        both = both[::-1]
    outcomes = tuple(Outcome(one, label) for one, label in order)
    rules = MarketRules(market=row["conditionId"], question=row["title"], outcomes=outcomes)
    fill = Fill(
        trade_id=asset,
        order_id="",
        asset=asset,
        market=rules.market,
        side=Side.BUY,
        size=size,
        price=Decimal(micros(row["initialValue"])) / size,
        role=Role.UNKNOWN,
        status=FillStatus.CONFIRMED,
        matched_us=1,
        fee=0,
    )
    return fill, rules, Settlement(2, both) if row["redeemable"] else None


@pytest.mark.parametrize(("path", "positions", "decided"), [(POSITIONS, 50, 40), (SMALL, 2, 2)])
def test_decided_positions_come_to_the_venues_profit(
    path: str, positions: int, decided: int
) -> None:
    """The venue states what a position cost, what it is worth, and the difference."""
    told = [(row, *as_bought(row)) for row in rows(path)]
    rules = {of.market: of for _, _, of, _ in told}
    ends = {of.market: end for _, _, of, end in told if end is not None}
    stated = {of.market: micros(row["cashPnl"]) for row, _, of, end in told if end is not None}
    ours = account([fill for _, fill, _, _ in told], rules, (), ends)
    assert (len(ours.lines), len(ends), ours.problems) == (positions, decided, ())
    differences = {
        line.market: line.net - stated[line.market] for line in ours.lines if line.market in stated
    }
    # The venue prints four places: a hundred micro-dollars is one in the last, for each figure.
    assert max(map(abs, differences.values())) <= 200
    assert abs(sum(differences.values())) <= decided * 200
    open_lines = [line for line in ours.lines if line.market not in stated]
    assert [len(line.legs) for line in open_lines] == [0] * (positions - decided)


def test_open_positions_stand_at_what_the_venue_says() -> None:
    """At its own price: what they are worth now, less what they cost."""
    told = [row for row in rows(POSITIONS) if not row["redeemable"]]
    assert len(told) == 10
    for row in told:
        fill, of, _ = as_bought(row)
        pays = Decimal(repr(row["curPrice"]))
        both = (1 - pays, pays) if row["outcomeIndex"] else (pays, 1 - pays)
        (line,) = account([fill], {of.market: of}, (), {of.market: Settlement(2, both)}).lines
        assert abs(line.net - micros(row["cashPnl"])) <= 200


def test_what_the_positions_leave_unexplained() -> None:
    """Four of fifty hold less than was bought. Two were sold in part, and the venue says what that
    brought; two lost shares without a word, at no profit: no sale (a transfer or a merge)."""
    sold: dict[str, tuple[str, float]] = {}
    gone: dict[str, str] = {}
    for row in rows(POSITIONS):
        missing = micros(row["totalBought"]) - micros(row["size"])
        if abs(missing) <= 10_000:
            continue
        average = micros(row["initialValue"]) / Decimal(micros(row["size"]))
        if not row["realizedPnl"]:
            gone[row["slug"]] = f"{missing / 1e6:.2f}"
            continue
        fill, _, _ = as_bought(row)
        brought = average * missing + micros(row["realizedPnl"])
        bought = msgspec.structs.replace(fill, size=micros(row["totalBought"]))
        sale = msgspec.structs.replace(
            fill,
            trade_id="sale",
            side=Side.SELL,
            size=missing,
            price=brought / missing,
            matched_us=2,
        )
        (ours,) = holdings([bought, sale]).values()
        assert ours.size == micros(row["size"])
        assert abs(ours.realized - micros(row["realizedPnl"])) <= 1
        sold[row["slug"]] = f"{missing / 1e6:.2f}", round(float(brought / missing), 4)
    assert sold == {
        "will-the-tampa-bay-lightning-win-the-2026-nhl-stanley-cup": ("123.94", 0.146),
        "will-the-montreal-canadiens-win-the-2026-nhl-stanley-cup": ("725.28", 0.9542),
    }
    assert gone == {
        "nhl-sea-min-2026-04-07-spread-home-1pt5": "86.74",
        "nhl-sea-col-2026-04-16-spread-home-1pt5": "104.55",
    }


def test_a_wallet_in_a_table() -> None:
    raw = recorded("polymarket/tick_size_feed/wallet_trades.csv").decode()
    table = list(csv.DictReader(io.StringIO(raw)))
    fills = fills_of(WalletCsvDecoder(), *(msgspec.json.encode(row) for row in table))
    told = account(fills, pairs_of(fills))
    stated = sum((Decimal(row["usdc_value"]) for row in table), Decimal(0))
    assert round(stated, 5) == Decimal("521089.44291")
    assert len({fill.key for fill in fills}) == 803
    fees = sum(line.fees + line.position.fees for line in told.lines)
    assert abs(told.cash + fees + stated * 10**6) < 803
    assert told.fees_assumed == 803


def test_kalshi_fills_net_as_the_exchange_says() -> None:
    """Buying 1.16 NO lowers a YES position of 5.52 to 4.36; fees as charged."""
    lines = recorded("kalshi/ws_session_with_fills/session.jsonl").splitlines()
    decoder = KalshiStreamDecoder()
    told = [raw for raw in lines if b'"fill"' in raw]
    fills = fills_of(decoder, *told)
    assert len(fills) == 2
    market = fills[0].market
    rules = MarketRules(
        market=market,
        question="",
        outcomes=(Outcome(yes_asset(market), "Yes"), Outcome(no_asset(market), "No")),
    )
    (line,) = account(fills, {market: rules}).lines
    assert line.position.exposure == 4_360_000
    assert line.fees + line.position.fees == 54_600 + 11_000
    (leg,) = line.legs
    assert (leg.size, leg.open_price, leg.close_price) == (
        1_160_000,
        Decimal("0.17"),
        Decimal("0.16"),
    )
    assert leg.gross == -11_600


def test_betfair_stakes_are_kept_to_the_penny() -> None:
    messages = rows("betfair/order_stream_samples/ocm_multiple_fills.json")
    fills = fills_of(BetfairOrderDecoder(), *map(msgspec.json.encode, messages))
    market = fills[0].market
    (line,) = account(fills, {}, commissions={market: Decimal("0.05")}).lines
    assert line.position.exposure == round(Decimal("17.73") * Decimal("5.8") * 10**6)
    assert line.position.cost == 17_730_000
    assert line.position.fees == 0
