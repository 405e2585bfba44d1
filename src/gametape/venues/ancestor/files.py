"""Layout: the ancestor's `events.jsonl`, `metadata.json` and `trades.json` of one session.

What the metadata claims and what the events hold are told side by side: they do not agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from gametape.model.foreign import ForeignFile, Layout, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.ancestor.decoder import SOURCE
from gametape.venues.polymarket.layouts.documents import (
    fields_in,
    scalar_of,
    sniff,
    time_of,
    units,
)
from gametape.venues.polymarket.layouts.notices import Notices, counted

_METADATA = {"marketId", "marketTitle", "startTime", "stats"}
_TYPED = {"id", "timestamp", "side", "price", "size", "tokenId", "notes"}
_KINDS = {"game_event": Kind.GAME}


class SessionFiles:
    """The three files of one of the ancestor's sessions, each by itself."""

    name = "sessions of gametape's ancestor"
    clock: RecordedClock = "receiver"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return _form(file) is not None

    def title(self, file: ForeignFile) -> str:
        """See `TitledLayout.title`: the market's title in the metadata."""
        title = sniff(file.head).get("marketTitle") if _form(file) == "metadata" else None
        return title if isinstance(title, str) else ""

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        form = _form(file)
        if form == "events":
            yield from _events(file, warnings)
        elif form == "metadata":
            yield from _metadata(file, warnings)
        else:
            yield from _typed(file, warnings)


def _form(file: ForeignFile) -> str | None:
    fields = sniff(file.head)
    if fields.keys() >= _METADATA:
        return "metadata"
    if fields.keys() >= _TYPED:
        return "typed"
    if fields.keys() == {"timestamp", "type", "data"} and _is_line(fields):
        return "events"
    # A session without typed trades still has the file, with an empty list.
    return "typed" if file.name == "trades.json" and file.head.strip() == b"[]" else None


def _is_line(fields: Mapping[str, object]) -> bool:
    data = fields["data"]
    return isinstance(data, Mapping) and ("eventType" in data or {"bids", "asks"} <= data.keys())


def _events(file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
    notices = Notices(warnings, "line")
    kinds: Counter[str] = Counter()
    one_sided = first_us = 0
    for unit in units(file):
        for raw in unit.values:
            fields = fields_in(raw)
            at_us = time_of(scalar_of(fields.get("timestamp", b"null"))) or notices.last_us
            first_us = first_us or at_us
            kind = str(scalar_of(fields.get("type", b'""')))
            kinds[kind] += 1
            one_sided += kind == "book" and _is_one_sided(fields.get("data", b"{}"))
            notices.row(at_us, raw)
            yield Frame(_KINDS.get(kind, Kind.MARKET), SOURCE, at_us, raw)
    seconds = (notices.last_us - first_us) // 1_000_000
    lines, books = counted(notices.count, "line"), counted(kinds["book"], "book")
    notices.say(
        f"{lines} over {seconds:,} s: {books}, 0 price changes and 0 trades. Nothing between two "
        f"books was recorded; {one_sided:,} of them are one-sided."
    )
    if typed := kinds["game_event"]:
        events = "1 game event was" if typed == 1 else f"{typed:,} game events were"
        notices.say(f"{events} typed in, not received from a game feed.")
    notices.close()


def _is_one_sided(data: bytes) -> bool:
    fields = fields_in(data)
    return (fields.get("bids") == b"[]") != (fields.get("asks") == b"[]")


def _metadata(file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
    for unit in units(file):
        for raw in unit.values:
            fields = fields_in(raw)
            start_us = time_of(scalar_of(fields.get("startTime", b"null"))) or 0
            end_us = time_of(scalar_of(fields.get("endTime", b"null"))) or start_us
            yield Frame(Kind.RULES, SOURCE, start_us, raw)
            claimed = scalar_of(fields.get("eventCount", b"null"))
            stats = fields_in(fields.get("stats", b"{}"))
            empty = all(scalar_of(count) == 0 for count in stats.values())
            events = "no event count" if claimed is None else f"{claimed} events"
            warnings.append(
                f"The metadata claims {(end_us - start_us) // 1_000_000:,} s of recording, "
                f"{events}{' and, in its statistics, nothing at all' if empty else ''}; "
                "the events tell what there is."
            )


def _typed(file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
    count = last_us = 0
    for unit in units(file):
        for raw in unit.values:
            fields = fields_in(raw)
            if raw == b"[]":
                continue
            last_us = time_of(scalar_of(fields.get("timestamp", b"null"))) or last_us
            count += 1
            yield Frame(Kind.USER, SOURCE, last_us, raw)
    if count:
        warnings.append(
            f"{counted(count, 'trade')} typed in by hand: kept, but no venue confirmed it."
        )


LAYOUTS: list[Layout] = [SessionFiles()]
"""Layouts of the ancestor's files."""
