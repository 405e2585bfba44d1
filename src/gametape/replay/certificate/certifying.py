"""Certifying: what a session turns out to be worth, observed line by line from the tape alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from gametape.kernel.following import NEVER, Report
from gametape.metrics import Histogram
from gametape.model.amounts import micro_text
from gametape.model.events import (
    BookCheckpoint,
    BookSnapshot,
    ClockReading,
    Event,
    FillUpdate,
    GameEvent,
    LevelChange,
    LinkChange,
    TopOfBook,
    Trade,
)
from gametape.model.trading import FillStatus
from gametape.replay.certificate.bookchecks import HASHED, BookChecks
from gametape.replay.certificate.certificate import Certificate, Latency, OwnFills
from gametape.replay.certificate.checks import Tally
from gametape.replay.certificate.coverage import Coverage
from gametape.replay.certificate.lateness import Lateness
from gametape.replay.certificate.verdict import Findings, judge
from gametape.replay.gathering import Hole, Span, joined
from gametape.replay.session import OWN_KINDS, Step
from gametape.replay.state import SessionState
from gametape.replay.words import WORDS
from gametape.tape.damage import Damage
from gametape.tape.lines import Line
from gametape.venues.polymarket.wire import WireMessage

SILENCE_US = 120_000_000
"""A silence of the market feed worth a word where no watchdog kept guard."""


_BOOK_EVENTS = frozenset((BookSnapshot, LevelChange, TopOfBook, Trade))
"""Nine events in ten; nobody but the checks of the books looks at them."""

EXPLAINED_US = 1_000_000
"""How far from a hole a disagreement may lie and still be explained by it."""


class CertificateBuilder:
    """Observes a session line by line and gives the `certificate()` at its end.

    Call `before` with each decoded line, move the state, then call `after`. With `hash_every_us` a
    book's hash is checked only so long after the last (what is hashed is kept right all the same).
    """

    def __init__(self, hash_every_us: int = 0) -> None:
        self.coverage = Coverage()
        self.books = BookChecks(hash_every_us)
        self.lateness = Lateness()
        self.frames = 0
        self.unparsed: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.latency = Histogram()
        self.duplicates = 0
        self.warnings: list[str] = []
        self._from_us: int | None = None
        self._to_us: int | None = None
        self._closed = False
        self._live_us: int | None = None
        self._games_over: dict[str, int] = {}
        self._offsets: list[int] = []
        self._steps = 0
        self._out_of_order = 0
        self._last_venue: dict[str, int] = {}
        self._met: set[tuple[str, str]] = set()
        self._lagged = False
        self._last_market_us: int | None = None
        self._silences: list[Span] = []
        self._watched = False
        self._fill_sources: dict[tuple[str, str], set[str]] = {}

    def before(self, step: Step, state: SessionState) -> None:
        """Hear of a line before the state moves."""
        self.books.before(step, state)

    def after(self, step: Step, state: SessionState) -> None:
        """Hear of a line after the state has moved."""
        line = step.line
        if self._from_us is None:
            self._from_us = line.t
        self._to_us = line.t
        if line.k not in OWN_KINDS:
            self._frame(step)
        elif line.k == "end":
            self.closed()
        elif line.k == "segment":
            self._closed = False
        self.coverage.observe(step, state)
        for event in step.fresh:
            kind = type(event)
            self.events[WORDS[kind]] += 1
            if kind not in _BOOK_EVENTS:
                self._other(event, line)
        if line.k == "market" and step.events:
            self.duplicates += len(step.events) - len(step.fresh)
            self._market(step)
        for doubted in self.books.after(step, state):
            self.coverage.doubted(doubted, state)

    def took(
        self, connection: str, run: Report, assets: Sequence[str], last: tuple[int, int, int]
    ) -> None:
        """Hear of runs of ordinary frames of a market feed, after the state has moved.

        `last`: how many frames, and when the last came, by our clock and the venue's.
        """
        frames, last_us, venue_us = last
        self._to_us = self._last_market_us = max(last_us, self._last_market_us or 0)
        self.frames += frames
        for word, count in (("price_change", run.rows), ("best_bid_ask", run.tops)):
            if count:
                self.events[word] += count
        self.coverage.heard(connection, last_us)
        self._lagged = self._lagged or run.lagged
        self.latency.add_counted(run.delays, run.longest_delay)
        self._out_of_order += run.early
        self._last_venue[connection] = venue_us
        self.books.took(connection, run, assets)

    def took_book(
        self, connection: str, message: WireMessage, body: str, recv_us: int, venue_us: int
    ) -> None:
        """Hear of the whole book that ended such a run, of which `took` counts the frame."""
        self.events["book"] += 1
        self.coverage.snapshot(message.asset_id or "", recv_us)
        self.books.took_book(connection, message, body, recv_us, venue_us)

    def knows(self, connection: str, asset: str) -> bool:
        """Whether this connection has told the book of the asset since it came up."""
        return (connection, asset) in self._met

    def market_time(self, connection: str) -> tuple[int, int]:
        """When a feed last told of anything, and the venue's time of it on this connection."""
        return self._last_market_us or 0, self._last_venue.get(connection, NEVER)

    def closed(self) -> None:
        """The session was closed in order."""
        self._closed = True

    def _frame(self, step: Step) -> None:
        self.frames += 1
        if step.problem:
            known = step.problem in self.unparsed or len(self.unparsed) < 1000
            self.unparsed[step.problem if known else "for many other reasons"] += 1

    def _market(self, step: Step) -> None:
        """Hear of a message of a feed; REST books are none, they show how the fold stands."""
        line, first = step.line, step.events[0]
        if type(first) is BookCheckpoint:
            return
        if self._last_market_us is not None and line.t - self._last_market_us > SILENCE_US:
            self._silences.append((self._last_market_us, line.t))
        self._last_market_us = line.t
        if type(first) is BookSnapshot and (line.c, first.asset) not in self._met:
            # The book that answers a subscription bears the time of its last change.
            self._met.add((line.c, first.asset))
            return
        venue_us = first.venue_us
        if venue_us is None:
            venue_us = next((e.venue_us for e in step.events if e.venue_us is not None), None)
        if venue_us is not None:
            self._lagged = self._lagged or venue_us != line.t
            self.latency.add((line.t - venue_us) // 1000)
            if venue_us < self._last_venue.get(line.c, venue_us):
                self._out_of_order += 1
            elif line.c.startswith(HASHED):
                self.lateness.heard(line.t, (line.t - venue_us) // 1000)
            self._last_venue[line.c] = venue_us

    def _other(self, event: Event, line: Line) -> None:
        match event:
            case LinkChange(state="up" | "down" | "rotated") if line.k == "link":
                self._watched = True
                self._met = {key for key in self._met if key[0] != event.connection}
            case ClockReading(offset_us=int(offset), round_trip_us=round_trip):
                self._offsets.append(offset)
                if round_trip is not None:
                    self.lateness.clock(offset, round_trip)
            case ClockReading(step_us=int()):
                self._steps += 1
            case GameEvent():
                if event.live and self._live_us is None:
                    self._live_us = event.recv_us
                if event.ended:
                    self._games_over.setdefault(event.game, event.recv_us)
            case FillUpdate():
                self._fill_sources.setdefault(event.fill.key, set()).add(line.source)
            case _:
                pass

    def damage(self, damage: Damage, state: SessionState) -> None:
        """Hear of damage to the tape: a hole if it cost lines; tell the fold before."""
        lost = "" if damage.lost is None else f", {damage.lost} lines lost"
        self.warnings.append(
            f"The tape is damaged: {damage.cause} in segment {damage.segment}{lost}."
        )
        if damage.lost and damage.after_t is not None and damage.before_t is not None:
            cause = f"tape: {damage.cause}"
            self.coverage.damaged(damage.after_t, damage.before_t, cause, state)

    def certificate(self, session: str, state: SessionState) -> Certificate:
        """The account of everything heard; what is in doubt now stays so to the end."""
        end_us = self._to_us or 0
        for doubted in self.books.doubts.finish(end_us):
            self.coverage.doubted(doubted, state)
        window, of = self._window()
        gaps = self.coverage.holes(end_us)
        coverage = self.coverage.share(window, end_us)
        unparsed = sum(self.unparsed.values())
        verdict, words = judge(self._findings(coverage, gaps))
        return Certificate(
            session=session,
            verdict=verdict,
            coverage=None if coverage is None else round(coverage, 6),
            coverage_of=of,
            from_us=self._from_us,
            to_us=self._to_us,
            ended="closed" if self._closed else "not closed",
            frames=self.frames,
            parsed=self.frames - unparsed,
            unparsed=unparsed,
            unparsed_why=dict(self.unparsed.most_common(20)),
            events=dict(sorted(self.events.items())),
            gaps=gaps,
            hash=self.books.hashes.tally,
            hash_seen=self.books.hashes.seen,
            bbo=self.books.best.tally,
            checkpoints=self.books.checkpoints.tally,
            own_fills=self._own_fills(state),
            latency_ms=self._latency(),
            late=self.lateness.stretches(),
            clock_offset_ms=self._offset_ms(),
            clock_steps=self._steps,
            out_of_order=self._out_of_order,
            duplicates=self.duplicates,
            crossed=self.books.crossed.count,
            warnings=words + list(dict.fromkeys(self.warnings)),
            briefly_wrong=self.books.doubts.brief,
        )

    def _window(self) -> tuple[Span, Literal["in play", "session"]]:
        start, end = self._from_us or 0, self._to_us or 0
        if self._live_us is None:
            return (start, end), "session"
        return (self._live_us, max(self._games_over.values(), default=end)), "in play"

    def _latency(self) -> Latency:
        """Unknown where every receive time is the venue's: nobody measured any."""
        if not self._lagged:
            return Latency()
        return Latency(self.latency.percentile(0.5), self.latency.percentile(0.99))

    def _offset_ms(self) -> float | None:
        if not self._offsets:
            return None
        return sorted(self._offsets)[len(self._offsets) // 2] / 1000

    def _findings(self, coverage: float | None, gaps: list[Hole]) -> Findings:
        return Findings(
            events=self.events,
            assets=len(list(self.coverage.assets)),
            coverage=coverage,
            gaps=gaps,
            frames=self.frames,
            unparsed=sum(self.unparsed.values()),
            best=_unexplained(self.books.best.tally, self.books.best.refuted_us, gaps),
            checkpoints=_unexplained(
                self.books.checkpoints.tally, self.books.checkpoints.refuted_us, gaps
            ),
            crossed=self.books.crossed.count,
            silences=[] if self._watched else self._silences,
            closed=self._closed,
            watched=self._watched,
            late=self.lateness.stretches(),
        )

    def _own_fills(self, state: SessionState) -> OwnFills:
        fills = state.fills.values()
        status = Counter(fill.status for fill in fills)
        feed = "polymarket.user"
        return OwnFills(
            orders=len(state.orders),
            fills=len(state.fills) - status[FillStatus.FAILED],
            shares=micro_text(sum(fill.size for fill in state.standing_fills())),
            provisional=len(state.fills) - status[FillStatus.FAILED] - status[FillStatus.CONFIRMED],
            confirmed=status[FillStatus.CONFIRMED],
            failed=status[FillStatus.FAILED],
            only_by_rest=sum(
                feed not in sources and "polymarket.trades" in sources
                for sources in self._fill_sources.values()
            ),
        )


def _unexplained(tally: Tally, refuted_us: Sequence[int], gaps: Sequence[Hole]) -> Tally:
    """A tally without what disagrees inside a hole that is told anyway."""
    spans = [(gap.from_us - EXPLAINED_US, gap.to_us + EXPLAINED_US) for gap in gaps]
    times = sorted(refuted_us)
    explained = sum(bisect_right(times, to) - bisect_left(times, at) for at, to in joined(spans))
    return Tally(tally.checked - explained, tally.matched)
