"""The verdict on a recording and the sentences that explain it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from gametape.model.times import SECOND, iso_text
from gametape.replay.certificate.checks import Tally
from gametape.replay.certificate.lateness import Late
from gametape.replay.gathering import Hole, Span

Verdict = Literal["whole", "holes", "poor", "nothing recorded"]

POOR_COVERAGE = 0.8
"""Below this share of known books a recording is poor."""

POOR_AGREEMENT = 0.95
"""Below this share of agreeing best prices or checkpoints a recording is poor."""

FEW_BOOKS = 20
"""Full books an asset needs before books alone are more than a still picture."""


class Findings(msgspec.Struct, frozen=True):
    """What the judge looks at."""

    events: Mapping[str, int]
    assets: int
    coverage: float | None
    gaps: list[Hole]
    frames: int
    unparsed: int
    best: Tally
    checkpoints: Tally
    crossed: int
    silences: list[Span]
    closed: bool
    watched: bool = False
    """Whether a recorder of ours held the link: then no change told means that there was none."""
    late: Sequence[Late] = ()


def judge(found: Findings) -> tuple[Verdict, list[str]]:
    """Verdict and warnings, the gravest first."""
    reasons = _nothing(found)
    if reasons:
        return "nothing recorded", reasons + _remarks(found)
    reasons = _poor(found)
    if reasons:
        return "poor", reasons + _remarks(found)
    return "holes" if found.gaps else "whole", _remarks(found)


def _count(found: Findings, word: str) -> int:
    return found.events.get(word, 0)


def _nothing(found: Findings) -> list[str]:
    books, changes = _count(found, "book"), _count(found, "price_change")
    trades, fills = _count(found, "trade"), _count(found, "user_fill")
    quotes = _count(found, "best_bid_ask") + _count(found, "price_point")
    if not any((books, changes, trades, fills, quotes, _count(found, "game_event"))):
        return ["No market message, fill or game event is in this recording."]
    if books and _few_books(found) and not (changes or trades or quotes):
        return [
            f"No price change and no trade was recorded, only {books} full books of"
            f" {found.assets} assets: nothing is known of what happened between them."
        ]
    return []


def _few_books(found: Findings) -> bool:
    return _count(found, "book") <= FEW_BOOKS * max(found.assets, 1)


def _poor(found: Findings) -> list[str]:
    reasons = []
    if found.coverage is not None and found.coverage < POOR_COVERAGE:
        reasons.append(f"The books are known for only {found.coverage:.0%} of the time.")
    if not _count(found, "book"):
        reasons.append("There is no snapshot of any book, so no order book can be shown.")
    elif not _count(found, "price_change") and not (found.watched and _few_books(found)):
        # A feed of changes that is quiet for a while is no source that has none to tell.
        reasons.append("Full books only: what happened between two of them is not known.")
    for tally, what in ((found.best, "best prices"), (found.checkpoints, "checkpoints")):
        if tally.checked and tally.matched < POOR_AGREEMENT * tally.checked:
            share = tally.matched / tally.checked
            reasons.append(f"Only {share:.0%} of the {what} the venue stated agree with the books.")
    return reasons


def _remarks(found: Findings) -> list[str]:
    remarks = []
    if found.unparsed:
        remarks.append(
            f"{found.unparsed} of {found.frames} messages could not be parsed;"
            " they are on the tape."
        )
    if found.crossed:
        remarks.append(f"Books stayed crossed for longer than a second: {found.crossed} times.")
    if found.late:
        seconds = sum(one.to_us - one.from_us for one in found.late) // SECOND
        worst = max(one.worst_ms for one in found.late) / 1000
        remarks.append(
            f"In {seconds} seconds messages arrived up to {worst:.1f} s later than usual by the"
            " venue's clock: this machine or its network was too busy. What is stamped then"
            " happened earlier."
        )
    if found.silences and _count(found, "price_change"):
        start, end = max(found.silences, key=lambda span: span[1] - span[0])
        remarks.append(
            f"Silent for over two minutes {len(found.silences)} times, at the longest"
            f" {(end - start) / 60e6:.1f} minutes from {iso_text(start)}; whether the market was"
            " quiet or the feed frozen cannot be told."
        )
    if not found.closed:
        remarks.append("The session was not closed in order: it is being recorded, or was cut off.")
    return remarks
