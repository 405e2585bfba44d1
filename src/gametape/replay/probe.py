"""What a recording tells of the venue: answers to questions its documents leave open.

The questions are those of polymarket-api.md section 17. An answer rests on what is on this tape
and says so; what the tape cannot tell is said too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from gametape.metrics import Histogram
from gametape.model.events import BookSnapshot, LevelChange, LinkChange, Trade
from gametape.model.grid import NONE, UNIFORM
from gametape.replay.session import SessionFold, Step
from gametape.tape.lines import Line

BOOK_FIELDS = ("min_order_size", "tick_size", "neg_risk", "last_trade_price")
NOT_SEEN = "not seen in this recording"


class Answer(msgspec.Struct, frozen=True):
    """One question with what this recording says to it."""

    question: str
    answer: str


class _Object(msgspec.Struct, gc=False):
    event_type: str = ""
    min_order_size: msgspec.Raw = msgspec.Raw(b"")
    tick_size: msgspec.Raw = msgspec.Raw(b"")
    neg_risk: msgspec.Raw = msgspec.Raw(b"")
    last_trade_price: msgspec.Raw = msgspec.Raw(b"")
    bids: msgspec.Raw = msgspec.Raw(b"")


_objects = msgspec.json.Decoder(_Object)


class Probe:
    """Hears the lines of a session and keeps what the questions need."""

    def __init__(self) -> None:
        self._fold = SessionFold()
        self._first: Counter[str] = Counter()
        self._later: Counter[str] = Counter()
        self._books: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._arrays: Counter[str] = Counter()
        self._largest = 0
        self._rate: Counter[int] = Counter()
        self._prints: dict[tuple[str, int | None], list[Trade]] = {}
        self._empty_books = 0
        self._removals: Counter[int] = Counter()
        self._user_ends: list[str] = []

    def hear(self, line: Line) -> None:
        """Hear of a line."""
        step = self._fold.feed(line)
        if line.k == "market" and ".market#" in line.c:
            self._market(line, step)
        elif line.k == "link":
            self._user_ends += [
                event.detail
                for event in step.events
                if isinstance(event, LinkChange)
                and event.state == "down"
                and event.connection.startswith("polymarket.user")
            ]

    def _market(self, line: Line, step: Step) -> None:
        self._largest = max(self._largest, len(line.raw))
        self._rate[line.t // 1_000_000] += 1
        if line.p is not None:
            word = type(step.events[0]).__name__ if step.events else "other"
            self._arrays[word] += 1
        for event in step.events:
            if type(event) is BookSnapshot:
                self._book(line, event)
            elif type(event) is Trade:
                self._prints.setdefault((event.market, event.venue_us), []).append(event)
            elif type(event) is LevelChange and event.size == 0:
                self._removals[line.t // 1_000_000] += 1

    def _book(self, line: Line, event: BookSnapshot) -> None:
        fields = _objects.decode(line.raw)
        present = [name for name in BOOK_FIELDS if bytes(getattr(fields, name))]
        first = event.asset not in self._seen
        self._seen.add(event.asset)
        self._books["first" if first else "later"] += 1
        (self._first if first else self._later).update(present)
        if not event.bids and not event.asks:
            self._empty_books += 1

    def answers(self) -> list[Answer]:
        """What can be said now."""
        return [
            Answer("Fields of the first book of an asset", self._fields("first", self._first)),
            Answer("Fields of later books", self._fields("later", self._later)),
            Answer("Which messages come in arrays", _counts(self._arrays) or NOT_SEEN),
            Answer("Largest message", f"{self._largest} bytes"),
            Answer("Messages a second", self._rates()),
            Answer("Prints on both tokens of one match", self._complements()),
            Answer("How a book wipe is sent", self._wipe()),
            Answer("How the user channel closes", "; ".join(self._user_ends[:3]) or NOT_SEEN),
            Answer("Fees as charged", self._fees()),
        ]

    def _fields(self, which: str, found: Counter[str]) -> str:
        books = self._books[which]
        if not books:
            return NOT_SEEN
        return f"of {books} books: " + (_counts(found) or "none of the optional fields")

    def _rates(self) -> str:
        if not self._rate:
            return NOT_SEEN
        rates = Histogram()
        for second in range(min(self._rate), max(self._rate) + 1):
            rates.add(self._rate[second])
        return (
            f"median {rates.percentile(0.5)}, 99 % {rates.percentile(0.99)}, most {rates.largest}"
        )

    def _complements(self) -> str:
        both = total = 0
        for prints in self._prints.values():
            total += len(prints)
            for at, one in enumerate(prints):
                both += any(_mirrored(one, other) for other in prints[at + 1 :])
        if not total:
            return NOT_SEEN
        return f"{both} of {total} prints have a mirrored twin of the same moment"

    def _wipe(self) -> str:
        burst = max(self._removals.values(), default=0)
        return f"{self._empty_books} empty books; most levels removed in one second: {burst}"

    def _fees(self) -> str:
        fills = self._fold.state.standing_fills()
        stated = [fill for fill in fills if fill.fee is not None]
        if not stated:
            return f"{len(fills)} own fills, none states a fee: compare with the wallet"
        return f"{len(stated)} of {len(fills)} own fills state a fee"


def _mirrored(one: Trade, other: Trade) -> bool:
    grid = UNIFORM
    if NONE in (one.cell, other.cell) or one.asset == other.asset:
        return False
    return one.size == other.size and other.cell == grid.mirror(one.cell)


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(found.items()))


def probe_answers(lines: Iterable[Line]) -> list[Answer]:
    """All answers that a session's lines give."""
    probe = Probe()
    for line in lines:
        probe.hear(line)
    return probe.answers()
