"""The watch over a live market feed: which books can no longer be believed, and since when.

Signs: best prices that disagree with the fold, hashes that stop matching, REST checkpoints that
differ, and silence that REST shows not to be quiet. Pure: it hears decoded lines and is told the
time.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.model.events import BookCheckpoint, BookSnapshot, LevelChange, LinkChange, Trade
from gametape.model.times import SECOND
from gametape.replay.certificate import CertificateBuilder
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.venues.polymarket.freeze import FreezeWatch, Sighting, Verdict, judge

DISAGREE_US = SECOND
"""Best prices may differ for as long as the venue reorders messages (reference 3.9)."""

ASK_AGAIN_US = 5 * SECOND
"""Pause between two REST reads of the same suspect."""


class Limits(msgspec.Struct, frozen=True):
    """After how much silence, in microseconds, a connection or an asset is looked at."""

    connection_us: int = 60 * SECOND
    asset_us: int = 60 * SECOND


class Stale(msgspec.Struct, frozen=True):
    """Assets of a connection whose books are wrong since `since_us`; empty: all of them."""

    connection: str
    assets: tuple[str, ...]
    since_us: int
    cause: str


class Watch:
    """Judges the market connections of a recording."""

    def __init__(
        self, state: SessionState, checks: CertificateBuilder, limits: Limits | None = None
    ) -> None:
        self._state = state
        self._checks = checks
        self._limits = limits or Limits()
        self._silence: dict[str, FreezeWatch] = {}
        self._heard: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        self._answers: dict[str, BookCheckpoint] = {}

    def hear(self, step: Step) -> None:
        """Hear of a line after the state has moved."""
        for event in step.events:
            match event:
                case LevelChange() | BookSnapshot():
                    watch = self._silence.get(step.line.c)
                    if watch is not None:
                        watch.heard(step.line.t, event.asset, event.venue_us, event.hash)
                        self._heard[step.line.c] = step.line.t
                case Trade():
                    watch = self._silence.get(step.line.c)
                    if watch is not None:
                        watch.heard(step.line.t, event.asset, event.venue_us)
                        self._heard[step.line.c] = step.line.t
                case BookCheckpoint():
                    self._answers[event.asset] = event
                case LinkChange(state="subscribed"):
                    self._silence[event.connection] = FreezeWatch(
                        event.assets,
                        event.recv_us,
                        self._limits.connection_us,
                        self._limits.asset_us,
                    )
                    self._heard[event.connection] = event.recv_us
                case LinkChange(state="down" | "rotated"):
                    self._silence.pop(event.connection, None)
                case _:
                    pass

    def suspects(self, now_us: int, in_play: bool) -> list[str]:
        """Assets to be read over REST now, because something about them looks wrong."""
        wanted: dict[str, None] = {}
        for connection, silence in self._silence.items():
            names = silence.suspects(now_us)
            if silence.connection_suspect(now_us, in_play):
                names = names or self._assets_of(connection)
            wanted.update(dict.fromkeys(names))
        wanted.update(dict.fromkeys(asset for _, asset in self._checks.hashes.suspects()))
        wanted.update(dict.fromkeys(self._checks.checkpoints.ahead))
        due = [
            asset
            for asset in wanted
            if now_us - self._asked.get(asset, -ASK_AGAIN_US) >= ASK_AGAIN_US
        ]
        self._asked.update(dict.fromkeys(due, now_us))
        return due

    def stale(self, now_us: int) -> list[Stale]:
        """What must be declared stale and fetched anew."""
        found = list(self._frozen(now_us)) + list(self._disagreeing(now_us))
        found += list(self._refuted())
        return found

    def _assets_of(self, connection: str) -> list[str]:
        return [asset for asset, books in self._state.books.items() if connection in books]

    def _frozen(self, now_us: int) -> Iterable[Stale]:
        """Silent assets whose REST book has moved on; a whole connection if all of it is."""
        for connection, silence in self._silence.items():
            frozen: list[str] = []
            asked = 0
            for asset in silence.suspects(now_us) or self._assets_of(connection):
                answer = self._answers.get(asset)
                if answer is None or answer.recv_us < self._asked.get(asset, now_us):
                    continue
                asked += 1
                verdict = self._judge(connection, silence, asset, answer, now_us)
                if verdict is Verdict.FROZEN:
                    frozen.append(asset)
                elif verdict is not Verdict.WAIT:
                    silence.compared(now_us, asset)
                    del self._answers[asset]
            if not frozen:
                continue
            whole = now_us - self._heard[connection] > DISAGREE_US and len(frozen) == asked
            if whole and asked >= len(self._assets_of(connection)) // 2:
                yield Stale(connection, (), self._heard[connection], "feed frozen")
            else:
                for asset in frozen:
                    yield Stale(connection, (asset,), self._last(connection, asset), "feed frozen")
            for asset in frozen:
                del self._answers[asset]

    def _judge(
        self,
        connection: str,
        silence: FreezeWatch,
        asset: str,
        answer: BookCheckpoint,
        now_us: int,
    ) -> Verdict:
        held = self._state.books.get(asset, {}).get(connection)
        equal = None
        if held is not None:
            equal = dict(held.book.bids()) == {c: s for c, s in answer.bids if s} and dict(
                held.book.asks()
            ) == {c: s for c, s in answer.asks if s}
        seen = Sighting(answer.venue_us, answer.hash)
        return judge(silence.last(asset), seen, equal, now_us - answer.recv_us)

    def _last(self, connection: str, asset: str) -> int:
        held = self._state.books.get(asset, {}).get(connection)
        return held.recv_us if held is not None else self._heard[connection]

    def _disagreeing(self, now_us: int) -> Iterable[Stale]:
        for (connection, asset), since in list(self._checks.best.disagreeing.items()):
            if now_us - since >= DISAGREE_US:
                del self._checks.best.disagreeing[connection, asset]
                cause = "messages missed: best prices disagree"
                yield Stale(connection, (asset,), self._proved(connection, asset, since), cause)

    def _refuted(self) -> Iterable[Stale]:
        for asset, checkpoint in list(self._checks.checkpoints.mismatched.items()):
            del self._checks.checkpoints.mismatched[asset]
            held = self._state.book(asset)
            if held is None or not held.valid:
                continue
            proved = self._checks.hashes.proven_us.get((held.connection, asset), 0)
            if proved >= checkpoint.recv_us - SECOND:
                continue  # the feed's own hash stands: REST served an old book (reference 15)
            since = self._proved(held.connection, asset, checkpoint.recv_us)
            cause = "messages missed: a REST book differs"
            yield Stale(held.connection, (asset,), since, cause)

    def _proved(self, connection: str, asset: str, otherwise_us: int) -> int:
        """Until when the book was right for sure: by its hash, else by its best prices."""
        key = (connection, asset)
        if key in self._checks.hashes.proven_us:
            return self._checks.hashes.proven_us[key]
        return self._checks.best.agreed_us.get(key, otherwise_us)
