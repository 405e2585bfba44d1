"""The preview of a shared file for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from gametape.share.contents import Contents

_WIDE = 79
_BYTES = 9


def preview_lines(files: Sequence[Contents]) -> Iterator[str]:
    """What is inside with its bytes, what was left out, and what to know before it is sent."""
    first = files[0]
    total = sum(one.bytes for one in files)
    length = _clock(files[-1].to_us - first.from_us)
    yield _plain(f"{first.title}: {length}, {_size(total)}")[:_WIDE]
    if len(files) > 1:
        yield from _wrapped(
            f"Too large for one file of 10 MB: cut to {len(files)} that follow one another.", ""
        )
    yield "Inside:"
    for one in first.inside:
        yield from _wrapped(_plain(one.what), f"{_size(one.bytes):>{_BYTES}}  ")
    if len(files) > 1:
        for file in files:
            begin = _clock(file.from_us - first.from_us)
            yield f"{_size(file.bytes):>{_BYTES}}  part {file.part}, from {begin}"
    yield "Left out:"
    for words in first.left_out:
        yield from _wrapped(words, " " * (_BYTES + 2))
    if first.cautions:
        yield "To know before you send it:"
        for words in first.cautions:
            yield from _wrapped(_plain(words), " " * (_BYTES + 2))


def _wrapped(words: str, begin: str) -> list[str]:
    return textwrap.wrap(words, _WIDE, initial_indent=begin, subsequent_indent=" " * len(begin))


def _size(count: int) -> str:
    if count < 1_000:
        return f"{count} B"
    return f"{count / 1_000:.0f} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"


def _clock(length_us: int) -> str:
    seconds = length_us // 1_000_000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _plain(text: str) -> str:
    """A stranger's words without what a terminal would obey."""
    return "".join(char if char.isprintable() else "?" for char in text)
