"""The fold that collects the timeline: hears of every line after the state has moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from gametape.model.events import (
    ClockReading,
    Event,
    FillUpdate,
    GameEvent,
    Gap,
    LinkChange,
    MarketResolved,
    Note,
    OrderUpdate,
    PositionChange,
    RulesRead,
    TickChange,
    Trade,
)
from gametape.model.grid import NONE, cell_of
from gametape.model.market import MarketRules
from gametape.model.trading import Order, OrderAction
from gametape.replay.film.market_facts import facts_of, fees_of, learned, text_of, unsettled
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.replay.timeline import (
    ChangeEntry,
    ClockEntry,
    FillEntry,
    GameEntry,
    GapEntry,
    LinkEntry,
    Lists,
    MarketFacts,
    NoteEntry,
    OddTradeEntry,
    OrderEntry,
    ResolvedEntry,
    RulesEntry,
)
from gametape.tape.records import TAG_SOURCE

_OVER = (
    "matched", "cancel", "expire", "executed", "execution", "kill", "invalid", "lapsed", "void",
    "filled", "failed", "reject",
)  # fmt: skip
"""Beginnings of the venues' words for an order that rests no more."""


_Dated = TypeVar("_Dated", RulesEntry, OrderEntry, FillEntry)


class Collector:
    """Gathers entries until they are taken.

    `known` are the markets as the manifest tells them; they stand until the tape tells more.
    """

    def __init__(self, known: Iterable[MarketRules]) -> None:
        self.lists = Lists()
        self.rules = {rules.market: unsettled(rules) for rules in known}
        self.market_of: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.markets: dict[str, MarketFacts] = {}
        self._told: dict[str, RulesEntry] = {}
        self._cancelled: set[str] = set()
        self._orders: dict[str, OrderEntry] = {}
        self._fills: dict[str, FillEntry] = {}
        self._changes: set[str] = set()
        self._hear: dict[type[Event], Callable[..., None]] = {
            RulesRead: self._rules_read,
            TickChange: self._tick,
            Gap: self._gap,
            LinkChange: self._link,
            GameEvent: self._game,
            OrderUpdate: self._order,
            FillUpdate: self._fill,
            PositionChange: self._change,
            Trade: self._trade,
            Note: self._note,
            ClockReading: self._clock,
            MarketResolved: self._resolved,
        }
        for rules in self.rules.values():
            self._name(rules)

    def observe(self, step: Step, at_us: int, state: SessionState) -> None:
        """Hear of a line that was received at `at_us`."""
        for event in step.fresh:
            hear = self._hear.get(type(event))
            if hear is not None:
                hear(event, step, at_us, state)

    def filled(self) -> list[tuple[str, str]]:
        """Markets and assets of own fills, in order of their first report."""
        return list(dict.fromkeys((one.market, one.asset) for one in self._fills.values()))

    def take(self) -> Lists:
        """What was gathered since the last time."""
        taken, self.lists = self.lists, Lists()
        return taken

    def _name(self, rules: MarketRules) -> None:
        for outcome in rules.outcomes:
            self.market_of[outcome.asset] = rules.market
            self.labels[outcome.asset] = outcome.label
        self.markets[rules.market] = facts_of(rules)

    def _rules_read(self, event: RulesRead, step: Step, at_us: int, _: SessionState) -> None:
        rules = event.rules
        if rules.market not in self._told:
            self._name(rules)
        rules = self.rules[rules.market] = learned(self.rules.get(rules.market), rules)
        self._tell(rules, step.line.q, at_us)

    def _tick(self, event: TickChange, step: Step, at_us: int, _: SessionState) -> None:
        market = event.market or self.market_of.get(event.asset, "")
        rules = self.rules.get(market)
        if rules is not None and rules.tick != event.new:
            rules = msgspec.structs.replace(rules, tick=event.new)
            self.rules[market] = rules
            self._tell(rules, step.line.q, at_us)

    def _tell(self, rules: MarketRules, seq: int, at_us: int) -> None:
        entry = RulesEntry(
            seq=seq,
            at_us=at_us,
            market=rules.market,
            neg_risk=rules.neg_risk,
            tick=text_of(rules.tick),
            min_size=rules.min_size,
            taker_delay_us=rules.taker_delay_us,
            game_start_us=rules.game_start_us,
            fees=fees_of(rules.fees),
            closed=rules.closed,
            resolution=rules.resolution,
            payouts=None if rules.payouts is None else [f"{one:f}" for one in rules.payouts],
        )
        before = self._told.get(rules.market)
        if before is None or _undated(before, entry) != entry:
            self._told[rules.market] = entry
            self.lists.rules.append(entry)

    def _gap(self, event: Gap, step: Step, at_us: int, _: SessionState) -> None:
        self.lists.gaps.append(
            GapEntry(
                seq=step.line.q, at_us=at_us, from_us=event.from_us, to_us=event.to_us,
                cause=event.cause, scope=list(event.scope),
            )
        )  # fmt: skip

    def _link(self, event: LinkChange, step: Step, at_us: int, _: SessionState) -> None:
        self.lists.links.append(
            LinkEntry(
                seq=step.line.q, at_us=at_us, connection=event.connection, state=event.state,
                detail=event.detail,
            )
        )  # fmt: skip

    def _game(self, event: GameEvent, step: Step, at_us: int, _: SessionState) -> None:
        self.lists.game.append(
            GameEntry(
                seq=step.line.q, at_us=at_us, happened_us=event.happened_us, name=event.name,
                text=event.text, game=event.game, score=event.score, period=event.period,
                game_clock=event.game_clock, status=event.status, team=event.team,
                live=event.live, ended=event.ended,
                tag=event.name == "tag" or step.line.source == TAG_SOURCE,
            )
        )  # fmt: skip

    def _order(self, event: OrderUpdate, step: Step, at_us: int, state: SessionState) -> None:
        order_id = event.order.order_id
        if event.action is OrderAction.CANCELLATION:
            self._cancelled.add(order_id)
        order = state.orders[order_id]
        entry = OrderEntry(
            seq=step.line.q,
            at_us=at_us,
            action=event.action,
            order_id=order_id,
            asset=order.asset,
            market=order.market or self.market_of.get(order.asset, ""),
            side=order.side,
            price=f"{order.price:f}",
            cell=cell_of(order.price, step.grid),
            size=order.size,
            matched=order.matched,
            status=order.status,
            order_type=order.order_type,
            resting=self._rests(order),
        )
        before = self._orders.get(order_id)
        if before is None or _undated(before, entry) != entry:
            self._orders[order_id] = entry
            self.lists.orders.append(entry)

    def _rests(self, order: Order) -> bool:
        over = order.order_id in self._cancelled or order.matched >= order.size
        return not over and not order.status.lower().startswith(_OVER)

    def _fill(self, event: FillUpdate, step: Step, at_us: int, state: SessionState) -> None:
        fill = state.fills.get(event.fill.key)
        if fill is None:  # a wallet's row of a fill that was told better
            return
        key = f"{fill.trade_id}/{fill.order_id}"
        entry = FillEntry(
            seq=step.line.q,
            at_us=at_us,
            key=key,
            asset=fill.asset,
            market=fill.market or self.market_of.get(fill.asset, ""),
            side=fill.side,
            price=f"{fill.price:f}",
            cell=cell_of(fill.price, step.grid),
            size=fill.size,
            fee=fill.fee,
            role=fill.role,
            status=fill.status,
            matched_us=fill.matched_us,
            precision_us=fill.precision_us,
        )
        before = self._fills.get(key)
        if before is None or _undated(before, entry) != entry:
            self._fills[key] = entry
            self.lists.fills.append(entry)

    def _change(self, event: PositionChange, step: Step, at_us: int, _: SessionState) -> None:
        if event.change_id in self._changes:  # a history read again tells everything once more
            return
        self._changes.add(event.change_id)
        self.lists.changes.append(
            ChangeEntry(
                seq=step.line.q, at_us=at_us, key=event.change_id, kind=event.kind,
                market=event.market or self.market_of.get(event.asset, ""), asset=event.asset,
                size=event.size, cash=event.cash, happened_us=event.at_us,
                transaction=event.transaction,
            )
        )  # fmt: skip

    def _trade(self, event: Trade, step: Step, at_us: int, _: SessionState) -> None:
        if event.cell == NONE:
            self.lists.odd_trades.append(
                OddTradeEntry(
                    seq=step.line.q, at_us=at_us, asset=event.asset, price=f"{event.price:f}",
                    size=event.size, side=event.side,
                )
            )  # fmt: skip

    def _note(self, event: Note, step: Step, at_us: int, _: SessionState) -> None:
        self.lists.notes_on_tape.append(
            NoteEntry(seq=step.line.q, at_us=at_us, text=event.text, noted_us=event.at_us)
        )

    def _clock(self, event: ClockReading, step: Step, at_us: int, _: SessionState) -> None:
        self.lists.clock_readings.append(
            ClockEntry(
                seq=step.line.q, at_us=at_us, offset_us=event.offset_us, step_us=event.step_us
            )
        )

    def _resolved(self, event: MarketResolved, step: Step, at_us: int, _: SessionState) -> None:
        self.lists.resolved.append(
            ResolvedEntry(seq=step.line.q, at_us=at_us, market=event.market, winner=event.winner)
        )


def _undated(before: _Dated, entry: _Dated) -> _Dated:
    """What was said before as if it were said now; the word for why it is said is no news."""
    now = {"seq": entry.seq, "at_us": entry.at_us}
    if isinstance(entry, OrderEntry):
        return msgspec.structs.replace(before, action=entry.action, **now)
    return msgspec.structs.replace(before, **now)
