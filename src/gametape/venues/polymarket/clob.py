"""The CLOB's own market objects, full and compact, and what both say of a market's rules.

Field names: polymarket-api.md section 7.3. The CLOB matches the orders, so where it and Gamma both
speak, it is right.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.times import SECOND
from gametape.venues.polymarket import loose
from gametape.venues.polymarket.loose import ABSENT, Loose

DELAY_WHERE_ENABLED_US = SECOND // 4
"""How long `itode` markets hold a taker order when they state no seconds (section 7.3)."""

_HALF = Decimal("0.5")


class ClobToken(msgspec.Struct):
    """An outcome of a full market."""

    token_id: str
    outcome: str | None = None
    winner: bool | None = None


class ClobMarket(msgspec.Struct):
    """`GET /markets/<condition>`."""

    condition_id: str
    tokens: list[ClobToken]
    question: str | None = None
    market_slug: str | None = None
    minimum_order_size: Loose = ABSENT
    minimum_tick_size: Loose = ABSENT
    seconds_delay: Loose = ABSENT
    game_start_time: Loose = ABSENT
    neg_risk: bool | None = None
    closed: bool | None = None
    is_50_50_outcome: bool | None = None

    def rules(self) -> MarketRules:
        """What it states; raises ParseError for values that are not what they promise."""
        return MarketRules(
            market=self.condition_id.lower(),
            question=self.question or "",
            outcomes=tuple(Outcome(one.token_id, one.outcome or "") for one in self.tokens),
            slug=self.market_slug or "",
            tick=loose.number(self.minimum_tick_size),
            min_size=loose.amount(self.minimum_order_size),
            taker_delay_us=loose.amount(self.seconds_delay),
            neg_risk=self.neg_risk,
            game_start_us=loose.moment_us(self.game_start_time),
            closed=self.closed,
            payouts=self._payouts(),
        )

    def _payouts(self) -> tuple[Decimal, ...] | None:
        if not self.closed:
            return None
        won = [one.winner is True for one in self.tokens]
        if any(won):
            share = Decimal(1) / sum(won)
            return tuple(share if one else Decimal(0) for one in won)
        return (_HALF, _HALF) if self.is_50_50_outcome and len(won) == 2 else None


class CompactToken(msgspec.Struct):
    """An outcome of a compact market: token, label."""

    t: str
    o: str | None = None


class CompactFees(msgspec.Struct):
    """The fee of a compact market: rate, exponent, takers only."""

    r: Loose = ABSENT
    e: Loose = ABSENT
    to: bool | None = None


class CompactMarket(msgspec.Struct):
    """`GET /clob-markets/<condition>`; the keys are the venue's own abbreviations."""

    c: str
    t: list[CompactToken]
    mts: Loose = ABSENT
    mos: Loose = ABSENT
    nr: bool | None = None
    fd: CompactFees | None = None
    sd: Loose = ABSENT
    itode: bool | None = None
    gst: Loose = ABSENT
    cbos: bool | None = None

    def rules(self) -> MarketRules:
        """What it states; raises ParseError for values that are not what they promise."""
        delay_us = loose.amount(self.sd)
        return MarketRules(
            market=self.c.lower(),
            question="",
            outcomes=tuple(Outcome(one.t, one.o or "") for one in self.t),
            tick=loose.number(self.mts),
            min_size=loose.amount(self.mos),
            taker_delay_us=delay_us or (DELAY_WHERE_ENABLED_US if self.itode else delay_us),
            neg_risk=self.nr,
            game_start_us=loose.moment_us(self.gst),
            wipes_book_at_start=self.cbos,
            fees=self._fees(),
        )

    def _fees(self) -> FeeSchedule | None:
        rate = loose.number(self.fd.r) if self.fd else None
        if self.fd is None or rate is None:
            return None
        exponent = loose.number(self.fd.e)
        return FeeSchedule(
            rate=rate,
            exponent=Decimal(1) if exponent is None else exponent,
            taker_only=self.fd.to is not False,
        )


class _Kind(msgspec.Struct):
    c: Loose = ABSENT


_KIND = msgspec.json.Decoder(_Kind)
_FULL = msgspec.json.Decoder(ClobMarket)
_COMPACT = msgspec.json.Decoder(CompactMarket)


def parse_clob_market(raw: bytes) -> MarketRules:
    """The rules in a market body of the CLOB, full or compact; raises ParseError."""
    try:
        market = (_COMPACT if bytes(_KIND.decode(raw).c) else _FULL).decode(raw)
        return market.rules()
    except loose.UNREADABLE as error:
        raise ParseError(f"CLOB market: {error}.") from None


def merge_rules(gamma: MarketRules, clob: MarketRules) -> MarketRules:
    """One market's rules from both services: the CLOB's word where it speaks, else Gamma's.

    Outcomes keep Gamma's order (payouts follow them); the CLOB never names a rebate, so Gamma's
    stays. Raises ParseError if the two are not the same market.
    """
    if gamma.market != clob.market:
        raise ParseError(f"markets {gamma.market[:12]} and {clob.market[:12]} are not the same.")
    said = {
        name: value
        for name in MarketRules.__struct_fields__
        if (value := getattr(clob, name)) not in (None, "", ())
    }
    if gamma.outcomes and clob.outcomes:
        said.update(_aligned(gamma, clob))
    if gamma.fees and clob.fees and not clob.fees.rebate_rate:
        said["fees"] = msgspec.structs.replace(clob.fees, rebate_rate=gamma.fees.rebate_rate)
    return msgspec.structs.replace(gamma, **said)


def _aligned(gamma: MarketRules, clob: MarketRules) -> dict[str, object]:
    """The CLOB's outcomes and payouts in Gamma's order, if both list the same assets."""
    places = {outcome.asset: place for place, outcome in enumerate(clob.outcomes)}
    if {outcome.asset for outcome in gamma.outcomes} != set(places):
        return {"payouts": clob.payouts}
    order = [places[outcome.asset] for outcome in gamma.outcomes]
    outcomes = tuple(
        Outcome(old.asset, clob.outcomes[place].label or old.label)
        for old, place in zip(gamma.outcomes, order, strict=True)
    )
    if clob.payouts is None or len(clob.payouts) != len(order):
        return {"outcomes": outcomes}
    return {"outcomes": outcomes, "payouts": tuple(clob.payouts[place] for place in order)}
