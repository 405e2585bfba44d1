"""Betfair's market stream (`op: mcm`) to events: one line is one message, applied whole.

Source: Betfair Exchange Stream API. Available to back means that somebody offers to lay, so it is
an ask of the runner's YES share; available to lay is a bid. A definition without an image opens a
market from nothing: that is how official historical files begin.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Level, Side
from gametape.model.events import BookSnapshot, Event, LevelChange, Trade
from gametape.model.grid import PriceGrid
from gametape.model.odds import ODDS
from gametape.venues.betfair.definition import DefinitionHistory
from gametape.venues.betfair.ladders import RUNGS, Runner
from gametape.venues.betfair.link import LinkWatch
from gametape.venues.betfair.wire import (
    MILLISECOND,
    At,
    MarketChange,
    Message,
    RunnerChange,
    asset_id,
)

SOURCE = "betfair.stream"
"""The `source` of frames that `BetfairStreamDecoder` reads."""

_ASK, _BID = Side.SELL, Side.BUY


class _Market:
    """What is known of one market: its runners by selection id (and handicap)."""

    __slots__ = ("history", "id", "known", "runners")

    def __init__(self, market: str, known: bool) -> None:
        self.id = market
        self.known = known
        self.runners: dict[int | str | tuple[int, float], Runner] = {}
        self.history = DefinitionHistory(market)

    def runner(self, selection: int | str, handicap: float) -> tuple[Runner, bool]:
        """The runner, and whether this is the first word of it."""
        number = _number(selection)
        key = (number, handicap) if handicap else number
        runner = self.runners.get(key)
        if runner is not None:
            return runner, False
        runner = Runner(asset_id(self.id, number, handicap), self.known)
        self.runners[key] = runner
        return runner, True


class BetfairStreamDecoder:
    """Decodes market stream messages; keeps what is needed to see trades and merge images.

    Use one for all messages of a subscription, over reconnections too. Books start with an image
    or with a definition; a stream joined in the middle yields changes without a snapshot.
    """

    grid: PriceGrid = ODDS

    def __init__(self) -> None:
        self._json = msgspec.json.Decoder(Message)
        self._markets: dict[str, _Market] = {}
        self._lost: set[str] = set()
        """Markets whose start was missed: only an image makes their books known."""
        self._link = LinkWatch(SOURCE)

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`; raises ParseError."""
        try:
            message = self._json.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ParseError(f"not a Betfair stream message: {error}.") from None
        if message.op != "mcm":
            if message.op in ("connection", "status"):
                return self._link.talk(message, At(seq=seq, recv_us=recv_us, venue_us=None))
            raise ParseError(f"{message.op[:40]!r} is no operation of the market stream.")
        events: list[Event] = []
        venue_us = message.pt * MILLISECOND if message.pt else None
        at: At = {"seq": seq, "recv_us": recv_us, "venue_us": venue_us}
        if message.status is not None or self._link.behind:
            events += self._link.lag(message.status, at)
        if message.ct == "RESUB_DELTA":
            self._lost.update(change.id for change in message.mc if change.id not in self._markets)
        try:
            for change in message.mc:
                self._change(change, events, at)
        except KeyError as error:
            self._lose(message)
            raise ParseError(f"odds {error} are not a rung of Betfair's ladder.") from None
        except ParseError:
            self._lose(message)
            raise
        return events

    def _lose(self, message: Message) -> None:
        """A message could not be read: its markets are unknown again until their next image."""
        for change in message.mc:
            self._markets.pop(change.id, None)
            self._lost.add(change.id)

    def _change(self, change: MarketChange, events: list[Event], at: At) -> None:
        market = self._markets.get(change.id)
        if market is None or change.market_definition is not None or change.img:
            market = self._open(change, events, at)
            if change.img:
                return
        market_id, runners = market.id, market.runners
        seq, recv_us, venue_us = at["seq"], at["recv_us"], at["venue_us"]
        for entry in change.rc:
            runner = None if entry.hc else runners.get(entry.id)
            if runner is None:
                runner = self._meet(market, entry, events, at)
            asset = runner.asset
            backs, lays = entry.atb, entry.atl
            for side, pairs in ((_ASK, backs), (_BID, lays)):
                for odds, stake in pairs:
                    cell, unit = RUNGS[odds]
                    events.append(
                        LevelChange(
                            seq=seq,
                            recv_us=recv_us,
                            venue_us=venue_us,
                            asset=asset,
                            side=side,
                            cell=cell,
                            size=round(stake * 100) * unit,
                            market=market_id,
                        )
                    )
            if entry.trd:
                events += _trades(market_id, runner, entry, at)
            if backs or lays:
                runner.complete = True
            elif entry.batb or entry.batl or entry.bdatb or entry.bdatl:
                ladders = runner.ranked(entry)
                if ladders is not None:
                    events.append(_snapshot(market_id, asset, *ladders, at))

    def _open(self, change: MarketChange, events: list[Event], at: At) -> _Market:
        """Meet a market, read its definition, take over its image."""
        market = self._markets.get(change.id)
        definition = change.market_definition
        if market is None:
            from_nothing = definition is not None and change.id not in self._lost
            market = self._markets[change.id] = _Market(change.id, from_nothing)
        if change.img:
            market.known = True
            self._lost.discard(change.id)
        if definition is not None:
            events += market.history.read(definition, at)
            for stated in definition.runners:
                runner, new = market.runner(stated.id, stated.hc)
                if new and market.known and not change.img:
                    events.append(_snapshot(market.id, runner.asset, (), (), at))
        if change.img:
            entries: dict[Runner, list[RunnerChange]] = {}
            for entry in change.rc:
                entries.setdefault(market.runner(entry.id, entry.hc)[0], []).append(entry)
            for runner in market.runners.values():
                bids, asks = runner.start_over(entries.get(runner, ()))
                events.append(_snapshot(market.id, runner.asset, bids, asks, at))
        return market

    def _meet(self, market: _Market, entry: RunnerChange, events: list[Event], at: At) -> Runner:
        """A runner under an unusual id, or one that no definition has named."""
        runner, new = market.runner(entry.id, entry.hc)
        if new and market.known:
            events.append(_snapshot(market.id, runner.asset, (), (), at))
        return runner


def _number(selection: int | str) -> int:
    """Selection ids are numbers that some senders quote."""
    if isinstance(selection, int):
        return selection
    if not (selection.isascii() and selection.isdigit() and len(selection) < 20):
        raise ParseError(f"selection {selection[:40]!r} is not a number.")
    return int(selection)


def _snapshot(
    market: str,
    asset: str,
    bids: tuple[Level, ...],
    asks: tuple[Level, ...],
    at: At,
) -> BookSnapshot:
    return BookSnapshot(
        **at,
        asset=asset,
        bids=bids,
        asks=asks,
        market=market,
    )


def _trades(
    market: str,
    runner: Runner,
    entry: RunnerChange,
    at: At,
) -> list[Event]:
    return [
        Trade(
            **at,
            asset=runner.asset,
            price=ODDS.price(cell),
            cell=cell,
            size=size,
            market=market,
        )
        for cell, size in runner.newly_traded(entry.trd)
    ]
