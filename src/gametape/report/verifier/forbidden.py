"""Rule 6: what is not said whatever the evidence: certainty, promises, diagnoses, markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gametape.report.model import Claim
from gametape.report.verifier.finding import Kind
from gametape.report.verifier.lexicon import CERTAINTY, CLINICAL, SHAMING, STAKING
from gametape.report.verifier.prose import HOLE, phrase, prose

_FAMILIES = (
    ("A certainty that no evidence gives", CERTAINTY),
    ("A clinical word", CLINICAL),
    ("A word that shames", SHAMING),
    ("Advice to stake more", STAKING),
)
_ADDRESS = re.compile(
    r"://|\bwww\.|\b(?:https?|ftp|javascript|data|mailto):|@[\w-]+\.\w"
    r"|\b[\w-]+\.(?:com|net|org|io|gg|xyz|app|ru|co|me|info|link|top)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>`|\\*_#~^]|\]\(|\]\[|&[a-z#]\w*;", re.IGNORECASE)


def check_forbidden(claim: Claim) -> Iterator[tuple[Kind, str]]:
    """Words and marks that no claim may hold."""
    plain = f" {phrase(claim.text)} "
    for what, expressions in _FAMILIES:
        for expression in expressions:
            if f" {expression} " in plain:
                yield "forbidden", f"{what}: {expression!r}."
                break
    text = prose(claim.text)
    if _ADDRESS.search(text):
        yield "markup", "An address."
    if _MARKUP.search(text):
        yield "markup", "Markup."
    if any(strange(c) for c in text if c != HOLE):
        yield "markup", "A hidden character, or a letter of another script."


def strange(character: str) -> bool:
    """Whether a character hides, or is a letter that only looks like one of ours."""
    category = unicodedata.category(character)
    if category[0] == "C" or category in ("Zl", "Zp"):
        return True
    return category[0] in "LM" and not unicodedata.name(character, "").startswith("LATIN ")
