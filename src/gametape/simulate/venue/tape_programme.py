"""A recorded tape as a programme: its messages go out again byte for byte, at the tape's pace.

Venue times inside the messages stay those of the recording. Beside the messages the venue keeps
the books they make, so that a socket opened in mid-evening, and REST, are answered as of then;
that answer is the venue's own and hashes what the tape does not say (`last_trade_price` before the
first print) as empty.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gametape.errors import UsageError
from gametape.model.book import Level
from gametape.model.frames import Kind
from gametape.model.market import MarketRules
from gametape.replay.session import SessionFold, Step
from gametape.simulate.script import Action
from gametape.simulate.venue.exchange.happenings import Moment
from gametape.simulate.venue.messages.writing import Channel, Outgoing
from gametape.simulate.venue.recorded import RecordedBooks
from gametape.simulate.venue.stage import Stage
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

_BOOKS_KNOWN = 64
_CHANNELS = {
    "polymarket.market": (Kind.MARKET, Channel.MARKET),
    "polymarket.user": (Kind.USER, Channel.USER),
    "polymarket.sports": (Kind.GAME, Channel.SPORTS),
}


class TapeEvening:
    """A recorded session as a script with nothing in it: its messages come from the tape.

    Raises UsageError if the session has no Polymarket markets of two outcomes.
    """

    sport = "recorded"
    home = ""
    away = ""
    duration_us = 0

    def __init__(self, folder: SessionFolder | Path) -> None:
        self.folder = folder if isinstance(folder, SessionFolder) else SessionFolder(folder)
        manifest = Manifest.load(self.folder.manifest_path)
        self.event_slug = manifest.event_slug or manifest.session
        self.title = manifest.title
        binary = (rules for rules in manifest.markets if len(rules.outcomes) == 2)
        self.markets: tuple[MarketRules, ...] = tuple({r.market: r for r in binary}.values())
        if not self.markets:
            raise UsageError(f"session {manifest.session} has no markets that could be played.")
        numbers = [rules.game_id for rules in self.markets if rules.game_id.isdigit()]
        self.game_id = int(numbers[0]) if numbers else 0
        nothing: tuple[tuple[Level, ...], tuple[Level, ...]] = ((), ())
        self.opening = {rules.market: nothing for rules in self.markets}

    def actions(self) -> Iterator[Action]:
        """See `Script.actions`: there are none."""
        return iter(())


class TapeProgramme:
    """The tape's messages, those of a redundant second connection left out."""

    def __init__(self, stage: Stage, evening: TapeEvening) -> None:
        self._stage = stage
        self._books = RecordedBooks(stage)
        self._lines = self._fresh(read_tape(evening.folder))
        self._pending = next(self._lines, None)
        self._first_us = 0 if self._pending is None else self._pending[0].t

    @property
    def next_us(self) -> int | None:
        """See `Programme.next_us`."""
        return None if self._pending is None else self._pending[0].t - self._first_us

    def step(self, now: Moment) -> list[Outgoing]:
        """See `Programme.step`."""
        assert self._pending is not None
        line, message = self._pending
        self._pending = next(self._lines, None)
        if message.channel is Channel.MARKET:
            self._books.take(line.raw, now)
        return [message]

    def _fresh(self, lines: Iterator[Line]) -> Iterator[tuple[Line, Outgoing]]:
        fold = SessionFold()
        books: dict[frozenset[str], deque[bytes]] = {}
        for line in lines:
            step = fold.decode(line)
            kind, channel = _CHANNELS.get(line.source, (None, None))
            if channel is None or line.k != kind or _is_repeat(step):
                continue
            message = _outgoing(channel, line.raw)
            if message is None:
                continue
            if channel is Channel.MARKET and message.kind == "book":
                # Every connection begins with books; the same one again says nothing.
                known = books.setdefault(message.assets, deque(maxlen=_BOOKS_KNOWN))
                if line.raw in known:
                    continue
                known.append(line.raw)
            yield line, message


def _is_repeat(step: Step) -> bool:
    """Whether another connection had brought this message already."""
    return bool(step.events) and not step.fresh


class _Wire(msgspec.Struct):
    event_type: str = ""
    market: str = ""
    asset_id: str = ""
    assets_ids: list[str] = []
    price_changes: list[dict[str, object]] = []


_WIRE = msgspec.json.Decoder(_Wire)
_EVERYBODYS = frozenset({"new_market"})


def _outgoing(channel: Channel, raw: bytes) -> Outgoing | None:
    """A recorded message on its way again; None for text frames, which the sockets make anew."""
    if raw[:1] not in b"{[":
        return None
    text = raw.decode("utf-8", "replace")
    try:
        wire = _WIRE.decode(raw)
    except msgspec.DecodeError:
        wire = _Wire()
    assets = {wire.asset_id, *wire.assets_ids}
    assets |= {str(change.get("asset_id", "")) for change in wire.price_changes}
    return Outgoing(
        channel,
        wire.event_type or "book",
        text,
        frozenset() if wire.event_type in _EVERYBODYS else frozenset(assets - {""}),
        wire.market,
        wire.event_type in ("new_market", "best_bid_ask", "market_resolved"),
    )
