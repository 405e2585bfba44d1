"""Which decisions are of a pattern: what its conditions say, and what the trader said of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from gametape.analyze.patterns.deciding import Fit, decide, fit_of
from gametape.analyze.patterns.nights import EVERYTHING, Choice, Deed, Night
from gametape.analyze.patterns.pattern import Pattern

Said = Literal["proposed", "confirmed", "rejected", "by hand"]
"""`proposed`: the conditions hold and nobody has said anything. `by hand`: the trader put it."""


class Words(msgspec.Struct, frozen=True):
    """What a person said: on proposals by (session, order, pattern), tags by (session, order)."""

    answers: Mapping[tuple[str, str, str], str] = {}
    tags: Mapping[tuple[str, str], frozenset[str]] = {}

    def on(self, session: str, order_id: str, pattern: str) -> str:
        """The word on a proposal, or "" for none; a tag of the name stands as "by hand"."""
        if not self.answers and not self.tags:
            return ""
        word = self.answers.get((session, order_id, pattern), "")
        if not word and pattern in self.tags.get((session, order_id), ()):
            return "by hand"
        return word


UNSAID = Words()


class Tagged(NamedTuple):
    """A decision that was asked: its evening and order, and whether it is of the pattern.

    `of` is whether it counts as one of the pattern after the trader's word; None where it could not
    be told. `kept` is whether the trader did as the pattern advises, None for a setup.
    """

    night: Night
    deed: Deed
    said: Said
    of: bool | None
    kept: bool | None


def tagged(
    pattern: Pattern, nights: Sequence[Night], words: Words, choice: Choice = EVERYTHING
) -> Iterator[Tagged]:
    """Every decision that a pattern asks, in order of time."""
    for night in nights:
        if not choice.takes(night):
            continue
        for deed in night.deeds:
            trip = night.trips.get(deed.trade)
            if trip is not None and not choice.takes_trade(trip):
                continue
            one = tag_of(pattern, night, deed, words)
            if one is not None:
                yield one


def tag_of(pattern: Pattern, night: Night, deed: Deed, words: Words) -> Tagged | None:
    """What a pattern and the trader say of one decision; None if it asks no such decisions."""
    if not (deed.enters if pattern.side == "buy" else deed.leaves):
        return None
    fits, kept = decide(pattern, deed.fields)
    word = words.on(night.session, deed.order_id, pattern.name)
    if not word:
        return Tagged(night, deed, "proposed", fits, kept)
    avoid = pattern.meaning == "avoid"
    if word == "rejected":
        return Tagged(night, deed, "rejected", False, True if avoid else None)
    if not fits:
        return Tagged(night, deed, "by hand", True, False if avoid else None)
    return Tagged(night, deed, "confirmed", fits, kept)


def fit_and_tag(
    pattern: Pattern, night: Night, deed: Deed, words: Words
) -> tuple[Fit, Tagged] | None:
    """The same with the trace of every condition."""
    fit = fit_of(pattern, deed.fields, enters=deed.enters, leaves=deed.leaves)
    tag = tag_of(pattern, night, deed, words)
    return None if fit is None or tag is None else (fit, tag)
