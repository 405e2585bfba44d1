"""What an imported session says of itself: title, venue, whose clock, which markets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from gametape.errors import ParseError
from gametape.model.events import GameEvent
from gametape.model.foreign import RecordedClock, TitledLayout
from gametape.model.frames import Frame, Kind
from gametape.model.market import MarketRules
from gametape.record.foreign.files import UNREADABLE
from gametape.record.foreign.sources import Source, told
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.tape.manifest import Manifest

_VENUES = {"polymarket": "polymarket", "ancestor": "polymarket", "betfair": "betfair",
           "kalshi": "kalshi"}  # fmt: skip
"""Venues by the first word of a source; the ancestor recorded Polymarket."""

_TRUST: tuple[RecordedClock, ...] = ("game", "none", "venue", "receiver")
"""Whose clock, the least to be trusted first."""

_MATCH, _LINEUP = "match", "lineup"


class Account(msgspec.Struct):
    """What has been seen of an import while it was written."""

    frames: int = 0
    events: int = 0
    first_us: int = 0
    used: Counter[str] = msgspec.field(default_factory=Counter)
    by_kind: dict[str, set[RecordedClock]] = msgspec.field(default_factory=dict)
    teams: list[str] = msgspec.field(default_factory=list)
    matches: list[str] = msgspec.field(default_factory=list)

    def see(self, source: Source, frame: Frame, step: Step) -> None:
        """Count one message in."""
        self.first_us = self.first_us if self.frames else frame.recv_us
        self.frames += 1
        self.events += len(step.fresh)
        self.used[frame.source] += 1
        self.by_kind.setdefault(frame.kind, set()).add(source.layout.clock)
        if frame.kind == Kind.GAME:
            for event in step.fresh:
                if isinstance(event, GameEvent) and event.name in (_MATCH, _LINEUP):
                    (self.matches if event.name == _MATCH else self.teams).append(event.text)


def describe(
    slug: str,
    account: Account,
    state: SessionState,
    sources: Sequence[Source],
    paths: Iterable[Path],
) -> Manifest:
    """The manifest of an import, with the warnings of its files; the title may still be empty."""
    rules = list(state.rules.values())
    events = {one.event_slug for one in rules}
    return Manifest(
        session=slug,
        venue=_venue(account.used),
        title=_title(rules, account, sources),
        created_us=account.first_us,
        clock=_clock(account),
        event_slug=events.pop() if len(events) == 1 else "",
        markets=rules,
        sources=sorted(account.used),
        imported_from=[file_name(path) for path in paths],
        warnings=list(told(sources)),
    )


def file_name(path: Path) -> str:
    """The name of a file or folder without its place, which is nobody's business."""
    return path.name or path.resolve().name


def _venue(used: Counter[str]) -> str:
    words = (_VENUES.get(source.partition(".")[0], "") for source, _ in used.most_common())
    return next(filter(None, words), "")


def _clock(account: Account) -> RecordedClock:
    """The least trusted clock among the market's messages, else one's own, else all there are."""
    by_kind = account.by_kind
    clocks = by_kind.get(Kind.MARKET) or by_kind.get(Kind.USER) or set().union(*by_kind.values())
    return next((clock for clock in _TRUST if clock in clocks), "none")


def _title(rules: Sequence[MarketRules], account: Account, sources: Sequence[Source]) -> str:
    """In the files' own words, else the market's, else the game's; empty if nobody says."""
    written = dict.fromkeys(filter(None, map(_written, sources)))
    if len(written) == 1:
        return next(iter(written))
    if rules:
        return _event_title(rules)
    if len(account.matches) == 1:
        return account.matches[0]
    return " v ".join(account.teams) if len(account.teams) == 2 else ""


def _written(source: Source) -> str:
    if not isinstance(source.layout, TitledLayout):
        return ""
    try:
        return source.layout.title(source.file)
    except (*UNREADABLE, ParseError):
        return ""


def _event_title(rules: Sequence[MarketRules]) -> str:
    """A market's question, or what the questions of one event share (`Event: market`)."""
    questions = list(dict.fromkeys(one.question for one in rules if one.question))
    if len(questions) == 1:
        return questions[0]
    if len({one.event_slug for one in rules}) != 1:
        return ""
    main = [one.question for one in rules if one.market_type == "moneyline"]
    if len(main) == 1:
        return main[0]
    events = {question.partition(": ")[0] for question in questions if ": " in question}
    return events.pop() if len(events) == 1 else ""
