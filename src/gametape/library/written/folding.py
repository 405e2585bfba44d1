"""The one rule by which words are compared: in searches and filters here, and in the page.

`web/src/lib/folding.ts` is the twin; `tests/golden/folding.json` holds both to the same answers.
Neither language's own case folding would do: JavaScript has none, and lower case alone keeps the
sharp s and the Turkish letters apart from what people type for them. So: compatibility
decomposition, marks away, lower, upper, lower, and again, and one sigma. Each character is folded
for itself, whatever stands beside it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def folded(text: str) -> str:
    """Text as it is compared: without case, accents and ways to write the same letters."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_one, text))


def places(text: str) -> list[int]:
    """For each character of `folded(text)` the place in `text` that it comes from."""
    return [at for at, letter in enumerate(text) for _ in _folded_one(letter)]


@lru_cache(maxsize=4096)
def _folded_one(letter: str) -> str:
    cased = _bare(letter).lower().upper().lower()  # lower first: the capital sharp s has no upper
    return _bare(cased).replace("ς", "σ")


def _bare(text: str) -> str:
    """Decomposed, and without what stands above, below or around a letter."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.category(one).startswith("M"))
