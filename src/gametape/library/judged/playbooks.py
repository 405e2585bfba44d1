"""The playbook of a data folder: patterns, evenings and what the trader said, brought together."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gametape.analyze.parameters import DEFAULTS
from gametape.analyze.patterns.nights import Choice, Deed, Night, Trip
from gametape.analyze.patterns.pattern import Pattern
from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.playlist import Playlist, Which, playlist_of
from gametape.analyze.patterns.rows import Playbook
from gametape.analyze.patterns.tagged import Words
from gametape.analyze.patterns.traces import OrderTags
from gametape.analyze.patterns.tracing import pattern_tag
from gametape.analyze.patterns.vocabulary import FIELDS
from gametape.analyze.population.summary import DecisionSummary, SessionSummary
from gametape.library.judged.patterns import Patterns
from gametape.library.written.tag import Tag
from gametape.library.written.tagging import TagBook

HOLD = f"hold_{DEFAULTS.headline_hold_s}"
"""The what-if that leaving is held against."""

_NO_LABELS: dict[str, float] = {name: 0.0 for name in FIELDS if name.startswith("label_")}


def night_of(summary: SessionSummary) -> Night:
    """What an evening's summary tells a playbook. Trades that are still open do not count yet.

    An order that carried out a plan fits no label: what was planned is no impulse (methods 3.0).
    """
    return Night(
        session=summary.slug,
        title=summary.title,
        sport=summary.sport,
        league=summary.league,
        started_us=summary.started_us,
        deeds=tuple(
            Deed(
                one.order_id,
                one.trade,
                one.decided_us,
                one.before_us,
                one.enters,
                one.leaves,
                {**one.fields, **_NO_LABELS} if one.plan else one.fields,
                one.market,
                one.kind in ("entry", "flip"),
                _value(one),
            )
            for one in summary.decisions
        ),
        trips={one.id: Trip(one.id, one.market_type, one.net) for one in summary.closed},
        chances=summary.chances,
        teams=summary.teams,
    )


def _value(one: DecisionSummary) -> int | None:
    """What the decision itself brought; see `Deed`."""
    if one.leaves:
        held = one.changed.get(HOLD)
        return None if held is None else -held
    size = one.fields.get("size")
    if one.kind != "add" or one.after is None or not isinstance(size, float):
        return None
    return round(one.after / 100 * size)


def words_of(book: TagBook | None) -> Words:
    """What a person said, for all sessions; nothing where there is no library yet."""
    if book is None:
        return Words()
    tags = {key: frozenset(some) for key, some in book.every().items()}
    return Words(answers=book.words(), tags=tags)


def read_playbook(
    patterns: Patterns,
    nights: Sequence[Night],
    book: TagBook | None,
    choice: Choice,
    missing_sessions: int = 0,
) -> Playbook:
    """The playbook over the evenings that were judged; see `analyze.patterns.playbook`."""
    told = playbook_of(
        [one.pattern for one in patterns.kept],
        nights,
        words_of(book),
        choice,
        {} if book is None else book.notes(),
    )
    return msgspec.structs.replace(told, missing_sessions=missing_sessions)


def read_playlist(
    pattern: Pattern,
    nights: Sequence[Night],
    book: TagBook | None,
    choice: Choice,
    which: Which | None = None,
) -> Playlist:
    """The moments of one pattern over the evenings that were judged."""
    return playlist_of(pattern, nights, words_of(book), choice, which)


def tags_of(
    patterns: Patterns, summary: SessionSummary, words: Words, tags: Sequence[Tag]
) -> list[OrderTags]:
    """Every own order of an evening with its tags, in order of time.

    A pattern is told where the order is of it, where it was kept or broken, and where the trader
    said something of it; what does not fit and was never mentioned is left out.
    """
    night = night_of(summary)
    by_hand: dict[str, list[str]] = {}
    for tag in tags:
        by_hand.setdefault(tag.order_id, []).append(tag.tag)
    found = []
    for decision, deed in zip(summary.decisions, night.deeds, strict=True):
        asked = (pattern_tag(one.pattern, night, deed, words) for one in patterns.kept)
        told = tuple(one for one in asked if one is not None and (one.of or one.said == "rejected"))
        names = {one.pattern for one in told}
        others = [one for one in by_hand.get(deed.order_id, ()) if one not in names]
        found.append(
            OrderTags(
                order_id=deed.order_id,
                order=decision.order,
                trade=deed.trade,
                patterns=told,
                tags=tuple(others),
            )
        )
    return found
