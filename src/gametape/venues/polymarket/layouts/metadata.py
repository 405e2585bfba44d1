"""Layout: market metadata, Gamma events and markets, CLOB markets; the rules of an evening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gametape.model.foreign import ForeignFile, RecordedClock
from gametape.model.frames import Frame, Kind
from gametape.venues.polymarket.layouts.documents import (
    fields_of,
    scalar_of,
    sniff,
    time_of,
    units,
)

GAMMA_SOURCE = "polymarket.gamma"
CLOB_SOURCE = "polymarket.clob"

_TIMES = ("updatedAt", "createdAt", "creationDate", "startDate", "accepting_order_timestamp", "aot")


def _source(fields: Mapping[str, object]) -> str | None:
    names = fields.keys()
    if {"id", "slug", "title", "markets"} <= names:
        return GAMMA_SOURCE
    if {"id", "question", "slug"} <= names and not names.isdisjoint({"conditionId", "outcomes"}):
        return GAMMA_SOURCE
    if {"condition_id", "tokens"} <= names or {"c", "t", "mts"} <= names:
        return CLOB_SOURCE
    return None


class Metadata:
    """Events and markets as Gamma or the CLOB describes them."""

    name = "Polymarket event and market descriptions"
    clock: RecordedClock = "none"

    def recognises(self, file: ForeignFile) -> bool:
        """See `Layout.recognises`."""
        return _source(sniff(file.head)) is not None

    def frames(self, file: ForeignFile, warnings: list[str]) -> Iterator[Frame]:
        """See `Layout.frames`."""
        source = _source(sniff(file.head)) or GAMMA_SOURCE
        at_us = count = 0
        for unit in units(file):
            for raw in unit.values:
                fields = fields_of(raw) if raw[:1] == b"{" else {}
                times = (time_of(scalar_of(fields[name])) for name in _TIMES if name in fields)
                at_us = next(filter(None, times), at_us)
                count += 1
                yield Frame(Kind.RULES, _source(fields) or source, at_us, raw)
        warnings.append(
            f"{count:,} descriptions without the time they were read; the venue's own last "
            "update stands for it."
        )
