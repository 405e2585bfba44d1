"""A wallet's public history from the Data API: own trades without credentials, after the fact.

Rows tell the second, but neither order, role nor fee (polymarket-api.md section 7.5), and no id:
a row is known by its transaction, asset, side, size and price. One's own two equal orders filled
by one taker give two equal rows, which are two fills; the same row met again on the next page or
in the next download is the same fill.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import Event, FillUpdate, PositionChange
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.times import SECOND
from gametape.model.trading import ChangeKind, Fill, FillStatus, Role
from gametape.venues.polymarket import loose
from gametape.venues.polymarket.loose import ABSENT, Loose
from gametape.venues.polymarket.texts import side

SOURCE = "polymarket.wallet"
"""Frames with a page of trades or activity, or one row of one."""

POSITIONS_SOURCE = "polymarket.positions"
"""Frames with a page of positions; kept for reconciliation, no decoder reads them."""


class WalletRow(msgspec.Struct, frozen=True):
    """A row of a wallet's history.

    `kind` is TRADE or what else changed positions or cash (SPLIT, MERGE, REDEEM, CONVERSION,
    MAKER_REBATE, ...). `size` is micro-shares, `cash` micro-dollars, `price` dollars a share,
    `at_us` microseconds (to the second). Empty or None is what the venue did not say.
    """

    kind: str
    wallet: str
    market: str
    asset: str
    side: Side | None
    size: int
    price: Decimal | None
    cash: int | None
    at_us: int
    transaction: str
    outcome: str = ""

    @property
    def identity(self) -> str:
        """What two rows of the same fill have in common, whichever call listed them.

        The price to a hundredth of a cent: the calls print the same average with other digits.
        """
        price = "" if self.price is None else f"{self.price:.4f}"
        facts = f"{self.asset} {self.side} {self.size} {price} {self.at_us}"
        if self.kind != "TRADE":
            facts = f"{self.kind} {self.market} {self.cash} {facts}"
        digest = hashlib.sha256(facts.encode("utf-8", "replace")).hexdigest()[:12]
        return f"{self.transaction}:{digest}"


class _Wire(msgspec.Struct):
    """A row under the names of v2 and of v1."""

    type: str | None = None
    side: str | None = None
    size: Loose = ABSENT
    price: Loose = ABSENT
    timestamp: Loose = ABSENT
    outcome: str | None = None
    proxy_wallet: str | None = None
    proxy_wallet_v1: str | None = msgspec.field(name="proxyWallet", default=None)
    token_id: str | None = None
    asset: str | None = None
    condition_id: str | None = None
    condition_id_v1: str | None = msgspec.field(name="conditionId", default=None)
    transaction_hash: str | None = None
    transaction_hash_v1: str | None = msgspec.field(name="transactionHash", default=None)
    usdc_size: Loose = ABSENT
    usdc_size_v1: Loose = msgspec.field(name="usdcSize", default=ABSENT)


class _Pagination(msgspec.Struct):
    has_more: bool | None = None


class _Body(msgspec.Struct):
    data: list[_Wire] | None = None
    pagination: _Pagination | None = None


_BODY = msgspec.json.Decoder(_Body)
_ROWS = msgspec.json.Decoder(list[_Wire])
_ROW = msgspec.json.Decoder(_Wire)


class WalletPage(msgspec.Struct, frozen=True):
    """Rows as they came: a page (`whole`: not one row alone), and whether more pages follow."""

    rows: list[WalletRow]
    whole: bool
    more: bool


def parse_wallet(raw: bytes) -> WalletPage:
    """A page of either version or one row, trades or activity; raises ParseError."""
    try:
        if raw.lstrip()[:1] == b"[":
            return WalletPage([_row(wire) for wire in _ROWS.decode(raw)], whole=True, more=False)
        body = _BODY.decode(raw)
        if body.data is None:
            return WalletPage([_row(_ROW.decode(raw))], whole=False, more=False)
        more = body.pagination is not None and body.pagination.has_more is True
        return WalletPage([_row(wire) for wire in body.data], whole=True, more=more)
    except loose.UNREADABLE as error:
        raise ParseError(f"wallet history: {error}.") from None


def _row(wire: _Wire) -> WalletRow:
    at_us = loose.moment_us(wire.timestamp)
    if at_us is None:
        raise ParseError("wallet row carries no time.")
    size = loose.amount(wire.size, rounded=True)
    cash = loose.amount(wire.usdc_size, rounded=True)
    return WalletRow(
        kind=wire.type or "TRADE",
        wallet=(wire.proxy_wallet or wire.proxy_wallet_v1 or "").lower(),
        market=(wire.condition_id or wire.condition_id_v1 or "").lower(),
        asset=wire.token_id or wire.asset or "",
        side=side(wire.side) if wire.side in ("BUY", "SELL") else None,
        size=size or 0,
        price=loose.number(wire.price),
        cash=loose.amount(wire.usdc_size_v1, rounded=True) if cash is None else cash,
        at_us=at_us,
        transaction=wire.transaction_hash or wire.transaction_hash_v1 or "",
        outcome=wire.outcome or "",
    )


class WalletDecoder:
    """Decoder of a wallet's trades; see `gametape.model.decoder.Decoder`.

    Rows of other wallets are passed over if `wallet` is given, and so are kinds of rows that are
    not known to this reader: `parse_wallet` tells of them.
    """

    grid: PriceGrid = UNIFORM

    def __init__(self, wallet: str | None = None) -> None:
        self._wallet = wallet.lower() if wallet else None
        self._transaction = ""
        self._times: dict[str, int] = {}
        self._continues = False

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """A FillUpdate for each trade, a PositionChange for what else moved positions or cash."""
        page = parse_wallet(raw)
        if page.whole and not self._continues:
            self._transaction = ""
        self._continues = page.more
        events: list[Event] = []
        for row in page.rows:
            number = self._number(row)
            if self._wallet not in (None, row.wallet):
                continue
            if row.kind == "TRADE":
                fill = _fill(row, number)
                update = FillUpdate(seq=seq, recv_us=recv_us, venue_us=row.at_us, fill=fill)
                events.append(update)
            elif row.kind in _KINDS:
                events.append(_change(row, number, seq, recv_us))
        return events

    def _number(self, row: WalletRow) -> int:
        """Which of equal rows this is: 1, or 2 for a twin, ...

        Twins stand in one run of rows of their transaction. The same rows met again later are a
        page that overlaps the one before (the venue's offsets move as trades arrive) or another
        download, and get their old numbers.
        """
        if row.transaction != self._transaction:
            self._transaction = row.transaction
            self._times = {}
        identity = row.identity
        self._times[identity] = self._times.get(identity, 0) + 1
        return self._times[identity]


_KINDS = frozenset(ChangeKind)


def _change(row: WalletRow, number: int, seq: int, recv_us: int) -> PositionChange:
    return PositionChange(
        seq=seq,
        recv_us=recv_us,
        venue_us=row.at_us,
        change_id=f"{row.identity}:{number}",
        kind=ChangeKind(row.kind),
        market=row.market,
        asset=row.asset,
        size=row.size,
        cash=row.cash,
        at_us=row.at_us,
        transaction=row.transaction,
    )


def _fill(row: WalletRow, number: int) -> Fill:
    if row.side is None or row.price is None or not 0 <= row.price <= 1 or not row.asset:
        raise ParseError("wallet trade lacks its side, its asset or a price from 0 to 1.")
    return Fill(
        trade_id=f"{row.identity}:{number}",
        order_id="",
        asset=row.asset,
        market=row.market,
        side=row.side,
        size=row.size,
        price=row.price,
        role=Role.UNKNOWN,
        status=FillStatus.CONFIRMED,
        matched_us=row.at_us,
        precision_us=SECOND,
        outcome=row.outcome,
        transaction=row.transaction,
    )
