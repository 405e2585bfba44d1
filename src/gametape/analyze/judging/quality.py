"""How far a recording can be trusted for judging, and what has to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field, Item, OrderRow, Quality, TradeRow
from gametape.analyze.material.course import Span
from gametape.analyze.pricing.doubts import ENDLESS, OPEN, OVER, TOO_EARLY, UNDECIDED, words
from gametape.model.times import SECOND

_OF_THE_GAME = frozenset(words(code) for code in (ENDLESS, OPEN, OVER, TOO_EARLY, UNDECIDED))
"""Reasons for which no recording could tell more."""


def quality_of(evening: Evening, verdict: str, rows: Iterable[TradeRow]) -> Quality:
    """Seconds without a trustworthy book of traded lines, and flags; `verdict` as certified."""
    traded = {one.line for one in evening.decisions}
    gaps_us, stale_us = 0, 0
    for line in traded:
        course = evening.courses.get(line)
        spans = course.bad if course is not None else ()
        gaps_us = max(gaps_us, _covered(span for span in spans if span.reason != "stale"))
        stale_us = max(stale_us, _covered(span for span in spans if span.reason == "stale"))
    rows = list(rows)
    unpriced = sum(_unpriced(order) for row in rows for order in row.orders)
    notes = list(evening.account.problems)
    missing = len(traded - evening.courses.keys())
    if missing:
        notes.append("Some trades are in markets whose book was not recorded here.")
    return Quality(
        verdict=verdict,
        gaps_s=round(gaps_us / SECOND, 3),
        stale_s=round(stale_us / SECOND, 3),
        unpriced=unpriced,
        fee_assumed=evening.account.fees_assumed > 0,
        provisional=any(row.provisional for row in rows)
        or any(row.closed_us is None for row in rows),
        notes=tuple(notes),
    )


def _unpriced(order: OrderRow) -> bool:
    """Whether the recording is why something of an order cannot be told."""
    return any(why not in _OF_THE_GAME for why in order.withheld.values())


def caveats(quality: Quality) -> Iterator[Item]:
    """Items for everything that has to be said before a number is believed."""
    if quality.gaps_s or quality.stale_s:
        yield _caveat(
            "gaps",
            "parts of the recording are missing or stale; numbers that need them are withheld",
            gaps=Field(quality.gaps_s, "seconds"),
            stale=Field(quality.stale_s, "seconds"),
            withheld=Field(quality.unpriced, "count"),
        )
    if quality.fee_assumed:
        yield _caveat("fee_assumed", "some fees are assumed, because nobody recorded the schedule")
    if quality.provisional:
        yield _caveat("provisional", "not everything is settled yet, so the result may change")
    for note in quality.notes:
        yield _caveat("note", note.rstrip("."))


def _caveat(code: str, title: str, **fields: Field) -> Item:
    return Item(id="", kind="caveat", code=code, title=title, fields=fields, gate="ok")


def _covered(spans: Iterable[Span]) -> int:
    """Microseconds that any of the spans covers."""
    total, reached = 0, -(1 << 62)
    for span in sorted(spans):
        begin = max(span.from_us, reached)
        total += max(0, span.to_us - begin)
        reached = max(reached, span.to_us)
    return total
