"""A synthetic evening straight onto a tape: the venue's own messages, without sockets or waiting.

For benchmarks, tests and corpora that want a whole evening in seconds. It is the tape of a
recorder with one connection a channel to which nothing ever went wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

import msgspec

from gametape.model.market import MarketRules
from gametape.replay.opening import opening_books
from gametape.replay.session import SessionFold
from gametape.simulate.draws import stream
from gametape.simulate.script import Script
from gametape.simulate.venue.exchange import handles
from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.exchange.happenings import Happening, Listed, Moment
from gametape.simulate.venue.exchange.showing import book_shown
from gametape.simulate.venue.exchange.venue import Exchange
from gametape.simulate.venue.messages.writing import Channel, Messenger, Outgoing
from gametape.simulate.venue.placed import PlacedScript
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.records import Link, encode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

START_US = 1_790_000_000_000_000
_FLUSH_LINES = 2_000
_LATENCY_US, _SPREAD = 35_000, 0.4
_KINDS = {Channel.MARKET: "market", Channel.USER: "user", Channel.SPORTS: "game"}


class EveningTape:
    """Writes one script's evening; equal arguments make equal tapes.

    The performance starts at `start_us`. Messages arrive log-normally around 35 ms after the
    venue sent them, in order.
    """

    def __init__(self, script: Script, *, start_us: int = START_US, seed: int = 1) -> None:
        self._script = PlacedScript(script, start_us, 1.0)
        self._trader = _trader(seed)
        self._start_us = start_us
        self._latency = stream(seed, "latency")
        self._messenger = Messenger(self._script, self._trader)
        self._markets: list[MarketRules] = []
        self._fold = SessionFold(self._trader.wallet)
        self._reached_us = start_us

    def write(self, folder: SessionFolder, *, segment_lines: int = 250_000) -> int:
        """Write tape and manifest of a new session; gives the lines of the tape.

        Raises TapeError if the session cannot be written.
        """
        opening = opening_books
        state = self._fold.state
        with TapeWriter(
            folder, opening=lambda: opening(state), segment_lines=segment_lines
        ) as tape:
            for channel in _KINDS:
                name = _connection(channel)
                self._append(tape, "link", name, encode_record(Link(connection=name, state="up")))
            for now_us, said in self._messages():
                self._arrive(now_us)
                name = _connection(said.channel)
                self._append(tape, _KINDS[said.channel], name, said.text.encode())
            tape.close("the evening is over", self._reached_us)
            lines = tape.last_q + 1
        self._manifest(folder).save(folder.manifest_path)
        return lines

    def _append(self, tape: TapeWriter, kind: str, connection: str, raw: bytes) -> None:
        seq = tape.append(kind, connection, raw, self._reached_us)
        self._fold.feed(Line(t=self._reached_us, q=seq, k=kind, c=connection, m=msgspec.Raw(raw)))
        if seq % _FLUSH_LINES == 0:
            tape.flush()
            if tape.behind:
                tape.wait_written(seq)

    def _arrive(self, sent_us: int) -> None:
        latency_us = _log_normal(self._latency, _LATENCY_US, _SPREAD)
        self._reached_us = max(self._reached_us, sent_us + latency_us)

    def _messages(self) -> Iterator[tuple[int, Outgoing]]:
        """What the venue sends, with the time at which it does, in microseconds since 1970."""
        now = self._moment(0)
        exchange = Exchange(self._script, self._trader, now)
        yield from self._told(exchange, exchange.opening, now)
        actions = self._script.actions()
        pending = next(actions, None)
        while True:
            owed_us = exchange.agenda.next_us
            due_us = min(
                math.inf if pending is None else pending.at_us,
                math.inf if owed_us is None else owed_us,
            )
            if due_us == math.inf:
                return
            now = self._moment(int(due_us))
            if pending is not None and pending.at_us == due_us:
                told = exchange.perform(pending, now)
                pending = next(actions, None)
            else:
                told = exchange.follow_up(now)
            yield from self._told(exchange, told, now)

    def _told(
        self, exchange: Exchange, happenings: list[Happening], now: Moment
    ) -> Iterator[tuple[int, Outgoing]]:
        for told in happenings:
            for said in self._messenger.write(told, now):
                yield now.venue_us, said
            if isinstance(told, Listed):  # a recorder subscribes to what it hears of
                self._markets.append(told.rules)
                book = exchange.books[told.rules.market]
                for outcome in (0, 1):
                    for said in self._messenger.write(book_shown(book, outcome), now):
                        yield now.venue_us, said

    def _moment(self, script_us: int) -> Moment:
        return Moment(script_us, self._start_us + script_us, self._start_us + script_us)

    def _manifest(self, folder: SessionFolder) -> Manifest:
        return Manifest(
            session=folder.slug,
            venue="polymarket",
            title=self._script.title,
            created_us=self._start_us,
            event_slug=self._script.event_slug,
            wallet=self._trader.wallet,
            markets=self._markets,
            sources=[f"polymarket.{channel}" for channel in _KINDS],
        )


def _connection(channel: Channel) -> str:
    return f"polymarket.{channel}#1"


def _log_normal(rng: Random, median: int, sigma: float) -> int:
    return int(median * math.exp(rng.gauss(0.0, sigma)))


def _trader(seed: int) -> Trader:
    return Trader(
        api_key=handles.uuid_id("tape", seed),
        secret="",
        passphrase="",
        wallet=handles.wallet("tape", seed),
    )
