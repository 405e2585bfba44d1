"""Moments at which something could have been done and was not, packed: a column a field.

An evening has some hundreds of them, and a pattern written today is asked of all evenings at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from gametape.analyze.patterns.pattern import Condition

Bools = NDArray[np.bool_]
Int64s = NDArray[np.int64]

Fields = Mapping[str, float | bool | str | None]

APART_US = 150_000_000
"""Moments of one side further apart belong to different stretches; longer than a made-up trip."""


class Chance(NamedTuple):
    """A moment at which the trader was there, could have acted, and did nothing.

    `side` numbers what it is about: a line of the evening and a direction. `buys` is whether acting
    would have been to enter, else to leave; `drawn` whether it was looked at by the clock, not
    since the market signalled something. `value` is what acting would have brought in
    micro-dollars, fees paid, `move` the same by the mid alone. `resumed` is whether one could not
    have acted a minute before, since one held or did act: no stretch begins there. `fields` are
    those of `vocabulary.FIELDS` that were known.
    """

    at_us: int
    side: int
    buys: bool
    drawn: bool
    value: int
    fields: Fields
    move: int = 0
    resumed: bool = False


class Named(msgspec.Struct, frozen=True):
    """A field of words: the words, and the place of each row's among them (int16; -1 not known)."""

    words: tuple[str, ...]
    places: bytes


class Chances(msgspec.Struct, frozen=True):
    """An evening's moments in order of side and time, as packed columns of equal length.

    `at_us`, `value` and `move` are int64, `side` int16, `flags` bytes of bits (1 buys, 2 drawn, 4
    resumed); numbers and flags among the fields are float32 with NaN for not known. All of it is
    little-endian.
    """

    at_us: bytes = b""
    value: bytes = b""
    move: bytes = b""
    side: bytes = b""
    flags: bytes = b""
    numbers: dict[str, bytes] = {}
    names: dict[str, Named] = {}

    @classmethod
    def of(cls, rows: Iterable[Chance]) -> Chances:
        """Pack moments, whatever their order."""
        told = sorted(rows, key=lambda one: (one.side, one.at_us, one.drawn))
        fields = sorted({name for one in told for name in one.fields})
        numbers: dict[str, bytes] = {}
        names: dict[str, Named] = {}
        for name in fields:
            column = [one.fields.get(name) for one in told]
            if any(isinstance(value, str) for value in column):
                names[name] = _named(column)
            else:
                plain = [np.nan if value is None else float(value) for value in column]
                numbers[name] = np.array(plain, "<f4").tobytes()
        return cls(
            at_us=np.array([one.at_us for one in told], "<i8").tobytes(),
            value=np.array([one.value for one in told], "<i8").tobytes(),
            move=np.array([one.move for one in told], "<i8").tobytes(),
            side=np.array([one.side for one in told], "<i2").tobytes(),
            flags=bytes(one.buys | one.drawn << 1 | one.resumed << 2 for one in told),
            numbers=numbers,
            names=names,
        )

    def __len__(self) -> int:
        return len(self.flags)

    @property
    def times(self) -> Int64s:
        """When each was, microseconds."""
        return np.frombuffer(self.at_us, "<i8").astype(np.int64)

    @property
    def values(self) -> Int64s:
        """What acting would have brought at each, micro-dollars."""
        return np.frombuffer(self.value, "<i8").astype(np.int64, copy=False)

    @property
    def moves(self) -> Int64s:
        """What the mid's move alone would have brought at each, micro-dollars."""
        return np.frombuffer(self.move, "<i8").astype(np.int64, copy=False)

    @property
    def lines(self) -> Int64s:
        """The line of each, by number."""
        return np.frombuffer(self.side, "<i2").astype(np.int64) // 2

    def usual(self, *, buys: bool) -> Int64s:
        """Rows that were looked at by the clock, of entering or of leaving."""
        flags = np.frombuffer(self.flags, np.uint8)
        return np.flatnonzero((flags & 1 == buys) & (flags & 2 > 0)).astype(np.int64)

    def met(self, asked: Sequence[Condition], *, buys: bool) -> Int64s:
        """Rows at which all conditions began to hold: of each stretch in which they do the first.

        Where a field is not known its condition does not hold.
        """
        times, sides = self.times, np.frombuffer(self.side, "<i2")
        fits = (np.frombuffer(self.flags, np.uint8) & 1) == buys
        for one in asked:
            fits &= self._holds(one)
        rows: Int64s = np.flatnonzero(fits).astype(np.int64)
        same = (np.diff(sides[rows]) == 0) & (np.diff(times[rows]) <= APART_US)
        first = np.concatenate([np.ones(min(len(rows), 1), np.bool_), ~same])
        first &= np.frombuffer(self.flags, np.uint8)[rows] & 4 == 0
        return np.asarray(rows[first], dtype=np.int64)

    def _holds(self, one: Condition) -> Bools:
        wanted = one.value
        named = self.names.get(one.field)
        if named is not None:
            words = {wanted} if isinstance(wanted, str) else set(_words(wanted))
            sought = {word.casefold() for word in words}
            fine = [at for at, word in enumerate(named.words) if word.casefold() in sought]
            return np.asarray(np.isin(np.frombuffer(named.places, "<i2"), fine), dtype=np.bool_)
        packed = self.numbers.get(one.field)
        if packed is None or isinstance(wanted, str | tuple):
            return np.zeros(len(self), np.bool_)
        column, bound = np.frombuffer(packed, "<f4"), np.float32(wanted)
        if one.test == "is":
            return np.asarray(column == bound)
        return np.asarray(column >= bound if one.test == "least" else column <= bound)


def _words(wanted: float | bool | str | tuple[str, ...]) -> tuple[str, ...]:
    return wanted if isinstance(wanted, tuple) else ()


def _named(column: Sequence[float | bool | str | None]) -> Named:
    words = tuple(dict.fromkeys(value for value in column if isinstance(value, str)))
    places = [words.index(value) if isinstance(value, str) else -1 for value in column]
    return Named(words, np.array(places, "<i2").tobytes())
