"""The certificate: what a recording can be trusted for, computed from the tape alone.

Recording, `verify` and every later metric use this one account of a session.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec

from gametape.metrics import Histogram
from gametape.model.amounts import micro_text
from gametape.model.events import ClockReading, FillUpdate, GameEvent, LinkChange
from gametape.model.trading import FillStatus
from gametape.replay.bookchecks import BookChecks
from gametape.replay.checks import Tally
from gametape.replay.coverage import Coverage, Hole, Span
from gametape.replay.session import OWN_KINDS, Step
from gametape.replay.state import SessionState
from gametape.replay.verdict import Findings, Verdict, judge
from gametape.replay.words import word_of
from gametape.tape.damage import Damage

SILENCE_US = 120_000_000
"""A silence of the market feed worth a word where no watchdog kept guard."""


EXPLAINED_US = 1_000_000
"""How far from a hole a disagreement may lie and still be explained by it."""


class OwnFills(msgspec.Struct):
    """One's own orders and fills as recorded; `shares` is decimal text."""

    orders: int = 0
    fills: int = 0
    shares: str = "0"
    provisional: int = 0
    confirmed: int = 0
    failed: int = 0
    only_by_rest: int = 0


class Latency(msgspec.Struct):
    """Receive time minus venue time, in milliseconds; includes the clocks' disagreement."""

    p50: float | None = None
    p99: float | None = None


class Certificate(msgspec.Struct):
    """What `gametape verify` prints; DESIGN of the keys: docs/certificate.md."""

    session: str
    verdict: Verdict
    coverage: float | None
    coverage_of: Literal["in play", "session"]
    from_us: int | None
    to_us: int | None
    ended: str
    frames: int
    parsed: int
    unparsed: int
    unparsed_why: dict[str, int]
    events: dict[str, int]
    gaps: list[Hole]
    hash: Tally
    hash_seen: int
    bbo: Tally
    checkpoints: Tally
    own_fills: OwnFills
    latency_ms: Latency
    clock_offset_ms: float | None
    clock_steps: int
    out_of_order: int
    duplicates: int
    crossed: int
    warnings: list[str]


class CertificateBuilder:
    """Observes a session line by line; `certificate()` may be asked at any time.

    Call `before` with each decoded line, move the state, then call `after`. `hash_every` checks
    each n-th book hash only (the state of the hasher is kept right all the same).
    """

    def __init__(self, hash_every: int = 1) -> None:
        self.coverage = Coverage()
        self.books = BookChecks(hash_every)
        self.frames = 0
        self.unparsed: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.latency = Histogram()
        self.duplicates = 0
        self.warnings: list[str] = []
        self._from_us: int | None = None
        self._to_us: int | None = None
        self._ended = ""
        self._live: list[int | None] = [None, None]
        self._offsets: list[int] = []
        self._steps = 0
        self._out_of_order = 0
        self._last_venue: dict[str, int] = {}
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
            self._ended = "closed"
        elif line.k == "segment":
            self._ended = ""
        self.coverage.observe(step, state)
        for event in step.fresh:
            self.events[word_of(event)] += 1
        self.duplicates += len(step.events) - len(step.fresh)
        if line.k == "market":
            self._market(step)
        for doubted in self.books.after(step, state):
            self.coverage.doubted(doubted, state)
        if line.k in ("game", "user", "clock", "link"):
            self._others(step)

    def _frame(self, step: Step) -> None:
        self.frames += 1
        if step.problem:
            known = step.problem in self.unparsed or len(self.unparsed) < 1000
            self.unparsed[step.problem if known else "for many other reasons"] += 1

    def _market(self, step: Step) -> None:
        line = step.line
        if self._last_market_us is not None and line.t - self._last_market_us > SILENCE_US:
            self._silences.append((self._last_market_us, line.t))
        self._last_market_us = line.t
        venue_us = next((e.venue_us for e in step.events if e.venue_us is not None), None)
        if venue_us is not None:
            self.latency.add((line.t - venue_us) // 1000)
            if venue_us < self._last_venue.get(line.c, venue_us):
                self._out_of_order += 1
            self._last_venue[line.c] = venue_us

    def _others(self, step: Step) -> None:
        source = step.line.c.partition("#")[0]
        for event in step.events:
            match event:
                case LinkChange(state="up" | "down" | "rotated"):
                    self._watched = True
                case ClockReading(offset_us=int(offset)):
                    self._offsets.append(offset)
                case ClockReading(step_us=int()):
                    self._steps += 1
                case GameEvent(live=True) if self._live[0] is None:
                    self._live[0] = event.recv_us
                case GameEvent(ended=True) if self._live[1] is None:
                    self._live[1] = event.recv_us
                case FillUpdate():
                    self._fill_sources.setdefault(event.fill.key, set()).add(source)
                case _:
                    pass

    def damage(self, damage: Damage) -> None:
        """Hear of damage to the tape: a hole whose times are those of its neighbours."""
        self.warnings.append(f"The tape is damaged: {damage.cause} in segment {damage.segment}.")
        if damage.after_t is not None and damage.before_t is not None:
            self.coverage.add(Hole(damage.after_t, damage.before_t, f"tape: {damage.cause}"))

    def certificate(self, session: str, state: SessionState) -> Certificate:
        """The account so far."""
        end_us = self._to_us or 0
        for doubted in self.books.doubts.finish(end_us) if self._ended else ():
            self.coverage.doubted(doubted, state)
        window, of = self._window()
        gaps = self.coverage.holes(end_us)
        coverage = self.coverage.share(window, end_us)
        unparsed = sum(self.unparsed.values())
        verdict, words = judge(self._findings(coverage, gaps, unparsed))
        return Certificate(
            session=session,
            verdict=verdict,
            coverage=None if coverage is None else round(coverage, 6),
            coverage_of=of,
            from_us=self._from_us,
            to_us=self._to_us,
            ended=self._ended or "not closed",
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
            latency_ms=Latency(self.latency.percentile(0.5), self.latency.percentile(0.99)),
            clock_offset_ms=self._offset_ms(),
            clock_steps=self._steps,
            out_of_order=self._out_of_order,
            duplicates=self.duplicates,
            crossed=self.books.crossed.count,
            warnings=words + self.warnings,
        )

    def _window(self) -> tuple[Span, Literal["in play", "session"]]:
        start, end = self._from_us or 0, self._to_us or 0
        live_from, live_to = self._live
        if live_from is None:
            return (start, end), "session"
        return (live_from, live_to or end), "in play"

    def _offset_ms(self) -> float | None:
        if not self._offsets:
            return None
        return sorted(self._offsets)[len(self._offsets) // 2] / 1000

    def _findings(self, coverage: float | None, gaps: list[Hole], unparsed: int) -> Findings:
        return Findings(
            events=self.events,
            assets=len(list(self.coverage.assets)),
            coverage=coverage,
            gaps=gaps,
            frames=self.frames,
            unparsed=unparsed,
            best=self.books.best.tally,
            checkpoints=self._unexplained(gaps),
            crossed=self.books.crossed.count,
            silences=[] if self._watched else self._silences,
            ended=bool(self._ended),
        )

    def _unexplained(self, gaps: list[Hole]) -> Tally:
        """Checkpoints without those that disagree inside a hole that is told anyway."""
        tally = self.books.checkpoints.tally
        explained = sum(
            any(gap.from_us - EXPLAINED_US <= at_us <= gap.to_us + EXPLAINED_US for gap in gaps)
            for at_us in self.books.checkpoints.refuted_us
        )
        return Tally(tally.checked - explained, tally.matched)

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
