"""Rule 3: no number outside a slot, in whatever script or in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from gametape.report.model import Claim
from gametape.report.verifier.finding import Kind
from gametape.report.verifier.lexicon import NUMBERS
from gametape.report.verifier.prose import prose, words

SIGNS = "%\u2030\u066a\ufe6a\uff05$\u20ac\u00a3"


def check_numbers(claim: Claim) -> Iterator[tuple[Kind, str]]:
    """Digits and numerals of any script, signs of percent and money, and words of number."""
    text = prose(claim.text)
    naked = [c for c in text if unicodedata.numeric(c, None) is not None]
    if naked:
        yield "number", f"A number outside a slot: {''.join(naked[:6])!r}."
    if any(sign in text for sign in SIGNS):
        yield "number", "A sign of percent or money outside a slot."
    found = [word for word in words(claim.text) if word in NUMBERS]
    if found:
        yield "number", f"A number in words: {found[0]!r}."
