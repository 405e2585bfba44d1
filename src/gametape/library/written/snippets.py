"""The part of a note in which the words of a search stand."""

from __future__ import annotations

import msgspec

from gametape.library.written.note import Note, folded

WIDTH = 76


class Snippet(msgspec.Struct, frozen=True):
    """A line of a note: what stands before the first word that was found, the word, the rest."""

    before: str
    match: str
    after: str


def snippet(note: Note, words: str, width: int = WIDTH) -> Snippet:
    """About `width` characters around the first of the words; the beginning where none stands.

    Letters are compared as the search does; where folding changes how many letters there are, the
    place may be some letters off, and nothing else.
    """
    text = " ".join(f"{note.title} {note.text} {' '.join(note.tags)}".split())
    low = folded(text)
    places = [(low.find(word), len(word)) for word in folded(words).split()]
    at, length = min((place for place in places if place[0] >= 0), default=(0, 0))
    at = min(at, len(text))
    begin = 0 if at + length <= width * 2 // 3 else max(0, at - width // 3)
    end = begin + width
    before = ("..." if begin else "") + text[begin:at]
    after = text[at + length : end] + ("..." if end < len(text) else "")
    return Snippet(before, text[at : at + length], after)
