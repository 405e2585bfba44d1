"""Rule 9: profit and loss in words agree with the sign of the money beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gametape.report.facts import Facts
from gametape.report.model import Claim
from gametape.report.slots import SLOT
from gametape.report.verifier.finding import Kind
from gametape.report.verifier.lexicon import COSTS, GAINS, LOSSES
from gametape.report.verifier.prose import sentences

_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_IDIOMS = re.compile(
    r"\bstop[ -]loss(?:es)?\b|\b(?:no|not|nor|any|a big) (?:profits?|loss(?:es)?|gains?)\b"
    r"|\bprofit (?:and|or) loss\b|\bmade (?!\{\{|about|you|a (?:profit|gain))\b",
    re.IGNORECASE,
)
_UNSIGNED = "is written without its sign, and no word near it says which it is"


def check_signs(claim: Claim, facts: Facts) -> Iterator[tuple[Kind, str]]:
    """In each sentence a word of gain or loss is held against the money nearest to it."""
    for sentence in sentences(claim.text):
        yield from _of_sentence(sentence, facts)


def _of_sentence(sentence: str, facts: Facts) -> Iterator[tuple[Kind, str]]:
    money = [
        (match, field.value)
        for match in SLOT.finditer(sentence)
        if (field := facts.field(match[1], match[2])) is not None
        and field.unit == "usd"
        and isinstance(field.value, int | float)
    ]
    plain = SLOT.sub(lambda match: "\x00" * len(match[0]), sentence)
    plain = _IDIOMS.sub(lambda match: "\x00" * len(match[0]), plain)
    words = list(_words(plain))
    for word, sign in words:
        if not sign or not money:
            continue
        match, value = min(money, key=lambda one: _apart(word, one[0]))
        if value * sign <= 0:
            yield "sign", f"{match[1]}.{match[2]} has not the sign that the words give it."
    for match, value in money:
        if match[3] is None:
            continue
        near = sorted(words, key=lambda one: _apart(one[0], match))
        fits = {sign for _, sign in near[:2]} & {0, 1 if value > 0 else -1}
        if not fits:
            yield "sign", f"{match[1]}.{match[2]} {_UNSIGNED}."


def _words(plain: str) -> Iterator[tuple[re.Match[str], int]]:
    """Words of gain (1), loss (-1), and of cost or either way (0)."""
    for match in _WORD.finditer(plain):
        word = match[0].casefold()
        if word in GAINS or word in LOSSES or word in COSTS:
            yield match, (word in GAINS) - (word in LOSSES)


def _apart(word: re.Match[str], slot: re.Match[str]) -> tuple[int, bool]:
    """How far a word is from a slot; of two as far, the slot that follows it is meant."""
    if slot.start() >= word.end():
        return slot.start() - word.end(), False
    return word.start() - slot.end(), True
