"""How a market was settled, as the Data API tells it: status, payouts and the time.

Fields: polymarket-api.md sections 7.5 and 12. Payouts come in millionths of a dollar and may be
anything from 0 to 1 (a tie pays half).
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.amounts import MICRO
from gametape.model.market import MarketRules
from gametape.venues.polymarket import loose
from gametape.venues.polymarket.loose import ABSENT, Loose


class Resolution(msgspec.Struct, frozen=True):
    """A market's resolution so far; `payouts` per outcome in dollars a share, once it is final."""

    market: str
    status: str
    payouts: tuple[Decimal, ...] | None = None
    resolved_us: int | None = None
    disputed: bool = False

    def apply(self, rules: MarketRules) -> MarketRules:
        """The rules with this resolution in them; raises ParseError if payouts do not fit."""
        if self.payouts and rules.outcomes and len(self.payouts) != len(rules.outcomes):
            raise ParseError(f"market {self.market[:12]} has {len(self.payouts)} payouts.")
        return msgspec.structs.replace(
            rules, resolution=self.status or rules.resolution, payouts=self.payouts or rules.payouts
        )


class _Row(msgspec.Struct):
    condition_id: str | None = None
    status: str | None = None
    payouts: Loose = ABSENT
    resolved_at: Loose = ABSENT
    was_disputed: bool | None = None


class _Envelope(msgspec.Struct):
    data: list[_Row]


class _Kind(msgspec.Struct):
    data: Loose = ABSENT


_KIND = msgspec.json.Decoder(_Kind)
_ENVELOPE = msgspec.json.Decoder(_Envelope)
_ROW = msgspec.json.Decoder(_Row)


def parse_resolutions(raw: bytes) -> list[Resolution]:
    """The rows of `/v2/resolutions`, or one row alone; rows without a market are left out.

    Raises ParseError for anything else.
    """
    try:
        rows = _ENVELOPE.decode(raw).data if bytes(_KIND.decode(raw).data) else [_ROW.decode(raw)]
    except loose.UNREADABLE as error:
        raise ParseError(f"resolutions: {error}.") from None
    return [_resolution(row, row.condition_id) for row in rows if row.condition_id]


def _resolution(row: _Row, market: str) -> Resolution:
    return Resolution(
        market=market.lower(),
        status=row.status or "",
        payouts=_payouts(row),
        resolved_us=loose.moment_us(row.resolved_at),
        disputed=row.was_disputed is True,
    )


def _payouts(row: _Row) -> tuple[Decimal, ...] | None:
    payouts = []
    for item in loose.items(row.payouts):
        micro_dollars = loose.number(item)
        if micro_dollars is None or not 0 <= micro_dollars <= MICRO:
            raise ParseError(f"payout {bytes(item)[:40]!r} is not from 0 to 1000000.")
        payouts.append(micro_dollars.scaleb(-6))
    return tuple(payouts) or None
