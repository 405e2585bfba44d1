"""Sections: the columns of a block or of the pyramid, each as byte planes, plain or packed."""

from __future__ import annotations

from gametape.errors import TapeError
from gametape.replay.film.layout import Codec, Section, padded
from gametape.replay.film.planes import Ints, from_planes, to_planes
from gametape.tape.packing import pack, unpack

_WIDTHS: dict[str, tuple[int, ...]] = {
    "kf_key": (2,),
    "kf_size": (8,),
    "dt": (4, 8),
    "dseq": (4,),
    "kind": (1,),
    "key": (2,),
    "size": (4, 8),
    "high": (4,),
    "low": (4,),
    "last": (4,),
    "volume": (8,),
}
"""Bytes a value may take in each column."""

_SIGNED = frozenset(("kf_size", "size", "high", "low", "last", "volume"))
_COUNT_LIMIT = 1 << 20


def write_sections(columns: dict[str, tuple[Ints, int]]) -> tuple[bytes, list[Section]]:
    """Columns with their widths as planes, uncompressed, each on a multiple of eight bytes."""
    parts: list[bytes] = []
    sections: list[Section] = []
    for name, (values, width) in columns.items():
        planes = to_planes(values, width)
        sections.append((name, width, len(values), len(planes)))
        parts.append(padded(planes))
    return b"".join(parts), sections


def packed_sections(data: bytes, sections: list[Section]) -> tuple[bytes, list[Section]]:
    """The same sections, each as one zstd frame."""
    parts: list[bytes] = []
    packed: list[Section] = []
    for (name, width, count, length), start in zip(sections, _starts(sections), strict=True):
        frame = pack(data[start : start + length])
        packed.append((name, width, count, len(frame)))
        parts.append(padded(frame))
    return b"".join(parts), packed


def plain_sections(data: bytes, sections: list[Section]) -> tuple[bytes, list[Section]]:
    """Packed sections as they were before `packed_sections`; raises TapeError if damaged."""
    parts: list[bytes] = []
    plain: list[Section] = []
    for (name, width, count, length), start in zip(sections, _starts(sections), strict=True):
        parts.append(padded(unpack(data[start : start + length], width * count)))
        plain.append((name, width, count, width * count))
    return b"".join(parts), plain


def plain_length(sections: list[Section]) -> int:
    """Bytes that sections take when they are not packed."""
    return sum(width * count + -(width * count) % 8 for _, width, count, _ in sections)


def read_sections(
    data: bytes, sections: list[Section], names: tuple[str, ...], codec: Codec
) -> dict[str, Ints]:
    """Columns by name; raises TapeError unless they are exactly these, of known widths."""
    if tuple(section[0] for section in sections) != names:
        raise TapeError("A part of the track has other columns than it should.")
    found: dict[str, Ints] = {}
    for (name, width, count, length), start in zip(sections, _starts(sections), strict=True):
        stored = data[start : start + length]
        if width not in _WIDTHS[name] or not 0 <= count <= _COUNT_LIMIT or length != len(stored):
            raise TapeError("A column of the track is not as long as it should be.")
        if codec == "zstd":
            stored = unpack(stored, width * count)
        elif length != width * count:
            raise TapeError("A column of the track is not as long as it should be.")
        found[name] = from_planes(stored, width, count, signed=name in _SIGNED)
    return found


def _starts(sections: list[Section]) -> list[int]:
    starts, at = [], 0
    for _, _, _, length in sections:
        if length < 0:
            raise TapeError("A column of the track is not as long as it should be.")
        starts.append(at)
        at += length + -length % 8
    return starts
