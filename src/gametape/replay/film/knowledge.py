"""What a timeline tells at a moment: of a book's trust, the game, orders, fills, rules, payouts.

Only entries received by then count. Lists may grow at their ends while this is in use.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

import msgspec

from gametape.ledger.moved import NOTHING, Moved, moved_in
from gametape.model.events import PositionChange
from gametape.model.market import FeeSchedule, MarketRules, Outcome, won
from gametape.model.trading import Fill
from gametape.replay.timeline import (
    ChangeEntry,
    Entry,
    FeeFacts,
    FillEntry,
    GameEntry,
    GapEntry,
    MarketFacts,
    OrderEntry,
    RulesEntry,
    Timeline,
)

_Told = TypeVar("_Told", bound=Entry)

NO_BOOK = "no book of this asset by then"


class Knowledge:
    """A timeline, asked at moments; times are microseconds."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._markets = {facts.market: facts for facts in timeline.markets}
        self._slugs = {
            slug for facts in timeline.markets for slug in (facts.event_slug, facts.slug) if slug
        }
        self._market_of = {
            outcome.asset: facts.market for facts in timeline.markets for outcome in facts.outcomes
        }

    def market_of(self, asset: str) -> str:
        """The market an asset belongs to; empty where nobody said."""
        market = self._market_of.get(asset)
        if market is None:
            where = self.timeline.assets.get(asset)
            market = "" if where is None else self.timeline.tracks[where.track].market
        return market

    def outcomes(self, market: str) -> list[str]:
        """The assets of a market, in its order."""
        facts = self._markets.get(market)
        return [] if facts is None else [outcome.asset for outcome in facts.outcomes]

    def trust(self, asset: str, at_us: int) -> tuple[bool, str] | None:
        """Whether an asset's book was believed, and why not; None if it had none by then."""
        entries = _by(self.timeline.validity.get(asset, ()), at_us)
        return (entries[-1].valid, entries[-1].reason) if entries else None

    def gap(self, asset: str, at_us: int, *, hindsight: bool) -> GapEntry | None:
        """A hole over the moment that concerns an asset; with hindsight also one told later."""
        gaps = self.timeline.gaps
        for entry in gaps if hindsight else _by(gaps, at_us):
            concerned = not entry.scope or asset in entry.scope
            if concerned and entry.from_us < at_us < entry.to_us:
                return entry
        return None

    def orders(self, market: str, at_us: int) -> list[OrderEntry]:
        """Own orders of a market that rest, by order id."""
        latest = {
            entry.order_id: entry
            for entry in _by(self.timeline.orders, at_us)
            if entry.market == market
        }
        return [entry for _, entry in sorted(latest.items()) if entry.resting]

    def fills(self, market: str, at_us: int) -> list[Fill]:
        """Own fills of a market as they stood, in order of their first report."""
        latest = {
            entry.key: entry for entry in _by(self.timeline.fills, at_us) if entry.market == market
        }
        return [as_fill(entry) for entry in latest.values()]

    def rules(self, market: str, at_us: int) -> MarketRules | None:
        """A market's rules as they were known."""
        facts = self._markets.get(market)
        if facts is None:
            return None
        told = [entry for entry in _by(self.timeline.rules, at_us) if entry.market == market]
        rules = _rules(facts, told[-1] if told else None)
        return rules if rules.payouts is not None else self._decided(rules, at_us)

    def moved(self, rules: MarketRules | None, at_us: int) -> Moved:
        """What moved a market's positions without a trade, as far as it was told."""
        told = _by(self.timeline.changes, at_us)
        return moved_in(rules, map(as_change, told), self._event(rules)) if told else NOTHING

    def _decided(self, rules: MarketRules, at_us: int) -> MarketRules:
        """The rules with the payouts of a winner that the venue named, until it states them."""
        for named in _by(self.timeline.resolved, at_us):
            if named.market == rules.market:
                payouts = won([outcome.asset for outcome in rules.outcomes], named.winner)
                return msgspec.structs.replace(rules, payouts=payouts)
        return rules

    def _event(self, rules: MarketRules | None) -> set[str]:
        """The markets between which shares of this one can be converted."""
        if rules is None or not rules.neg_risk or not rules.event_slug:
            return set()
        return {
            facts.market
            for facts in self.timeline.markets
            if facts.neg_risk and facts.event_slug == rules.event_slug
        }

    def game(self, at_us: int) -> Iterator[GameEntry]:
        """What the game's feeds told, in order; not the trader's tags.

        A feed may tell of other games too: once the session's own (by the slug of its event or a
        market) has been told of, entries that name another do not count.
        """
        return (entry for entry in self.game_and_tags(at_us) if entry.name != "tag")

    def game_and_tags(self, at_us: int) -> Iterator[GameEntry]:
        """The same with the trader's tags."""
        told = _by(self.timeline.game, at_us)
        own = any(entry.game in self._slugs for entry in told if entry.name != "tag")
        return (
            entry
            for entry in told
            if not own or entry.tag or not entry.game or entry.game in self._slugs
        )

    def last_seq(self, at_us: int) -> int | None:
        """The last line of the tape that any list has an entry of."""
        lists = self.timeline
        every: tuple[Sequence[Entry], ...] = (
            lists.rules, lists.gaps, lists.links, lists.game, lists.orders, lists.fills,
            lists.changes, lists.odd_trades, lists.notes_on_tape, lists.clock_readings,
            lists.resolved, *lists.validity.values(),
        )  # fmt: skip
        counts = ((entries, bisect_right(entries, at_us, key=_at_us)) for entries in every)
        return max((entries[n - 1].seq for entries, n in counts if n), default=None)


def _at_us(entry: Entry) -> int:
    return entry.at_us


def _by(entries: Sequence[_Told], at_us: int) -> Sequence[_Told]:
    return entries[: bisect_right(entries, at_us, key=_at_us)]


def as_fill(entry: FillEntry) -> Fill:
    """An own fill of the timeline as the ledger takes it."""
    trade_id, _, order_id = entry.key.partition("/")
    return Fill(
        trade_id=trade_id,
        order_id=order_id,
        asset=entry.asset,
        market=entry.market,
        side=entry.side,
        size=entry.size,
        price=Decimal(entry.price),
        role=entry.role,
        status=entry.status,
        matched_us=entry.matched_us,
        precision_us=entry.precision_us,
        fee=entry.fee,
    )


def as_change(entry: ChangeEntry) -> PositionChange:
    """A change of positions or cash of the timeline as the ledger takes it."""
    return PositionChange(
        seq=entry.seq,
        recv_us=entry.at_us,
        change_id=entry.key,
        kind=entry.kind,
        market=entry.market,
        asset=entry.asset,
        size=entry.size,
        cash=entry.cash,
        at_us=entry.happened_us,
        transaction=entry.transaction,
    )


def _rules(facts: MarketFacts, told: RulesEntry | None) -> MarketRules:
    now = facts if told is None else told
    payouts = None if told is None or told.payouts is None else told.payouts
    return MarketRules(
        market=facts.market,
        question=facts.question,
        outcomes=tuple(Outcome(one.asset, one.label) for one in facts.outcomes),
        slug=facts.slug,
        event_slug=facts.event_slug,
        market_type=facts.type,
        line=facts.line,
        tick=None if now.tick is None else Decimal(now.tick),
        min_size=now.min_size,
        taker_delay_us=now.taker_delay_us,
        neg_risk=now.neg_risk,
        game_start_us=now.game_start_us,
        fees=_fees(now.fees),
        closed=None if told is None else told.closed,
        resolution="" if told is None else told.resolution,
        payouts=None if payouts is None else tuple(Decimal(one) for one in payouts),
    )


def _fees(fees: FeeFacts | None) -> FeeSchedule | None:
    if fees is None:
        return None
    return FeeSchedule(
        Decimal(fees.rate), Decimal(fees.exponent), fees.taker_only, Decimal(fees.rebate_rate)
    )
