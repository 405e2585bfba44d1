"""From matches to trades: makers, averages, fees, and how far each trade comes on the chain."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

import msgspec

from gametape.model.amounts import MICRO
from gametape.model.book import Side
from gametape.model.market import FeeSchedule
from gametape.simulate.venue.exchange import handles
from gametape.simulate.venue.exchange.happenings import MakerRow, Moment, OwnTrade
from gametape.simulate.venue.exchange.market_book import MarketBook, Match
from gametape.simulate.venue.exchange.own_orders import OwnOrder, on_first, seen_from

ROWS_PER_TRADE = 5
"""A taker who meets more makers than this is settled as several trades of one transaction."""

_CENT = MICRO // 100
_FEE_STEP = Decimal("0.00001")


class Trader(msgspec.Struct, frozen=True):
    """The recorded trader as the venue knows them: the three L2 strings and the wallet."""

    api_key: str
    secret: str
    passphrase: str
    wallet: str

    def __repr__(self) -> str:
        return f"Trader(wallet={self.wallet!r})"


class Taker(NamedTuple):
    """Who takes: an order of the recorded trader (`mine`) or anybody."""

    order_id: str
    owner: str
    wallet: str
    outcome: int
    side: Side
    mine: OwnOrder | None


class SettlementPlan(msgspec.Struct, frozen=True):
    """How own trades end: every so many is retried, every so many fails (0: none); script times."""

    mined_us: int = 2_000_000
    confirmed_us: int = 6_000_000
    retry_us: int = 4_000_000
    retry_every: int = 5
    fail_every: int = 11

    def steps(self, number: int) -> list[tuple[int, str]]:
        """Statuses after MATCHED of own trade `number` (from 1), with their times after the match.

        MATCHED -> MINED -> CONFIRMED, or RETRYING in between, or FAILED (polymarket-api.md 5.4).
        """
        if self.fail_every and number % self.fail_every == 0:
            return [(self.mined_us, "RETRYING"), (self.mined_us + self.retry_us, "FAILED")]
        if self.retry_every and number % self.retry_every == 0:
            late = self.retry_us
            return [
                (self.mined_us, "RETRYING"),
                (self.mined_us + late, "MINED"),
                (self.confirmed_us + late, "CONFIRMED"),
            ]
        return [(self.mined_us, "MINED"), (self.confirmed_us, "CONFIRMED")]


def taker_fee(fees: FeeSchedule | None, cell: int, size: int) -> int:
    """Fee of one match in micro-dollars: C * rate * (p(1-p))**exponent, floored to 5 decimals."""
    if fees is None:
        return 0
    price = Decimal(cell).scaleb(-4)
    fee = Decimal(size).scaleb(-6) * fees.rate * (price * (1 - price)) ** fees.exponent
    return int(fee.quantize(_FEE_STEP, ROUND_FLOOR).scaleb(6))


def maker_rows(
    book: MarketBook, matches: list[Match], taker: Taker, trader: Trader, transaction: str
) -> list[tuple[int, MakerRow]]:
    """Makers of a taker's matches with the cell of outcome 0 each was met at, in order.

    Other people's part of a level is shared out over one to three makers, some of whom stand on
    the other outcome (mint and merge matches, polymarket-api.md 5.5).
    """
    rows: list[tuple[int, MakerRow]] = []
    maker_side = on_first(taker.outcome, taker.side, 0)[0].opposite
    for rank, match in enumerate(matches):
        if match.order is not None:
            order = match.order
            row = _row(book, order.order_id, trader.api_key, trader.wallet, order.outcome, match)
            rows.append((match.cell, msgspec.structs.replace(row, side=order.side, mine=True)))
            continue
        for part, size in enumerate(_shares(match.size, transaction, rank)):
            lot = handles.number(transaction, rank, part)
            names = ("maker", transaction, rank, part)
            outcome = int(lot % 3 == 0)
            row = _row(
                book,
                handles.hash_id(*names),
                handles.uuid_id("maker", lot % 97),
                handles.wallet("maker", lot % 97),
                outcome,
                match._replace(size=size),
            )
            side = maker_side if outcome == 0 else maker_side.opposite
            rows.append((match.cell, msgspec.structs.replace(row, side=side)))
    return rows


def own_trades(
    book: MarketBook,
    rows: list[tuple[int, MakerRow]],
    taker: Taker,
    transaction: str,
    now: Moment,
) -> list[OwnTrade]:
    """The trades of one taker that concern the recorded trader, at most ROWS_PER_TRADE makers each.

    When the trader is a maker the top level is the taker's and the trader's part is a row.
    """
    trades: list[OwnTrade] = []
    for bucket, start in enumerate(range(0, len(rows), ROWS_PER_TRADE)):
        part = rows[start : start + ROWS_PER_TRADE]
        if taker.mine is None and not any(row.mine for _, row in part):
            continue
        cells = [(seen_from(taker.outcome, cell), row.size) for cell, row in part]
        fee = sum(taker_fee(book.rules.fees, cell, size) for cell, size in cells)
        trades.append(
            OwnTrade(
                trade_id=handles.uuid_id("trade", transaction, bucket),
                market=book.rules.market,
                taker_order_id=taker.order_id,
                owner=taker.owner,
                wallet=taker.wallet,
                asset=book.assets[taker.outcome],
                outcome=book.rules.outcomes[taker.outcome].label,
                outcome_index=taker.outcome,
                side=taker.side,
                size=sum(size for _, size in cells),
                price=_average(cells, book.tick),
                fee=fee,
                role="TAKER" if taker.mine else "MAKER",
                rows=tuple(row for _, row in part),
                bucket=bucket,
                transaction=transaction,
                fee_bps=fee_bps(book),
                matched_us=now.venue_us,
            )
        )
    return trades


def fee_bps(book: MarketBook) -> str:
    """`fee_rate_bps` of a print: a cap, not the charge (polymarket-api.md section 11)."""
    return "1000" if book.rules.fees else "0"


def _row(
    book: MarketBook, order_id: str, owner: str, wallet: str, outcome: int, match: Match
) -> MakerRow:
    return MakerRow(
        order_id=order_id,
        owner=owner,
        wallet=wallet,
        asset=book.assets[outcome],
        outcome=book.rules.outcomes[outcome].label,
        outcome_index=outcome,
        side=Side.BUY,
        cell=seen_from(outcome, match.cell),
        size=match.size,
        mine=False,
    )


def _shares(size: int, transaction: str, rank: int) -> list[int]:
    """Split a level between makers, in whole hundredths of a share but for the last."""
    makers = 1 + handles.number("makers", transaction, rank) % 3
    share = size // makers // _CENT * _CENT
    if share < MICRO:
        return [size]
    return [share] * (makers - 1) + [size - share * (makers - 1)]


def _average(cells: list[tuple[int, int]], tick: Decimal) -> Decimal:
    """Size-weighted price, rounded to three decimals or to the tick's if that is finer."""
    total = sum(size for _, size in cells)
    exact = Decimal(sum(cell * size for cell, size in cells)) / Decimal(total) / 10_000
    exponent = tick.normalize().as_tuple().exponent
    places = max(3, -exponent if isinstance(exponent, int) else 3)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
