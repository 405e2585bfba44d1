"""Sections: the columns of a block or of the pyramid as byte planes, one behind the other."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from gametape.errors import TapeError
from gametape.replay.film.layout import Codec, Section
from gametape.replay.film.planes import Ints, from_planes, least_width, to_planes
from gametape.tape.packing import pack_parts, unpack

_MOST_WIDTHS = {
    "kf_key": 2,
    "kf_size": 8,
    "dt": 8,
    "dseq": 4,
    "kind": 1,
    "place": 2,
    "size": 8,
    "high": 4,
    "low": 4,
    "last": 4,
    "volume": 8,
}
"""Most bytes that a value of each column may take."""

_LEAST_WIDTHS = {"kind": 1}
_COUNT_LIMIT = 1 << 20


class Place(NamedTuple):
    """Where the planes of a section begin, how many there are, and how many values they make."""

    at: int
    width: int
    values: int


class Sections(NamedTuple):
    """Columns that are not unpacked yet: all planes, and where each column's are."""

    data: bytes
    places: dict[str, Place]

    def ints(self, name: str) -> Ints:
        """The values of a column, unsigned, in a fresh array."""
        at, width, count = self.places[name]
        return from_planes(self.data[at : at + width * count], width, count)

    def count(self, name: str) -> int:
        """How many values a column has."""
        return self.places[name].values


def write_sections(columns: dict[str, Ints]) -> tuple[bytes, list[Section]]:
    """Columns of values from 0 on as planes, uncompressed, in as few bytes a value as hold all."""
    parts: list[bytes] = []
    sections: list[Section] = []
    for name, values in columns.items():
        width = max(least_width(values), _LEAST_WIDTHS.get(name, 0))
        parts.append(to_planes(values, width))
        sections.append((name, width, len(values)))
    return b"".join(parts), sections


def packed(data: bytes, sections: list[Section]) -> bytes:
    """All planes as one zstd frame; each has statistics of its own, so they are packed apart."""
    ends = list(accumulate(count for _, width, count in sections for _ in range(width)))
    return pack_parts([data[at:end] for at, end in zip([0, *ends], ends, strict=False)])


def unpacked(data: bytes, sections: list[Section]) -> bytes:
    """What `packed` was given; raises TapeError if it is damaged."""
    return unpack(data, plain_length(sections))


def plain_length(sections: list[Section]) -> int:
    """Bytes that sections take when they are not packed."""
    return sum(width * count for _, width, count in sections)


def read_sections(
    data: bytes, sections: list[Section], names: tuple[str, ...], codec: Codec
) -> Sections:
    """The columns of a part; raises TapeError unless they are exactly these, of known widths."""
    if tuple(section[0] for section in sections) != names:
        raise TapeError("A part of the track has other columns than it should.")
    places: dict[str, Place] = {}
    at = 0
    for name, width, count in sections:
        if not 0 <= width <= _MOST_WIDTHS[name] or not 0 <= count <= _COUNT_LIMIT:
            raise TapeError("A column of the track is not as long as it should be.")
        places[name] = Place(at, width, count)
        at += width * count
    if codec == "zstd":
        data = unpack(data, at)
    elif len(data) != at:
        raise TapeError("A column of the track is not as long as it should be.")
    return Sections(data, places)
