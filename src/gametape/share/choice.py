"""What a person chooses to share: which stretch, which moment, what goes along."""

from __future__ import annotations

from typing import Literal

import msgspec

from gametape.errors import UsageError

Extra = Literal["money", "sizes", "wallet"]
"""What is left out unless it is asked for; `money` brings `sizes`, as prices give one the other."""

EXTRAS: tuple[Extra, ...] = ("money", "sizes", "wallet")


class SharedNote(msgspec.Struct, frozen=True, kw_only=True):
    """A note that goes along: times in microseconds since 1970, words of a person."""

    kind: Literal["note", "bookmark", "clip"]
    at_us: int
    to_us: int | None
    title: str
    text: str
    tags: list[str]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be shared. Times are microseconds since 1970; None is the session's own end.

    `at_us` is the moment at which the file opens. `extras` are what goes along of that which is
    left out otherwise. Without `notes` neither notes nor the trader's marks on the tape do.
    """

    from_us: int | None = None
    to_us: int | None = None
    at_us: int | None = None
    extras: frozenset[Extra] = frozenset()
    notes: bool = True

    @property
    def money(self) -> bool:
        """Whether dollars are shown: fees, profit and loss."""
        return "money" in self.extras

    @property
    def sizes(self) -> bool:
        """Whether own sizes are shown in shares."""
        return self.money or "sizes" in self.extras

    @property
    def wallet(self) -> bool:
        """Whether the venue's ids of own orders and trades are shown."""
        return "wallet" in self.extras


class Stretch(msgspec.Struct, frozen=True):
    """From one moment up to and including another, microseconds since 1970."""

    from_us: int
    to_us: int

    def holds(self, at_us: int) -> bool:
        """Whether a moment lies in it."""
        return self.from_us <= at_us <= self.to_us


def extras_of(words: list[str]) -> frozenset[Extra]:
    """Extras by name, also several between commas; raises UsageError for one there is not."""
    found: set[Extra] = set()
    for word in (one.strip() for several in words for one in several.split(",")):
        known = next((extra for extra in EXTRAS if extra == word), None)
        if known is not None:
            found.add(known)
        elif word:
            raise UsageError(
                f"There is no {word[:40]!r} to share.", f"There are {', '.join(EXTRAS)}."
            )
    return frozenset(found)


def stretch_of(choice: Choice, whole: Stretch) -> Stretch:
    """The stretch that is meant, within the session; raises UsageError for one that is empty."""
    start = whole.from_us if choice.from_us is None else max(whole.from_us, choice.from_us)
    end = whole.to_us if choice.to_us is None else min(whole.to_us, choice.to_us)
    if end < start or (end == start and whole.to_us > whole.from_us):
        raise UsageError(
            "There is nothing between these two moments.",
            "Give a --from before --to, both within the session.",
        )
    if choice.at_us is not None and not start <= choice.at_us <= end:
        raise UsageError("The moment to open at is not in what is shared.", "Choose one within it.")
    return Stretch(start, end)
