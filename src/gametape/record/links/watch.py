"""The watch over a live market feed: which books can no longer be believed, and since when.

Signs: best prices that disagree with the fold, hashes that stop matching, REST checkpoints that
differ, and silence that REST shows not to be quiet. Pure: it hears decoded lines and is told the
time.
"""

from __future__ import annotations

import msgspec

from gametape.model.events import BookCheckpoint, BookSnapshot, LevelChange, LinkChange, Trade
from gametape.model.times import SECOND
from gametape.replay.certificate.bookchecks import BookChecks
from gametape.replay.certificate.checks import same_levels
from gametape.replay.certificate.doubt import CAUSE
from gametape.replay.certificate.runs import Taken
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.venues.polymarket.freeze import FreezeWatch, Sighting, Verdict, judge

ASK_AGAIN_US = 5 * SECOND
"""Pause between two REST reads of the same suspect."""

FORGET_US = 10 * SECOND
"""How long a REST answer is weighed against the feed."""

SHORTEST_SILENCE_US = 3 * SECOND
"""No silence shorter than this is looked at, however busy the feed was."""

UNUSUAL = 100
"""A silence this many times the usual distance of two messages is looked at."""

FROZEN = "feed frozen"


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
        self, state: SessionState, checks: BookChecks, limits: Limits | None = None
    ) -> None:
        self._state = state
        self._checks = checks
        self._limits = limits or Limits()
        self._silence: dict[str, FreezeWatch] = {}
        self._pace: dict[str, _Pace] = {}
        self._asked: dict[str, int] = {}
        self._answers: dict[str, BookCheckpoint] = {}

    def hear(self, step: Step) -> None:
        """Hear of a line after the state has moved."""
        connection, now_us = step.line.c, step.line.t
        silence = self._silence.get(connection)
        for event in step.events:
            match event:
                case LevelChange() | BookSnapshot() if silence is not None:
                    silence.heard(now_us, event.asset, event.venue_us, event.hash)
                    self._pace[connection].heard(now_us)
                case Trade() if silence is not None:
                    silence.heard(now_us, event.asset, event.venue_us)
                    self._pace[connection].heard(now_us)
                case BookCheckpoint():
                    # The first answer is weighed to its end: newer ones would restart the wait.
                    self._answers.setdefault(event.asset, event)
                case LinkChange(state="subscribed"):
                    self._subscribed(event, now_us)
                case LinkChange(state="down" | "rotated"):
                    self._silence.pop(event.connection, None)
                case _:
                    pass

    def took(self, run: Taken) -> None:
        """Hear of a run of ordinary frames after the state has moved."""
        silence = self._silence.get(run.connection)
        if silence is None or not run.seen:
            return
        for asset, recv_us, venue_us, book_hash in run.seen:
            silence.heard(recv_us, asset, venue_us, book_hash)
        last_us = max(one.recv_us for one in run.seen)
        self._pace[run.connection].heard(last_us, run.changes)

    def _subscribed(self, event: LinkChange, now_us: int) -> None:
        silence = self._silence.get(event.connection)
        if silence is None:
            watch = FreezeWatch(event.assets, now_us, self._limits.asset_us)
            self._silence[event.connection] = watch
            self._pace[event.connection] = _Pace(now_us, now_us)
            return
        for asset in event.assets:  # more assets on a running connection
            if silence.last(asset) is None:
                silence.compared(now_us, asset)

    def suspects(self, now_us: int, in_play: bool) -> list[str]:
        """Assets to be read over REST now, because something about them looks wrong."""
        wanted: dict[str, None] = {}
        for connection, silence in self._silence.items():
            names = silence.suspects(now_us)
            if in_play and self._silent(connection, now_us):
                names = self._assets_of(connection)
            wanted.update(dict.fromkeys(names))
        wanted.update(dict.fromkeys(asset for _, asset in self._checks.doubts.open_since(now_us)))
        due = [
            asset
            for asset in wanted
            if asset not in self._answers
            and now_us - self._asked.get(asset, -ASK_AGAIN_US) >= ASK_AGAIN_US
        ]
        self._asked.update(dict.fromkeys(due, now_us))
        return due

    def stale(self, now_us: int) -> list[Stale]:
        """What must be declared stale and fetched anew."""
        weighing: set[str] = set()
        found = [one for name in self._silence for one in self._frozen(name, now_us, weighing)]
        for asset, answer in list(self._answers.items()):
            if asset not in weighing or now_us - answer.recv_us > FORGET_US:
                del self._answers[asset]
        told = {(one.connection, asset) for one in found for asset in one.assets or ("",)}
        for (connection, asset), since_us in self._checks.doubts.open_since(now_us).items():
            held = self._state.books.get(asset, {}).get(connection)
            known = (connection, asset) in told or (connection, "") in told
            if held is not None and held.valid and not known:
                found.append(Stale(connection, (asset,), since_us, CAUSE))
        return found

    def _silent(self, connection: str, now_us: int) -> bool:
        """Whether a connection has been silent for longer than its own pace explains."""
        return self._pace[connection].silent(now_us, self._limits.connection_us)

    def _assets_of(self, connection: str) -> list[str]:
        return [asset for asset, books in self._state.books.items() if connection in books]

    def _frozen(self, connection: str, now_us: int, weighing: set[str]) -> list[Stale]:
        """Assets whose REST book has moved on without the feed; all, if the feed is silent.

        Adds to `weighing` the assets whose answer must be looked at again.
        """
        silence = self._silence[connection]
        frozen: list[str] = []
        for asset, answer in self._answers.items():
            held = self._state.books.get(asset, {}).get(connection)
            if held is None or not held.valid:
                continue
            seen = Sighting(answer.venue_us, answer.hash)
            equal = same_levels(answer, held.book)
            match judge(silence.last(asset), seen, equal, now_us - answer.recv_us):
                case Verdict.FROZEN:
                    frozen.append(asset)
                case Verdict.WAIT:
                    weighing.add(asset)
                case Verdict.QUIET:
                    silence.compared(now_us, asset)
                case Verdict.UNKNOWN:
                    pass
        if frozen and self._silent(connection, now_us):
            return [Stale(connection, (), self._pace[connection].last_us, FROZEN)]
        books = self._state.books
        return [
            Stale(connection, (asset,), books[asset][connection].recv_us, FROZEN)
            for asset in frozen
        ]


class _Pace(msgspec.Struct):
    """How often a connection speaks: its silence is judged by its own habit."""

    since_us: int
    last_us: int
    count: int = 0

    def heard(self, now_us: int, count: int = 1) -> None:
        self.last_us = now_us
        self.count += count

    def silent(self, now_us: int, limit_us: int) -> bool:
        usual_us = (self.last_us - self.since_us) // max(self.count, 1)
        limit_us = min(limit_us, max(SHORTEST_SILENCE_US, UNUSUAL * usual_us))
        return now_us - self.last_us >= limit_us
