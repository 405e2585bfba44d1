"""Depth found in one pass over a film's rows is that of one book at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from analyze.made import LINE, course, material, placed, us
from analyze.moving import ladders
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.context.surroundings import Context
from gametape.analyze.material.course import Books, Course
from gametape.analyze.material.ladder import Rows, rows_of
from gametape.analyze.material.material import ToldOrder
from gametape.analyze.material.owned import Own
from gametape.analyze.parameters import DEFAULTS
from gametape.model.book import Level, Side

END = 60
EARLY = us(20)


class TellingBooks:
    """Books that tell their rows, as those of a film do."""

    def __init__(self, of: Course) -> None:
        self._books: Books = of.books
        self._rows = rows_of(of)

    def levels(self, at_us: int) -> tuple[list[Level], list[Level]]:
        """See `Books.levels`."""
        return self._books.levels(at_us)

    def rows(self) -> Rows:
        """See `TellsRows.rows`."""
        return self._rows


def resting(rng: np.random.Generator) -> list[ToldOrder]:
    """Own orders on both sides and for both outcomes, filled in part and taken out again."""
    told = []
    for number in range(8):
        side, asset = rng.choice([Side.BUY, Side.SELL]), str(rng.choice(["yes", "no"]))
        cents, size = int(rng.integers(44, 57)), int(rng.integers(1, 900))
        second = float(rng.uniform(0, END))
        one = placed(f"o{number}", second, Side(side), cents, size, asset)
        later = one.told_us + us(float(rng.uniform(0, 20)))
        told += [one, one._replace(told_us=later, matched=one.size // 2)]
        if number % 2:
            told.append(told[-1]._replace(told_us=later + us(3), resting=False))
        if number % 3 == 0:
            told.append(told[-1]._replace(told_us=later + us(5), cell=None, resting=True))
    return sorted(told, key=lambda one: one.told_us)


@settings(max_examples=40)
@given(seed=st.integers(0, 100_000), owned=st.booleans())
def test_the_least_depth_of_a_while_is_that_of_each_book(seed: int, owned: bool) -> None:
    rng = np.random.default_rng(seed)
    slow = course(ladders(rng, 50), end=END)
    film = replace(slow, books=TellingBooks(slow))
    own = Own.of(material(slow, resting(rng) if owned else []), LINE)
    plain, fast, cut = (
        Context(one, own, (), DEFAULTS).depth for one in (slow, film, film.until(EARLY))
    )
    for at_us in rng.integers(us(-2), us(END), 12).tolist():
        for direction in (1, -1):
            said = plain.least(at_us, direction)
            assert fast.least(at_us, direction) == said
            if at_us <= EARLY:
                assert cut.least(at_us, direction) == said
    for at_us in range(0, us(END), us(5)):
        assert repr(fast.usual(at_us)) == repr(plain.usual(at_us))
