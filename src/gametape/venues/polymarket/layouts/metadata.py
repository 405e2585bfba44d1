"""Layout: market metadata, Gamma events and markets, CLOB markets; the rules of an evening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.polymarket.layouts.documents import (
    fields_in,
    scalar_of,
    sniff,
    time_of,
    units,
)
from gametape.venues.polymarket.layouts.notices import counted

GAMMA_SOURCE = "polymarket.gamma"
CLOB_SOURCE = "polymarket.clob"

_TIMES = ("updatedAt", "createdAt", "creationDate", "startDate", "accepting_order_timestamp", "aot")


def description_source(fields: Mapping[str, object]) -> str | None:
    """The source name of an event's or a market's description; None if the fields are neither."""
    names = fields.keys()
    if "event_type" in names:
        return None
    if {"id", "slug", "title", "markets"} <= names:
        return GAMMA_SOURCE
    if {"question", "conditionId"} <= names:
        return GAMMA_SOURCE
    if "outcomes" in names and not names.isdisjoint({"conditionId", "question"}):
        return GAMMA_SOURCE
    if {"condition_id", "tokens"} <= names or {"c", "t", "mts"} <= names:
        return CLOB_SOURCE
    return None


def description_frame(raw: bytes, before_us: int, source: str = GAMMA_SOURCE) -> Frame:
    """The frame of one description; `source` is for what is none by its fields."""
    fields = fields_in(raw)
    times = (time_of(scalar_of(fields[name])) for name in _TIMES if name in fields)
    at_us = next(filter(None, times), before_us)
    return Frame(Kind.RULES, description_source(fields) or source, at_us, raw)


class Metadata:
    """Events and markets as Gamma or the CLOB describes them."""

    name = "Polymarket event and market descriptions"
    clock: RecordedClock = "none"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return description_source(sniff(file.head)) is not None

    def title(self, file: ForeignFile) -> str:
        """See `TitledLayout.title`: the title of an event that stands alone."""
        found = list(islice((raw for unit in units(file) for raw in unit.values), 2))
        title = scalar_of(fields_in(found[0]).get("title", b"null")) if len(found) == 1 else None
        return title if isinstance(title, str) else ""

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        source = description_source(sniff(file.head)) or GAMMA_SOURCE
        at_us = count = 0
        for unit in units(file):
            for raw in unit.values:
                frame = description_frame(raw, at_us, source)
                at_us = frame.recv_us
                count += 1
                yield frame
        warnings.append(
            f"{counted(count, 'description')} without the time of reading; the venue's own last "
            "update stands for it."
        )
