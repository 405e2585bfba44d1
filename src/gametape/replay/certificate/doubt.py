"""Doubt: stretches in which a book was refuted by the venue's own words, however it healed.

A feed that swallowed messages often heals by itself at the next snapshot, and then nothing on the
tape looks wrong any more. So each book is followed from proof to proof: refuted once, it is in
doubt from its last proof to its next one. A venue that reorders messages by milliseconds refutes
a book too; stretches shorter than a second are counted and not called holes.
"""

from __future__ import annotations

import msgspec

from gametape.model.times import SECOND

Key = tuple[str, str]
"""(connection, asset)."""

HOLE_US = SECOND
"""The shortest doubt that is a hole, and the calm that ends one (polymarket-api.md 3.9)."""

CAUSE = "messages missed"


class Doubted(msgspec.Struct, frozen=True):
    """A book that was not right between two proofs, in microseconds."""

    connection: str
    asset: str
    from_us: int
    to_us: int


class _Doubt(msgspec.Struct):
    """`refuted_us` and `refuted_venue_us` are of the refutation that opened it last."""

    from_us: int
    to_us: int
    open: bool
    refuted_us: int
    refuted_venue_us: int | None
    reordered: bool = True


class Doubts:
    """Follows every book from proof to proof."""

    def __init__(self) -> None:
        self.brief = 0
        """Doubts that a venue's reordering explains, and those too short to be called holes."""
        self._proved_us: dict[Key, int] = {}
        self._doubts: dict[Key, _Doubt] = {}

    @property
    def any(self) -> bool:
        """Whether any book is in doubt, or was until lately."""
        return bool(self._doubts)

    def proved(
        self, key: Key, now_us: int, venue_us: int | None = None, *, whole: bool = False
    ) -> None:
        """The book is right at this moment: a snapshot (`whole`), a hash, or best prices say so.

        A refutation that later changes take back within a second, or that a snapshot no newer
        than it explains, was the venue's reordering: nothing was missed, however long ago the
        last proof was.
        """
        self._proved_us[key] = now_us
        doubt = self._doubts.get(key)
        if doubt is None or not doubt.open:
            return
        soon = now_us - doubt.refuted_us < HOLE_US
        refuted_us = doubt.refuted_venue_us
        late = venue_us is not None and refuted_us is not None and venue_us <= refuted_us
        doubt.reordered = doubt.reordered and soon and (late or not whole)
        doubt.to_us = now_us
        doubt.open = False

    def refuted(self, key: Key, now_us: int, venue_us: int | None = None) -> None:
        """The book is not right at this moment; `venue_us` is the venue's time of what says so."""
        doubt = self._doubts.get(key)
        if doubt is None:
            since = self._proved_us.get(key, now_us)
            self._doubts[key] = _Doubt(since, now_us, True, now_us, venue_us)
            return
        doubt.to_us = now_us
        if not doubt.open:
            doubt.open = True
            doubt.refuted_us, doubt.refuted_venue_us = now_us, venue_us

    def open_since(self, now_us: int) -> dict[Key, int]:
        """Books refuted for longer than a reordering explains, and since when in doubt."""
        return {
            key: doubt.from_us
            for key, doubt in self._doubts.items()
            if doubt.open and now_us - doubt.refuted_us >= HOLE_US
        }

    def ended(self, now_us: int) -> list[Doubted]:
        """Doubts that have been over for a second; each is given once."""
        if not self._doubts:
            return []
        over = [
            key
            for key, doubt in self._doubts.items()
            if not doubt.open and now_us - doubt.to_us >= HOLE_US
        ]
        return [found for key in over if (found := self._end(key)) is not None]

    def forget(self, connection: str, now_us: int) -> list[Doubted]:
        """A connection is gone or begins anew: its doubts end here."""
        keys = [key for key in self._doubts if key[0] == connection]
        for key in [key for key in self._proved_us if key[0] == connection]:
            del self._proved_us[key]
        for key in keys:
            if self._doubts[key].open:
                self._doubts[key].to_us = now_us
                self._doubts[key].reordered = False
        return [found for key in keys if (found := self._end(key)) is not None]

    def finish(self, now_us: int) -> list[Doubted]:
        """All that are left, at the end of a session."""
        names = {connection for connection, _ in self._doubts}
        return [found for name in names for found in self.forget(name, now_us)]

    def _end(self, key: Key) -> Doubted | None:
        doubt = self._doubts.pop(key)
        if doubt.reordered or doubt.to_us - doubt.from_us < HOLE_US:
            self.brief += 1
            return None
        return Doubted(key[0], key[1], doubt.from_us, doubt.to_us)
