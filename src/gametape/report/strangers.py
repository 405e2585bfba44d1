"""Words of strangers: names, titles and notes that anybody can write, made fit to be shown.

Whoever makes a market writes its title. Such text is data wherever it goes: it is cut, its
control and direction characters, slot marks, addresses and markup are taken away (methods 6.8).
"""

from __future__ import annotations

import re
import unicodedata

TITLE_LENGTH = 80
NOTE_LENGTH = 280
LONGEST_READ = 2_000
"""What is read of a text at all: long ones would only cost time before they are cut."""

REMOVED = "(link removed)"

_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[a-z][a-z0-9+.-]*://|www\.|(?:javascript|data|vbscript|mailto):)\S*"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|gg|xyz|app|ru|co|me|info|link|top)\b\S*",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?<=[^\W_])_+(?=[^\W_])")
"""Underscores between letters, as in names of files: a space, or the words run together."""

_MARKUP = re.compile(r"[<>`\\|\[\]{}*_#~]")
_WORD = re.compile(r"\w+")


def cleaned(text: str, length: int = TITLE_LENGTH) -> str:
    """Text of a stranger as it may be shown: NFKC, one line, no markup, no address, cut."""
    normal = unicodedata.normalize("NFKC", text[:LONGEST_READ])
    # Cf are characters that steer direction or hide; Cc, Cs, Co and Cn are no text.
    plain = "".join(" " if c.isspace() else c for c in normal)
    plain = "".join(c for c in plain if not unicodedata.category(c).startswith("C"))
    plain = _MARKUP.sub("", _JOINT.sub(" ", plain))
    plain = " ".join(_ADDRESS.sub(REMOVED, plain).split())
    return plain if len(plain) <= length else plain[: length - 3].rstrip() + "..."


def words_of(text: str) -> list[str]:
    """The words of a text, folded, for comparing."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def runs_of(text: str, length: int) -> set[tuple[str, ...]]:
    """All runs of so many words; of a shorter text the whole, from two words on."""
    words = words_of(text)
    if 2 <= len(words) < length:
        return {tuple(words)}
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
