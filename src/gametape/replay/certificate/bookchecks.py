"""All checks of the books together: what they count, and which books they put in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gametape.kernel.following import Report, Standing, WrongHash
from gametape.model.events import BookSnapshot, LevelChange, LinkChange, RulesRead
from gametape.replay.certificate.checks import BestPriceCheck, CheckpointCheck, CrossedCheck
from gametape.replay.certificate.doubt import Doubted, Doubts, Key
from gametape.replay.certificate.hashcheck import HashCheck
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.venues.polymarket.wire import WireMessage

HASHED = "polymarket.market"
"""The source whose messages carry hashes of their books."""


class BookChecks:
    """Call `before` with each decoded line, move the state, then call `after`."""

    def __init__(self, hash_every_us: int = 0) -> None:
        self.best = BestPriceCheck()
        self.crossed = CrossedCheck()
        self.checkpoints = CheckpointCheck()
        self.hashes = HashCheck(hash_every_us)
        self.doubts = Doubts()

    def before(self, step: Step, state: SessionState) -> None:
        """Hear of a line before the state moves."""
        self.checkpoints.before(step, state)

    def after(self, step: Step, state: SessionState) -> list[Doubted]:
        """Hear of a line after the state has moved; books that were in doubt until lately."""
        now_us, connection = step.line.t, step.line.c
        ended: list[Doubted] = []
        # Checkpoints first: what they refute was wrong before this line, which may heal it.
        for key in self.checkpoints.observe(step, state):
            self.doubts.refuted(key, now_us)
        if step.line.k == "market":
            self._judge(step, state, connection, now_us)
        elif step.line.k == "link":
            for event in step.events:
                if type(event) is LinkChange and event.state in ("up", "down", "rotated"):
                    self.hashes.forget(event.connection)
                    self.checkpoints.forget(event.connection)
                    ended += self.doubts.forget(event.connection, now_us)
        elif step.line.k == "rules":
            for event in step.events:
                if type(event) is RulesRead:
                    self.hashes.learn(event.rules)
        return ended + self.doubts.ended(now_us)

    def took(self, connection: str, run: Report, assets: Sequence[str]) -> None:
        """Hear of runs of frames whose stated best prices all agreed; `assets` by place.

        There was no doubt of any book, and none was crossed.
        """
        self.best.tally.agree(run.assets)
        self.hashes.seen += run.assets
        for place, _, _, _, _, undo in run.moved:
            self.checkpoints.past((connection, assets[place])).changes(undo)

    def stood(self, connection: str, hashes: int, found: Iterable[tuple[str, Standing]]) -> None:
        """Hear of `hashes` of such runs that matched, and how their books stand now."""
        self.hashes.proved(connection, hashes)
        for asset, standing in found:
            key = (connection, asset)
            self.hashes.stands(key, standing)
            if standing.proved_us:
                self.doubts.proved(key, standing.proved_us)

    def took_wrong(
        self, connection: str, wrong: Iterable[tuple[str, WrongHash]], recv_us: int, venue_us: int
    ) -> None:
        """Hear of hashes that did not match as they usually do; they ended such a run."""
        for asset, matched in self.hashes.observe_wrong(connection, wrong, recv_us).items():
            self._verdict((connection, asset), recv_us, venue_us, matched=matched)

    def took_book(
        self, connection: str, message: WireMessage, body: str, recv_us: int, venue_us: int
    ) -> None:
        """Hear of a whole book that ended such a run; its past is told elsewhere."""
        key = (connection, message.asset_id or "")
        self.doubts.proved(key, recv_us, venue_us, whole=True)
        matched = self.hashes.observe_book(connection, message, body, recv_us)
        if matched is not None:
            self._verdict(key, recv_us, venue_us, matched=matched)

    def _verdict(self, key: Key, now_us: int, venue_us: int | None, *, matched: bool) -> None:
        verdict = self.doubts.proved if matched else self.doubts.refuted
        verdict(key, now_us, venue_us)

    def _judge(self, step: Step, state: SessionState, connection: str, now_us: int) -> None:
        doubts = self.doubts
        touched: dict[str, LevelChange | None] = {}
        for event in step.events:
            if type(event) is LevelChange:
                touched[event.asset] = event
            elif type(event) is BookSnapshot:
                touched[event.asset] = None
                doubts.proved((connection, event.asset), now_us, event.venue_us, whole=True)
        for asset, change in touched.items():
            held = state.books[asset][connection]
            if not held.valid:
                continue
            key = (connection, asset)
            book = held.book
            bid, ask = book.best_bid, book.best_ask
            self.crossed.look(key, bid, ask, now_us)
            agreed = None if change is None else self.best.compare(change, bid, ask)
            if agreed is False:
                doubts.refuted(key, now_us, held.venue_us)
            elif agreed and not self.hashes.proves(key):
                doubts.proved(key, now_us)
        if connection.startswith(HASHED):
            for asset, matched in self.hashes.observe(step, doubted=doubts.any).items():
                venue_us = state.books[asset][connection].venue_us
                self._verdict((connection, asset), now_us, venue_us, matched=matched)
