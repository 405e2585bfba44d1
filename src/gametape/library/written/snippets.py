"""The part of a note in which the words of a search stand."""

from __future__ import annotations

import msgspec

from gametape.library.written.folding import folded, places
from gametape.library.written.note import Note

WIDTH = 76


class Snippet(msgspec.Struct, frozen=True):
    """A line of a note: what stands before the first word that was found, the word, the rest."""

    before: str
    match: str
    after: str


def snippet(note: Note, words: str, width: int = WIDTH) -> Snippet:
    """About `width` characters around the first of the words; the beginning where none stands."""
    text = " ".join(f"{note.title} {note.text} {' '.join(note.tags)}".split())
    at, stop = _hit(text, folded(words).split())
    begin = 0 if stop <= width * 2 // 3 else max(0, at - width // 3)
    end = begin + width
    before = ("..." if begin else "") + text[begin:at]
    after = text[stop:end] + ("..." if max(end, stop) < len(text) else "")
    return Snippet(before, text[at:stop], after)


def _hit(text: str, words: list[str]) -> tuple[int, int]:
    """Where the first of the words begins and ends in a text."""
    low = folded(text)
    hits = [(low.find(word), len(word)) for word in words]
    first, length = min((hit for hit in hits if hit[0] >= 0), default=(0, 0))
    if length == 0:
        return 0, 0
    came = places(text)  # a letter may be folded to two, or to none
    return came[first], came[first + length - 1] + 1
